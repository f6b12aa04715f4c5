package io.github.appliedset.execution;

import io.github.appliedset.execution.StatementFailure.Kind;
import io.github.appliedset.migration.Step;
import io.github.appliedset.postgres.Guard;
import io.github.appliedset.session.Session;
import io.github.appliedset.tracker.KeptRollback;
import io.github.appliedset.tracker.MigrationTracker;
import java.sql.SQLException;

/**
 * The change of a row, in the transaction of whatever it records.
 *
 * @param sql the statements that make the change
 */
record RowChange(MigrationTracker.Change sql) {

    static RowChange of(MigrationTracker tracker, Session session, Step step, CheckedScript script) {
        KeptRollback kept = tracker.keepsRollbacks() ? DownText.of(step, script) : null;
        return new RowChange(
                tracker.change(step, script.checksum(), session.facts().role(), kept));
    }

    /** Check whether the row could not be changed because another process has done the step. */
    interface DoneElsewhere {

        boolean is(SQLException failure) throws SQLException;
    }

    void addTo(Statements statements, DoneElsewhere doneElsewhere) throws SQLException, StepEnded {
        statements.add(this.sql.resetUser(), RowChange::refused);
        statements.add(
                this.sql.lockIsHeld(),
                failure -> Guard.refused(failure)
                        ? StepEnded.failed(StatementFailure.of(Kind.LOCK_GONE, null))
                        : refused(failure));
        statements.add(this.sql.lockTable(), RowChange::refused);
        statements.add(
                this.sql.triggers(),
                failure -> Guard.refused(failure)
                        ? StepEnded.failed(StatementFailure.of(Kind.TRIGGER, null))
                        : refused(failure));
        statements.add(
                this.sql.change(),
                failure ->
                        doneElsewhere.is(failure) ? new StepEnded(new StepResult.DoneElsewhere()) : refused(failure));
        statements.add(
                this.sql.isMade(),
                failure -> Guard.refused(failure)
                        ? StepEnded.failed(StatementFailure.of(Kind.ROW_KEPT, null))
                        : refused(failure));
        for (String kept : this.sql.kept()) {
            statements.add(
                    kept,
                    failure -> Guard.refused(failure)
                            ? StepEnded.failed(StatementFailure.of(Kind.TRIGGER, null))
                            : refused(failure));
        }
    }

    private static StepEnded refused(SQLException failure) {
        return StepEnded.failed(StatementFailure.of(Kind.ROW, failure));
    }
}
