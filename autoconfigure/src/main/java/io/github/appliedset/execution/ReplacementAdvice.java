package io.github.appliedset.execution;

import io.github.appliedset.postgres.SqlState;
import java.util.Optional;

/** Advice about statements that replace a view or a function, or change what a view is based on. */
final class ReplacementAdvice {

    private static final String DROPPED =
            " Privileges on it are dropped, too: grant them in this file. If other objects depend on it, add CASCADE; repeatable"
                    + " migrations that lose objects this way run again.";

    private ReplacementAdvice() {}

    /**
     * The advice.
     *
     * @param again how to try again
     * @param mayRepeat whether the file may have the directive {@code repeats}
     */
    static Optional<String> of(StatementFailure failure, String again, boolean mayRepeat) {
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
                    "Several functions with that name match the call: one with different arguments is probably left"
                            + " over. Put DROP FUNCTION IF EXISTS with the types of its arguments before the statement, and "
                            + again + ".");
        }
        boolean used = failure.isAnyOf(SqlState.DEPENDENT_OBJECTS_STILL_EXIST)
                || failure.isAnyOf(SqlState.FEATURE_NOT_SUPPORTED)
                        && String.valueOf(failure.refusal()).contains("used by a view or rule");
        return used ? Optional.of(ofDependents(again, mayRepeat)) : Optional.empty();
    }

    private static String ofDependents(String again, boolean mayRepeat) {
        return mayRepeat
                ? "Drop the objects that depend on it first, in this file, and create them again afterwards. If a repeatable"
                        + " migration creates them, this line at the top of the file runs it at the end of the same transaction:\n"
                        + "    -- applied-set: repeats=NAME\nThen " + again + "."
                : "Drop what depends on it first, here, and " + again
                        + ". What a repeatable migration makes is made again"
                        + " after all versions of the next run; make the rest again here.";
    }
}
