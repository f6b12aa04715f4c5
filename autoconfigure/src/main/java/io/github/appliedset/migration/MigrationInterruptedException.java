package io.github.appliedset.migration;

import io.github.appliedset.Internal;
import io.github.appliedset.text.Count;

/**
 * The thread of the run was interrupted, or the process was told to end. What was done before stays done. A migration that was
 * running is rolled back or, outside a transaction, continues at the next start.
 */
public final class MigrationInterruptedException extends MigrationException {

    /**
     * Reports where the run ended.
     *
     * @param notRun how many migrations were still waiting
     */
    @Internal
    public MigrationInterruptedException(int notRun) {
        super(
                "The run was interrupted. What it did before stays done, and nothing is left half done that the next run"
                        + " would not finish.\n\nNot run: "
                        + Count.of(notRun, "migration"),
                "Start again.",
                "interrupted",
                null);
    }
}
