package io.github.appliedset.postgres;

import io.github.appliedset.Internal;
import java.sql.SQLException;

/**
 * An expression that fails unless its condition holds. PostgreSQL skips statements sent after an error, so a guard lets the
 * server decide without a round trip.
 */
@Internal
public final class Guard {

    private Guard() {}

    /**
     * The expression.
     *
     * @param condition SQL that PostgreSQL cannot evaluate ahead of the statement: a query, or a function that is not immutable
     * @param otherwise text for the server's log if it does not hold
     */
    public static String of(String condition, String otherwise) {
        return "CAST(CASE WHEN " + condition + " THEN '1' ELSE " + SqlLiteral.of(otherwise)
                + " END AS pg_catalog.int4)";
    }

    /** Whether a statement that consists of a guard was refused by the guard, and not for a different reason. */
    public static boolean refused(SQLException failure) {
        return SqlState.INVALID_TEXT_REPRESENTATION.equals(failure.getSQLState());
    }
}
