package io.github.appliedset.run;

import io.github.appliedset.execution.CheckedScript;
import io.github.appliedset.execution.CheckedScripts;
import io.github.appliedset.execution.FailureAdvice;
import io.github.appliedset.execution.NonTransactionalStep;
import io.github.appliedset.execution.StatementFailure;
import io.github.appliedset.execution.StepResult;
import io.github.appliedset.execution.StepResult.BatchFailed;
import io.github.appliedset.execution.StepResult.DoneElsewhere;
import io.github.appliedset.execution.StepResult.Failed;
import io.github.appliedset.execution.StepResult.Left;
import io.github.appliedset.execution.StepResult.LockTaken;
import io.github.appliedset.execution.StepResult.SessionChanged;
import io.github.appliedset.execution.StepResult.Unusual;
import io.github.appliedset.execution.TransactionalStep;
import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Direction;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.MigrationCounts;
import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.MigrationFailedException.Details;
import io.github.appliedset.migration.Step;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.session.Session;
import io.github.appliedset.session.TransactionSettings;
import io.github.appliedset.text.Count;
import io.github.appliedset.text.Lines;
import io.github.appliedset.text.Log;
import io.github.appliedset.tracker.MigrationTracker;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Executes an agenda, in either direction: each step in its own transaction, together with its row.
 *
 * <p>The lock is taken again in each of these transactions. Of several processes that start together, one continues as long
 * as it can, and another takes over where it stops. The others find its work when they look for the row under the lock.
 */
public final class MigrationRun {

    private static final Log log = Log.of(MigrationRun.class);

    private final RunContext run;
    private final Session session;
    private final MigrationTracker tracker;
    private final RunSettings settings;
    private final Agenda agenda;
    private final CheckedScripts scripts;
    private final RunObserver observer;
    private final Attempts attempts;
    private final StepGroups groups;

    private final List<Done> done = new ArrayList<>();
    private Deque<Step> steps;
    private long attemptStart;
    private Deque<Step> sent = new ArrayDeque<>();
    private final TransactionalStep.Follower follower = new TransactionalStep.Follower() {

        @Override
        public void queued(Step step) {
            Deque<Step> sent = MigrationRun.this.sent;
            if (!sent.contains(step)) {
                sent.add(step);
                MigrationRun.this.observer.together(sent.getFirst(), step);
            }
            attempted(step).markLasting(MigrationRun.this.session);
            sayThatBlocksAreDropped(step);
        }

        @Override
        public void begun(Step step) {
            MigrationRun.this.observer.before(step);
        }

        @Override
        public void committed(Duration duration) {
            done(duration);
        }
    };

    /** What is known before the next step. */
    private enum Standing {
        /** A transaction is open that holds the lock, and the step was decided in it. */
        DECIDED,
        /**
         * The step may be attempted at once: the server refuses it if another process holds the lock or has done it.
         */
        LIKELY,
        /** The rows must be read under the lock. */
        UNKNOWN
    }

    /**
     * Prepares a run.
     *
     * @param scripts may contain files that are already checked
     * @param repeatables those that steps may repeat
     */
    public MigrationRun(
            RunContext run, Agenda agenda, CheckedScripts scripts, Repeatables repeatables, RunObserver observer) {
        this.run = run;
        this.session = run.session();
        this.tracker = run.tracker();
        this.settings = run.settings();
        this.agenda = agenda;
        this.scripts = scripts;
        this.observer = observer;
        this.groups = new StepGroups(run, agenda, scripts, repeatables);
        this.attempts = new Attempts(this.session, this.settings, () -> this.steps.size());
        this.steps = new ArrayDeque<>(agenda.first());
    }

    /** The steps that this run has committed, in order. */
    public List<Done> done() {
        return this.done;
    }

    /** The number of migrations in each state, as far as this run knows. */
    public MigrationCounts counts() {
        return this.agenda.counts();
    }

    /**
     * Runs until the agenda is done. A lost connection is replaced: taking the lock on the new one waits until the
     * server has ended the old transaction, and the table then shows whether it was committed.
     *
     * @param preparation done on each connection
     */
    public void run(Preparation preparation) throws SQLException {
        new DataSourceRemarks(this.session, log).say(lastingChanges());
        this.groups.see(preparation.seen(), this.steps.getFirst());
        boolean recorded = false;
        while (true) {
            try {
                if (recorded) {
                    recorded = false;
                    decideWithoutTheLock();
                }
                if (this.steps.isEmpty()) {
                    return;
                }
                this.session.prepare();
                workOff(this.groups.goByWhatWasSeen() ? goByWhatWasSeen(preparation) : prepare(preparation));
                return;
            } catch (NothingLeft everything) {
                this.groups.forgetWhatWasSeen();
                recorded = true;
            } catch (SQLException failure) {
                this.groups.forgetWhatWasSeen();
                Step next = this.steps.getFirst();
                this.attempts.reconnectAfter(
                        failure, "before " + next + " was done", log, (lost, blockers) -> failed(next, lost, blockers));
            }
        }
    }

    /** Every step seems to be recorded by other processes. */
    private void decideWithoutTheLock() throws SQLException {
        this.session.rollBackQuietly();
        decide(this.tracker.read(jdbc()).orElse(VersionSet.empty()));
        this.session.rollBackQuietly();
        if (!this.steps.isEmpty()) {
            jdbc().setAutoCommit(true);
        }
    }

    private Standing prepare(Preparation preparation) throws SQLException {
        VersionSet<AppliedMigration> rows = preparation.run(jdbc(), () -> acquireLock(this.steps.getFirst()));
        if (rows == null && preparation.isOfANewDatabase() && !this.session.commitsLazily()) {
            this.session.commitLazily();
        }
        return rows == null ? Standing.UNKNOWN : decide(rows);
    }

    /** Attempts the first step at once; the server refuses it if the tracker has changed since it was read. */
    private Standing goByWhatWasSeen(Preparation preparation) throws SQLException {
        Standing now = Standing.LIKELY;
        while (now == Standing.LIKELY && this.done.isEmpty()) {
            this.session.renewIfChanged(this.steps.size());
            now = attempt(this.steps.getFirst(), false);
        }
        this.groups.forgetWhatWasSeen();
        if (!this.done.isEmpty()) {
            return now;
        }
        VersionSet<AppliedMigration> rows = this.tracker.read(jdbc()).orElse(VersionSet.empty());
        this.session.rollBackQuietly();
        this.steps = new ArrayDeque<>(this.agenda.decide(rows, null));
        return this.steps.isEmpty() ? Standing.DECIDED : prepare(preparation);
    }

    private Set<String> lastingChanges() {
        Set<String> lasting = new TreeSet<>();
        InvalidMigrationException.collect(
                this.steps,
                step -> lasting.addAll(this.scripts.of(step).outline().lastingChanges()));
        return lasting;
    }

    private void workOff(Standing standing) throws SQLException {
        Standing now = standing;
        while (!this.steps.isEmpty()) {
            Step next = this.steps.getFirst();
            if (now == Standing.LIKELY && !this.scripts.repeatedBy(next).isEmpty()) {
                now = Standing.UNKNOWN;
            }
            if (now != Standing.DECIDED) {
                this.session.renewIfChanged(this.steps.size());
            }
            if (now == Standing.UNKNOWN) {
                acquireLock(next);
                now = decide(this.tracker.read(jdbc()).orElse(VersionSet.empty()));
            } else {
                now = attempt(next, now == Standing.DECIDED);
            }
        }
        if (now == Standing.DECIDED) {
            this.session.rollBackQuietly();
        }
    }

    private Connection jdbc() {
        return this.session.jdbc();
    }

    private TransactionSettings settingsFor(Step step) {
        return this.run.transaction(step, this.scripts.of(step));
    }

    private void acquireLock(Step next) throws SQLException {
        this.session.acquireLock(settingsFor(next), this.steps.size(), this.agenda.others(this.session));
    }

    /** Decides from rows read under the lock, in a transaction begun for the first step. */
    private Standing decide(VersionSet<AppliedMigration> rows) throws SQLException {
        Step before = this.steps.getFirst();
        this.groups.read(rows);
        StatementFailure loss = this.attempts.lost();
        Deque<Step> decided =
                new ArrayDeque<>(this.agenda.decide(rows, loss != null && loss.isInDoubt() ? before : null));
        Standing now = Standing.DECIDED;
        if (loss != null && this.session.commitsLazily()) {
            // The rows that were read are on disk afterwards, and may be reported; the lock is gone.
            this.session.awaitDisk();
            now = Standing.UNKNOWN;
        }
        this.steps = decided;
        if (loss != null) {
            settle(loss);
            this.attempts.settled();
        }
        this.scripts.requireRunnable(this.steps);
        if (!this.steps.isEmpty() && !this.steps.getFirst().equals(before)) {
            this.attempts.startOver();
            if (now == Standing.DECIDED) {
                settingsFor(this.steps.getFirst()).applyAnd(jdbc(), "true");
            }
        }
        return now;
    }

    /** Logs which of the steps in transit were done when the connection was lost. */
    private void settle(StatementFailure loss) {
        for (Step step : this.sent) {
            if (this.steps.contains(step)) {
                log.info("{} was not committed when the connection was lost; it runs again", step.subject());
                return;
            }
            if (!loss.isInDoubt()) {
                return;
            }
            log.info("{} was committed before the connection was lost", step.subject());
            this.observer.before(step);
            committed(step, null);
        }
    }

    private Standing attempt(Step next, boolean decided) throws SQLException {
        this.attempts.requireNotInterrupted();
        this.observer.before(next);
        this.attemptStart = System.nanoTime();
        this.sent = new ArrayDeque<>(List.of(next));
        StepResult result = run(next, decided);
        if (result instanceof Failed failed) {
            Step failing = this.steps.getFirst();
            this.observer.before(failing);
            this.attempts.requireNotInterrupted();
            retryOrFail(failing, failed.failure());
        } else if (result instanceof LockTaken) {
            this.attempts.requireNotInterrupted();
            this.session.rollBackQuietly();
            this.observer.leftToAnotherProcess();
            return Standing.UNKNOWN;
        } else if (result instanceof Left) {
            this.observer.leftToAnotherProcess();
            this.steps = new ArrayDeque<>(this.agenda.leave(next));
        } else if (result instanceof BatchFailed batch) {
            this.attempts.requireNotInterrupted();
            throw failed(next, batch.failed().details(), batch.failed().cause());
        } else if (result instanceof DoneElsewhere) {
            this.attempts.requireNotInterrupted();
            this.session.rollBackQuietly();
            return Standing.UNKNOWN;
        } else if (result instanceof SessionChanged) {
            this.session.rollBackQuietly();
            this.session.markChanged();
        } else if (result instanceof Unusual) {
            this.attempts.requireNotInterrupted();
            this.session.rollBackQuietly();
            this.session.resetNow();
            this.groups.lookCloser();
        } else {
            done(result instanceof StepResult.Done committed ? committed.duration() : null);
        }
        return this.agenda.isStable() ? Standing.LIKELY : Standing.UNKNOWN;
    }

    private void retryOrFail(Step next, StatementFailure failure) throws SQLException {
        this.attempts.fail(failure);
        if (this.groups.postpones(next, failure, this.steps.size() == 1)) {
            log.info(
                    "{} is tried without repeating {}, which runs after all versions: {}",
                    next.subject(),
                    failure.repeating(),
                    Lines.quoted(FailureAdvice.message(next, failure)));
            this.attempts.startOver();
            return;
        }
        this.attempts.retryOrFail(
                attempted(next),
                failure,
                FailureAdvice.message(next, failure),
                about(next).with("applied_set.attempt", this.attempts.failed()),
                (failed, blockers) -> failed(next, failed, blockers));
    }

    /** The first step is committed. */
    private void done(@Nullable Duration duration) {
        Step step = this.steps.removeFirst();
        this.sent.poll();
        this.agenda.done(step);
        this.groups.done(step);
        committed(step, duration);
    }

    /** Without a duration, it is the time since the attempt began; the remaining time belongs to no step. */
    private void committed(Step step, @Nullable Duration duration) {
        this.attempts.succeeded();
        long now = System.nanoTime();
        Done committed = new Done(step, duration == null ? Duration.ofNanos(now - this.attemptStart) : duration);
        this.attemptStart = now;
        this.done.add(committed);
        about(step)
                .with("applied_set.duration_ms", committed.duration().toMillis())
                .info(
                        "{} {} in {} ms ({}/{}{})",
                        step.direction() == Direction.UP ? "Applied" : "Rolled back",
                        step.migration(),
                        committed.duration().toMillis(),
                        this.done.size(),
                        this.done.size() + this.steps.size(),
                        this.agenda.remark(step));
        this.observer.after(committed);
        attempted(step).markIfChanged(this.session);
    }

    private Log about(Step step) {
        return log.with("applied_set.table", this.tracker.table())
                .with("applied_set.version", step.version().value())
                .with("applied_set.name", step.migration().name())
                .with("applied_set.direction", step.direction().name().toLowerCase(Locale.ROOT));
    }

    private Attempted attempted(Step step) {
        return new Attempted(step.subject(), step.file(), this.scripts.of(step));
    }

    /** Runs one step, inside or outside a transaction. */
    private StepResult run(Step next, boolean decided) throws SQLException {
        Attempted attempted = attempted(next);
        CheckedScript script = attempted.script();
        attempted.begin(this.session, log);
        if (script.outline().directives().backfill().batches()) {
            return new Batches(this.session, this.settings.backfills(), this.agenda.onDisk(), this.steps.size())
                    .run(this.run.batched(next, script), next, script);
        }
        if (attempted.asksForNoTransaction()) {
            return runOutsideATransaction(next);
        }
        boolean mayBeTogether = this.attempts.failed() == 0 && !this.observer.isAskedBefore();
        StepResult result;
        try {
            result = new TransactionalStep(this.session, this.tracker, this.run.code())
                    .run(this.groups.first(this.steps, mayBeTogether), decided, this.follower);
        } catch (InvalidMigrationException edited) {
            this.observer.before(this.steps.getFirst());
            throw edited;
        }
        Step last = this.steps.getFirst();
        if (attempted(last).runsOutsideAfter(result, log)) {
            this.observer.before(last);
            return runOutsideATransaction(last);
        }
        return result;
    }

    private void sayThatBlocksAreDropped(Step step) {
        int blocks = this.scripts.of(step).outline().blocks();
        if (blocks > 0 && this.attempts.failed() == 0) {
            log.info(
                    "{}: {} of BEGIN and COMMIT dropped, because one transaction holds the whole file",
                    step.subject(),
                    Count.of(blocks, "pair"));
        }
    }

    private StepResult runOutsideATransaction(Step next) throws SQLException {
        return new NonTransactionalStep(this.session, this.tracker)
                .run(
                        next,
                        this.scripts.of(next),
                        settingsFor(next),
                        this.steps.size(),
                        step -> this.agenda.isDue(step, this.session));
    }

    private MigrationFailedException failed(Step step, StatementFailure failure, String blockers) {
        Details details =
                FailureAdvice.details(step, failure, this.attempts.failed(), blockers, this.settings.tenant());
        return failed(step, details, failure.cause());
    }

    private MigrationFailedException failed(Step step, Details details, @Nullable Throwable cause) {
        return new MigrationFailedException(
                step,
                details,
                this.done.stream().map(before -> before.step().migration()).toList(),
                this.steps.stream().skip(1).map(Step::migration).toList(),
                cause);
    }
}
