package io.github.appliedset.migrator;

import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.FileProblem.InvalidFile;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.script.ScriptException;
import io.github.appliedset.script.ScriptOutline;
import io.github.appliedset.script.ScriptProblem;
import io.github.appliedset.script.ScriptText;
import io.github.appliedset.script.SqlScriptReader;
import io.github.appliedset.script.SqlStatement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/**
 * Sends the statements of a migration file one by one, in the transaction it finds.
 *
 * <p>Never the whole file at once: the driver would lose the place of an error, cut function bodies wrongly and, in a
 * large file, take quadratic time. Every result is read to its end, because the server stops working on a query whose
 * rows are not fetched.
 */
final class MigrationExecutor {

    private static final int ROWS_AT_A_TIME = 1000;

    /** Decides about each statement before it is sent, and hears of it afterwards. */
    interface Progress {

        /** Sends every statement. */
        Progress NONE = new Progress() {};

        default boolean isToRun(int index, SqlStatement statement) throws SQLException {
            return true;
        }

        default void done(int index) throws SQLException {}
    }

    /**
     * Runs the file.
     *
     * @return the checksum of what was run
     * @throws StatementFailure if PostgreSQL refuses a statement
     */
    Checksum execute(Connection connection, MigrationFile file, ScriptOutline outline, Progress progress)
            throws StatementFailure {
        try (FingerprintStream content = new FingerprintStream(file.content().open())) {
            SqlScriptReader script = new SqlScriptReader(ScriptText.reader(content));
            int index = 0;
            for (SqlStatement sql = script.next(); sql != null; sql = script.next()) {
                boolean wrapping = outline.wrapped() && (index == 0 || index == outline.statements() - 1);
                if (!wrapping) {
                    execute(connection, sql, index, script, progress);
                }
                index++;
            }
            return content.checksum();
        } catch (IOException unreadable) {
            throw new InvalidMigrationException(InvalidFile.unreadable(file, unreadable));
        } catch (ScriptException changed) {
            throw new InvalidMigrationException(InvalidFile.unreadable(
                    file, new IOException("it changed while it was run: " + changed.getMessage())));
        }
    }

    private static void execute(
            Connection connection, SqlStatement sql, int index, SqlScriptReader script, Progress progress)
            throws StatementFailure, IOException {
        try {
            if (progress.isToRun(index, sql)) {
                execute(connection, sql, script);
                progress.done(index);
            }
        } catch (SQLException failure) {
            throw StatementFailure.of(sql, index, failure);
        }
    }

    private static void execute(Connection connection, SqlStatement sql, SqlScriptReader script)
            throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            if (sql.copiesFromStdin()) {
                connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql.text(), script.copyData());
                return;
            }
            // {fn ...} and the like are JDBC's, not SQL's.
            statement.setEscapeProcessing(false);
            statement.setFetchSize(ROWS_AT_A_TIME);
            boolean isResult = statement.execute(sql.text());
            while (isResult || statement.getUpdateCount() != -1) {
                if (isResult) {
                    drain(statement.getResultSet());
                }
                isResult = statement.getMoreResults();
            }
        }
    }

    private static void drain(ResultSet rows) throws SQLException {
        try (rows) {
            while (rows.next()) {
                // Only to make the server work through them.
            }
        }
    }

    /** What is known of the file before it is run; all that must not be run is in its problems. */
    static ScriptOutline outline(MigrationFile file) {
        try (InputStream content = file.content().open()) {
            return ScriptOutline.of(ScriptText.reader(content));
        } catch (CharacterCodingException malformed) {
            return ScriptOutline.unreadable(malformed(file));
        } catch (IOException unreadable) {
            throw new InvalidMigrationException(InvalidFile.unreadable(file, unreadable));
        }
    }

    private static ScriptProblem malformed(MigrationFile file) {
        try (InputStream content = file.content().open()) {
            return ScriptText.malformed(content);
        } catch (IOException unreadable) {
            throw new InvalidMigrationException(InvalidFile.unreadable(file, unreadable));
        }
    }
}
