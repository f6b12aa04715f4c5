package io.github.appliedset.execution;

import io.github.appliedset.execution.BatchTurn.Busy;
import io.github.appliedset.execution.BatchTurn.Gone;
import io.github.appliedset.execution.BatchTurn.Paused;
import io.github.appliedset.execution.BatchTurn.Stopped;
import io.github.appliedset.script.ScriptOutline;
import io.github.appliedset.tracker.Backfills.Progress;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One turn: a batch, what follows the last one, or why neither is done now. */
final class TurnAtBatches {

    private static final String ONE_SNAPSHOT = "ISOLATION LEVEL REPEATABLE READ";

    private final BatchedFile file;
    private final BatchTransactions transactions;
    private final BackfillFailures failures;
    private @Nullable Boolean findsRowsUnlocked;

    TurnAtBatches(BatchedFile file) {
        this.file = file;
        this.transactions = new BatchTransactions(file);
        this.failures = new BackfillFailures(file);
    }

    /**
     * Takes it.
     *
     * @param waiting how many migrations are waiting, for messages
     */
    BatchTurn take(int waiting) throws SQLException {
        boolean oneSnapshot = findsRowsUnlocked();
        BatchTurn refused = oneSnapshot ? this.transactions.beginIn(ONE_SNAPSHOT) : this.transactions.begin();
        if (refused != null) {
            return refused;
        }
        Progress progress = this.file.progress().orElse(null);
        BatchTurn standing = standing(progress);
        if (progress == null || standing != null) {
            return Objects.requireNonNull(standing);
        }
        Optional<String> lag = lag();
        if (lag.isPresent()) {
            return oneSnapshot
                    ? this.transactions.giveWay(progress, lag.get(), progress.size())
                    : this.transactions.hold(progress, lag.get(), progress.size());
        }
        return progress.ended()
                ? new BackfillEnd(this.file, this.transactions, this.failures).reached(progress, waiting)
                : new OneBatch(this.file, this.transactions, this.failures).run(progress);
    }

    /** Then a row that another session changes meanwhile ends the batch: what the statement had found no longer counts. */
    boolean findsRowsUnlocked() throws SQLException {
        if (this.findsRowsUnlocked == null) {
            ScriptOutline outline = this.file.script().outline();
            this.findsRowsUnlocked = outline.findsRowsUnlocked()
                    || BatchTable.readsWhatItChanges(this.file.session().jdbc(), outline.readBeside());
        }
        return this.findsRowsUnlocked;
    }

    private @Nullable BatchTurn standing(@Nullable Progress progress) throws SQLException {
        boolean recorded = this.file.isRecorded();
        if (progress == null || recorded) {
            return new Gone(recorded);
        }
        if (progress.paused()) {
            return new Paused();
        }
        if (this.file.isEdited(progress)) {
            return new Stopped(this.failures.ofEdited(progress));
        }
        if (progress.failed()) {
            return new Stopped(String.valueOf(progress.lastError()));
        }
        return this.file.doOthersWorkOn(progress) ? new Busy() : null;
    }

    private Optional<String> lag() throws SQLException {
        Optional<Duration> most = this.file.directives().maxLag();
        return most.isPresent()
                ? StandbyLag.over(most.get(), this.file.session().jdbc())
                : Optional.empty();
    }
}
