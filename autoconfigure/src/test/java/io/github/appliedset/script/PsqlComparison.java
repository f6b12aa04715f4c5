package io.github.appliedset.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.script.RecordingServer.Sent;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/** The statements that the reader cuts a script into beside those that {@code psql} sends for it. */
final class PsqlComparison {

    private PsqlComparison() {}

    static void assertCutAlike(List<String> scripts) throws IOException, InterruptedException, ScriptException {
        List<List<Sent>> sent = Psql.send(scripts);
        for (int index = 0; index < scripts.size(); index++) {
            String script = scripts.get(index);
            assertThat(cut(script)).as(script).isEqualTo(normalized(sent.get(index)));
        }
    }

    static List<Sent> cut(String script) throws IOException, ScriptException {
        SqlScriptReader reader = new SqlScriptReader(new StringReader(script));
        List<Sent> result = new ArrayList<>();
        for (SqlStatement next = reader.next(); next != null; next = reader.next()) {
            StringWriter data = new StringWriter();
            if (next.copiesFromStdin()) {
                reader.copyData().transferTo(data);
            }
            result.add(new Sent(normalized(next.text()), data.toString()));
        }
        return result;
    }

    /** Without statements that have only comments, and without the line that ends data: psql sends them as well. */
    private static List<Sent> normalized(List<Sent> sent) {
        return sent.stream()
                .filter(one -> !isEmpty(one.sql()))
                .map(one -> new Sent(
                        normalized(one.sql()), one.copyData().replaceFirst("(?<![^\n])\\\\\\.(\r?\n|\r)?\\z", "")))
                .toList();
    }

    /** As psql sends it: without empty lines. The end is trimmed because it sends semicolons, too. */
    private static String normalized(String statement) {
        return statement.replaceAll("\n+", "\n").replaceFirst("[; \t-\r]+\\z", "");
    }

    private static boolean isEmpty(String statement) {
        int depth = 0;
        for (int at = 0; at < statement.length(); at++) {
            if (statement.startsWith("/*", at)) {
                depth++;
                at++;
            } else if (depth > 0 && statement.startsWith("*/", at)) {
                depth--;
                at++;
            } else if (depth == 0 && statement.startsWith("--", at)) {
                while (at < statement.length() && "\r\n".indexOf(statement.charAt(at)) < 0) {
                    at++;
                }
            } else if (depth == 0 && "; \t\n\u000B\f\r".indexOf(statement.charAt(at)) < 0) {
                return false;
            }
        }
        return true;
    }
}
