package io.github.appliedset.execution;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * A statement that PostgreSQL executes in several transactions of its own. If interrupted, it leaves something behind
 * that makes the next attempt fail, or succeed without effect.
 */
interface ConcurrentStatement {

    /** Earlier attempts to run the statement as part of this migration. */
    enum Attempt {
        /** There was none. */
        FIRST,
        /** There was one, and it failed. */
        REPEATED,
        /** There was one, and its outcome is unknown. */
        IN_DOUBT
    }

    /**
     * Removes or finishes the leftovers of an earlier attempt, except those that another session is working on.
     *
     * @return whether the statement no longer needs to run
     */
    boolean settle(Connection connection, Attempt attempt) throws SQLException;

    /**
     * Checks, after the statement has succeeded, that it had its effect.
     *
     * @throws SQLException if it had not
     */
    default void requireDone(Connection connection) throws SQLException {}
}
