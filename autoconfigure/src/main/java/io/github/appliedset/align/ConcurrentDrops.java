package io.github.appliedset.align;

import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.script.ScriptException;
import io.github.appliedset.script.ScriptText;
import io.github.appliedset.script.SqlScriptReader;
import io.github.appliedset.script.SqlStatement;
import java.io.IOException;
import java.io.Reader;
import java.util.regex.Pattern;

/** Recognizes files that only drop indexes, concurrently: they cannot be tried in a transaction, and take no rows away. */
final class ConcurrentDrops {

    private static final Pattern DROP = Pattern.compile("(?is)\\s*DROP\\s+INDEX\\s+CONCURRENTLY\\b.*");

    private ConcurrentDrops() {}

    static boolean areAll(MigrationFile file) {
        try (Reader text = ScriptText.reader(file.content().open())) {
            SqlScriptReader reader = new SqlScriptReader(text);
            for (SqlStatement statement = reader.next(); statement != null; statement = reader.next()) {
                if (!DROP.matcher(statement.text()).matches()) {
                    return false;
                }
            }
            return true;
        } catch (IOException | ScriptException unreadable) {
            return false;
        }
    }
}
