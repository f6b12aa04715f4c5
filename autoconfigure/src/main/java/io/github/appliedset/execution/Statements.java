package io.github.appliedset.execution;

import io.github.appliedset.execution.StatementFailure.Kind;
import io.github.appliedset.postgres.Guard;
import io.github.appliedset.session.SessionReset;
import java.sql.SQLException;
import java.util.function.Consumer;

/** The statements of a transaction, on their way to the server: together, or one by one. All of a run go the same way. */
interface Statements {

    /** How the attempt ends if a statement is refused. */
    interface Refusal {

        StepEnded of(SQLException failure) throws SQLException;

        /** The commit is refused, now or in advance. */
        Refusal AT_COMMIT = failure -> StepEnded.failed(StatementFailure.atCommit(failure));

        /** The step fails in this part. */
        static Refusal in(Kind part) {
            return failure -> StepEnded.failed(StatementFailure.of(part, failure));
        }

        /** The same for a statement that is a {@link Guard}, and ends the attempt like this if the guard refuses. */
        default Refusal orByGuard(StepResult result) {
            return failure -> Guard.refused(failure) ? new StepEnded(result) : of(failure);
        }

        /** The same, but the step fails then. */
        default Refusal orByGuard(Kind part) {
            return orByGuard(new StepResult.Failed(StatementFailure.of(part, null)));
        }
    }

    /**
     * Sends a statement now, or later with the next ones.
     *
     * @param sql one statement that returns few rows or none, and is not a {@code COPY}
     */
    void add(String sql, Refusal refusal) throws SQLException, StepEnded;

    /**
     * Sends a query for one text, of which the last row counts.
     *
     * @param answer receives the text
     */
    void ask(String sql, Refusal refusal, Consumer<String> answer) throws SQLException, StepEnded;

    /** Drops the unsent part of the transaction that was begun last. */
    void dropUnsent();

    /** Waits for the answers to all statements so far. */
    void flush() throws SQLException, StepEnded;

    /** Commits, after all statements so far. */
    void commit() throws SQLException, StepEnded;

    /** Whether another transaction may follow in the same round trip: there is room, and errors end all that follows. */
    boolean hasRoomForAnother();

    /**
     * Commits, and continues in a new transaction, in the same round trip if possible.
     *
     * @param committed called once the commit has been answered, before anything else is thrown or returned
     * @param reset what comes between the two transactions; if it is refused, nothing more is done
     */
    void commitAndGoOn(Runnable committed, SessionReset reset, Refusal refusal) throws SQLException, StepEnded;

    /**
     * Commits, and resets the session.
     *
     * @return whether the session was reset; the transaction is committed in any case
     */
    boolean commitAnd(SessionReset reset) throws SQLException, StepEnded;
}
