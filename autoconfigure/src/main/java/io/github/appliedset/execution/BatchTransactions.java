package io.github.appliedset.execution;

import io.github.appliedset.execution.BatchTurn.Busy;
import io.github.appliedset.execution.BatchTurn.Failed;
import io.github.appliedset.execution.BatchTurn.Held;
import io.github.appliedset.migration.MigrationFailedException.Details;
import io.github.appliedset.migration.MigrationInterruptedException;
import io.github.appliedset.postgres.SqlState;
import io.github.appliedset.session.DatabaseErrors;
import io.github.appliedset.session.TransactionSettings;
import io.github.appliedset.tracker.Backfills.Progress;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Transactions that hold the lock of the batches, and what they note of a batch that was not done. */
final class BatchTransactions {

    /**
     * Below PostgreSQL's {@code deadlock_timeout}: of two transactions that wait for each other, the batch gives way and not
     * the application's.
     */
    private static final Duration LOCK_TIMEOUT = Duration.ofMillis(300);

    private final BatchedFile file;
    private final TransactionSettings settings;

    BatchTransactions(BatchedFile file) {
        this.file = file;
        this.settings = file.settings().waitingFor(LOCK_TIMEOUT);
    }

    /** Begins one; null if that succeeded. */
    @Nullable
    BatchTurn begin() throws SQLException {
        return begin(this.settings);
    }

    /** The same with modes of its own. */
    @Nullable
    BatchTurn beginIn(String modes) throws SQLException {
        return begin(this.settings.in(modes));
    }

    private @Nullable BatchTurn begin(TransactionSettings transaction) throws SQLException {
        this.file.session().rollBackQuietly();
        String lock = this.file.backfills().tryLock(this.file.version());
        return transaction.applyAnd(this.file.session().jdbc(), lock) ? null : new Busy();
    }

    /** Notes in this transaction, unless already noted, what slows the batches down. */
    BatchTurn hold(Progress progress, String reason, int smaller) throws SQLException {
        if (!reason.equals(progress.reason()) || smaller != progress.size()) {
            Connection jdbc = this.file.session().jdbc();
            this.file.backfills().say(jdbc, this.file.version(), reason, smaller, this.file.worker());
            jdbc.commit();
        }
        return new Held(reason);
    }

    /** The same in a transaction of its own. */
    BatchTurn giveWay(Progress progress, String reason, int smaller) throws SQLException {
        BatchTurn busy = begin();
        return busy == null ? hold(progress, reason, smaller) : busy;
    }

    /** Notes that the batches have stopped, in a transaction of its own. */
    BatchTurn fail(Progress progress, Details details, @Nullable SQLException cause) throws SQLException {
        if (begin() == null) {
            Connection jdbc = this.file.session().jdbc();
            this.file.backfills().fail(jdbc, progress.version(), details.message());
            jdbc.commit();
        }
        return new Failed(details, cause);
    }

    /**
     * Ends a transaction in which a statement was refused.
     *
     * @throws SQLException the refusal, if the connection is gone
     * @throws MigrationInterruptedException if the process is told to end
     */
    void endAfter(SQLException failure) throws SQLException {
        if (DatabaseErrors.isConnectionGone(failure)) {
            throw failure;
        }
        this.file.session().rollBackQuietly();
        if (Thread.currentThread().isInterrupted()) {
            throw new MigrationInterruptedException(1);
        }
    }

    /** Whether another session was in the way. */
    static boolean isInTheWay(SQLException failure) {
        return DatabaseErrors.is(
                failure, SqlState.LOCK_NOT_AVAILABLE, SqlState.DEADLOCK_DETECTED, SqlState.SERIALIZATION_FAILURE);
    }
}
