package io.github.appliedset.migrator;

import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.FileProblem.InvalidFile;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.MigrationLockException;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migrator.MigrationReport.Executed;
import io.github.appliedset.script.ScriptOutline;
import io.github.appliedset.tracker.LegacyBootstrap;
import io.github.appliedset.tracker.MigrationTracker;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies what is pending, each migration in a transaction of its own together with its row.
 *
 * <p>The lock is taken anew in each of these transactions, and so instances that start together share the work. What one
 * of them has applied, the others find when they look for the row under the lock.
 */
final class MigrationRun {

    private static final Logger log = LoggerFactory.getLogger(MigrationRun.class);
    private static final String UNIQUE_VIOLATION = "23505";
    private static final String[] CREATED_BY_ANOTHER = {UNIQUE_VIOLATION, "42P06", "42P07"};
    private static final int CREATION_ATTEMPTS = 3;
    private static final int FIRST_PAUSE_MILLIS = 100;
    private static final int LONGEST_PAUSE_MILLIS = 30_000;

    private final MigrationConnection connection;
    private final MigrationTracker tracker;
    private final MigratorSettings settings;
    private final ConflictCheck conflicts;
    private final AdvisoryLock lock;
    private final MigrationExecutor executor = new MigrationExecutor();

    private final Map<MigrationVersion, ScriptOutline> outlines = new HashMap<>();
    private final List<Executed> applied = new ArrayList<>();
    private final List<Migration> adopted = new ArrayList<>();
    private MigrationPlan plan;
    private Deque<Migration> pending;
    private int attempts;

    MigrationRun(
            MigrationConnection connection,
            MigrationTracker tracker,
            MigratorSettings settings,
            ConflictCheck conflicts,
            MigrationPlan plan) {
        this.connection = connection;
        this.tracker = tracker;
        this.settings = settings;
        this.conflicts = conflicts;
        this.lock = new AdvisoryLock(tracker.table(), settings.instanceLockTimeout());
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

    /** Goes on until nothing is pending. */
    void run() throws SQLException {
        requireRunnable();
        this.connection.prepareForMigrations();
        prepareTracker();
        boolean readUnderLock = false;
        while (!this.pending.isEmpty()) {
            Migration next = this.pending.getFirst();
            acquireLock(next);
            if (!readUnderLock || this.tracker.has(jdbc(), next.version())) {
                readAgain();
                if (this.pending.isEmpty()) {
                    jdbc().rollback();
                    return;
                }
                if (!this.pending.getFirst().equals(next)) {
                    next = this.pending.getFirst();
                    settingsFor(next).applyAnd(jdbc(), "true");
                }
            }
            readUnderLock = applyOrRetry(next);
        }
    }

    private Connection jdbc() {
        return this.connection.jdbc();
    }

    /** Reads every pending file to its end, so that what must not be run is found before anything is. */
    private void requireRunnable() {
        List<FileProblem> problems = new ArrayList<>();
        for (Migration migration : this.pending) {
            outline(migration).problems().stream()
                    .map(problem -> InvalidFile.at(
                            migration.up(),
                            problem.position().line(),
                            problem.position().column(),
                            problem.reason(),
                            problem.remedy(),
                            problem.anchor()))
                    .forEach(problems::add);
        }
        if (!problems.isEmpty()) {
            throw new InvalidMigrationException(problems);
        }
    }

    private ScriptOutline outline(Migration migration) {
        return this.outlines.computeIfAbsent(migration.version(), version -> MigrationExecutor.outline(migration.up()));
    }

    private TransactionSettings settingsFor(Migration migration) {
        return TransactionSettings.of(migration, outline(migration).directives(), this.settings);
    }

    private void acquireLock(Migration next) throws SQLException {
        this.lock.acquire(jdbc(), settingsFor(next), this.pending.size());
    }

    /** Checks the tracker, or creates and fills it in one transaction. */
    private void prepareTracker() throws SQLException {
        for (int attempt = 1; ; attempt++) {
            acquireLock(this.pending.getFirst());
            try {
                boolean created = this.tracker.prepare(jdbc(), this.plan.onDisk());
                if (this.tracker.read(jdbc()).orElseThrow().isEmpty()) {
                    this.adopted.addAll(
                            new LegacyBootstrap(this.settings.legacy(), this.tracker).run(jdbc(), this.plan.onDisk()));
                }
                jdbc().commit();
                logPreparation(created);
                return;
            } catch (SQLException failure) {
                jdbc().rollback();
                // Whoever creates another tracker in the same new schema holds another lock.
                if (!DatabaseErrors.is(failure, CREATED_BY_ANOTHER) || attempt == CREATION_ATTEMPTS) {
                    throw failure;
                }
            }
        }
    }

    private void logPreparation(boolean created) {
        if (created) {
            log.info("Created table {}", this.tracker.table());
        }
        if (!this.adopted.isEmpty()) {
            log.info(
                    "Recorded {} migrations that another tool applied, {} to {}, without running them",
                    this.adopted.size(),
                    this.adopted.get(0),
                    this.adopted.get(this.adopted.size() - 1));
        }
    }

    private void readAgain() throws SQLException {
        this.plan = this.conflicts.check(MigrationPlan.between(
                this.plan.onDisk(), this.tracker.read(jdbc()).orElseThrow()));
        this.pending = new ArrayDeque<>(this.plan.pending().toList());
    }

    /** Applies one migration; returns whether what is pending is still what was read under the lock. */
    private boolean applyOrRetry(Migration next) throws SQLException {
        long start = System.nanoTime();
        this.attempts++;
        boolean recorded;
        try {
            recorded = apply(next);
        } catch (StatementFailure failure) {
            rollBackQuietly();
            if (!failure.isPassing() || this.attempts > this.settings.lockRetries()) {
                throw failed(next, failure);
            }
            log.warn("Migration {} gave way and is tried again: {}", next, failure.getMessage());
            pauseBeforeRetry();
            return true;
        }
        if (!recorded) {
            jdbc().rollback();
            return false;
        }
        this.attempts = 0;
        this.pending.removeFirst();
        Executed executed = new Executed(next, Duration.ofNanos(System.nanoTime() - start));
        this.applied.add(executed);
        log(executed);
        if (outline(next).mayChangeTheSession() && !this.pending.isEmpty()) {
            this.connection.renew();
        }
        return true;
    }

    /** Runs the file, writes the row, commits; false if somebody without our lock has written the row before. */
    private boolean apply(Migration next) throws StatementFailure {
        if (outline(next).statements() == 0) {
            log.warn("Migration {} has no statement: {}", next, next.up());
        }
        Checksum checksum = this.executor.execute(jdbc(), next.up(), outline(next));
        try {
            if (!this.tracker.record(jdbc(), next, checksum, this.connection.role())) {
                throw StatementFailure.transactionEnded();
            }
        } catch (SQLException failure) {
            if (DatabaseErrors.is(failure, UNIQUE_VIOLATION)) {
                return false;
            }
            throw StatementFailure.of(failure, "The row of the migration could not be written.");
        }
        try {
            jdbc().commit();
        } catch (SQLException failure) {
            throw StatementFailure.atCommit(failure);
        }
        return true;
    }

    private void rollBackQuietly() {
        try {
            jdbc().rollback();
        } catch (SQLException connectionLost) {
            log.debug("Could not roll back, so the server does", connectionLost);
        }
    }

    private MigrationFailedException failed(Migration migration, StatementFailure failure) {
        return new MigrationFailedException(
                migration,
                failure.details(this.attempts),
                this.applied.stream().map(Executed::migration).toList(),
                this.pending.stream().skip(1).toList(),
                failure.getCause());
    }

    private void pauseBeforeRetry() {
        long ceiling = Math.min(LONGEST_PAUSE_MILLIS, (long) FIRST_PAUSE_MILLIS << Math.min(this.attempts, 20));
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(ceiling / 2, ceiling));
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new MigrationLockException(
                    Duration.ofMillis(ceiling), "not asked: this thread was interrupted", this.pending.size());
        }
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
