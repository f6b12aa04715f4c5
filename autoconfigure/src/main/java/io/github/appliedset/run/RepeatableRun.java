package io.github.appliedset.run;

import io.github.appliedset.execution.CheckedScripts;
import io.github.appliedset.execution.FailureAdvice;
import io.github.appliedset.execution.NonTransactionalRepetition;
import io.github.appliedset.execution.Repetition;
import io.github.appliedset.execution.StatementFailure;
import io.github.appliedset.execution.StepResult;
import io.github.appliedset.execution.StepResult.Done;
import io.github.appliedset.execution.StepResult.Failed;
import io.github.appliedset.execution.TransactionalStep;
import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.AppliedRepeatable;
import io.github.appliedset.migration.ErrorReference;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationReport.Repeated;
import io.github.appliedset.migration.RepeatableFailedException;
import io.github.appliedset.migration.RepeatableHistory;
import io.github.appliedset.migration.RepeatableMigration;
import io.github.appliedset.migration.RepeatableState;
import io.github.appliedset.migration.RepeatableState.Reason;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.session.RunProgress;
import io.github.appliedset.session.Session;
import io.github.appliedset.session.TransactionSettings;
import io.github.appliedset.text.Lines;
import io.github.appliedset.text.Log;
import io.github.appliedset.tracker.MigrationTracker;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Executes the repeatable migrations that are due, after all versions. What is due is decided again under the lock before each
 * one: another process may have run it, and one migration may have dropped what another one had created.
 */
public final class RepeatableRun {

    private static final Log log = Log.of(RepeatableRun.class);

    private final Session session;
    private final MigrationTracker tracker;
    private final RunSettings settings;
    private final Repeatables repeatables;
    private final DueRepeatables due;
    private final CheckedScripts scripts;
    private final RunProgress progress;
    private final RunObserver observer;
    private final Attempts attempts;

    private final List<Repeated> done = new ArrayList<>();
    private @Nullable RepeatableMigration last;
    private @Nullable RepeatableMigration committed;
    private final Set<String> notReplaced = new HashSet<>();
    private boolean versionsWait;

    /**
     * Prepares a run.
     *
     * @param onDisk all versions; unless all of them are applied, none runs
     * @param scripts may contain files that are already checked
     */
    public RepeatableRun(
            RunContext run,
            VersionSet<Migration> onDisk,
            Repeatables repeatables,
            CheckedScripts scripts,
            RunProgress progress,
            RunObserver observer) {
        this.session = run.session();
        this.tracker = run.tracker();
        this.settings = run.settings();
        this.repeatables = repeatables;
        this.due = new DueRepeatables(repeatables, onDisk, log);
        this.scripts = scripts;
        this.progress = progress;
        this.observer = observer;
        this.attempts = new Attempts(this.session, this.settings, this::left);
    }

    /** Runs one once, whatever was decided about it, and those that lose objects as a result. */
    public RepeatableRun force(RepeatableMigration migration) {
        this.due.force(migration);
        return this;
    }

    /**
     * Runs without the versions that are left to the background. Skips those that lack something that a version waiting for
     * a backfill may create.
     */
    public RepeatableRun besides(Reading reading) {
        this.due.require(reading.withoutLeft());
        this.versionsWait = reading.isWaiting();
        return this;
    }

    /**
     * Runs until nothing is due.
     *
     * @param preparation done on each connection
     * @return those executed, in that order
     */
    public List<Repeated> run(Preparation preparation) throws SQLException {
        this.due.order(this.repeatables.requireRunnable(List.of(), this.scripts));
        while (true) {
            try {
                this.session.prepare();
                VersionSet<AppliedMigration> rows = preparation.run(jdbc(), this::acquireLock);
                if (rows == null) {
                    rows = lockAndRead();
                }
                workOff(rows);
                return List.copyOf(this.done);
            } catch (SQLException failure) {
                this.attempts.reconnectAfter(failure, "while repeatable migrations ran", log, null);
            } finally {
                this.progress.end();
            }
        }
    }

    /** The names of those that were skipped. */
    public Set<String> skipped() {
        return this.due.skipped();
    }

    private Connection jdbc() {
        return this.session.jdbc();
    }

    private void acquireLock() throws SQLException {
        this.session.acquireLock(
                this.settings.transaction("repeatable migrations").given(this.session.facts()), left(), () -> false);
    }

    /** How many are waiting, for messages. */
    private int left() {
        return this.due.isForced() ? 1 : Math.max(1, this.repeatables.onDisk().size() - this.done.size());
    }

    private VersionSet<AppliedMigration> lockAndRead() throws SQLException {
        this.session.renewIfChanged(left());
        acquireLock();
        return this.tracker.read(jdbc()).orElse(VersionSet.empty());
    }

    private void workOff(VersionSet<AppliedMigration> first) throws SQLException {
        VersionSet<AppliedMigration> rows = first;
        while (true) {
            List<RepeatableState> due = due(rows);
            if (due.isEmpty()) {
                this.session.rollBackQuietly();
                return;
            }
            attempt(due);
            rows = lockAndRead();
        }
    }

    /** Decides under the lock. */
    private List<RepeatableState> due(VersionSet<AppliedMigration> rows) throws SQLException {
        RepeatableHistory history = this.repeatables.history(jdbc());
        List<RepeatableState> states = this.due.states(history, rows);
        warnOfOverloads(history);
        settle(states);
        return this.due.among(states, rows);
    }

    /** After a connection was lost at the commit, only the row tells whether that was done. */
    private void settle(List<RepeatableState> states) {
        RepeatableMigration before = this.last;
        StatementFailure loss = this.attempts.lost();
        this.attempts.settled();
        if (loss == null || before == null) {
            return;
        }
        boolean current = states.stream()
                .anyMatch(state -> state.name().equals(before.name()) && state.reason() == Reason.CURRENT);
        log.info(
                loss.isInDoubt() && current
                        ? "Repeatable migration {} was committed before the connection was lost"
                        : "Repeatable migration {} was not committed when the connection was lost; it runs again",
                before);
    }

    private void warnOfOverloads(RepeatableHistory history) throws SQLException {
        RepeatableMigration before = this.committed;
        AppliedRepeatable row = before == null ? null : history.current().get(before.name());
        this.committed = null;
        if (row == null) {
            return;
        }
        for (String other : this.repeatables.table().overloads(jdbc(), row)) {
            log.warn(
                    "Repeatable migration {} makes a function with the same name as {}, with different arguments. Both exist now, and a call that"
                            + " matches both fails (SQLSTATE 42725). If the other one is left over, put DROP FUNCTION IF"
                            + " EXISTS for it in the file\nSee {}",
                    row,
                    other,
                    new ErrorReference("overloaded-function").page());
        }
    }

    private void attempt(List<RepeatableState> due) throws SQLException {
        this.attempts.requireNotInterrupted();
        RepeatableState next = due.get(0);
        RepeatableMigration migration = Objects.requireNonNull(next.file());
        this.last = migration;
        if (next.reason() == Reason.RENAMED && !this.due.isForced()) {
            recordUnderItsNewName(next);
            return;
        }
        if (this.notReplaced.contains(migration.name())) {
            new MadeByRepeatables(this.repeatables.table()).drop(jdbc(), migration.name());
        }
        Repetition repetition = this.repeatables.repetition(migration, this.scripts);
        this.observer.before(migration);
        this.progress.begin(repetition.subject());
        long start = System.nanoTime();
        StepResult result = run(repetition);
        this.progress.end();
        if (result instanceof Failed failed) {
            this.attempts.requireNotInterrupted();
            retryOrFail(due, migration, failed.failure());
        } else if (result instanceof Done) {
            committed(next, due.size(), Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private void recordUnderItsNewName(RepeatableState state) throws SQLException {
        RepeatableMigration migration = Objects.requireNonNull(state.file());
        List<String> objects = this.repeatables.history(jdbc()).rows().stream()
                .filter(row -> row.name().equals(state.renamedFrom()))
                .reduce((before, after) -> after)
                .orElseThrow()
                .objects();
        this.repeatables
                .table()
                .record(
                        jdbc(),
                        migration.name(),
                        null,
                        this.scripts.of(migration).checksum(),
                        this.settings.release(),
                        objects);
        jdbc().commit();
        log.info("Recorded {} without running it: {} with the same content has run", migration, state.renamedFrom());
    }

    private TransactionSettings settingsFor(Repetition repetition) {
        return this.settings.transaction(
                repetition.migration().label(), repetition.script().outline().directives(), this.session.facts());
    }

    private StepResult run(Repetition repetition) throws SQLException {
        Attempted attempted = attempted(repetition.migration());
        attempted.begin(this.session, log);
        TransactionSettings transaction = settingsFor(repetition);
        if (attempted.asksForNoTransaction()) {
            return runOutsideATransaction(repetition, transaction);
        }
        transaction.applyAnd(jdbc(), "true");
        StepResult result = new TransactionalStep(this.session, this.tracker, (step, connection) -> {})
                .run(repetition, transaction);
        return attempted.runsOutsideAfter(result, log) ? runOutsideATransaction(repetition, transaction) : result;
    }

    private StepResult runOutsideATransaction(Repetition repetition, TransactionSettings transaction)
            throws SQLException {
        String name = repetition.migration().name();
        return new NonTransactionalRepetition(this.session).run(repetition, transaction, left(), () -> {
            RepeatableHistory history = this.repeatables.history(jdbc());
            return this.due.isForced()
                    || this.repeatables.plan(history, false).pending().stream()
                            .anyMatch(state -> state.name().equals(name));
        });
    }

    private void retryOrFail(List<RepeatableState> due, RepeatableMigration migration, StatementFailure failure)
            throws SQLException {
        this.attempts.fail(failure);
        this.last = null;
        if (this.versionsWait && failure.missesSomething()) {
            skip(migration, failure);
            return;
        }
        if (mayBeReplaced(failure) && this.notReplaced.add(migration.name())) {
            log.info(
                    "Repeatable migration {} runs again, after objects that its other content had made were dropped: {}",
                    migration,
                    Lines.quoted(FailureAdvice.message(migration, failure)));
            this.attempts.startOver();
            this.attempts.cleanUpAfter(attempted(migration));
            return;
        }
        this.attempts.retryOrFail(
                attempted(migration),
                failure,
                FailureAdvice.message(migration, failure),
                log,
                (failed, blockers) -> failed(due, migration, failed, blockers));
    }

    /** In a developer's own database, the content of another branch is not an obstacle: it holds no rows. */
    private boolean mayBeReplaced(StatementFailure failure) {
        SQLException refusal = failure.refusal();
        return this.settings.development() != null
                && refusal != null
                && failure.outside() == null
                && MadeByRepeatables.areNotReplaceable(refusal);
    }

    private void skip(RepeatableMigration migration, StatementFailure failure) throws SQLException {
        log.warn(
                "Repeatable migration {} stays pending until the versions that wait for a backfill are applied; something that it needs is missing: {}",
                migration,
                Lines.quoted(FailureAdvice.message(migration, failure)));
        this.due.skip(migration);
        this.attempts.startOver();
        this.attempts.cleanUpAfter(attempted(migration));
    }

    private RepeatableFailedException failed(
            List<RepeatableState> due, RepeatableMigration migration, StatementFailure failure, String blockers) {
        List<RepeatableMigration> notTried = due.stream()
                .skip(1)
                .map(RepeatableState::file)
                .filter(Objects::nonNull)
                .toList();
        return new RepeatableFailedException(
                migration,
                FailureAdvice.details(
                        migration,
                        failure,
                        this.attempts.failed(),
                        blockers,
                        notTried.stream().map(RepeatableMigration::label).toList()),
                this.done.stream().map(Repeated::migration).toList(),
                notTried,
                failure.cause());
    }

    private void committed(RepeatableState state, int due, Duration duration) {
        RepeatableMigration migration = Objects.requireNonNull(state.file());
        this.attempts.succeeded();
        this.committed = migration;
        this.due.ran(migration);
        Repeated repeated = new Repeated(migration, duration);
        this.done.add(repeated);
        log.info(
                "Applied repeatable {} in {} ms ({}/{}{})",
                migration,
                duration.toMillis(),
                this.done.size(),
                this.done.size() + due - 1,
                state.reason() == Reason.GONE
                        ? ", because these objects were gone: "
                                + state.gone().stream().sorted().collect(Collectors.joining(", "))
                        : "");
        this.observer.after(repeated);
        attempted(migration).markIfChanged(this.session);
    }

    private Attempted attempted(RepeatableMigration migration) {
        return new Attempted("Repeatable migration " + migration, migration.file(), this.scripts.of(migration));
    }
}
