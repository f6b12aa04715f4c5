package io.github.appliedset.migrator;

import io.github.appliedset.migration.FileProblem.InvalidFile;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.script.ScriptException;
import io.github.appliedset.script.ScriptOutline;
import io.github.appliedset.script.ScriptText;
import io.github.appliedset.script.SqlScriptReader;
import io.github.appliedset.script.SqlStatement;
import java.io.IOException;
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
     * @throws StatementFailure if PostgreSQL refuses a statement
     * @throws InvalidMigrationException if the file is no longer what was checked
     */
    void execute(Connection connection, MigrationFile file, CheckedScript checked, Progress progress)
            throws StatementFailure {
        ScriptOutline outline = checked.outline();
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
            if (!content.checksum().equals(checked.checksum())) {
                throw changed(file, "");
            }
        } catch (IOException unreadable) {
            throw new InvalidMigrationException(InvalidFile.unreadable(file.location(), unreadable));
        } catch (ScriptException changed) {
            throw changed(file, ": " + changed.getMessage());
        }
    }

    private static InvalidMigrationException changed(MigrationFile file, String how) {
        return new InvalidMigrationException(InvalidFile.unreadable(
                file.location(), new IOException("it was edited while the migrations ran" + how)));
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
            if (sql.returnsRows()) {
                statement.setFetchSize(ROWS_AT_A_TIME);
            }
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
}
