package io.github.appliedset.execution;

import io.github.appliedset.execution.BatchTurn.Batch;
import io.github.appliedset.migration.MigrationFailedException.Details;
import io.github.appliedset.postgres.SqlLiteral;
import io.github.appliedset.postgres.SqlState;
import io.github.appliedset.script.BatchColumn;
import io.github.appliedset.session.DatabaseErrors;
import io.github.appliedset.session.Session;
import io.github.appliedset.tracker.Backfills.Progress;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One batch: the statement, the progress and the commit. */
final class OneBatch {

    private final BatchedFile file;
    private final BatchTransactions transactions;
    private final BackfillFailures failures;

    OneBatch(BatchedFile file, BatchTransactions transactions, BackfillFailures failures) {
        this.file = file;
        this.transactions = transactions;
        this.failures = failures;
    }

    /**
     * Its keys.
     *
     * @param from its first key; 0 without a column
     * @param to its last key; null without a column, or if there is no key left
     */
    private record Range(long from, @Nullable Long to, boolean last) {

        String words() {
            return this.to == null ? "" : " (keys " + this.from + " to " + this.to + ")";
        }
    }

    /** Does it in the current transaction. */
    BatchTurn run(Progress progress) throws SQLException {
        Connection jdbc = this.file.session().jdbc();
        long start = System.nanoTime();
        Range range = new Range(0, null, false);
        try {
            BatchColumn column = this.file.directives().column().orElse(null);
            if (column != null) {
                range = range(jdbc, column, progress);
            }
            long changed = column != null && range.to() == null ? 0 : change(jdbc, range);
            if (column == null && changed == 0) {
                // The application may have changed just the rows that the statement had chosen.
                changed = change(jdbc, range);
            }
            boolean ended = column == null ? changed == 0 : range.last();
            if (column == null && isEndless(progress, changed)) {
                return this.transactions.fail(progress, this.failures.endless(progress), null);
            }
            leaveTheUser();
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            this.file
                    .backfills()
                    .advance(
                            jdbc,
                            this.file.version(),
                            ended || range.to() == null ? null : range.to() + 1,
                            ended,
                            changed,
                            this.file.size().after(progress.size(), took),
                            this.file.worker());
            leaveNoTrace();
            jdbc.commit();
            this.file.session().resetLater();
            return new Batch(
                    progress.batches() + 1,
                    progress.rows() + changed,
                    progress.estimate(),
                    changed,
                    ended,
                    this.file.directives().pause().orElse(Duration.ofNanos(System.nanoTime() - start)),
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
    private long change(Connection jdbc, Range range) throws SQLException {
        if (range.to() != null) {
            this.file.execute("SELECT pg_catalog.set_config('applied_set.batch_from', '" + range.from()
                    + "', true), pg_catalog.set_config('applied_set.batch_to', '" + range.to() + "', true)");
        }
        this.file.execute(this.file.settings().limitStatements());
        long changed;
        try (Session.Cancellable running = this.file.session().cancellable()) {
            changed = PlainStatement.executeAndCount(jdbc, this.file.statement().text());
            DeferredConstraints.checkNow(jdbc);
        }
        return changed;
    }

    private static boolean isEndless(Progress progress, long changed) {
        return progress.mostRows() != null && progress.rows() + changed > progress.mostRows();
    }

    /** What follows is written as the session's role, whatever role the statement has set. */
    private void leaveTheUser() throws SQLException {
        this.file.execute("RESET SESSION AUTHORIZATION");
        this.file.execute("SELECT pg_catalog.set_config('role', "
                + SqlLiteral.of(this.file.session().facts().role())
                + ", true), pg_catalog.set_config('statement_timeout', '0', true)");
    }

    private void leaveNoTrace() throws SQLException {
        if (this.file.session().facts().pooled()) {
            for (String sql : TransactionalStep.LEAVE_NO_TRACE_BEHIND_POOLERS) {
                this.file.execute(sql);
            }
        } else if (this.file.session().reset().isEmpty()) {
            this.file.execute("DISCARD SEQUENCES");
        }
    }

    private BatchTurn refused(Progress progress, Range range, SQLException failure) throws SQLException {
        this.transactions.endAfter(failure);
        int smaller = this.file.size().smaller(progress.size());
        if (DatabaseErrors.is(failure, SqlState.SERIALIZATION_FAILURE)) {
            return this.transactions.giveWay(
                    progress, "another session has changed a row of a batch, which is tried again", smaller);
        }
        if (BatchTransactions.isInTheWay(failure)) {
            return this.transactions.giveWay(progress, "gave way to a lock of another session", smaller);
        }
        boolean tooLong = DatabaseErrors.is(failure, SqlState.QUERY_CANCELED) && smaller < progress.size();
        if (tooLong) {
            return this.transactions.giveWay(
                    progress,
                    this.file.directives().column().isPresent()
                            ? "a batch was cancelled, so the next one is smaller"
                            : "a batch was cancelled, and is tried again",
                    smaller);
        }
        StatementFailure known = StatementFailure.of(this.file.statement(), 0, failure);
        Details details = FailureAdvice.details(this.file.step(), known, 1, "", false);
        return this.transactions.fail(progress, this.failures.inBatch(progress, range.words(), details), failure);
    }
}
