package io.github.appliedset.execution;

/** Outcome of one try to run a step. */
public sealed interface StepResult {

    /** The step and the change of its row are committed. */
    record Done() implements StepResult {}

    /** Nothing was run: another process has the lock. */
    record LockTaken() implements StepResult {}

    /** Nothing was run, or all of it was rolled back: another process has done the step. */
    record DoneElsewhere() implements StepResult {}

    /**
     * The step failed.
     *
     * @param failure how
     */
    record Failed(StatementFailure failure) implements StepResult {}
}
