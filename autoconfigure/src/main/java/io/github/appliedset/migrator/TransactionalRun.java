package io.github.appliedset.migrator;

import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migrator.MigrationConnection.Sending;
import io.github.appliedset.postgres.Guard;
import io.github.appliedset.script.SqlStatement;
import io.github.appliedset.tracker.MigrationTracker;
import io.github.appliedset.tracker.MigrationTracker.Recording;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one migration in the transaction that holds the lock, writes its row, and commits both. */
final class TransactionalRun {

    private static final Logger log = LoggerFactory.getLogger(TransactionalRun.class);
    private static final String UNIQUE_VIOLATION = "23505";

    private static final String ENCODING_IS_KEPT =
            "SELECT " + Guard.of("pg_catalog.pg_client_encoding() = 'UTF8'", "client_encoding is no longer UTF8");

    private static final List<String> LEAVE_NO_TRACE = List.of(
            "RESET SESSION AUTHORIZATION",
            "RESET ROLE",
            "RESET ALL",
            "SET client_encoding = 'UTF8'",
            "SET DateStyle = 'ISO'",
            "CLOSE ALL",
            "UNLISTEN *",
            "DISCARD TEMP",
            "DISCARD SEQUENCES");

    private final MigrationConnection connection;
    private final MigrationTracker tracker;
    private final AdvisoryLock lock;
    private final MigrationExecutor executor;

    TransactionalRun(
            MigrationConnection connection, MigrationTracker tracker, AdvisoryLock lock, MigrationExecutor executor) {
        this.connection = connection;
        this.tracker = tracker;
        this.lock = lock;
        this.executor = executor;
    }

    /**
     * Runs the migration, all that it consists of in one round trip if it can be; the transaction is left open if it fails.
     *
     * @param begun whether a transaction is open that holds the lock and has found the migration to be pending; otherwise it
     *     is begun in the same round trip, which fails if another instance has the lock or was faster
     */
    void apply(Migration migration, CheckedScript script, TransactionSettings settings, boolean begun)
            throws SQLException, StatementFailure {
        Connection jdbc = this.connection.jdbc();
        Pipeline pipeline = new Pipeline(this.connection);
        if (!begun) {
            begin(pipeline, migration, settings);
        }
        if (settings.statementTimeout() != null) {
            pipeline.add(settings.limitStatements(), StatementFailure::atBegin);
        }
        if (migration.up().isCode()) {
            pipeline.flush();
        }
        this.executor.execute(this.connection, migration, script, new Queueing(pipeline));
        // A function that the migration calls may have changed it; the next statements for the pooler would undo that.
        requireEncodingKept(pipeline, null, 0);
        // After the commit the pooler gives the session to somebody else.
        if (this.connection.isPooledByTheServer() && script.outline().mayChangeTheSession()) {
            for (String sql : LEAVE_NO_TRACE) {
                pipeline.add(sql, StatementFailure::ofRow);
            }
        }
        record(pipeline, migration, script.checksum());
        pipeline.commit();
    }

    /** The driver, which sends UTF-8 whatever the server takes it for, is told with the answers only. */
    private static void requireEncodingKept(Pipeline pipeline, @Nullable SqlStatement after, int index)
            throws SQLException, StatementFailure {
        pipeline.add(
                ENCODING_IS_KEPT,
                failure -> Guard.refused(failure)
                        ? StatementFailure.encodingChanged(after, index)
                        : after == null ? StatementFailure.ofRow(failure) : StatementFailure.of(after, index, failure));
    }

    private void begin(Pipeline pipeline, Migration migration, TransactionSettings settings)
            throws SQLException, StatementFailure {
        pipeline.add(
                this.lock.takeInPassing(this.connection.jdbc(), settings),
                failure -> Guard.refused(failure) ? StatementFailure.lockTaken() : StatementFailure.atBegin(failure));
        // A statement of its own, because it must see what was committed until the lock was had.
        pipeline.add(
                this.tracker.requireNotRecorded(migration.version()),
                failure -> Guard.refused(failure) ? StatementFailure.recorded() : StatementFailure.atBegin(failure));
    }

    private void record(Pipeline pipeline, Migration migration, @Nullable Checksum checksum)
            throws SQLException, StatementFailure {
        Recording recording = this.tracker.recording(migration, checksum, this.connection.role());
        pipeline.add(recording.resetUser(), StatementFailure::ofRow);
        pipeline.add(
                recording.lockIsHeld(),
                failure ->
                        Guard.refused(failure) ? StatementFailure.transactionEnded() : StatementFailure.ofRow(failure));
        pipeline.add(
                recording.insert(),
                failure -> DatabaseErrors.is(failure, UNIQUE_VIOLATION) && isRecordedByAnother(migration)
                        ? StatementFailure.recorded()
                        : StatementFailure.ofRow(failure));
        pipeline.add(
                recording.rowIsKept(),
                failure -> Guard.refused(failure) ? StatementFailure.rowSwallowed() : StatementFailure.ofRow(failure));
    }

    /** Leaves statements to the pipeline. One that exchanges data with the server is sent by itself, after those before it. */
    private record Queueing(Pipeline pipeline) implements MigrationExecutor.Steps {

        @Override
        public void run(int index, SqlStatement statement, Sending<IOException> sending)
                throws SQLException, IOException, StatementFailure {
            if (statement.exchangesData()) {
                this.pipeline.flush();
                sending.send();
            } else {
                this.pipeline.add(statement.text(), failure -> StatementFailure.of(statement, index, failure));
                if (statement.mayChangeTheSession() || statement.mayChangeTheEncoding()) {
                    requireEncodingKept(this.pipeline, statement, index);
                }
            }
        }
    }

    /** Undoes what a migration may have done to its session, in the transaction that it ran in. */
    static void leaveNoTrace(Connection jdbc) throws SQLException {
        try (Statement statement = jdbc.createStatement()) {
            statement.execute(String.join(";", LEAVE_NO_TRACE));
        }
    }

    /** Whether somebody without our lock has written the row, and not the migration itself. */
    private boolean isRecordedByAnother(Migration migration) throws SQLException {
        Connection jdbc = this.connection.jdbc();
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
