package io.github.appliedset.migrator;

import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migrator.ConcurrentStatement.Attempt;
import io.github.appliedset.migrator.NotedSteps.Start;
import io.github.appliedset.tracker.MigrationTracker;
import io.github.appliedset.tracker.UnfinishedMigrations;
import io.github.appliedset.tracker.UnfinishedMigrations.Progress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one migration outside a transaction, statement by statement, and notes how far it got, so that the next start goes
 * on there. The lock belongs to the session meanwhile, and no transaction is open anywhere while a statement runs outside
 * one: a {@code CREATE INDEX CONCURRENTLY} would wait for it.
 */
final class NonTransactionalRun {

    private static final Logger log = LoggerFactory.getLogger(NonTransactionalRun.class);

    private final MigrationConnection connection;
    private final MigrationTracker tracker;
    private final UnfinishedMigrations unfinished;
    private final AdvisoryLock lock;
    private final MigrationExecutor executor;

    NonTransactionalRun(
            MigrationConnection connection, MigrationTracker tracker, AdvisoryLock lock, MigrationExecutor executor) {
        this.connection = connection;
        this.tracker = tracker;
        this.unfinished = new UnfinishedMigrations(tracker.table());
        this.lock = lock;
        this.executor = executor;
    }

    /**
     * Runs what is not done of the migration, and records it.
     *
     * @param pending how many migrations are waiting for the lock
     * @throws StatementFailure also if another instance has applied it meanwhile
     */
    void apply(Migration migration, CheckedScript script, TransactionSettings settings, int pending)
            throws SQLException, StatementFailure {
        Checksum checksum = Objects.requireNonNull(script.checksum());
        requireDirectConnection(migration, checksum);
        Connection jdbc = this.connection.jdbc();
        jdbc.setAutoCommit(true);
        TransactionSettings outside =
                settings.withoutTransaction(script.outline().directives());
        this.lock.acquireForSession(jdbc, outside, pending);
        try {
            if (this.tracker.has(jdbc, migration.version())) {
                throw StatementFailure.recorded();
            }
            NotedSteps steps = new NotedSteps(
                    jdbc,
                    this.unfinished,
                    migration,
                    start(jdbc, migration, checksum),
                    settings,
                    () -> this.lock.acquireForSession(jdbc, outside, pending));
            run(migration, script, steps);
            finish(jdbc, migration, checksum);
        } finally {
            this.lock.release(jdbc);
        }
    }

    private void requireDirectConnection(Migration migration, Checksum checksum) {
        if (this.connection.isPooledByTheServer()) {
            throw new TrackerException(
                    "Migration " + migration.label() + " runs outside a transaction, and the connection goes through a"
                            + " pooler such as PgBouncer, where the lock of a session may end up with somebody else's"
                            + " session. It was not run.",
                    "Set applied-set.url to the server itself, past the pooler; or run the file with psql and record it:\n"
                            + recordByHand(migration, checksum),
                    "pooler",
                    null);
        }
    }

    private String recordByHand(Migration migration, Checksum checksum) {
        return "    INSERT INTO " + this.tracker.table() + " (version, name, checksum) VALUES (" + migration.version()
                + ", '" + migration.name().replace("'", "''") + "', '" + checksum + "');";
    }

    private void run(Migration migration, CheckedScript script, NotedSteps steps) throws StatementFailure {
        try {
            this.executor.execute(this.connection, migration, script, steps);
        } catch (StatementFailure failure) {
            StatementFailure failed = failure.leavingDone(script.outline().statements(), steps.isUndone());
            if (failure.connectionLoss().isEmpty()) {
                try {
                    this.unfinished.fail(this.connection.jdbc(), migration, failure.text());
                } catch (SQLException connectionLost) {
                    failed.addSuppressed(connectionLost);
                }
            }
            throw failed;
        }
    }

    private void finish(Connection jdbc, Migration migration, Checksum checksum) throws SQLException, StatementFailure {
        jdbc.setAutoCommit(false);
        this.unfinished.finish(jdbc, migration);
        if (!this.tracker.record(jdbc, migration, checksum, this.connection.role())) {
            jdbc.rollback();
            jdbc.setAutoCommit(true);
            throw StatementFailure.lockLost();
        }
        TransactionalRun.commit(jdbc);
        jdbc.setAutoCommit(true);
    }

    private Start start(Connection jdbc, Migration migration, Checksum checksum) throws SQLException {
        Optional<Progress> before = this.unfinished.find(jdbc, migration);
        if (before.isEmpty()) {
            this.unfinished.start(jdbc, migration, checksum);
            return new Start(0, Attempt.FIRST);
        }
        Progress progress = before.get();
        if (progress.checksum().equals(checksum)) {
            log.info("Going on with statement {} of {}", progress.nextStatement() + 1, migration);
            return new Start(progress.nextStatement(), progress.running() ? Attempt.IN_DOUBT : Attempt.REPEATED);
        }
        if (progress.nextStatement() == 0 && !progress.running()) {
            // Nothing of the old text is done, so the new one begins at its first statement.
            this.unfinished.finish(jdbc, migration);
            this.unfinished.start(jdbc, migration, checksum);
            return new Start(0, Attempt.FIRST);
        }
        throw new TrackerException(
                "Migration " + migration.label() + " has run up to statement "
                        + (progress.nextStatement() + (progress.running() ? 1 : 0)) + " and was edited since:\n    "
                        + migration.up().location()
                        + "\nNobody can tell what of the new text is done. It was not run.",
                "Put the file back as it was and start again; or finish the migration by hand, and then run\n"
                        + "    DELETE FROM " + this.unfinished.sql() + " WHERE version = " + migration.version() + ";\n"
                        + recordByHand(migration, checksum),
                "changed-while-unfinished",
                null);
    }
}
