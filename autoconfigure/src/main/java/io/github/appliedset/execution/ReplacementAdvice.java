package io.github.appliedset.execution;

import io.github.appliedset.postgres.SqlState;
import java.util.Optional;

/** Advice about statements that replace a view or a function, or change what a view is made of. */
final class ReplacementAdvice {

    private static final String DROPPED =
            " Privileges that were granted on it go with it: grant them in this file. What depends on it needs CASCADE; repeatable"
                    + " migrations that lose objects by that run again.";

    private ReplacementAdvice() {}

    /**
     * The advice.
     *
     * @param again how to try again
     */
    static Optional<String> of(StatementFailure failure, String again) {
        if (failure.isAnyOf(SqlState.INVALID_TABLE_DEFINITION)) {
            return Optional.of(
                    "CREATE OR REPLACE VIEW can only add columns at the end. To change, rename, move or remove a"
                            + " column, put DROP VIEW IF EXISTS with the name of the view before the statement, and "
                            + again
                            + "." + DROPPED);
        }
        if (failure.isAnyOf(SqlState.INVALID_FUNCTION_DEFINITION)) {
            return Optional.of(
                    "CREATE OR REPLACE FUNCTION cannot change the type of the result, nor the names of arguments."
                            + " Put DROP FUNCTION IF EXISTS with its name and the types of its arguments before the statement, and "
                            + again + "." + DROPPED);
        }
        if (failure.isAnyOf(SqlState.AMBIGUOUS_FUNCTION)) {
            return Optional.of(
                    "Several functions of that name match the call: one with other arguments is probably left from"
                            + " before. Put DROP FUNCTION IF EXISTS with the types of its arguments before the statement, and "
                            + again + ".");
        }
        boolean used = failure.isAnyOf(SqlState.DEPENDENT_OBJECTS_STILL_EXIST)
                || failure.isAnyOf(SqlState.FEATURE_NOT_SUPPORTED)
                        && String.valueOf(failure.refusal()).contains("used by a view or rule");
        return used
                ? Optional.of(
                        "Drop what depends on it first, in this file, and make it again afterwards. If a repeatable migration"
                                + " makes it, this line at the top of the file runs that at the end of the same transaction:\n"
                                + "    -- applied-set: repeats=NAME\nThen " + again + ".")
                : Optional.empty();
    }
}
