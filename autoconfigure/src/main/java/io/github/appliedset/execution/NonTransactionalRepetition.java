package io.github.appliedset.execution;

import io.github.appliedset.execution.StatementFailure.Kind;
import io.github.appliedset.execution.Statements.Refusal;
import io.github.appliedset.execution.StepResult.Failed;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.session.Session;
import io.github.appliedset.session.TransactionSettings;
import io.github.appliedset.tracker.RepeatableTable.Within;
import java.sql.SQLException;

/**
 * Runs a repeatable migration outside a transaction, statement by statement, while the session holds the lock, and then
 * records it. After a failure, all of it runs again: it is repeatable, so nothing records how far it got.
 */
public final class NonTransactionalRepetition {

    private final Session session;

    public NonTransactionalRepetition(Session session) {
        this.session = session;
    }

    /** Check, under the lock, whether it still needs to run. */
    public interface Due {

        boolean isDue() throws SQLException;
    }

    /**
     * Runs it.
     *
     * @param waiting how many migrations are waiting for the lock
     * @throws TrackerException if the connection goes through a pooler, which cannot hold a lock outside a transaction
     */
    public StepResult run(Repetition repetition, TransactionSettings settings, int waiting, Due due)
            throws SQLException {
        if (this.session.facts().pooled()) {
            throw new TrackerException(
                    repetition.subject()
                            + " runs outside a transaction, and the connection goes through a pooler such as PgBouncer, where"
                            + " the session that holds the lock may be handed to another client. It was not run.",
                    "Set applied-set.url to the server itself, bypassing the pooler; or have it run inside a transaction.",
                    "pooler",
                    null);
        }
        TransactionSettings outside = settings.withoutTransaction(
                repetition.script().outline().directives().lockTimeout());
        return this.session.lockedOutsideTransactions(outside, waiting, jdbc -> {
            if (!due.isDue()) {
                return new StepResult.DoneElsewhere();
            }
            jdbc.setAutoCommit(true);
            RepeatedStatements statements = new RepeatedStatements(
                    this.session, () -> this.session.lock().acquireForSession(jdbc, outside, waiting));
            try {
                statements.run(repetition.migration().file(), repetition.script());
                jdbc.setAutoCommit(false);
                Statements row = StatementWay.over(this.session);
                // The file may have made later transactions read-only.
                row.add("SET TRANSACTION READ WRITE", Refusal.in(Kind.ROW));
                repetition.row(this.session, Within.NOTHING).addTo(row, failure -> false);
                row.commit();
                jdbc.setAutoCommit(true);
                return new StepResult.Done();
            } catch (StepEnded ended) {
                return ended.result() instanceof Failed inside
                        ? new Failed(inside.failure()
                                .outside(repetition.script().outline().parts(), statements.isUndone()))
                        : ended.result();
            }
        });
    }
}
