package io.github.appliedset.migration;

import io.github.appliedset.Internal;
import io.github.appliedset.text.Count;

/**
 * The thread of the run was interrupted, or the process was told to end. Completed steps are kept. A migration that was
 * running is rolled back or, outside a transaction, continues at the next start.
 */
public final class MigrationInterruptedException extends MigrationException {

    /**
     * Reports the interruption.
     *
     * @param notRun how many migrations were still waiting
     */
    @Internal
    public MigrationInterruptedException(int notRun) {
        super(
                "The run was interrupted. Completed steps are kept, and the next run finishes the rest.\n\nNot run: "
                        + Count.of(notRun, "migration"),
                "Start again.",
                "interrupted",
                null);
    }
}
