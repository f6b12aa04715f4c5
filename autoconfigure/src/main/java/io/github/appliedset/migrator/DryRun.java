package io.github.appliedset.migrator;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationInterruptedException;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migrator.DryRunReport.Attempt;
import io.github.appliedset.migrator.DryRunReport.Outcome;
import io.github.appliedset.script.ScriptOutline;
import io.github.appliedset.tracker.MigrationTracker;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs everything pending in one transaction, each migration behind a savepoint, and rolls all of it back. A migration that
 * fails does not end the run: what comes after it is tried as well.
 */
final class DryRun {

    private static final Logger log = LoggerFactory.getLogger(DryRun.class);

    /** Something is not there: it may be what a migration makes that could not be tried. */
    private static final String[] MISSING = {"42P01", "42703", "42704", "42883", "3F000", "55P04"};

    private static final String[] LOCK_NOT_HAD = {"55P03", "40P01"};

    private final MigrationConnection connection;
    private final MigrationTracker tracker;
    private final MigratorSettings settings;
    private final ConflictCheck conflicts;
    private final JavaMigrations source;
    private final CheckedScripts scripts = new CheckedScripts();
    private final List<Attempt> attempts = new ArrayList<>();

    DryRun(
            MigrationConnection connection,
            MigrationTracker tracker,
            MigratorSettings settings,
            ConflictCheck conflicts,
            JavaMigrations source) {
        this.connection = connection;
        this.tracker = tracker;
        this.settings = settings;
        this.conflicts = conflicts;
        this.source = source;
    }

    /** Tries what is pending. The transaction is rolled back however this ends. */
    List<Attempt> run(MigrationPlan first, MigrationListener progress, Migrator migrator) throws SQLException {
        this.connection.prepareForMigrations();
        Connection jdbc = this.connection.jdbc();
        TransactionSettings transaction =
                TransactionSettings.of("dry run", this.settings, this.connection.noticesDeadClients());
        new AdvisoryLock(this.tracker.table(), this.settings.instanceLockTimeout())
                .acquire(jdbc, transaction, first.pending().size());
        try {
            List<Migration> pending = prepare(jdbc, first).pending().toList();
            this.scripts.requireRunnable(pending);
            RelationWatch watch = new RelationWatch(jdbc, this.tracker.table());
            for (Migration migration : pending) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new MigrationInterruptedException(pending.size());
                }
                progress.beforeMigration(migrator, migration);
                Attempt attempt = attempt(jdbc, watch, migration);
                this.attempts.add(attempt);
                log.info(
                        "{} {} in {} ms ({}/{})",
                        attempt.outcome() == Outcome.NOT_TRIED ? "Did not try" : "Tried",
                        migration,
                        attempt.duration().toMillis(),
                        this.attempts.size(),
                        pending.size());
            }
            return this.attempts;
        } finally {
            if (!jdbc.isClosed()) {
                jdbc.rollback();
            }
        }
    }

    /** What a start would do before it applies anything. */
    private MigrationPlan prepare(Connection jdbc, MigrationPlan first) throws SQLException {
        new TrackerPreparation(this.tracker, this.settings.legacy()).prepare(jdbc, first.onDisk());
        return this.conflicts.check(
                MigrationPlan.between(first.onDisk(), this.tracker.read(jdbc).orElseThrow()));
    }

    private Attempt attempt(Connection jdbc, RelationWatch watch, Migration migration) throws SQLException {
        if (migration.up().isCode()) {
            return notTried(migration, "it is written in Java: what it does elsewhere could not be rolled back", null);
        }
        if (jdbc.isClosed()) {
            return notTried(migration, "a setting that one before it has changed ended the connection", null);
        }
        CheckedScript script = this.scripts.of(migration);
        ScriptOutline outline = script.outline();
        if (outline.directives().noTransaction()) {
            return notTried(migration, "it runs outside a transaction", null);
        }
        long start = System.nanoTime();
        Savepoint before = jdbc.setSavepoint();
        try {
            run(jdbc, migration, script);
        } catch (StatementFailure failure) {
            if (failure.connectionLoss().isPresent()) {
                throw failure.connectionLoss().get();
            }
            if (!failure.isConnectionGone()) {
                jdbc.rollback(before);
            }
            return refused(migration, failure, outline, start);
        }
        jdbc.releaseSavepoint(before);
        return new Attempt(
                migration,
                Outcome.RAN,
                null,
                null,
                watch.newLocks(),
                watch.newRewrites(),
                Duration.ofNanos(System.nanoTime() - start));
    }

    private void run(Connection jdbc, Migration migration, CheckedScript script) throws SQLException, StatementFailure {
        ScriptOutline outline = script.outline();
        TransactionSettings transaction = TransactionSettings.of(
                migration, outline.directives(), this.settings, this.connection.noticesDeadClients());
        transaction.applyAnd(jdbc, "true");
        transaction.limitStatements(jdbc);
        new MigrationExecutor(this.source::migrate)
                .execute(this.connection, migration, script, MigrationExecutor.Steps.PLAIN);
        try {
            checkWhatIsDeferred(jdbc);
        } catch (SQLException failure) {
            throw StatementFailure.atCommit(failure);
        }
        try {
            if (outline.mayChangeTheSession()) {
                TransactionalRun.leaveNoTrace(jdbc);
            }
            if (!this.tracker.record(jdbc, migration, script.checksum(), this.connection.role())) {
                throw this.tracker.holdsLock(jdbc)
                        ? StatementFailure.rowSwallowed()
                        : StatementFailure.transactionEnded();
            }
        } catch (SQLException failure) {
            throw StatementFailure.ofRow(failure);
        }
    }

    /** As the commit would; the next migration, which begins a transaction of its own, finds it deferred again. */
    private static void checkWhatIsDeferred(Connection jdbc) throws SQLException {
        try (Statement statement = jdbc.createStatement()) {
            statement.execute("SET CONSTRAINTS ALL IMMEDIATE");
            String deferred;
            try (ResultSet row = statement.executeQuery("""
                    SELECT pg_catalog.string_agg(DISTINCT pg_catalog.format('%I.%I', n.nspname, c.conname), ', ')
                    FROM pg_catalog.pg_constraint c JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace
                    WHERE c.condeferred""")) {
                deferred = row.next() ? row.getString(1) : null;
            }
            if (deferred != null) {
                statement.execute("SET CONSTRAINTS " + deferred + " DEFERRED");
            }
        }
    }

    private Attempt refused(Migration migration, StatementFailure failure, ScriptOutline outline, long start) {
        if (failure.needsNoTransaction() && outline.statements() == 1) {
            return notTried(migration, "PostgreSQL runs its statement only outside a transaction", null);
        }
        if (failure.isAnyOf(LOCK_NOT_HAD)) {
            return notTried(migration, "a lock was not to be had", failure);
        }
        String missing = this.attempts.stream()
                .filter(attempt -> attempt.outcome() != Outcome.RAN)
                .map(attempt -> attempt.migration().label())
                .findFirst()
                .orElse(null);
        if (missing != null && failure.isAnyOf(MISSING)) {
            return notTried(migration, "it may need what " + missing + " makes, which is not there", failure);
        }
        if (failure.isAnyOf("55P04")) {
            return notTried(migration, "it uses an enum value that is new in the same transaction here", failure);
        }
        return new Attempt(
                migration,
                Outcome.FAILED,
                null,
                failure.details(1, ""),
                List.of(),
                List.of(),
                Duration.ofNanos(System.nanoTime() - start));
    }

    private static Attempt notTried(Migration migration, String reason, @Nullable StatementFailure failure) {
        return new Attempt(
                migration,
                Outcome.NOT_TRIED,
                reason,
                failure == null ? null : failure.details(1, ""),
                List.of(),
                List.of(),
                Duration.ZERO);
    }
}
