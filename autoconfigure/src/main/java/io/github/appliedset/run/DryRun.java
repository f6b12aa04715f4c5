package io.github.appliedset.run;

import io.github.appliedset.execution.CheckedScript;
import io.github.appliedset.execution.CheckedScripts;
import io.github.appliedset.execution.FailureAdvice;
import io.github.appliedset.execution.Repeats;
import io.github.appliedset.execution.SessionSettings;
import io.github.appliedset.execution.StatementFailure;
import io.github.appliedset.execution.StepResult;
import io.github.appliedset.execution.StepResult.Failed;
import io.github.appliedset.execution.TransactionalStep;
import io.github.appliedset.migration.DryRunReport.Attempt;
import io.github.appliedset.migration.DryRunReport.Outcome;
import io.github.appliedset.migration.DryRunReport.RepeatableAttempt;
import io.github.appliedset.migration.MigrationFailedException.Details;
import io.github.appliedset.migration.MigrationInterruptedException;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.RepeatableMigration;
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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs everything pending in one transaction, each migration behind a savepoint, and rolls all of it back. A migration
 * that fails does not end the run: later ones are tried as well. A failure that may be caused by something that was not
 * tried is not called one.
 */
public final class DryRun {

    private static final Log log = Log.of(DryRun.class);

    private static final String[] LOCK_NOT_FREE = {SqlState.LOCK_NOT_AVAILABLE, SqlState.DEADLOCK_DETECTED};

    private final RunContext run;
    private final Session session;
    private final MigrationTracker tracker;
    private final RunSettings settings;
    private final ConflictCheck conflicts;
    private final UpTo upTo;
    private final RunObserver observer;
    private final Repeatables repeatables;
    private final CheckedScripts scripts;
    private final List<Attempt> attempts = new ArrayList<>();
    private List<RepeatableAttempt> repeated = List.of();
    private final MissingEffects missing = new MissingEffects();
    private final LockTable locks = new LockTable();

    public DryRun(RunContext run, ConflictCheck conflicts, UpTo upTo, Repeatables repeatables, RunObserver observer) {
        this.run = run;
        this.session = run.session();
        this.tracker = run.tracker();
        this.settings = run.settings();
        this.conflicts = conflicts;
        this.upTo = upTo;
        this.repeatables = repeatables;
        this.scripts = new CheckedScripts(repeatables.onDisk());
        this.observer = observer;
    }

    /** The outcome for repeatable migrations, which are tried after everything pending; empty if something stays pending. */
    public List<RepeatableAttempt> repeated() {
        return this.repeated;
    }

    /** Tries the pending migrations that are due. The transaction is always rolled back. */
    public List<Attempt> run(MigrationPlan first) throws SQLException {
        int waiting = Math.max(1, this.upTo.pending(first).size());
        TransactionSettings.Source transaction = this.settings.transaction("dry run");
        return this.session.locked(transaction, waiting, jdbc -> {
            // Where a rollback does not remove a table, a dry run would apply everything.
            new EngineCheck(this.tracker.table()).proveIfAllowed(jdbc);
            this.session.acquireLock(transaction.given(this.session.facts()), waiting, () -> false);
            return run(jdbc, first);
        });
    }

    private List<Attempt> run(Connection jdbc, MigrationPlan first) throws SQLException {
        MigrationPlan plan = prepare(jdbc, first);
        PendingMigrations agenda = new PendingMigrations(this.tracker, this.conflicts, this.upTo, this.scripts, plan);
        List<RepeatableMigration> inOrder =
                this.repeatables.requireRunnable(agenda.due(), this.scripts, agenda.problems());
        TenantFiles.requireSupported(agenda.due(), this.scripts, this.settings);
        List<Step> pending = agenda.first();
        RelationWatch watch = new RelationWatch(jdbc, this.tracker.table());
        NewEnumValues enumValues = new NewEnumValues(jdbc);
        SessionSettings sessionSettings = SessionSettings.of(jdbc);
        boolean orphans = !plan.orphans().isEmpty();
        for (Step step : pending) {
            if (Thread.currentThread().isInterrupted()) {
                throw new MigrationInterruptedException(pending.size());
            }
            this.observer.before(step);
            boolean isLast = this.attempts.size() == pending.size() - 1;
            Attempt attempt = attempt(jdbc, watch, enumValues, sessionSettings, step, orphans, isLast);
            this.attempts.add(attempt);
            this.missing.add(attempt);
            log.info(
                    "{} {} in {} ms ({}/{})",
                    attempt.outcome() == Outcome.NOT_TRIED ? "Did not try" : "Tried",
                    step,
                    attempt.duration().toMillis(),
                    this.attempts.size(),
                    pending.size());
        }
        if (pending.size() == plan.pending().size()) {
            this.repeated = new RepeatableDryRun(this.run, this.repeatables, this.scripts, this.missing, this.locks)
                    .run(inOrder, orphans, watch, sessionSettings);
        }
        return this.attempts;
    }

    /** Prepares the tracker and the plan as a start does. */
    private MigrationPlan prepare(Connection jdbc, MigrationPlan first) throws SQLException {
        new TrackerPreparation(this.tracker, this.settings.legacy(), first.onDisk(), this.repeatables.onDisk())
                .tryOut(jdbc);
        return this.conflicts.check(
                MigrationPlan.between(first.onDisk(), this.tracker.read(jdbc).orElseThrow()));
    }

    private Attempt attempt(
            Connection jdbc,
            RelationWatch watch,
            NewEnumValues enumValues,
            SessionSettings sessionSettings,
            Step step,
            boolean orphans,
            boolean isLast)
            throws SQLException {
        if (step.file().isCode()) {
            return notTried(step, "it is written in Java: effects outside the database could not be rolled back", null);
        }
        if (jdbc.isClosed()) {
            return notTried(step, "a setting changed by an earlier migration ended the connection", null);
        }
        CheckedScript script = this.scripts.of(step);
        if (script.outline().directives().backfill().batches()) {
            return notTried(step, "it runs in batches, each in a transaction of its own", null);
        }
        if (script.outline().directives().noTransaction()) {
            return notTried(step, "it runs outside a transaction", null);
        }
        if (this.locks.isFull()) {
            return notTried(step, LockTable.REASON, null);
        }
        // A rollback does not undo these.
        this.session.markLasting(script.outline().lastingChanges());
        long start = System.nanoTime();
        Savepoint before = jdbc.setSavepoint();
        TransactionSettings transaction = this.run.transaction(step, script).during("dry run of " + step);
        transaction.applyAnd(jdbc, "true");
        Repeats repeats = this.repeatables.repeatedBy(step, this.scripts, jdbc, orphans);
        StepResult result = tryOut(step, script, transaction, sessionSettings, repeats);
        if (result instanceof Failed failed
                && !isLast
                && !orphans
                && failed.failure().repeatsTooEarly()) {
            jdbc.rollback(before);
            transaction.applyAnd(jdbc, "true");
            result = tryOut(step, script, transaction, sessionSettings, new Repeats(List.of(), repeats.kept()));
        }
        if (result instanceof Failed failed) {
            StatementFailure failure = failed.failure();
            if (failure.connectionLoss().isPresent()) {
                throw failure.connectionLoss().get();
            }
            if (!failure.isConnectionGone()) {
                jdbc.rollback(before);
            }
            if (failure.isAnyOf(SqlState.UNSAFE_NEW_ENUM_VALUE_USAGE)
                    && UnexplainedFailure.of(failure).quotesOneOf(enumValues.added())) {
                return notTried(step, "it uses an enum value that the dry run added in the same transaction", failure);
            }
            return refused(step, failure, script, start);
        }
        jdbc.releaseSavepoint(before);
        this.locks.use();
        return new Attempt(
                step.migration(),
                Outcome.RAN,
                null,
                null,
                watch.newLocks(),
                watch.newRewrites(),
                Duration.ofNanos(System.nanoTime() - start));
    }

    private StepResult tryOut(
            Step step,
            CheckedScript script,
            TransactionSettings transaction,
            SessionSettings sessionSettings,
            Repeats repeats)
            throws SQLException {
        return new TransactionalStep(this.session, this.tracker, this.run.code())
                .tryOut(step, script, transaction, sessionSettings, repeats);
    }

    private Attempt refused(Step step, StatementFailure failure, CheckedScript script, long start) {
        if (failure.needsNoTransaction() && script.outline().isSingleStatement()) {
            return notTried(step, "PostgreSQL runs its statement only outside a transaction", null);
        }
        if (failure.isAnyOf(LOCK_NOT_FREE)) {
            return notTried(step, "timed out waiting for a lock", failure);
        }
        if (this.locks.isFilledBefore(failure)) {
            return notTried(step, LockTable.REASON, failure);
        }
        Optional<String> explained = this.missing.reason(failure);
        if (explained.isPresent()) {
            return notTried(step, explained.get(), failure);
        }
        return new Attempt(
                step.migration(),
                Outcome.FAILED,
                null,
                details(step, failure),
                List.of(),
                List.of(),
                Duration.ofNanos(System.nanoTime() - start));
    }

    private Details details(Step step, StatementFailure failure) {
        return FailureAdvice.details(step, failure, 1, "", this.settings.tenant());
    }

    private Attempt notTried(Step step, String reason, @Nullable StatementFailure failure) {
        return new Attempt(
                step.migration(),
                Outcome.NOT_TRIED,
                reason,
                failure == null ? null : details(step, failure),
                List.of(),
                List.of(),
                Duration.ZERO);
    }
}
