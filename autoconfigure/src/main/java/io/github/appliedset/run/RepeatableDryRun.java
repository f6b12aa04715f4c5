package io.github.appliedset.run;

import io.github.appliedset.execution.CheckedScripts;
import io.github.appliedset.execution.FailureAdvice;
import io.github.appliedset.execution.Repetition;
import io.github.appliedset.execution.SessionSettings;
import io.github.appliedset.execution.StatementFailure;
import io.github.appliedset.execution.StepResult;
import io.github.appliedset.execution.StepResult.Failed;
import io.github.appliedset.execution.TransactionalStep;
import io.github.appliedset.migration.DryRunReport.Outcome;
import io.github.appliedset.migration.DryRunReport.RepeatableAttempt;
import io.github.appliedset.migration.RepeatableMigration;
import io.github.appliedset.migration.RepeatableState;
import io.github.appliedset.migration.RepeatableState.Reason;
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
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tries repeatable migrations in the transaction of a dry run, after its versions, each behind a savepoint. */
final class RepeatableDryRun {

    private static final Log log = Log.of(RepeatableDryRun.class);
    private static final String[] LOCK_NOT_FREE = {SqlState.LOCK_NOT_AVAILABLE, SqlState.DEADLOCK_DETECTED};

    private final Session session;
    private final MigrationTracker tracker;
    private final RunSettings settings;
    private final Repeatables repeatables;
    private final CheckedScripts scripts;
    private final MissingEffects missing;
    private final LockTable locks;

    RepeatableDryRun(
            RunContext run, Repeatables repeatables, CheckedScripts scripts, MissingEffects missing, LockTable locks) {
        this.session = run.session();
        this.tracker = run.tracker();
        this.settings = run.settings();
        this.repeatables = repeatables;
        this.scripts = scripts;
        this.missing = missing;
        this.locks = locks;
    }

    /** Tries those that are due. */
    List<RepeatableAttempt> run(
            List<RepeatableMigration> inOrder, boolean orphans, RelationWatch watch, SessionSettings sessionSettings)
            throws SQLException {
        if (inOrder.isEmpty() || this.session.jdbc().isClosed()) {
            return List.of();
        }
        Map<String, RepeatableState> due =
                this.repeatables.plan(this.repeatables.history(this.session.jdbc()), orphans).pending().stream()
                        .collect(Collectors.toMap(RepeatableState::name, state -> state));
        List<RepeatableAttempt> attempts = new ArrayList<>();
        for (RepeatableMigration migration : inOrder) {
            RepeatableState state = due.get(migration.name());
            if (state != null) {
                RepeatableAttempt attempt = state.reason() == Reason.RENAMED
                        ? recorded(migration, state)
                        : tried(migration, watch, sessionSettings);
                attempts.add(attempt);
                log.info(
                        "{} {} in {} ms ({}/{})",
                        attempt.outcome() == Outcome.NOT_TRIED ? "Did not try repeatable" : "Tried repeatable",
                        migration,
                        attempt.duration().toMillis(),
                        attempts.size(),
                        due.size());
            }
        }
        return attempts;
    }

    /** What it creates already exists. */
    private static RepeatableAttempt recorded(RepeatableMigration migration, RepeatableState state) {
        return notTried(
                migration,
                "it would be recorded, not run: " + state.renamedFrom() + " with the same content has run",
                null);
    }

    private RepeatableAttempt tried(RepeatableMigration migration, RelationWatch watch, SessionSettings sessionSettings)
            throws SQLException {
        RepeatableAttempt attempt = attempt(migration, watch, sessionSettings);
        this.missing.add(attempt);
        return attempt;
    }

    private RepeatableAttempt attempt(
            RepeatableMigration migration, RelationWatch watch, SessionSettings sessionSettings) throws SQLException {
        if (this.session.jdbc().isClosed()) {
            return notTried(migration, "a setting changed by an earlier migration ended the connection", null);
        }
        Repetition repetition = this.repeatables.repetition(migration, this.scripts);
        if (repetition.script().outline().directives().noTransaction()) {
            return notTried(migration, "it runs outside a transaction", null);
        }
        if (this.locks.isFull()) {
            return notTried(migration, LockTable.REASON, null);
        }
        this.session.markLasting(repetition.script().outline().lastingChanges());
        long start = System.nanoTime();
        Connection jdbc = this.session.jdbc();
        Savepoint before = jdbc.setSavepoint();
        TransactionSettings transaction = this.settings
                .transaction(migration.label(), repetition.script().outline().directives(), this.session.facts())
                .during("dry run of " + migration.label());
        transaction.applyAnd(jdbc, "true");
        StepResult result = new TransactionalStep(this.session, this.tracker, (step, connection) -> {})
                .tryOut(repetition, transaction, sessionSettings);
        if (result instanceof Failed failed) {
            return refused(migration, failed.failure(), before, start);
        }
        jdbc.releaseSavepoint(before);
        this.locks.use();
        return new RepeatableAttempt(
                migration, Outcome.RAN, null, null, watch.newLocks(), watch.newRewrites(), since(start));
    }

    private RepeatableAttempt refused(
            RepeatableMigration migration, StatementFailure failure, Savepoint before, long start) throws SQLException {
        if (failure.connectionLoss().isPresent()) {
            throw failure.connectionLoss().get();
        }
        if (!failure.isConnectionGone()) {
            this.session.jdbc().rollback(before);
        }
        if (failure.needsNoTransaction() && this.scripts.of(migration).outline().isSingleStatement()) {
            return notTried(migration, "PostgreSQL runs its statement only outside a transaction", null);
        }
        if (failure.isAnyOf(LOCK_NOT_FREE)) {
            return notTried(migration, "timed out waiting for a lock", failure);
        }
        if (this.locks.isFilledBefore(failure)) {
            return notTried(migration, LockTable.REASON, failure);
        }
        String explained = this.missing.reason(failure).orElse(null);
        return explained != null
                ? notTried(migration, explained, failure)
                : new RepeatableAttempt(
                        migration,
                        Outcome.FAILED,
                        null,
                        FailureAdvice.details(migration, failure, 1, "", List.of()),
                        List.of(),
                        List.of(),
                        since(start));
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static RepeatableAttempt notTried(
            RepeatableMigration migration, String reason, @Nullable StatementFailure failure) {
        return new RepeatableAttempt(
                migration,
                Outcome.NOT_TRIED,
                reason,
                failure == null ? null : FailureAdvice.details(migration, failure, 1, "", List.of()),
                List.of(),
                List.of(),
                Duration.ZERO);
    }
}
