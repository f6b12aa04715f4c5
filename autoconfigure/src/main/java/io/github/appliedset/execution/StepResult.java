package io.github.appliedset.execution;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Outcome of one attempt to run a step. */
public sealed interface StepResult {

    /**
     * The step and the change of its row are committed.
     *
     * @param duration how long it took by the server's clock, up to its commit; null if it was alone in its round trip
     */
    record Done(@Nullable Duration duration) implements StepResult {

        public Done() {
            this(null);
        }
    }

    /** Nothing was run: the step before it, in the same round trip, has changed the session. */
    record SessionChanged() implements StepResult {}

    /** Nothing was run: another process holds the lock. */
    record LockTaken() implements StepResult {}

    /** Nothing was run, or all of it was rolled back: another process has done the step. */
    record DoneElsewhere() implements StepResult {}

    /** All of it was rolled back: the tracker, or its table of backfills, needs more checks than most. */
    record Unusual() implements StepResult {}

    /**
     * The step failed.
     *
     * @param failure how it failed
     */
    record Failed(StatementFailure failure) implements StepResult {}

    /** It runs in batches, and the rest is left to the background. */
    record Left() implements StepResult {}

    /**
     * A migration that runs in batches stopped; the batches before are kept.
     *
     * @param failed how
     */
    record BatchFailed(BatchTurn.Failed failed) implements StepResult {}
}
