package io.github.appliedset.run;

import io.github.appliedset.execution.CheckedScript;
import io.github.appliedset.execution.CheckedScripts;
import io.github.appliedset.execution.CodeRunner;
import io.github.appliedset.execution.FailureAdvice;
import io.github.appliedset.execution.StatementFailure;
import io.github.appliedset.execution.StepResult;
import io.github.appliedset.execution.StepResult.Failed;
import io.github.appliedset.execution.TransactionalStep;
import io.github.appliedset.migration.DryRunReport.Attempt;
import io.github.appliedset.migration.DryRunReport.Outcome;
import io.github.appliedset.migration.MigrationInterruptedException;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.Step;
import io.github.appliedset.postgres.SqlState;
import io.github.appliedset.session.Session;
import io.github.appliedset.session.TransactionSettings;
import io.github.appliedset.text.Log;
import io.github.appliedset.tracker.MigrationTracker;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs everything pending in one transaction, each migration behind a savepoint, and rolls all of it back. A migration
 * that fails does not end the run: later ones are tried as well.
 */
public final class DryRun {

    private static final Log log = Log.of(DryRun.class);

    /** SQLSTATEs for a missing object, possibly one that an untried migration creates. */
    private static final String[] MISSING = {
        SqlState.UNDEFINED_TABLE,
        SqlState.UNDEFINED_COLUMN,
        SqlState.UNDEFINED_OBJECT,
        SqlState.UNDEFINED_FUNCTION,
        SqlState.INVALID_SCHEMA_NAME,
        SqlState.UNSAFE_NEW_ENUM_VALUE_USAGE
    };

    private static final String[] LOCK_NOT_FREE = {SqlState.LOCK_NOT_AVAILABLE, SqlState.DEADLOCK_DETECTED};

    private final Session session;
    private final MigrationTracker tracker;
    private final RunSettings settings;
    private final ConflictCheck conflicts;
    private final CodeRunner code;
    private final RunObserver observer;
    private final CheckedScripts scripts = new CheckedScripts();
    private final List<Attempt> attempts = new ArrayList<>();

    public DryRun(
            Session session,
            MigrationTracker tracker,
            RunSettings settings,
            ConflictCheck conflicts,
            CodeRunner code,
            RunObserver observer) {
        this.session = session;
        this.tracker = tracker;
        this.settings = settings;
        this.conflicts = conflicts;
        this.code = code;
        this.observer = observer;
    }

    /** Tries the pending migrations. The transaction is always rolled back. */
    public List<Attempt> run(MigrationPlan first) throws SQLException {
        return this.session.locked(
                this.settings.transaction("dry run"), first.pending().size(), jdbc -> run(jdbc, first));
    }

    private List<Attempt> run(Connection jdbc, MigrationPlan first) throws SQLException {
        List<Step> pending =
                prepare(jdbc, first).pending().stream().map(Step::up).toList();
        this.scripts.requireRunnable(pending);
        RelationWatch watch = new RelationWatch(jdbc, this.tracker.table());
        for (Step step : pending) {
            if (Thread.currentThread().isInterrupted()) {
                throw new MigrationInterruptedException(pending.size());
            }
            this.observer.before(step);
            Attempt attempt = attempt(jdbc, watch, step);
            this.attempts.add(attempt);
            log.info(
                    "{} {} in {} ms ({}/{})",
                    attempt.outcome() == Outcome.NOT_TRIED ? "Did not try" : "Tried",
                    step,
                    attempt.duration().toMillis(),
                    this.attempts.size(),
                    pending.size());
        }
        return this.attempts;
    }

    /** Prepares the tracker and the plan as a start does. */
    private MigrationPlan prepare(Connection jdbc, MigrationPlan first) throws SQLException {
        new TrackerPreparation(this.tracker, this.settings.legacy(), first.onDisk()).tryOut(jdbc);
        return this.conflicts.check(
                MigrationPlan.between(first.onDisk(), this.tracker.read(jdbc).orElseThrow()));
    }

    private Attempt attempt(Connection jdbc, RelationWatch watch, Step step) throws SQLException {
        if (step.file().isCode()) {
            return notTried(step, "it is written in Java: effects outside the database could not be rolled back", null);
        }
        if (jdbc.isClosed()) {
            return notTried(step, "a setting changed by an earlier migration ended the connection", null);
        }
        CheckedScript script = this.scripts.of(step);
        if (script.outline().directives().noTransaction()) {
            return notTried(step, "it runs outside a transaction", null);
        }
        long start = System.nanoTime();
        Savepoint before = jdbc.setSavepoint();
        TransactionSettings transaction = this.settings
                .transaction(step, script.outline().directives(), this.session.facts())
                .during("dry run of " + step);
        transaction.applyAnd(jdbc, "true");
        StepResult result =
                new TransactionalStep(this.session, this.tracker, this.code).tryOut(step, script, transaction);
        if (result instanceof Failed failed) {
            StatementFailure failure = failed.failure();
            if (failure.connectionLoss().isPresent()) {
                throw failure.connectionLoss().get();
            }
            if (!failure.isConnectionGone()) {
                jdbc.rollback(before);
            }
            return refused(step, failure, script, start);
        }
        jdbc.releaseSavepoint(before);
        return new Attempt(
                step.migration(),
                Outcome.RAN,
                null,
                null,
                watch.newLocks(),
                watch.newRewrites(),
                Duration.ofNanos(System.nanoTime() - start));
    }

    private Attempt refused(Step step, StatementFailure failure, CheckedScript script, long start) {
        if (failure.needsNoTransaction() && script.outline().statements() == 1) {
            return notTried(step, "PostgreSQL runs its statement only outside a transaction", null);
        }
        if (failure.isAnyOf(LOCK_NOT_FREE)) {
            return notTried(step, "timed out waiting for a lock", failure);
        }
        String missing = this.attempts.stream()
                .filter(attempt -> attempt.outcome() != Outcome.RAN)
                .map(attempt -> attempt.migration().label())
                .findFirst()
                .orElse(null);
        if (missing != null && failure.isAnyOf(MISSING)) {
            return notTried(step, "it may need an object that " + missing + " creates", failure);
        }
        if (failure.isAnyOf(SqlState.UNSAFE_NEW_ENUM_VALUE_USAGE)) {
            return notTried(step, "it uses an enum value that the dry run added in the same transaction", failure);
        }
        return new Attempt(
                step.migration(),
                Outcome.FAILED,
                null,
                FailureAdvice.details(step, failure, 1, ""),
                List.of(),
                List.of(),
                Duration.ofNanos(System.nanoTime() - start));
    }

    private static Attempt notTried(Step step, String reason, @Nullable StatementFailure failure) {
        return new Attempt(
                step.migration(),
                Outcome.NOT_TRIED,
                reason,
                failure == null ? null : FailureAdvice.details(step, failure, 1, ""),
                List.of(),
                List.of(),
                Duration.ZERO);
    }
}
