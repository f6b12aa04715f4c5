package io.github.appliedset.postgres;

import io.github.appliedset.Internal;
import java.sql.SQLException;

/**
 * An expression that is an error where its condition does not hold. PostgreSQL skips what was sent after an error, so a guard
 * decides on the server what the client would have had to ask for.
 */
@Internal
public final class Guard {

    private Guard() {}

    /**
     * The expression.
     *
     * @param condition SQL that PostgreSQL cannot evaluate ahead of the statement: a query, or a function that is not immutable
     * @param otherwise what the server's log says if it does not hold
     */
    public static String of(String condition, String otherwise) {
        return "CAST(CASE WHEN " + condition + " THEN '1' ELSE " + SqlLiteral.of(otherwise)
                + " END AS pg_catalog.int4)";
    }

    /** Whether a statement that is nothing but a guard was refused by it, and not for another reason. */
    public static boolean refused(SQLException failure) {
        return SqlState.INVALID_TEXT_REPRESENTATION.equals(failure.getSQLState());
    }
}
