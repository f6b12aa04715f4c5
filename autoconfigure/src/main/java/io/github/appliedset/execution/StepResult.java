package io.github.appliedset.execution;

/** Outcome of one attempt to run a step. */
public sealed interface StepResult {

    /** The step and the change of its row are committed. */
    record Done() implements StepResult {}

    /** Nothing was run: another process holds the lock. */
    record LockTaken() implements StepResult {}

    /** Nothing was run, or all of it was rolled back: another process has done the step. */
    record DoneElsewhere() implements StepResult {}

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
