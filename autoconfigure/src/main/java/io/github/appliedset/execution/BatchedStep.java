package io.github.appliedset.execution;

import io.github.appliedset.execution.BatchTurn.Batch;
import io.github.appliedset.execution.BatchTurn.Busy;
import io.github.appliedset.execution.BatchTurn.Failed;
import io.github.appliedset.execution.BatchTurn.Gone;
import io.github.appliedset.execution.BatchTurn.Held;
import io.github.appliedset.execution.BatchTurn.Paused;
import io.github.appliedset.execution.BatchTurn.Recorded;
import io.github.appliedset.execution.BatchTurn.Stopped;
import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationFailedException.Details;
import io.github.appliedset.migration.MigrationInterruptedException;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.Step;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.postgres.SqlLiteral;
import io.github.appliedset.postgres.SqlState;
import io.github.appliedset.script.BackfillDirectives;
import io.github.appliedset.script.BatchColumn;
import io.github.appliedset.script.SqlStatement;
import io.github.appliedset.session.DatabaseErrors;
import io.github.appliedset.session.Session;
import io.github.appliedset.session.TransactionSettings;
import io.github.appliedset.text.Count;
import io.github.appliedset.tracker.Backfills;
import io.github.appliedset.tracker.Backfills.Progress;
import io.github.appliedset.tracker.Backfills.Walk;
import io.github.appliedset.tracker.MigrationTracker;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A migration whose one statement runs in batches, each in a transaction of its own together with its progress, under a lock
 * of its own. Each turn stands alone: it finds in the table how far the work got, whoever did it.
 */
public final class BatchedStep {

    /**
     * Below PostgreSQL's {@code deadlock_timeout}: of two transactions that wait for each other, the batch gives way and not
     * the application's.
     */
    private static final Duration LOCK_TIMEOUT = Duration.ofMillis(300);

    /** The process that did the last batch counts as gone after this time and its pause. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration USUAL_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONG_PAUSE = Duration.ofMinutes(1);
    private static final int WALKS = 3;
    private static final String READ_ONLY = "ISOLATION LEVEL READ COMMITTED, READ ONLY";
    private static final String ONE_SNAPSHOT = "ISOLATION LEVEL REPEATABLE READ";
    private static final String[] IN_THE_WAY = {
        SqlState.LOCK_NOT_AVAILABLE, SqlState.DEADLOCK_DETECTED, SqlState.SERIALIZATION_FAILURE
    };

    private final Session session;
    private final MigrationTracker tracker;
    private final Backfills backfills;
    private final Step step;
    private final CheckedScript script;
    private final TransactionSettings settings;
    private final TransactionSettings batch;
    private final String worker;
    private final BackfillDirectives directives;
    private final BatchSize size;
    private final SqlStatement statement;
    private final BatchTable table;
    private @Nullable Boolean findsRowsUnlocked;

    /**
     * Prepares the step, which must be checked.
     *
     * @param settings for the transactions of a migration; a batch waits for locks only briefly
     * @param worker the name of this process among those that may work on it
     */
    public BatchedStep(
            Session session,
            MigrationTracker tracker,
            Step step,
            CheckedScript script,
            TransactionSettings settings,
            String worker) {
        this.session = session;
        this.tracker = tracker;
        this.backfills = new Backfills(tracker.table());
        this.step = step;
        this.script = script;
        this.settings = settings;
        this.batch = settings.waitingFor(LOCK_TIMEOUT);
        this.worker = worker;
        this.directives = script.outline().directives().backfill();
        this.size = new BatchSize(this.directives.batchSize());
        this.statement = statement(step, script);
        this.table = new BatchTable(step.file(), this.directives, this.statement);
    }

    private static SqlStatement statement(Step step, CheckedScript script) {
        try (RunningScript running = RunningScript.open(step.file(), script)) {
            running.nextInTransaction();
            SqlStatement statement = running.statement();
            while (running.next()) {
                // To its end, so that the content is compared.
            }
            return statement;
        }
    }

    /** How a step stands when its turn in a run comes. */
    public enum Beginning {
        /** It begins now. */
        NEW,
        /** It had begun before. */
        GOES_ON,
        /** It had begun before, and somebody has paused it. */
        PAUSED,
        /** It had stopped at an error. */
        STOPPED,
        /** It is applied. */
        RECORDED
    }

    /**
     * Begins the work, or finds that it has begun.
     *
     * @param onDisk every version on disk, one of which may have been this one's number before
     * @param again whether work that had stopped at an error goes on
     * @param waiting how many migrations are waiting for the lock, for messages
     * @throws InvalidMigrationException if there is nothing to walk along
     * @throws TrackerException if it had begun with a different content, and {@code again}
     */
    public Beginning begin(VersionSet<Migration> onDisk, boolean again, int waiting) throws SQLException {
        this.session.rollBackQuietly();
        try {
            acquireLock(onDisk, waiting);
            Connection jdbc = this.session.jdbc();
            if (this.tracker.has(jdbc, version())) {
                return Beginning.RECORDED;
            }
            this.backfills.prepare(jdbc);
            Optional<Progress> progress = this.backfills.find(jdbc, version());
            if (!hasBegun(progress) && isTrue(jdbc, this.backfills.tryLock(version()))) {
                // Somebody may have done the first batch just before.
                progress = this.backfills.find(jdbc, version());
                if (hasBegun(progress)) {
                    return goOn(jdbc, progress.orElseThrow(), again);
                }
                if (progress.filter(this::isOurs).isEmpty()) {
                    progress = Optional.empty();
                    this.backfills.remove(jdbc, version());
                }
                this.table.requireUsable(jdbc);
                this.backfills.start(
                        jdbc,
                        migration(),
                        checksum(),
                        this.table.keys(),
                        this.table.walk(jdbc, 0),
                        this.table.estimate(jdbc),
                        this.size.first());
                jdbc.commit();
                return progress.filter(Progress::paused).isPresent() ? Beginning.PAUSED : Beginning.NEW;
            }
            return progress.isEmpty() ? Beginning.GOES_ON : goOn(jdbc, progress.get(), again);
        } finally {
            this.session.rollBackQuietly();
        }
    }

    private boolean hasBegun(Optional<Progress> progress) {
        return progress.filter(this::isOurs)
                .filter(it -> it.batches() > 0 || it.walk() > 1)
                .isPresent();
    }

    private boolean isOurs(Progress progress) {
        return progress.isOf(migration(), checksum());
    }

    /** Whether a batch is committed, whoever did it, or the step is done. */
    public boolean hasCommitted() throws SQLException {
        try {
            Optional<Progress> progress = this.backfills.find(this.session.jdbc(), version());
            return progress.isEmpty() || hasBegun(progress);
        } finally {
            this.session.rollBackQuietly();
        }
    }

    private Beginning goOn(Connection jdbc, Progress progress, boolean again) throws SQLException {
        if (progress.paused()) {
            return Beginning.PAUSED;
        }
        if (again) {
            if (!progress.checksum().equals(checksum())) {
                throw edited(progress);
            }
            if (progress.failed()) {
                this.backfills.resume(jdbc, version(), checksum(), mostRows(jdbc, progress));
                jdbc.commit();
            }
            return Beginning.GOES_ON;
        }
        return progress.failed() || !progress.checksum().equals(checksum()) ? Beginning.STOPPED : Beginning.GOES_ON;
    }

    private @Nullable Long mostRows(Connection jdbc, Progress progress) throws SQLException {
        return progress.mostRows() == null
                ? null
                : this.table.walk(jdbc, progress.rows()).mostRows();
    }

    private TrackerException edited(Progress progress) {
        return new TrackerException(editedText(progress), editedRemedy(), "edited-backfill", null);
    }

    private String editedText(Progress progress) {
        return this.step.subject() + " had committed " + batches(progress)
                + " and was then edited:\n    " + this.step.file().location()
                + "\nWhat the edited file would have done to their rows is not known. It was not run.";
    }

    private static String batches(Progress progress) {
        return progress.batches() + (progress.batches() == 1 ? " batch" : " batches");
    }

    private String editedRemedy() {
        return "Restore the file; or have the edited file go on behind these batches, or, along another column, from the first"
                + " row again:\n"
                + "    --applied-set.command=resume --applied-set.version=" + version();
    }

    /** Pauses the work, or notes that it shall not begin. */
    public void pause(VersionSet<Migration> onDisk, int waiting) throws SQLException {
        underTheLock(onDisk, waiting, jdbc -> {
            this.backfills.prepare(jdbc);
            if (this.backfills.find(jdbc, version()).filter(this::isOurs).isEmpty()) {
                this.backfills.remove(jdbc, version());
            }
            this.backfills.pause(jdbc, migration(), checksum(), this.size.first());
            jdbc.commit();
            return true;
        });
    }

    /**
     * Has work that is paused, or has stopped, go on with the file as it is.
     *
     * @return whether there is any
     */
    public boolean resume(VersionSet<Migration> onDisk, int waiting) throws SQLException {
        return underTheLock(onDisk, waiting, jdbc -> {
            Progress before =
                    this.backfills.find(jdbc, version()).filter(this::isOurs).orElse(null);
            if (before == null) {
                return false;
            }
            boolean edited = !before.checksum().equals(checksum());
            if (edited) {
                this.table.requireUsable(jdbc);
            }
            this.backfills.resume(jdbc, version(), checksum(), mostRows(jdbc, before));
            if (edited && !before.isAlongAnUnknownColumn() && !Objects.equals(before.keys(), this.table.keys())) {
                this.backfills.walkAlong(jdbc, version(), this.table.keys(), this.table.walk(jdbc, before.rows()));
            }
            jdbc.commit();
            return true;
        });
    }

    private boolean underTheLock(VersionSet<Migration> onDisk, int waiting, Session.Work<Boolean, SQLException> work)
            throws SQLException {
        try {
            acquireLock(onDisk, waiting);
            return work.on(this.session.jdbc());
        } finally {
            this.session.rollBackQuietly();
        }
    }

    /** Begins a transaction that holds the migration lock, and in which the progress is under the number that it has now. */
    private void acquireLock(VersionSet<Migration> onDisk, int waiting) throws SQLException {
        this.session.acquireLock(this.settings, waiting, () -> false);
        while (RenumberedProgress.settle(this.session.jdbc(), this.backfills, onDisk, this.tracker)) {
            this.session.jdbc().commit();
            this.session.acquireLock(this.settings, waiting, () -> false);
        }
    }

    private Migration migration() {
        return this.step.migration();
    }

    private MigrationVersion version() {
        return this.step.version();
    }

    private Checksum checksum() {
        return Objects.requireNonNull(this.script.checksum());
    }

    /**
     * Does one batch; or what follows the last one.
     *
     * @param waiting how many migrations are waiting, for messages
     * @throws SQLException if the connection is lost
     */
    public BatchTurn next(int waiting) throws SQLException {
        this.session.renewIfChanged(waiting);
        Connection jdbc = this.session.jdbc();
        try {
            boolean oneSnapshot = findsRowsUnlocked(jdbc);
            BatchTurn refused = take(jdbc, oneSnapshot ? this.batch.in(ONE_SNAPSHOT) : this.batch);
            if (refused != null) {
                return refused;
            }
            Progress progress = this.backfills.find(jdbc, version()).orElse(null);
            BatchTurn standing = standing(jdbc, progress);
            if (progress == null || standing != null) {
                return Objects.requireNonNull(standing);
            }
            Optional<String> lag = lag(jdbc);
            if (lag.isPresent()) {
                return oneSnapshot
                        ? giveWay(progress, lag.get(), progress.size())
                        : held(jdbc, progress, lag.get(), progress.size());
            }
            return progress.ended() ? finish(jdbc, progress, waiting) : batch(jdbc, progress);
        } finally {
            this.session.rollBackQuietly();
        }
    }

    /** Then a row that the application changes meanwhile ends the batch: what the statement had found does not count any more. */
    private boolean findsRowsUnlocked(Connection jdbc) throws SQLException {
        if (this.findsRowsUnlocked == null) {
            this.findsRowsUnlocked = this.script.outline().findsRowsUnlocked()
                    || BatchTable.readsWhatItChanges(jdbc, this.script.outline().readBeside());
        }
        return this.findsRowsUnlocked;
    }

    /** Begins a transaction and takes the lock; null if that succeeded. */
    private @Nullable BatchTurn take(Connection jdbc, TransactionSettings transaction) throws SQLException {
        this.session.rollBackQuietly();
        return transaction.applyAnd(jdbc, this.backfills.tryLock(version())) ? null : new Busy();
    }

    private @Nullable BatchTurn standing(Connection jdbc, @Nullable Progress progress) throws SQLException {
        if (progress == null || this.tracker.has(jdbc, version())) {
            return new Gone(this.tracker.has(jdbc, version()));
        }
        if (progress.paused()) {
            return new Paused();
        }
        if (!progress.checksum().equals(checksum())) {
            return new Stopped(editedText(progress) + "\n" + editedRemedy());
        }
        if (progress.failed()) {
            return new Stopped(String.valueOf(progress.lastError()));
        }
        return doOthersWorkOn(progress) ? new Busy() : null;
    }

    private boolean doOthersWorkOn(Progress progress) {
        Duration patience = PATIENCE.plus(this.directives.pause().orElseGet(() -> usualPause(progress)));
        return progress.worker() != null
                && !progress.worker().equals(this.worker)
                && progress.quiet().compareTo(patience) < 0;
    }

    /**
     * Has the progress follow if a release that knows the file under another number has taken it there, and nobody works on it
     * there any more.
     *
     * @return whether it is, or was, under another number
     */
    public boolean fetchProgress(VersionSet<Migration> onDisk, int waiting) throws SQLException {
        Optional<Progress> there =
                RenumberedProgress.elsewhere(this.session.jdbc(), this.backfills, onDisk, this.tracker, migration());
        this.session.rollBackQuietly();
        boolean abandoned = there.filter(progress -> !progress.paused() && !progress.failed())
                .filter(progress -> !doOthersWorkOn(progress))
                .isPresent();
        return abandoned ? underTheLock(onDisk, waiting, jdbc -> true) : there.isPresent();
    }

    /** Without a pause in the file, it is as long as a batch: at most the time that all of them took on average. */
    private static Duration usualPause(Progress progress) {
        Duration average = progress.time().dividedBy(Math.max(1, progress.batches()));
        return average.compareTo(USUAL_PAUSE) < 0
                ? USUAL_PAUSE
                : average.compareTo(LONG_PAUSE) < 0 ? average : LONG_PAUSE;
    }

    private Optional<String> lag(Connection jdbc) throws SQLException {
        Optional<Duration> most = this.directives.maxLag();
        return most.isPresent() ? StandbyLag.over(most.get(), jdbc) : Optional.empty();
    }

    private BatchTurn held(Connection jdbc, Progress progress, String reason, int smaller) throws SQLException {
        if (!reason.equals(progress.reason()) || smaller != progress.size()) {
            this.backfills.say(jdbc, version(), reason, smaller, this.worker);
            jdbc.commit();
        }
        return new Held(reason);
    }

    /**
     * One batch.
     *
     * @param from its first key; 0 without a column
     * @param to its last key; null without a column, or if there is no key left
     */
    private record Range(long from, @Nullable Long to, boolean last) {}

    private BatchTurn batch(Connection jdbc, Progress progress) throws SQLException {
        long start = System.nanoTime();
        Range range = new Range(0, null, false);
        try {
            BatchColumn column = this.directives.column().orElse(null);
            if (column != null) {
                range = range(jdbc, column, progress);
            }
            long changed = column != null && range.to() == null ? 0 : run(jdbc, range);
            if (column == null && changed == 0) {
                // The application may have changed just the rows that the statement had chosen.
                changed = run(jdbc, range);
            }
            boolean ended = column == null ? changed == 0 : range.last();
            if (column == null && isEndless(progress, changed)) {
                this.session.rollBackQuietly();
                return fail(progress, endless(progress), null);
            }
            leaveTheUser(jdbc);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            this.backfills.advance(
                    jdbc,
                    version(),
                    ended || range.to() == null ? null : range.to() + 1,
                    ended,
                    changed,
                    this.size.after(progress.size(), took),
                    this.worker);
            leaveNoTrace(jdbc);
            jdbc.commit();
            this.session.resetLater();
            return new Batch(
                    progress.batches() + 1,
                    progress.rows() + changed,
                    progress.estimate(),
                    changed,
                    ended,
                    this.directives.pause().orElse(Duration.ofNanos(System.nanoTime() - start)),
                    progress.time().plus(progress.quiet()));
        } catch (SQLException failure) {
            return refused(progress, range, failure);
        }
    }

    private static Range range(Connection jdbc, BatchColumn column, Progress progress) throws SQLException {
        long from = Objects.requireNonNull(progress.next());
        long end = Objects.requireNonNull(progress.last());
        Long to = BatchTable.lastKey(jdbc, column, from, end, progress.size());
        return new Range(from, to, to == null || to == end);
    }

    /** Returns the number of changed rows. */
    private long run(Connection jdbc, Range range) throws SQLException {
        if (range.to() != null) {
            execute(
                    jdbc,
                    "SELECT pg_catalog.set_config('applied_set.batch_from', '" + range.from()
                            + "', true), pg_catalog.set_config('applied_set.batch_to', '" + range.to() + "', true)");
        }
        execute(jdbc, this.settings.limitStatements());
        long changed;
        try (Session.Cancellable running = this.session.cancellable()) {
            changed = PlainStatement.executeAndCount(jdbc, this.statement.text());
            DeferredConstraints.checkNow(jdbc);
        }
        return changed;
    }

    private static boolean isEndless(Progress progress, long changed) {
        return progress.mostRows() != null && progress.rows() + changed > progress.mostRows();
    }

    /** What follows is written as the role of the session, whatever role the statement has taken. */
    private void leaveTheUser(Connection jdbc) throws SQLException {
        execute(jdbc, "RESET SESSION AUTHORIZATION");
        execute(
                jdbc,
                "SELECT pg_catalog.set_config('role', "
                        + SqlLiteral.of(this.session.facts().role())
                        + ", true), pg_catalog.set_config('statement_timeout', '0', true)");
    }

    private void leaveNoTrace(Connection jdbc) throws SQLException {
        if (this.session.facts().pooled()) {
            for (String sql : TransactionalStep.LEAVE_NO_TRACE_BEHIND_POOLERS) {
                execute(jdbc, sql);
            }
        } else if (this.session.reset().isEmpty()) {
            execute(jdbc, "DISCARD SEQUENCES");
        }
    }

    private BatchTurn refused(Progress progress, Range range, SQLException failure) throws SQLException {
        if (DatabaseErrors.isConnectionGone(failure)) {
            throw failure;
        }
        this.session.rollBackQuietly();
        if (Thread.currentThread().isInterrupted()) {
            throw new MigrationInterruptedException(1);
        }
        int smaller = this.size.smaller(progress.size());
        if (DatabaseErrors.is(failure, SqlState.SERIALIZATION_FAILURE)) {
            return giveWay(progress, "another session has changed a row of a batch, which is tried again", smaller);
        }
        if (DatabaseErrors.is(failure, IN_THE_WAY)) {
            return giveWay(progress, "gave way to a lock of another session", smaller);
        }
        boolean tooLong = DatabaseErrors.is(failure, SqlState.QUERY_CANCELED) && smaller < progress.size();
        if (tooLong) {
            return giveWay(
                    progress,
                    this.directives.column().isPresent()
                            ? "a batch was cancelled, so the next one is smaller"
                            : "a batch was cancelled, and is tried again",
                    smaller);
        }
        StatementFailure known = StatementFailure.of(this.statement, 0, failure);
        return fail(progress, inBatch(progress, range, FailureAdvice.details(this.step, known, 1, "")), failure);
    }

    private BatchTurn giveWay(Progress progress, String reason, int smaller) throws SQLException {
        Connection jdbc = this.session.jdbc();
        BatchTurn busy = take(jdbc, this.batch);
        return busy == null ? held(jdbc, progress, reason, smaller) : busy;
    }

    private static Details inBatch(Progress progress, Range range, Details details) {
        String keys = range.to() == null ? "" : " (keys " + range.from() + " to " + range.to() + ")";
        return new Details(
                "failed in batch " + (progress.batches() + 1) + keys + ", which was rolled back."
                        + (progress.batches() == 0 ? "" : " Earlier batches are kept."),
                details.line(),
                details.column(),
                details.statement(),
                details.sqlState(),
                details.message(),
                details.advice(),
                details.anchor());
    }

    private Details endless(Progress progress) {
        return stopped(
                "was stopped: its batches do not end. Those so far are kept.",
                Count.of(progress.rows(), "row") + " changed in " + batches(progress)
                        + ", more than twice the " + progress.estimate()
                        + " that the tables had when it began, and still it changes rows.",
                "Name a column, so that the end is fixed: -- applied-set: batches=schema.table.column. If new rows have"
                        + " outrun it, have it go on:\n"
                        + "    --applied-set.command=resume --applied-set.version=" + version(),
                "batches-do-not-end");
    }

    private Details stopped(String outcome, String message, String advice, String anchor) {
        return new Details(
                outcome,
                this.statement.position().line(),
                this.statement.position().column(),
                null,
                null,
                message,
                advice,
                anchor);
    }

    private BatchTurn fail(Progress progress, Details details, @Nullable SQLException cause) throws SQLException {
        Connection jdbc = this.session.jdbc();
        if (take(jdbc, this.batch) == null) {
            this.backfills.fail(jdbc, progress.version(), details.message());
            jdbc.commit();
        }
        return new Failed(details, cause);
    }

    /** After the last batch: are there rows left? If not, the migration is recorded. */
    private BatchTurn finish(Connection jdbc, Progress progress, int waiting) throws SQLException {
        Optional<String> doneWhen = this.directives.doneWhen();
        if (doneWhen.isPresent()) {
            BatchTurn busy = take(jdbc, this.batch.in(READ_ONLY));
            if (busy != null) {
                return busy;
            }
            try {
                if (returnsRow(jdbc, doneWhen.get())) {
                    return walkAgain(jdbc, progress);
                }
            } catch (SQLException failure) {
                return refusedDoneWhen(progress, failure);
            }
        }
        return record(waiting);
    }

    private boolean returnsRow(Connection jdbc, String sql) throws SQLException {
        execute(jdbc, this.settings.limitStatements());
        try (Session.Cancellable running = this.session.cancellable();
                Statement asking = jdbc.createStatement()) {
            asking.setEscapeProcessing(false);
            asking.setMaxRows(1);
            try (ResultSet rows = asking.executeQuery(sql)) {
                return rows.next();
            }
        }
    }

    private BatchTurn refusedDoneWhen(Progress progress, SQLException failure) throws SQLException {
        if (DatabaseErrors.isConnectionGone(failure)) {
            throw failure;
        }
        this.session.rollBackQuietly();
        if (Thread.currentThread().isInterrupted()) {
            throw new MigrationInterruptedException(1);
        }
        if (DatabaseErrors.is(failure, IN_THE_WAY)) {
            return giveWay(progress, "gave way to a lock of another session", progress.size());
        }
        var position = this.directives.positionOf("done-when");
        return fail(
                progress,
                new Details(
                        "failed: PostgreSQL refused its done-when. The batches are kept.",
                        position.line(),
                        position.column(),
                        this.directives.doneWhen().orElse(null),
                        failure.getSQLState(),
                        DatabaseErrors.text(failure),
                        "Correct the query; it may only read. Then have it go on with the edited file:\n"
                                + "    --applied-set.command=resume --applied-set.version=" + version(),
                        "backfill-not-done"),
                failure);
    }

    private BatchTurn walkAgain(Connection jdbc, Progress before) throws SQLException {
        BatchTurn busy = take(jdbc, this.batch);
        Progress progress = busy == null ? this.backfills.find(jdbc, version()).orElse(null) : null;
        if (progress == null || !progress.ended() || progress.walk() != before.walk()) {
            return new Busy();
        }
        if (progress.walk() == WALKS) {
            var position = this.directives.positionOf("done-when");
            return fail(
                    progress,
                    new Details(
                            "failed: its done-when still returns a row after it has gone through the table " + WALKS
                                    + " times. The batches are kept.",
                            position.line(),
                            position.column(),
                            this.directives.doneWhen().orElse(null),
                            null,
                            "Either the statement leaves rows that the query finds, or the application still writes such"
                                    + " rows, as an older release does that does not know the column.",
                            "Look at the rows that the query finds. Write them by a trigger or a generated column until"
                                    + " the older release is gone, then have it go on:\n"
                                    + "    --applied-set.command=resume --applied-set.version=" + version(),
                            "backfill-not-done"),
                    null);
        }
        Walk walk = this.table.walk(jdbc, progress.rows());
        this.backfills.walkAgain(jdbc, version(), walk);
        jdbc.commit();
        return new Held(
                "rows are left, so it goes through the table again (" + (progress.walk() + 1) + " of " + WALKS + ")");
    }

    /** Under the migration lock, and only while nobody is in a batch. */
    private BatchTurn record(int waiting) throws SQLException {
        this.session.rollBackQuietly();
        this.session.acquireLock(this.settings, waiting, () -> false);
        Connection jdbc = this.session.jdbc();
        if (!isTrue(jdbc, this.backfills.tryLock(version()))) {
            return new Busy();
        }
        Progress progress = this.backfills.find(jdbc, version()).orElse(null);
        if (progress == null || this.tracker.has(jdbc, version())) {
            return new Gone(this.tracker.has(jdbc, version()));
        }
        if (!progress.ended() || progress.paused()) {
            return new Busy();
        }
        try {
            this.backfills.remove(jdbc, version());
            Statements row = StatementWay.over(this.session);
            RowChange.of(this.tracker, this.session, this.step, this.script).addTo(row, failure -> false);
            row.commit();
            return new Recorded();
        } catch (StepEnded ended) {
            if (ended.result() instanceof StepResult.Failed failed) {
                SQLException loss = failed.failure().connectionLoss().orElse(null);
                if (loss != null) {
                    throw loss;
                }
                return new Failed(
                        FailureAdvice.details(this.step, failed.failure(), 1, ""),
                        failed.failure().refusal());
            }
            return new Busy();
        }
    }

    private static boolean isTrue(Connection jdbc, String expression) throws SQLException {
        try (Statement asking = jdbc.createStatement();
                ResultSet row = asking.executeQuery("SELECT " + expression)) {
            return row.next() && row.getBoolean(1);
        }
    }

    private static void execute(Connection jdbc, String sql) throws SQLException {
        try (Statement statement = jdbc.createStatement()) {
            statement.execute(sql);
        }
    }
}
