package io.github.appliedset.migration;

import io.github.appliedset.Internal;

/**
 * The thread of the run was interrupted, or the process was told to end. What was applied before stays applied; the
 * migration that was running is rolled back or, outside a transaction, goes on at the next start.
 */
public final class MigrationInterruptedException extends MigrationException {

    /**
     * Reports where the run ended.
     *
     * @param notApplied how many migrations are still pending
     */
    @Internal
    public MigrationInterruptedException(int notApplied) {
        super(
                "The run was interrupted. What was applied before stays applied; nothing is left half done that the next"
                        + " start would not finish.\n\nNot applied: "
                        + (notApplied == 1 ? "1 migration" : notApplied + " migrations"),
                "Start again.",
                "interrupted",
                null);
    }
}
