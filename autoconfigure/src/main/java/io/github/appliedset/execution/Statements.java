package io.github.appliedset.execution;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The statements of a transaction, on their way to the server: together, or one by one. All of a run go the same way. */
interface Statements {

    /** How the attempt ends if a statement is refused. */
    interface Refusal {

        StepEnded of(SQLException failure) throws SQLException;
    }

    /**
     * Sends a statement now, or later with the next ones.
     *
     * @param sql one statement that returns few rows or none, and is not a {@code COPY}
     */
    void add(String sql, Refusal refusal) throws SQLException, StepEnded;

    /** Waits for the answers to all statements so far. */
    void flush() throws SQLException, StepEnded;

    /** Commits, after all statements so far. */
    void commit() throws SQLException, StepEnded;

    /**
     * The same, followed by a query outside the transaction.
     *
     * @param sql a query for one text
     * @return null if it was not answered; the transaction is committed in any case
     */
    @Nullable
    String commitAnd(String sql) throws SQLException, StepEnded;
}
