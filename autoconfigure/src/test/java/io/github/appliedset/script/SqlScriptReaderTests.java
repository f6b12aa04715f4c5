package io.github.appliedset.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlScriptReaderTests {

    private static List<SqlStatement> read(String script) throws IOException, ScriptException {
        SqlScriptReader reader = new SqlScriptReader(new StringReader(script));
        List<SqlStatement> statements = new ArrayList<>();
        for (SqlStatement next = reader.next(); next != null; next = reader.next()) {
            statements.add(next);
        }
        return statements;
    }

    private static List<String> texts(String script) throws IOException, ScriptException {
        return read(script).stream().map(SqlStatement::text).toList();
    }

    @Test
    void semicolonEndsAStatementAndTheLastOneNeedsNone() throws Exception {
        assertThat(texts("SELECT 1; SELECT 2\n;;\nSELECT 3\n")).containsExactly("SELECT 1", "SELECT 2", "SELECT 3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 'a;b'",
                "SELECT 'it''s; so'",
                "SELECT 'back\\', 1",
                "SELECT E'it\\'s; so'",
                "SELECT e'a\\\\', 1",
                "SELECT E'a' \n 'b\\'; c'",
                "SELECT E'a'\r'b\\'; c'",
                "SELECT E'a' -- it's; so\n -- and so\r\n 'b\\'; c'",
                "SELECT E'a'\n/* no continuation */ 'b\\'",
                "SELECT E'a'\n- 'b\\'",
                "SELECT E'a' -- not so\n, 'b\\'",
                "SELECT U&'d\\0061t; a'",
                "SELECT B'01', X'1F', N'a;b'",
                "SELECT \"a;\"\"b\"",
                "SELECT U&\"d;a\"",
                "SELECT $$a;b$$",
                "SELECT $tag$a;$$;$tag;$tag$",
                "SELECT $_1$;$_1$",
                "SELECT 1 /* a; /* b; */ c; */ + 1",
                "SELECT 1 -- a; b\n + 1",
                "SELECT a$b$c, $1",
                "SELECT 1a$b$c",
                "SELECT $1a$b$c",
                "SELECT 1$b$;$b$, 2.$$;$$, $1$$;$$",
                "SELECT $a, $b, $E'it\\'s; so'",
                "SELECT '{\"a\": 1}'::jsonb ? 'a', j @? '$.a', j ?| array['a;']",
                "SELECT 1 - -1, 4 / 2, 2 * 3",
                "CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2)",
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END",
                "CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC SELECT CASE WHEN true THEN CASE 1 WHEN 1 THEN 1 END END; END",
                "CREATE FUNCTION f() RETURNS trigger AS $$ BEGIN; RETURN NEW; END; $$ LANGUAGE plpgsql",
                "DO $do$ BEGIN PERFORM 1; END $do$",
                "CREATE VIEW function AS SELECT begin FROM t",
                "CREATE TABLE a.procedure AS SELECT begin FROM t",
                "CREATE TABLE \"begin\" (note text DEFAULT 'E', e text)",
                "CREATE FUNCTION begin(x int) RETURNS int LANGUAGE sql AS 'SELECT x'",
                "CREATE OR REPLACE FUNCTION begin.atomic() RETURNS begin LANGUAGE sql AS 'SELECT 1; SELECT 2'",
                "CREATE FUNCTION f(begin int) RETURNS int RETURN begin",
                "CREATE PROCEDURE begin() BEGIN ATOMIC INSERT INTO t VALUES (1); END",
                "CREATE PROCEDURE p() BEGIN /* ; */ ATOMIC -- ;\nEND",
                "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT begin, 1 AS end, t.case, 2 end FROM t; SELECT 3; END",
                "CREATE FUNCTION f() RETURNS int SET begin.x TO atomic BEGIN ATOMIC SELECT atomic FROM begin; END",
                "CREATE FUNCTION atomic() RETURNS int AS $$ BEGIN RETURN 1; END $$ LANGUAGE plpgsql",
                "CREATE PROCEDURE p() AS 'BEGIN COMMIT; END' LANGUAGE plpgsql",
                "CREATE AGGREGATE begin(int) (sfunc = int4pl, stype = int)",
                "CREATE TABLE begin (begin int, \"end\" int, atomic int)",
                "SELECT 1 AS été",
                "SELECT 'emoji 😀;'",
            })
    void semicolonInsideDoesNotEndIt(String statement) throws Exception {
        assertThat(texts(statement + ";\nSELECT 'next';")).containsExactly(statement, "SELECT 'next'");
    }

    @Test
    void nextStatementAfterAFunctionBodyIsFound() throws Exception {
        String body = "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END";

        assertThat(texts(body + "; " + body + "; COMMIT;")).containsExactly(body, body, "COMMIT");
    }

    @Test
    void bodyThatDoesNotEndReachesToTheEndOfTheFile() throws Exception {
        assertThat(texts("CREATE FUNCTION f() BEGIN ATOMIC SELECT 1 END; SELECT 2; "))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"COPY t TO STDOUT", "copy t (a, b) to stdin with csv", "COPY (SELECT 1 FROM stdin) TO STDOUT"})
    void copyToTheClientIsRecognized(String statement) throws Exception {
        assertThat(read(statement)).singleElement().matches(SqlStatement::copiesToStdout);
    }

    @ParameterizedTest
    @ValueSource(strings = {"COPY t TO '/tmp/stdout'", "COPY t FROM STDIN", "COPY t (\"to\") FROM STDOUT", "SELECT 1"})
    void otherCopiesAreNot(String statement) throws Exception {
        SqlScriptReader reader = new SqlScriptReader(new StringReader(statement));

        assertThat(reader.next()).isNotNull().matches(copy -> !copy.copiesToStdout());
    }

    @Test
    void lettersThatOnlyHaveAsciiCapitalsMakeNoKeyWord() throws Exception {
        assertThat(texts("CREATE FUNCTION beg\u0131n() RETURN 1; SELECT 2")).hasSize(2);
        assertThat(read("comm\u0131t; \u017Felect").stream().map(SqlStatement::words))
                .containsExactly(List.of("comm\u0131t"), List.of("\u017Felect"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO t VALUES (1) RETURNING a",
                "UPDATE t SET a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7, h = 8 FROM u WHERE t.a = u.a AND t.b = u.b\n"
                        + "returning t.a",
                "INSERT INTO t WITH u AS (DELETE FROM v RETURNING a) SELECT a, b, c, d, e, f, g, h, i, j FROM u RETURNING a",
            })
    void rowsOfADataStatementAreExpectedHoweverLateItAsksForThem(String statement) throws Exception {
        assertThat(read(statement)).hasSize(1).allMatch(SqlStatement::returnsRows);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO t VALUES ('RETURNING') -- RETURNING\n/* RETURNING */",
                "INSERT INTO t (\"RETURNING\") WITH u AS (DELETE FROM v RETURNING a) SELECT a FROM u",
                "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ DELETE FROM t RETURNING a $$",
                "CREATE FUNCTION f() RETURNS SETOF int BEGIN ATOMIC DELETE FROM t RETURNING a; END",
                "UPDATE t SET returning_ = 1"
            })
    void expectsNoRowsIfReturningIsNotAKeyword(String statement) throws Exception {
        assertThat(read(statement)).hasSize(1).noneMatch(SqlStatement::returnsRows);
    }

    @Test
    void onlyCommentsAreNoStatement() throws Exception {
        assertThat(texts("-- nothing\n/* at all; */ ;\n")).isEmpty();
        assertThat(texts("")).isEmpty();
    }

    @Test
    void blockCommentBeforeAStatementStaysWithItBecauseItMayBeAHint() throws Exception {
        SqlStatement statement = read("\n/*+ SeqScan(t) */\n  SELECT 1;").get(0);

        assertThat(statement.text()).isEqualTo("/*+ SeqScan(t) */\n  SELECT 1");
        assertThat(statement.start()).isEqualTo(new Position(2, 1));
        assertThat(statement.position()).isEqualTo(new Position(3, 3));
    }

    @Test
    void placesCountLinesAndCodePoints() throws Exception {
        List<SqlStatement> statements = read("SELECT '😀'; SELECT 2;\r\n  SELECT 3");

        assertThat(statements)
                .extracting(SqlStatement::position)
                .containsExactly(new Position(1, 1), new Position(1, 13), new Position(2, 3));
        assertThat(statements.get(0).positionOf(9)).isEqualTo(new Position(1, 10));
    }

    @Test
    void byteOrderMarkIsDropped() throws Exception {
        assertThat(texts("\uFEFFSELECT 1")).containsExactly("SELECT 1");
    }

    @Test
    void copyDataAreNotSql() throws Exception {
        SqlScriptReader reader = new SqlScriptReader(
                new StringReader("COPY t (a, b) FROM stdin;\n1\tit's; so\n2\t\\N\n\\.\n\nSELECT 1;"));

        SqlStatement copy = reader.next();
        StringWriter data = new StringWriter();
        reader.copyData().transferTo(data);

        assertThat(copy.text()).isEqualTo("COPY t (a, b) FROM stdin");
        assertThat(data).hasToString("1\tit's; so\n2\t\\N\n");
        assertThat(reader.next().text()).isEqualTo("SELECT 1");
        assertThat(reader.next()).isNull();
    }

    @Test
    void copyDataMayBeSkippedAndMayEndTheFile() throws Exception {
        assertThat(texts("COPY t FROM STDIN WITH (FORMAT csv);\r\n1;\r\n\\.\r\nSELECT 1;"))
                .containsExactly("COPY t FROM STDIN WITH (FORMAT csv)", "SELECT 1");
        assertThat(texts("COPY t FROM STDIN;\n1\n\\.")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COPY stdin FROM STDIN",
                "COPY t FROM STDOUT",
                "copy BINARY \"T\" (a, \"from\") from stdin where a > 0",
                "/* hint */ COPY t -- why\nFROM /* where */\nSTDIN",
            })
    void copyFromTheScriptIsKnown(String copy) throws Exception {
        assertThat(texts(copy + "; -- data\n';\n\\.\nSELECT 1")).containsExactly(copy, "SELECT 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COPY t TO STDOUT",
                "COPY (SELECT a FROM stdin) TO STDOUT",
                "COPY stdin FROM 'file'",
                "COPY t FROM PROGRAM 'cat'",
                "SELECT a FROM stdin",
            })
    void otherCopyHasNoData(String statement) throws Exception {
        assertThat(texts(statement + "; SELECT 1")).containsExactly(statement, "SELECT 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\. ", "\\.\t", " \\.", "\\.x", "\\\\.", "\\.\r "})
    void lineThatIsNotOnlyTheEndMarkIsData(String line) throws Exception {
        SqlScriptReader reader = new SqlScriptReader(
                new StringReader("COPY t FROM STDIN (FORMAT csv);\n" + line + "\n1\n\\.\nSELECT 1"));
        StringWriter data = new StringWriter();

        reader.next();
        reader.copyData().transferTo(data);

        assertThat(data).hasToString(line + "\n1\n");
        assertThat(reader.next().text()).isEqualTo("SELECT 1");
    }

    @Test
    void psqlCommandIsRefusedWithItsLine() {
        assertThatThrownBy(() -> read("SELECT 1;\n\\connect other\n"))
                .hasMessageContaining("line 2, column 1")
                .hasMessageContaining("\\connect");
        assertThatThrownBy(() -> read("SELECT 1 \\gexec\n")).hasMessageContaining("\\gexec");
    }

    @Test
    void frameOfPgDumpIsSkipped() throws Exception {
        assertThat(texts("\\restrict abc\nSELECT 1;\n\\unrestrict abc\n")).containsExactly("SELECT 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT 'a", "SELECT \"a", "SELECT $x$a$y$", "/* a /* b */", "SELECT E'a\\'"})
    void unterminatedTextIsReportedWhereItBegins(String script) {
        assertThatThrownBy(() -> read("SELECT 1;\n" + script)).hasMessageContaining("line 2, column ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SELECT \0", "SELECT '\0'", "SELECT $$\0$$", "SELECT \"\0\"", "SELECT/*\0*/", "SELECT --\0"})
    void nulCharacterIsRefusedWhereverItIsSent(String statement) {
        assertThatThrownBy(() -> read("SELECT 1;\n" + statement + "\n, 1"))
                .hasMessageContaining("NUL")
                .hasMessageContaining("line 2, column " + (statement.indexOf(0) + 1));
    }

    @Test
    void placeInALongCommentIsCountedInCharacters() {
        assertThatThrownBy(() -> read("SELECT 1\n--" + "\uD83D\uDE00".repeat(9_000) + "\0;"))
                .hasMessageContaining("line 2, column 9003");
    }

    @Test
    void commentThatFillsTheBufferIsPartOfItsStatement() throws Exception {
        for (int padding = 8170; padding < 8200; padding++) {
            String statement = "SELECT 1 --" + "x".repeat(padding) + "\r\n, 2 --" + "y".repeat(20_000);
            assertThat(texts(statement + "\n;SELECT 2")).containsExactly(statement, "SELECT 2");
        }
    }

    @Test
    void readsAcrossTheEdgesOfItsBuffer() throws Exception {
        for (int padding = 8180; padding < 8200; padding++) {
            String first = "SELECT '" + "x".repeat(padding) + "' -- ; c\n + $a$;$a$ /* ; */";
            assertThat(texts(first + ";SELECT 2")).containsExactly(first, "SELECT 2");
        }
    }

    @Provide
    Arbitrary<String> fragments() {
        return Arbitraries.of(
                        "SELECT",
                        "'a;b'",
                        "E'\\';'",
                        "\"x;\"",
                        "$$;$$",
                        "$t$;$$;$t$",
                        "/*;/*;*/*/",
                        "--;\n",
                        ";",
                        " ",
                        "\n",
                        "(",
                        ")",
                        "a$b",
                        "1",
                        "::",
                        "BEGIN",
                        "END",
                        "CASE",
                        "CREATE",
                        "FUNCTION",
                        "é",
                        "-",
                        "/",
                        "$1",
                        "😀")
                .list()
                .ofMaxSize(40)
                .map(parts -> String.join("", parts));
    }

    /** What lies between two statements may only be white space, comments and semicolons. */
    @Property
    void joinedStatementsEqualTheScript(@ForAll("fragments") String script) throws Exception {
        int from = 0;
        List<SqlStatement> statements;
        try {
            statements = read(script);
        } catch (ScriptException unterminated) {
            return;
        }
        for (SqlStatement statement : statements) {
            int at = offset(script, statement.start());
            assertThat(at).isGreaterThanOrEqualTo(from);
            assertThat(script.substring(at)).startsWith(statement.text());
            assertThat(read(script.substring(from, at))).isEmpty();
            from = at + statement.text().length();
        }
        assertThat(read(script.substring(from))).isEmpty();
    }

    private static int offset(String script, Position position) {
        int offset = 0;
        Position at = Position.START;
        while (!at.equals(position)) {
            int codePoint = script.codePointAt(offset);
            at = at.after(codePoint);
            offset += Character.charCount(codePoint);
        }
        return offset;
    }
}
