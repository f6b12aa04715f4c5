package io.github.appliedset.execution;

import io.github.appliedset.execution.StatementFailure.Kind;
import io.github.appliedset.execution.Statements.Refusal;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.Step;
import io.github.appliedset.session.Session;
import io.github.appliedset.tracker.KeptRollback;
import io.github.appliedset.tracker.MigrationTracker;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The change of a row, in the transaction of the work it records.
 *
 * @param sql the statements that make the change
 * @param usual whether they refuse a tracker that needs more checks
 */
record RowChange(MigrationTracker.Change sql, boolean usual) {

    private static final Refusal REFUSED = Refusal.in(Kind.ROW);

    static RowChange of(MigrationTracker tracker, Session session, Step step, CheckedScript script) {
        return of(tracker, session, step, script, null, false);
    }

    static RowChange of(
            MigrationTracker tracker,
            Session session,
            Step step,
            CheckedScript script,
            @Nullable MigrationVersion latest,
            boolean usual) {
        KeptRollback kept = tracker.keepsRollbacks() ? DownText.of(step, script) : null;
        return new RowChange(
                tracker.change(step, script.checksum(), session.facts().role(), kept, latest, usual), usual);
    }

    /** Check whether the row could not be changed because another process has done the step. */
    interface DoneElsewhere {

        boolean is(SQLException failure) throws SQLException;
    }

    void addTo(Statements statements, DoneElsewhere doneElsewhere) throws SQLException, StepEnded {
        statements.add(this.sql.resetUser(), REFUSED);
        statements.add(this.sql.lockIsHeld(), REFUSED.orByGuard(Kind.LOCK_GONE));
        statements.add(this.sql.lockTable(), REFUSED);
        statements.add(
                this.sql.triggers(),
                this.usual ? REFUSED.orByGuard(new StepResult.Unusual()) : REFUSED.orByGuard(Kind.TRIGGER));
        statements.add(
                this.sql.change(),
                failure -> doneElsewhere.is(failure)
                        ? new StepEnded(new StepResult.DoneElsewhere())
                        : REFUSED.of(failure));
        String isMade = this.sql.isMade();
        if (isMade != null) {
            statements.add(isMade, REFUSED.orByGuard(Kind.ROW_KEPT));
        }
        for (String kept : this.sql.kept()) {
            statements.add(kept, Refusal.in(Kind.DOWN_SQL).orByGuard(Kind.TRIGGER));
        }
    }
}
