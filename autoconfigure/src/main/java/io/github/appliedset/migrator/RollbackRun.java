package io.github.appliedset.migrator;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.MigrationFailedException.Direction;
import io.github.appliedset.migration.MigrationInterruptedException;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migrator.RollbackReport.Undone;
import io.github.appliedset.script.ScriptOutline;
import io.github.appliedset.tracker.MigrationTracker;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Undoes migrations one by one: the down file, and with it the removal of the row, in one transaction that holds the lock. A
 * down file that runs outside a transaction runs before the removal: what of it is done stays done if it fails.
 */
final class RollbackRun {

    private static final Logger log = LoggerFactory.getLogger(RollbackRun.class);

    private final MigrationConnection connection;
    private final MigrationTracker tracker;
    private final MigratorSettings settings;
    private final CheckedScripts scripts;
    private final AdvisoryLock lock;
    private final MigrationExecutor executor;
    private final List<Undone> undone = new ArrayList<>();

    RollbackRun(
            MigrationConnection connection,
            MigrationTracker tracker,
            MigratorSettings settings,
            CheckedScripts downScripts,
            JavaMigrations source) {
        this.connection = connection;
        this.tracker = tracker;
        this.settings = settings;
        this.scripts = downScripts;
        this.lock = new AdvisoryLock(tracker.table(), settings.instanceLockTimeout());
        this.executor = new MigrationExecutor(source::undo);
    }

    /** Undoes them in this order; the first that fails ends the run, and what was undone before stays undone. */
    List<Undone> run(List<Migration> undo, MigrationListener progress, Migrator migrator) throws SQLException {
        this.connection.prepareForMigrations();
        for (int index = 0; index < undo.size(); index++) {
            Migration next = undo.get(index);
            List<Migration> after = undo.subList(index + 1, undo.size());
            progress.beforeMigration(migrator, next);
            long start = System.nanoTime();
            undo(next, after);
            Duration duration = Duration.ofNanos(System.nanoTime() - start);
            this.undone.add(new Undone(next, duration));
            log.info("Undid {} in {} ms ({}/{})", next, duration.toMillis(), index + 1, undo.size());
        }
        return this.undone;
    }

    private void undo(Migration next, List<Migration> after) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new MigrationInterruptedException(after.size() + 1);
            }
            this.connection.renewIfChanged(after.size() + 1);
            try {
                undo(next, after.size() + 1);
                return;
            } catch (StatementFailure failure) {
                Connection jdbc = this.connection.jdbc();
                if (!failure.isConnectionGone() && !jdbc.getAutoCommit()) {
                    jdbc.rollback();
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw new MigrationInterruptedException(after.size() + 1);
                }
                if (!failure.isPassing() || attempt > this.settings.lockRetries()) {
                    throw failed(next, after, failure, attempt);
                }
                log.warn("The undoing of {} gave way and is tried again: {}", next, failure.text());
                Pause.beforeRetry(attempt, after.size() + 1);
            }
        }
    }

    private MigrationFailedException failed(
            Migration next, List<Migration> after, StatementFailure failure, int attempts) throws SQLException {
        String blockers = failure.sqlThatMetALock()
                .map(sql -> Blockers.of(sql, this.connection.jdbc()))
                .orElse("");
        return new MigrationFailedException(
                Direction.DOWN,
                next,
                failure.details(attempts, blockers).withAdvice(failure.adviceForDownFile()),
                this.undone.stream().map(Undone::migration).toList(),
                after,
                failure.getCause());
    }

    private void undo(Migration next, int pending) throws SQLException, StatementFailure {
        CheckedScript script = this.scripts.of(next);
        ScriptOutline outline = script.outline();
        TransactionSettings transaction =
                TransactionSettings.of(next, outline.directives(), this.settings, this.connection.noticesDeadClients());
        if (outline.mayChangeTheSession() || outline.directives().noTransaction()) {
            this.connection.markChanged();
        }
        if (outline.directives().noTransaction()) {
            undoOutsideATransaction(next, script, transaction, pending);
            return;
        }
        Connection jdbc = this.connection.jdbc();
        this.lock.acquire(jdbc, transaction, pending);
        requireApplied(next);
        transaction.limitStatements(jdbc);
        try {
            this.executor.execute(this.connection, next, script, MigrationExecutor.Steps.PLAIN);
        } catch (StatementFailure failure) {
            if (!failure.needsNoTransaction() || outline.statements() > 1) {
                throw failure;
            }
            jdbc.rollback();
            log.info("The undoing of {} runs outside a transaction: PostgreSQL refuses its statement inside one", next);
            undoOutsideATransaction(next, script, transaction, pending);
            return;
        }
        forget(next);
    }

    private void undoOutsideATransaction(
            Migration next, CheckedScript script, TransactionSettings settings, int pending)
            throws SQLException, StatementFailure {
        if (this.connection.isPooledByTheServer()) {
            throw new TrackerException(
                    "The down file of " + next + " runs outside a transaction, and the connection goes through a pooler"
                            + " such as PgBouncer, where the lock of a session may end up with somebody else's session."
                            + " It was not run.",
                    "Set applied-set.url to the server itself, past the pooler; or run the file with psql, and then\n"
                            + "    DELETE FROM " + this.tracker.table() + " WHERE version = " + next.version() + ";",
                    "pooler",
                    null);
        }
        this.connection.markChanged();
        Connection jdbc = this.connection.jdbc();
        jdbc.rollback();
        jdbc.setAutoCommit(true);
        this.lock.acquireForSession(
                jdbc, settings.withoutTransaction(script.outline().directives()), pending);
        try {
            requireApplied(next);
            this.executor.execute(this.connection, next, script, MigrationExecutor.Steps.PLAIN);
            jdbc.setAutoCommit(false);
            forget(next);
        } catch (StatementFailure failure) {
            throw failure.leavingUndone();
        } finally {
            if (!jdbc.isClosed()) {
                jdbc.setAutoCommit(true);
                this.lock.release(jdbc);
            }
        }
    }

    /** Somebody else may have undone it while this one waited for the lock. */
    private void requireApplied(Migration next) throws SQLException {
        if (!this.tracker.has(this.connection.jdbc(), next.version())) {
            throw new TrackerException(
                    "Migration " + next
                            + " is no longer applied: another process has undone it meanwhile. Undone by this"
                            + " one: " + this.undone.size() + ".",
                    "Look what is applied now, and roll back again if there is still something to be undone.",
                    "rollback-refused",
                    null);
        }
    }

    private void forget(Migration next) throws SQLException, StatementFailure {
        Connection jdbc = this.connection.jdbc();
        try {
            if (!this.tracker.remove(jdbc, next.version(), this.connection.role())) {
                throw StatementFailure.rowKept();
            }
        } catch (SQLException failure) {
            throw StatementFailure.ofRow(failure);
        }
        TransactionalRun.commit(jdbc);
    }
}
