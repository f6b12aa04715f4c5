package io.github.appliedset.execution;

import io.github.appliedset.migration.MigrationFailedException.Details;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.script.Position;
import io.github.appliedset.session.DatabaseErrors;
import io.github.appliedset.text.Count;
import io.github.appliedset.tracker.Backfills.Progress;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Messages about batches that cannot continue. */
final class BackfillFailures {

    private final BatchedFile file;

    BackfillFailures(BatchedFile file) {
        this.file = file;
    }

    /** Batches were committed, but the file has different content now. */
    TrackerException edited(Progress progress) {
        return new TrackerException(editedText(progress), editedRemedy(), "edited-backfill", null);
    }

    /** The same in one text. */
    String ofEdited(Progress progress) {
        return editedText(progress) + "\n" + editedRemedy();
    }

    private String editedText(Progress progress) {
        return this.file.step().subject() + " had committed " + batches(progress)
                + " and was then edited:\n    " + this.file.step().file().location()
                + "\nWhat the edited file would have done to those rows is unknown. It was not run.";
    }

    private static String batches(Progress progress) {
        return progress.batches() + (progress.batches() == 1 ? " batch" : " batches");
    }

    private String editedRemedy() {
        return "Restore the file; or let the edited file continue after these batches or, with a different key column, from the"
                + " first row:\n"
                + "    --applied-set.command=resume --applied-set.version=" + this.file.version();
    }

    /**
     * A statement was refused.
     *
     * @param keys of its batch, in words; may be empty
     */
    Details inBatch(Progress progress, String keys, Details details) {
        return new Details(
                "failed in batch " + (progress.batches() + 1) + keys + ", which was rolled back."
                        + (progress.batches() == 0 ? "" : " Earlier batches are kept."),
                details.line(),
                details.column(),
                details.statement(),
                details.sqlState(),
                details.message(),
                progress.batches() == 0 ? details.advice() : goOn(),
                details.anchor());
    }

    /** What was done to the rows of earlier batches stays, so correcting the file is not enough. */
    private String goOn() {
        String cause = "Remove the cause (a row, a constraint, a missing privilege), ";
        String resume = "    --applied-set.command=resume --applied-set.version=" + this.file.version();
        String edited = "from the first row if its key is a different column.";
        return this.file.directives().background()
                ? cause + "then continue after its last batch:\n" + resume
                        + "\nAn edited file is not run before that command. With it, the file continues there, or "
                        + edited
                : cause + "and start again: it continues after its last batch. An edited file does so only after\n"
                        + resume + "\nor begins " + edited;
    }

    /** More rows were changed than there can be. */
    Details endless(Progress progress) {
        return stopped(
                "was stopped: its batches do not end. Those so far are kept.",
                Count.of(progress.rows(), "row") + " changed in " + batches(progress)
                        + ", more than twice the " + progress.estimate()
                        + " that the tables had when it began, and it still changes rows.",
                "Name a column, so that the end is fixed: -- applied-set: batches=schema.table.column. If new rows have"
                        + " outrun it, continue:\n"
                        + "    --applied-set.command=resume --applied-set.version=" + this.file.version(),
                "batches-do-not-end");
    }

    private Details stopped(String outcome, String message, String advice, String anchor) {
        return new Details(
                outcome,
                this.file.statement().position().line(),
                this.file.statement().position().column(),
                null,
                null,
                message,
                advice,
                anchor);
    }

    /** PostgreSQL refused the query that finds remaining rows. */
    Details refusedDoneWhen(SQLException failure) {
        return ofDoneWhen(
                "failed: PostgreSQL refused its done-when. The batches are kept.",
                failure.getSQLState(),
                DatabaseErrors.text(failure),
                "Correct the query; it may only read. Then continue with the edited file:\n");
    }

    /** Rows are left after so many walks. */
    Details notDone(int walks) {
        return ofDoneWhen(
                "failed: its done-when still returns a row after it has gone through the table " + walks
                        + " times. The batches are kept.",
                null,
                "Either the statement leaves rows that the query finds, or the application still writes such rows, as an"
                        + " older release that does not know the column does.",
                "Look at the rows that the query finds. Fill them with a trigger or a generated column until the older"
                        + " release is gone, then continue:\n");
    }

    private Details ofDoneWhen(String outcome, @Nullable String sqlState, String message, String advice) {
        Position position = this.file.directives().positionOf("done-when");
        return new Details(
                outcome,
                position.line(),
                position.column(),
                this.file.directives().doneWhen().orElse(null),
                sqlState,
                message,
                advice + "    --applied-set.command=resume --applied-set.version=" + this.file.version(),
                "backfill-not-done");
    }
}
