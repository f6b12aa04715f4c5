package io.github.appliedset.run;

import io.github.appliedset.execution.CheckedScript;
import io.github.appliedset.execution.CheckedScripts;
import io.github.appliedset.execution.FailureAdvice;
import io.github.appliedset.execution.NonTransactionalStep;
import io.github.appliedset.execution.Repeats;
import io.github.appliedset.execution.StatementFailure;
import io.github.appliedset.execution.StatementWay;
import io.github.appliedset.execution.StepResult;
import io.github.appliedset.execution.StepResult.BatchFailed;
import io.github.appliedset.execution.StepResult.DoneElsewhere;
import io.github.appliedset.execution.StepResult.Failed;
import io.github.appliedset.execution.StepResult.Left;
import io.github.appliedset.execution.StepResult.LockTaken;
import io.github.appliedset.execution.StepResult.SessionChanged;
import io.github.appliedset.execution.StepResult.Unusual;
import io.github.appliedset.execution.TransactionalStep;
import io.github.appliedset.execution.TransactionalStep.Planned;
import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.migration.Direction;
import io.github.appliedset.migration.ErrorReference;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.MigrationCounts;
import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.MigrationFailedException.Details;
import io.github.appliedset.migration.MigrationInterruptedException;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.Step;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.script.ScriptDirectives;
import io.github.appliedset.script.ScriptOutline;
import io.github.appliedset.session.Blockers;
import io.github.appliedset.session.DatabaseErrors;
import io.github.appliedset.session.Pause;
import io.github.appliedset.session.Session;
import io.github.appliedset.session.TransactionSettings;
import io.github.appliedset.text.Count;
import io.github.appliedset.text.Lines;
import io.github.appliedset.text.Log;
import io.github.appliedset.tracker.MigrationTracker;
import io.github.appliedset.tracker.SeenTracker;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Executes an agenda, in either direction: each step in its own transaction, together with its row.
 *
 * <p>The lock is taken again in each of these transactions. Of processes that start together, one continues while it
 * can, and another takes over where it stops. The others find its work when they look for the row under the lock.
 */
public final class MigrationRun {

    private static final Log log = Log.of(MigrationRun.class);
    private static final int CONNECTIONS_LOST_IN_A_ROW = 5;
    private static final int MOST_TOGETHER = 10;

    private final RunContext run;
    private final Session session;
    private final MigrationTracker tracker;
    private final RunSettings settings;
    private final Agenda agenda;
    private final CheckedScripts scripts;
    private final Repeatables repeatables;
    private final RunObserver observer;

    private final List<Done> done = new ArrayList<>();
    private Deque<Step> steps;
    private final Set<Step> postponing = new HashSet<>();
    private int attempts;
    private int losses;
    private boolean usual = true;
    private long attemptStart;
    private @Nullable StatementFailure lost;
    private @Nullable SeenTracker seen;
    private @Nullable MigrationVersion latest;
    private Deque<Step> sent = new ArrayDeque<>();
    private final TransactionalStep.Follower follower = new TransactionalStep.Follower() {

        @Override
        public void queued(Step step) {
            Deque<Step> sent = MigrationRun.this.sent;
            if (!sent.contains(step)) {
                sent.add(step);
                MigrationRun.this.observer.together(sent.getFirst(), step);
            }
            markLasting(step);
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
        this.repeatables = repeatables;
        this.observer = observer;
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
        sayWhatTheDataSourceMeans();
        SeenTracker tracker = preparation.seen();
        this.seen = tracker != null && isOrdinary(this.steps.getFirst()) ? tracker : null;
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
                workOff(this.seen == null ? prepare(preparation) : goByWhatWasSeen(preparation));
                return;
            } catch (NothingLeft everything) {
                this.seen = null;
                recorded = true;
            } catch (SQLException failure) {
                this.seen = null;
                reconnectAfter(failure);
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

    /** Attempts the first step at once; the server refuses it if the tracker is not as it was seen. */
    private Standing goByWhatWasSeen(Preparation preparation) throws SQLException {
        Standing now = Standing.LIKELY;
        while (now == Standing.LIKELY && this.done.isEmpty()) {
            this.session.renewIfChanged(this.steps.size());
            now = attempt(this.steps.getFirst(), false);
        }
        this.seen = null;
        if (!this.done.isEmpty()) {
            return now;
        }
        VersionSet<AppliedMigration> rows = this.tracker.read(jdbc()).orElse(VersionSet.empty());
        this.session.rollBackQuietly();
        this.steps = new ArrayDeque<>(this.agenda.decide(rows, null));
        return this.steps.isEmpty() ? Standing.DECIDED : prepare(preparation);
    }

    /** Before anything runs. */
    private void sayWhatTheDataSourceMeans() throws SQLException {
        String stranger = this.session.stranger();
        if (stranger != null) {
            log.info(
                    "Statements go one by one through {}, which may read or change them\n{}",
                    stranger,
                    new ErrorReference("unknown-wrapper"));
        }
        String missing = StatementWay.missingInDriver(this.session);
        if (missing != null) {
            log.info("Statements go one by one, in more round trips: the driver has changed ({})", missing);
        }
        Set<String> lasting = new TreeSet<>();
        for (Step step : this.steps) {
            lasting.addAll(this.scripts.of(step).outline().lastingChanges());
        }
        if (lasting.isEmpty() || this.session.isReplaceable()) {
            return;
        }
        if (this.session.isKept()) {
            log.info(
                    "The DataSource keeps its one connection, so something may last in its session: {}",
                    String.join(", ", lasting));
        } else {
            log.warn(
                    "Migrations change their session in a way that PostgreSQL cannot undo ({}), and the pool of {} is not"
                            + " known: its connection will be closed, and the pool must test a connection before it"
                            + " hands it out\n{}",
                    String.join(", ", lasting),
                    stranger == null ? this.session.dataSourceName() : stranger,
                    new ErrorReference("unknown-pool"));
        }
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

    private void reconnectAfter(SQLException failure) throws SQLException {
        requireNotInterrupted();
        Step next = this.steps.getFirst();
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
                "The connection was lost before {} was done; reconnecting: {}",
                next,
                Lines.quoted(failure.getMessage()));
        try {
            this.session.reconnect(this.steps.size());
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
            throw new MigrationInterruptedException(this.steps.size());
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
        this.latest = rows.stream()
                .max(AppliedMigration.byApplication())
                .map(AppliedMigration::version)
                .orElse(null);
        StatementFailure loss = this.lost;
        Deque<Step> decided =
                new ArrayDeque<>(this.agenda.decide(rows, loss != null && loss.isInDoubt() ? before : null));
        Standing now = Standing.DECIDED;
        if (loss != null && this.session.commitsLazily()) {
            // The rows that were seen are on disk afterwards, and may be reported; the lock is gone.
            this.session.awaitDisk();
            now = Standing.UNKNOWN;
        }
        this.steps = decided;
        if (loss != null) {
            settle(loss);
            this.lost = null;
        }
        this.scripts.requireRunnable(this.steps);
        if (!this.steps.isEmpty() && !this.steps.getFirst().equals(before)) {
            this.attempts = 0;
            if (now == Standing.DECIDED) {
                settingsFor(this.steps.getFirst()).applyAnd(jdbc(), "true");
            }
        }
        return now;
    }

    /** Logs which of the steps were done that were on their way when the connection was lost. */
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
        requireNotInterrupted();
        this.observer.before(next);
        this.attemptStart = System.nanoTime();
        this.sent = new ArrayDeque<>(List.of(next));
        StepResult result = run(next, decided);
        if (result instanceof Failed failed) {
            Step failing = this.steps.getFirst();
            this.observer.before(failing);
            requireNotInterrupted();
            retryOrFail(failing, failed.failure());
        } else if (result instanceof LockTaken) {
            requireNotInterrupted();
            this.session.rollBackQuietly();
            this.observer.leftToAnotherProcess();
            return Standing.UNKNOWN;
        } else if (result instanceof Left) {
            this.observer.leftToAnotherProcess();
            this.steps = new ArrayDeque<>(this.agenda.leave(next));
        } else if (result instanceof BatchFailed batch) {
            requireNotInterrupted();
            throw failed(next, batch.failed().details(), batch.failed().cause());
        } else if (result instanceof DoneElsewhere) {
            requireNotInterrupted();
            this.session.rollBackQuietly();
            return Standing.UNKNOWN;
        } else if (result instanceof SessionChanged) {
            this.session.rollBackQuietly();
            this.session.markChanged();
        } else if (result instanceof Unusual) {
            requireNotInterrupted();
            this.session.rollBackQuietly();
            this.session.resetNow();
            this.usual = false;
        } else {
            done(result instanceof StepResult.Done committed ? committed.duration() : null);
        }
        return this.agenda.isStable() ? Standing.LIKELY : Standing.UNKNOWN;
    }

    private void retryOrFail(Step next, StatementFailure failure) throws SQLException {
        this.attempts++;
        if (failure.connectionLoss().isPresent()) {
            this.lost = failure;
            throw failure.connectionLoss().get();
        }
        this.session.rollBackQuietly();
        if (isPostponed(next, failure)) {
            return;
        }
        String blockers =
                failure.sqlThatMetALock().map(sql -> Blockers.of(sql, jdbc())).orElse("");
        if (!failure.isPassing() || this.attempts > this.settings.lockRetries()) {
            throw failed(next, failure, blockers);
        }
        about(next)
                .with("applied_set.attempt", this.attempts)
                .warn(
                        "{} hit a lock timeout or deadlock; retrying ({} of {}): {}{}",
                        next.subject(),
                        this.attempts,
                        this.settings.lockRetries(),
                        Lines.quoted(FailureAdvice.message(next, failure)),
                        Lines.of(blockers));
        markIfChanged(next);
        this.session.resetNow();
        Pause.beforeRetry(this.attempts, this.steps.size());
    }

    /**
     * A repeatable migration is always that of the newest version. In an old version it may use what a later one of this run
     * makes; it runs after all of them then. With orphans none runs after them.
     */
    private boolean isPostponed(Step next, StatementFailure failure) {
        if (!failure.repeatsTooEarly() || this.steps.size() == 1 || hasOrphans()) {
            return false;
        }
        log.info(
                "{} is tried without repeating {}, which runs after all versions: {}",
                next.subject(),
                failure.repeating(),
                Lines.quoted(FailureAdvice.message(next, failure)));
        this.attempts = 0;
        return this.postponing.add(next);
    }

    /** The first step is committed. */
    private void done(@Nullable Duration duration) {
        Step step = this.steps.removeFirst();
        this.sent.poll();
        this.agenda.done(step);
        this.latest = step.version();
        committed(step, duration);
    }

    /** Without a duration, it is that since the attempt began; what is left of it belongs to nobody. */
    private void committed(Step step, @Nullable Duration duration) {
        this.attempts = 0;
        this.losses = 0;
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
        markIfChanged(step);
    }

    private Log about(Step step) {
        return log.with("applied_set.table", this.tracker.table())
                .with("applied_set.version", step.version().value())
                .with("applied_set.name", step.migration().name())
                .with("applied_set.direction", step.direction().name().toLowerCase(Locale.ROOT));
    }

    private void markLasting(Step step) {
        this.session.markLasting(this.scripts.of(step).outline().lastingChanges());
    }

    private void markIfChanged(Step step) {
        if (this.scripts.of(step).outline().leavesSomething(this.session.facts().pooled())) {
            this.session.markChanged();
        }
    }

    /** Runs one step, inside or outside a transaction. */
    private StepResult run(Step next, boolean decided) throws SQLException {
        CheckedScript script = this.scripts.of(next);
        markLasting(next);
        if (script.outline().statements() == 0) {
            log.warn(
                    "{} has no statements: {}\n{}",
                    next.subject(),
                    next.file(),
                    Lines.of(new ErrorReference("empty-file")));
        }
        if (script.outline().directives().backfill().batches()) {
            return new Batches(this.session, this.settings.backfills(), this.agenda.onDisk(), this.steps.size())
                    .run(this.run.batched(next, script), next, script);
        }
        if (script.outline().directives().noTransaction()) {
            return runOutsideATransaction(next, script);
        }
        StepResult result;
        try {
            result = new TransactionalStep(this.session, this.tracker, this.run.code())
                    .run(group(), decided, this.follower);
        } catch (InvalidMigrationException edited) {
            this.observer.before(this.steps.getFirst());
            throw edited;
        }
        Step last = this.steps.getFirst();
        if (result instanceof Failed failed
                && failed.failure().needsNoTransaction()
                && this.scripts.of(last).outline().isSingleStatement()) {
            log.info(
                    "{} runs outside a transaction, because PostgreSQL refuses its statement inside one",
                    last.subject());
            this.observer.before(last);
            return runOutsideATransaction(last, this.scripts.of(last));
        }
        return result;
    }

    /** The step and those that may follow in the same round trip, if it is an ordinary one. */
    private List<Planned> group() throws SQLException {
        List<Planned> group = new ArrayList<>();
        boolean together = this.attempts == 0
                && this.agenda.isStable()
                && !this.observer.isAskedBefore()
                && StatementWay.takesSeveralTransactions(this.session);
        MigrationVersion latest = this.latest;
        for (Step step : this.steps) {
            if (!group.isEmpty() && (!together || group.size() == MOST_TOGETHER || !isOrdinary(step))) {
                break;
            }
            group.add(new Planned(
                    step,
                    this.scripts.of(step),
                    settingsFor(step),
                    this.usual && asksForNothing(step),
                    repeats(step),
                    latest,
                    group.isEmpty() ? this.seen : null));
            together &= isOrdinary(step);
            latest = step.version();
        }
        return group;
    }

    private void sayThatBlocksAreDropped(Step step) {
        int blocks = this.scripts.of(step).outline().blocks();
        if (blocks > 0 && this.attempts == 0) {
            log.info(
                    "{}: {} of BEGIN and COMMIT dropped, because one transaction holds the whole file",
                    step.subject(),
                    Count.of(blocks, "pair"));
        }
    }

    private boolean isOrdinary(Step step) {
        return step.direction() == Direction.UP && asksForNothing(step);
    }

    /** Whether nothing in its file asks for a treatment of its own. */
    private boolean asksForNothing(Step step) {
        ScriptOutline outline = this.scripts.of(step).outline();
        return outline.directives().equals(ScriptDirectives.NONE)
                && outline.statements() > 0
                && outline.lastingChanges().isEmpty();
    }

    private Repeats repeats(Step step) throws SQLException {
        Repeats repeats = this.repeatables.repeatedBy(step, this.scripts, jdbc(), hasOrphans());
        return this.postponing.contains(step) ? new Repeats(List.of(), repeats.kept()) : repeats;
    }

    private boolean hasOrphans() {
        return this.agenda.counts().orphans() > 0;
    }

    private StepResult runOutsideATransaction(Step next, CheckedScript script) throws SQLException {
        return new NonTransactionalStep(this.session, this.tracker)
                .run(next, script, settingsFor(next), this.steps.size(), step -> this.agenda.isDue(step, this.session));
    }

    private MigrationFailedException failed(Step step, StatementFailure failure, String blockers) {
        return failed(step, FailureAdvice.details(step, failure, this.attempts, blockers), failure.cause());
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
