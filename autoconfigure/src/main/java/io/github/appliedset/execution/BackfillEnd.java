package io.github.appliedset.execution;

import io.github.appliedset.execution.BatchTurn.Busy;
import io.github.appliedset.execution.BatchTurn.Failed;
import io.github.appliedset.execution.BatchTurn.Gone;
import io.github.appliedset.execution.BatchTurn.Held;
import io.github.appliedset.execution.BatchTurn.Recorded;
import io.github.appliedset.session.Session;
import io.github.appliedset.tracker.Backfills.Progress;
import io.github.appliedset.tracker.Backfills.Walk;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** What follows the last batch: are there rows left? If not, the migration is recorded. */
final class BackfillEnd {

    private static final int WALKS = 3;
    private static final String READ_ONLY = "ISOLATION LEVEL READ COMMITTED, READ ONLY";

    private final BatchedFile file;
    private final BatchTransactions transactions;
    private final BackfillFailures failures;

    BackfillEnd(BatchedFile file, BatchTransactions transactions, BackfillFailures failures) {
        this.file = file;
        this.transactions = transactions;
        this.failures = failures;
    }

    /**
     * Checks, and records.
     *
     * @param waiting how many migrations are waiting, for messages
     */
    BatchTurn reached(Progress progress, int waiting) throws SQLException {
        Optional<String> doneWhen = this.file.directives().doneWhen();
        if (doneWhen.isPresent()) {
            BatchTurn busy = this.transactions.beginIn(READ_ONLY);
            if (busy != null) {
                return busy;
            }
            try {
                if (returnsRow(doneWhen.get())) {
                    return walkAgain(progress);
                }
            } catch (SQLException failure) {
                return refused(progress, failure);
            }
        }
        return record(waiting);
    }

    private boolean returnsRow(String sql) throws SQLException {
        this.file.execute(this.file.settings().limitStatements());
        try (Session.Cancellable running = this.file.session().cancellable();
                Statement asking = this.file.session().jdbc().createStatement()) {
            asking.setEscapeProcessing(false);
            asking.setMaxRows(1);
            try (ResultSet rows = asking.executeQuery(sql)) {
                return rows.next();
            }
        }
    }

    private BatchTurn refused(Progress progress, SQLException failure) throws SQLException {
        this.transactions.endAfter(failure);
        return BatchTransactions.isInTheWay(failure)
                ? this.transactions.giveWay(progress, "gave way to a lock of another session", progress.size())
                : this.transactions.fail(progress, this.failures.refusedDoneWhen(failure), failure);
    }

    private BatchTurn walkAgain(Progress before) throws SQLException {
        BatchTurn busy = this.transactions.begin();
        Progress progress = busy == null ? this.file.progress().orElse(null) : null;
        if (progress == null || !progress.ended() || progress.walk() != before.walk()) {
            return new Busy();
        }
        if (progress.walk() == WALKS) {
            return this.transactions.fail(progress, this.failures.notDone(WALKS), null);
        }
        Connection jdbc = this.file.session().jdbc();
        Walk walk = this.file.table().walk(jdbc, progress.rows());
        this.file.backfills().walkAgain(jdbc, this.file.version(), walk);
        jdbc.commit();
        return new Held(
                "rows are left, so it goes through the table again (" + (progress.walk() + 1) + " of " + WALKS + ")");
    }

    /** Under the migration lock, and only while no batch is running. */
    private BatchTurn record(int waiting) throws SQLException {
        Session session = this.file.session();
        session.rollBackQuietly();
        session.acquireLock(this.file.settings(), waiting, () -> false);
        if (!this.file.getsLock()) {
            return new Busy();
        }
        Progress progress = this.file.progress().orElse(null);
        boolean recorded = this.file.isRecorded();
        if (progress == null || recorded) {
            return new Gone(recorded);
        }
        if (!progress.ended() || progress.paused()) {
            return new Busy();
        }
        try {
            this.file.backfills().remove(session.jdbc(), this.file.version());
            Statements row = StatementWay.over(session);
            RowChange.of(this.file.tracker(), session, this.file.step(), this.file.script())
                    .addTo(row, failure -> false);
            row.commit();
            return new Recorded(progress.time());
        } catch (StepEnded ended) {
            return ended.result() instanceof StepResult.Failed failed ? notRecorded(failed) : new Busy();
        }
    }

    private BatchTurn notRecorded(StepResult.Failed failed) throws SQLException {
        SQLException loss = failed.failure().connectionLoss().orElse(null);
        if (loss != null) {
            throw loss;
        }
        return new Failed(
                FailureAdvice.details(this.file.step(), failed.failure(), 1, "", false),
                failed.failure().refusal());
    }
}
