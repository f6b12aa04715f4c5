package io.github.appliedset.migrator;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.MigrationFailedException.Direction;
import io.github.appliedset.migration.MigrationInterruptedException;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.migrator.MigrationReport.Executed;
import io.github.appliedset.migrator.TrackerPreparation.Prepared;
import io.github.appliedset.script.ScriptOutline;
import io.github.appliedset.tracker.MigrationTracker;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies what is pending, each migration in a transaction of its own together with its row.
 *
 * <p>The lock is taken anew in each of these transactions. Of instances that start together one goes on while it can, and
 * another one takes over where it stops. What one of them has applied, the others find when they look for the row under the
 * lock.
 */
final class MigrationRun {

    private static final Logger log = LoggerFactory.getLogger(MigrationRun.class);
    private static final int CONNECTIONS_LOST_IN_A_ROW = 5;

    private final MigrationConnection connection;
    private final MigrationTracker tracker;
    private final MigratorSettings settings;
    private final ConflictCheck conflicts;
    private final AdvisoryLock lock;
    private final MigrationListeners listeners;
    private final MigrationExecutor executor;

    private final CheckedScripts scripts = new CheckedScripts();
    private final List<Executed> applied = new ArrayList<>();
    private final List<Migration> adopted = new ArrayList<>();
    private MigrationPlan plan;
    private Deque<Migration> pending;
    private int attempts;
    private int losses;
    private long attemptStart;
    private @Nullable StatementFailure lost;

    MigrationRun(
            MigrationConnection connection,
            MigrationTracker tracker,
            MigratorSettings settings,
            ConflictCheck conflicts,
            MigrationListeners listeners,
            JavaMigrations source,
            MigrationPlan plan) {
        this.connection = connection;
        this.tracker = tracker;
        this.settings = settings;
        this.conflicts = conflicts;
        this.lock = new AdvisoryLock(tracker.table(), settings.instanceLockTimeout());
        this.listeners = listeners;
        this.executor = new MigrationExecutor(source::migrate);
        this.plan = plan;
        this.pending = new ArrayDeque<>(plan.pending().toList());
    }

    List<Executed> applied() {
        return this.applied;
    }

    List<Migration> adopted() {
        return this.adopted;
    }

    /** Both sets as they were read last. */
    MigrationPlan plan() {
        return this.plan;
    }

    /**
     * Goes on until nothing is pending. A connection that is lost is replaced: taking the lock on the next one waits until
     * the server has ended the old transaction, and then the table tells what has become of it.
     */
    void run() throws SQLException {
        if (!this.settings.legacy().adopts()) {
            this.scripts.requireRunnable(this.pending);
        }
        while (true) {
            try {
                this.connection.prepareForMigrations();
                Prepared prepared = new TrackerPreparation(this.tracker, this.settings.legacy())
                        .run(jdbc(), () -> acquireLock(this.pending.getFirst()), this.plan.onDisk());
                this.adopted.addAll(prepared.adoption().migrations());
                if (prepared.changedNothing()) {
                    know(prepared.rows());
                }
                applyPending(prepared.changedNothing());
                return;
            } catch (SQLException failure) {
                reconnectAfter(failure);
            }
        }
    }

    /**
     * Applies one after the other.
     *
     * @param begun whether the transaction is open that has the lock and in which the set was read
     */
    private void applyPending(boolean begun) throws SQLException {
        boolean known = begun;
        boolean alone = true;
        while (!this.pending.isEmpty()) {
            Migration next = this.pending.getFirst();
            if (!begun) {
                this.connection.renewIfChanged(this.pending.size());
            }
            if (begun || known && alone && runsInATransaction(next)) {
                switch (applyOrRetry(next, begun)) {
                    case LOCK_TAKEN -> alone = false;
                    case RECORDED -> known = false;
                    case APPLIED, GAVE_WAY -> {}
                }
                begun = false;
            } else {
                acquireLock(next);
                begun = true;
                if (!known || this.tracker.has(jdbc(), next.version())) {
                    know(this.tracker.read(jdbc()).orElseThrow());
                    known = true;
                }
            }
        }
        if (begun) {
            rollBackQuietly();
        }
    }

    private void reconnectAfter(SQLException failure) throws SQLException {
        requireNotInterrupted();
        Migration next = this.pending.getFirst();
        if (!DatabaseErrors.isConnectionLost(failure)) {
            throw failure;
        }
        if (++this.losses >= CONNECTIONS_LOST_IN_A_ROW) {
            if (this.lost == null) {
                throw failure;
            }
            throw failed(next, this.lost, "");
        }
        log.warn(
                "The connection was lost while {} was to be applied; connecting again: {}", next, failure.getMessage());
        try {
            this.connection.reconnect(this.pending.size());
        } catch (DatabaseAccessException unreachable) {
            if (this.lost == null) {
                throw unreachable;
            }
            MigrationFailedException failed = failed(next, this.lost, "");
            failed.addSuppressed(unreachable);
            throw failed;
        }
    }

    private void requireNotInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new MigrationInterruptedException(this.pending.size());
        }
    }

    private Connection jdbc() {
        return this.connection.jdbc();
    }

    private ScriptOutline outline(Migration migration) {
        return this.scripts.of(migration).outline();
    }

    private TransactionSettings settingsFor(Migration migration) {
        return TransactionSettings.of(
                migration, outline(migration).directives(), this.settings, this.connection.noticesDeadClients());
    }

    private boolean runsInATransaction(Migration migration) {
        return !outline(migration).directives().noTransaction();
    }

    private void acquireLock(Migration next) throws SQLException {
        this.lock.acquire(jdbc(), settingsFor(next), this.pending.size(), new OthersProgress());
    }

    /** Rows that come into being among what is pending here. */
    private final class OthersProgress implements AdvisoryLock.Progress {

        private final MigrationVersion first =
                MigrationRun.this.pending.getFirst().version();
        private final MigrationVersion last =
                MigrationRun.this.pending.getLast().version();
        private final long known = MigrationRun.this.plan.rowsBetween(this.first, this.last);
        private long seen = this.known;

        @Override
        public boolean isMade() throws SQLException {
            long before = this.seen;
            this.seen = MigrationRun.this.tracker.count(jdbc(), this.first, this.last);
            return this.seen > before && this.seen < this.known + MigrationRun.this.pending.size();
        }
    }

    /** Takes the rows that were read under the lock, in a transaction that was begun for what is pending first. */
    private void know(VersionSet<AppliedMigration> rows) throws SQLException {
        this.plan = this.conflicts.check(MigrationPlan.between(this.plan.onDisk(), rows));
        Migration before = this.pending.getFirst();
        this.pending = new ArrayDeque<>(this.plan.pending().toList());
        if (this.lost != null) {
            settle(before, this.lost);
            this.lost = null;
        }
        this.scripts.requireRunnable(this.pending);
        if (!this.pending.isEmpty() && !this.pending.getFirst().equals(before)) {
            this.attempts = 0;
            settingsFor(this.pending.getFirst()).applyAnd(jdbc(), "true");
        }
    }

    /** Says what has become of the migration during which the connection was lost. */
    private void settle(Migration migration, StatementFailure lost) {
        if (this.pending.contains(migration)) {
            log.info("Migration {} was not committed when the connection was lost; it runs again", migration);
        } else if (lost.isInDoubt()) {
            log.info("Migration {} was committed before the connection was lost", migration);
            done(migration, Duration.ofNanos(System.nanoTime() - this.attemptStart));
        }
    }

    private enum Attempt {
        APPLIED,
        GAVE_WAY,
        LOCK_TAKEN,
        RECORDED
    }

    /**
     * Tries one migration.
     *
     * @param begun whether the transaction is open that has the lock and found the migration to be pending
     */
    private Attempt applyOrRetry(Migration next, boolean begun) throws SQLException {
        requireNotInterrupted();
        this.listeners.beforeMigration(next);
        this.attemptStart = System.nanoTime();
        try {
            apply(next, begun);
        } catch (StatementFailure failure) {
            requireNotInterrupted();
            if (failure.isLockTaken()) {
                rollBackQuietly();
                this.listeners.leaveToAnother();
                return Attempt.LOCK_TAKEN;
            }
            if (failure.isRecorded()) {
                rollBackQuietly();
                return Attempt.RECORDED;
            }
            this.attempts++;
            if (failure.connectionLoss().isPresent()) {
                this.lost = failure;
                throw failure.connectionLoss().get();
            }
            rollBackQuietly();
            retryOrFail(next, failure);
            return Attempt.GAVE_WAY;
        }
        this.pending.removeFirst();
        done(next, Duration.ofNanos(System.nanoTime() - this.attemptStart));
        return Attempt.APPLIED;
    }

    private void retryOrFail(Migration next, StatementFailure failure) {
        String blockers =
                failure.sqlThatMetALock().map(sql -> Blockers.of(sql, jdbc())).orElse("");
        if (!failure.isPassing() || this.attempts > this.settings.lockRetries()) {
            throw failed(next, failure, blockers);
        }
        log.warn("Migration {} gave way and is tried again: {}{}", next, failure.text(), blockers);
        markIfChanged(next);
        Pause.beforeRetry(this.attempts, this.pending.size());
    }

    private void done(Migration migration, Duration duration) {
        this.attempts = 0;
        this.losses = 0;
        Executed executed = new Executed(migration, duration);
        this.applied.add(executed);
        log(executed);
        this.listeners.afterMigration(executed);
        markIfChanged(migration);
    }

    private void markIfChanged(Migration migration) {
        if (outline(migration).mayChangeTheSession()) {
            this.connection.markChanged();
        }
    }

    /** Applies one migration in the way it needs. */
    private void apply(Migration next, boolean begun) throws SQLException, StatementFailure {
        ScriptOutline outline = outline(next);
        if (outline.statements() == 0) {
            log.warn("Migration {} has no statement: {}", next, next.up());
        }
        if (outline.directives().noTransaction()) {
            applyWithoutTransaction(next);
            return;
        }
        try {
            new TransactionalRun(this.connection, this.tracker, this.lock, this.executor)
                    .apply(next, this.scripts.of(next), settingsFor(next), begun);
        } catch (StatementFailure failure) {
            if (!failure.needsNoTransaction()
                    || outline.statements() > 1
                    || next.up().isCode()) {
                throw failure;
            }
            log.info("Migration {} runs outside a transaction: PostgreSQL refuses its statement inside one", next);
            applyWithoutTransaction(next);
        }
    }

    private void applyWithoutTransaction(Migration next) throws SQLException, StatementFailure {
        jdbc().rollback();
        this.connection.markChanged();
        new NonTransactionalRun(this.connection, this.tracker, this.lock, this.executor)
                .apply(next, this.scripts.of(next), settingsFor(next), this.pending.size());
    }

    private void rollBackQuietly() {
        try {
            if (!jdbc().getAutoCommit()) {
                jdbc().rollback();
            }
        } catch (SQLException connectionLost) {
            log.debug("Could not roll back, so the server does", connectionLost);
        }
    }

    private MigrationFailedException failed(Migration migration, StatementFailure failure, String blockers) {
        return new MigrationFailedException(
                Direction.UP,
                migration,
                failure.details(this.attempts, blockers),
                this.applied.stream().map(Executed::migration).toList(),
                this.pending.stream().skip(1).toList(),
                failure.getCause());
    }

    private void log(Executed executed) {
        Migration migration = executed.migration();
        int done = this.applied.size();
        String late = this.plan
                .applied()
                .last()
                .filter(last -> last.version().compareTo(migration.version()) > 0)
                .map(last -> ", late: " + last + " was applied before it")
                .orElse("");
        log.info(
                "Applied {} in {} ms ({}/{}{})",
                migration,
                executed.duration().toMillis(),
                done,
                done + this.pending.size(),
                late);
    }
}
