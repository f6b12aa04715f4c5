package io.github.appliedset.migrator;

import io.github.appliedset.migration.FileProblem.InvalidFile;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.migrator.MigrationConnection.Sending;
import io.github.appliedset.script.ScriptException;
import io.github.appliedset.script.ScriptOutline;
import io.github.appliedset.script.ScriptText;
import io.github.appliedset.script.SqlScriptReader;
import io.github.appliedset.script.SqlStatement;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import org.postgresql.PGConnection;

/**
 * Runs what a migration consists of, in the transaction it finds: the statements of a file one by one, or a class.
 *
 * <p>Never the whole file as one text: the driver would lose the place of an error, cut function bodies wrongly and, in a
 * large file, take quadratic time. {@link Steps} may send several statements together. Every result is read to its end, because the server stops working on a query whose
 * rows are not fetched.
 */
final class MigrationExecutor {

    private static final int ROWS_AT_A_TIME = 1000;

    private final Code code;

    /**
     * Runs files and classes.
     *
     * @param code runs the class behind a migration that is one
     */
    MigrationExecutor(Code code) {
        this.code = code;
    }

    /** Runs the class behind a migration, in one direction or the other. */
    interface Code {

        void run(Migration migration, Connection connection) throws Exception;
    }

    /** Surrounds the sending of each statement with what else there is to do. */
    interface Steps {

        /** Just sends them. */
        Steps PLAIN = (index, statement, sending) -> sending.send();

        /**
         * Deals with one statement.
         *
         * @param index its place in the script, from 0
         * @param sending sends it; if that is never called, the statement is not run
         */
        void run(int index, SqlStatement statement, Sending<IOException> sending)
                throws SQLException, IOException, StatementFailure;
    }

    /**
     * Runs the migration.
     *
     * @param steps surrounds each statement of a file
     * @throws StatementFailure if PostgreSQL refuses a statement, or the class throws an exception
     * @throws InvalidMigrationException if the file is no longer what was checked
     */
    void execute(MigrationConnection connection, Migration migration, CheckedScript checked, Steps steps)
            throws StatementFailure {
        if (migration.up().isCode()) {
            executeCode(connection, migration);
        } else {
            execute(connection, migration.up(), checked, steps);
        }
    }

    private void executeCode(MigrationConnection connection, Migration migration) throws StatementFailure {
        try {
            connection.runCancellable(() -> this.code.run(migration, TransactionBoundConnection.of(connection.jdbc())));
        } catch (Exception failure) {
            throw StatementFailure.ofCode(migration.up().path(), failure);
        }
    }

    private static void execute(MigrationConnection connection, MigrationFile file, CheckedScript checked, Steps steps)
            throws StatementFailure {
        ScriptOutline outline = checked.outline();
        try (FingerprintStream content = new FingerprintStream(file.content().open())) {
            SqlScriptReader script = new SqlScriptReader(ScriptText.reader(content));
            int index = 0;
            for (SqlStatement sql = script.next(); sql != null; sql = script.next()) {
                boolean wrapping = outline.wrapped() && (index == 0 || index == outline.statements() - 1);
                if (!wrapping) {
                    execute(connection, sql, index, script, steps);
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
            MigrationConnection connection, SqlStatement sql, int index, SqlScriptReader script, Steps steps)
            throws StatementFailure, IOException {
        try {
            steps.run(index, sql, () -> connection.runCancellable(() -> execute(connection.jdbc(), sql, script)));
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
            WarningLog warnings = new WarningLog();
            for (SQLWarning warning = statement.getWarnings(); warning != null; warning = warning.getNextWarning()) {
                warnings.add("PostgreSQL", warning);
            }
            warnings.end();
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
