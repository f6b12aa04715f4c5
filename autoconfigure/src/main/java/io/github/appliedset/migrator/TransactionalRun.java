package io.github.appliedset.migrator;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.tracker.MigrationTracker;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one migration in the transaction that holds the lock, writes its row, and commits both. */
final class TransactionalRun {

    private static final Logger log = LoggerFactory.getLogger(TransactionalRun.class);
    private static final String UNIQUE_VIOLATION = "23505";

    private static final String LEAVE_NO_TRACE =
            "RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL; SET client_encoding = 'UTF8'; SET DateStyle = 'ISO';"
                    + " CLOSE ALL; UNLISTEN *; DISCARD TEMP; DISCARD SEQUENCES";

    private final MigrationConnection connection;
    private final MigrationTracker tracker;
    private final MigrationExecutor executor;

    TransactionalRun(MigrationConnection connection, MigrationTracker tracker, MigrationExecutor executor) {
        this.connection = connection;
        this.tracker = tracker;
        this.executor = executor;
    }

    /**
     * Runs the migration; the transaction is left open if it fails.
     *
     * @return false if somebody else has recorded it meanwhile
     */
    boolean apply(Migration migration, CheckedScript script, TransactionSettings settings)
            throws SQLException, StatementFailure {
        Connection jdbc = this.connection.jdbc();
        settings.limitStatements(jdbc);
        this.executor.execute(this.connection, migration, script, MigrationExecutor.Steps.PLAIN);
        try {
            // After the commit the pooler gives the session to somebody else.
            if (this.connection.isPooledByTheServer() && script.outline().mayChangeTheSession()) {
                leaveNoTrace(jdbc);
            }
            if (!this.tracker.record(jdbc, migration, script.checksum(), this.connection.role())) {
                throw this.tracker.holdsLock(jdbc)
                        ? StatementFailure.rowSwallowed()
                        : StatementFailure.transactionEnded();
            }
        } catch (SQLException failure) {
            if (DatabaseErrors.is(failure, UNIQUE_VIOLATION) && isRecordedByAnother(jdbc, migration)) {
                return false;
            }
            throw StatementFailure.ofRow(failure);
        }
        commit(jdbc);
        return true;
    }

    /** Undoes what a migration may have done to its session, in the transaction that it ran in. */
    static void leaveNoTrace(Connection jdbc) throws SQLException {
        try (Statement statement = jdbc.createStatement()) {
            statement.execute(LEAVE_NO_TRACE);
        }
    }

    /** Whether somebody without our lock has written the row, and not the migration itself. */
    private boolean isRecordedByAnother(Connection jdbc, Migration migration) throws SQLException {
        jdbc.rollback();
        try {
            return this.tracker.has(jdbc, migration.version());
        } finally {
            jdbc.rollback();
        }
    }

    /** Commits, and logs what PostgreSQL has to say about it. */
    static void commit(Connection jdbc) throws SQLException, StatementFailure {
        jdbc.clearWarnings();
        try {
            jdbc.commit();
        } catch (SQLException failure) {
            throw StatementFailure.atCommit(failure);
        }
        // Such as: committed here, but the wait for a synchronous standby was cancelled.
        for (SQLWarning warning = jdbc.getWarnings(); warning != null; warning = warning.getNextWarning()) {
            log.warn("PostgreSQL at commit: {}", warning.getMessage());
        }
    }
}
