package io.github.appliedset.execution;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * A statement that PostgreSQL carries out in several transactions of its own. If it is interrupted it leaves something
 * behind that is in the way of another attempt, or that makes it succeed in vain.
 */
interface ConcurrentStatement {

    /** What is known of earlier attempts to run the statement as part of this migration. */
    enum Attempt {
        /** There was none. */
        FIRST,
        /** There was one, and it failed. */
        REPEATED,
        /** There was one, and nobody knows what became of it. */
        IN_DOUBT
    }

    /**
     * Removes or finishes what an earlier attempt has left; leaves alone what another session works on.
     *
     * @return whether the statement need not be run any more
     */
    boolean settle(Connection connection, Attempt attempt) throws SQLException;

    /**
     * Looks, after the statement has succeeded, whether it has done what it was for.
     *
     * @throws SQLException if it has not
     */
    default void requireDone(Connection connection) throws SQLException {}
}
