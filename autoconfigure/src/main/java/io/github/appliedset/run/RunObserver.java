package io.github.appliedset.run;

import io.github.appliedset.migration.Step;

/** Follows the steps of a run. Every attempt of a step is announced, not only the first. */
public interface RunObserver {

    /** A step is about to be attempted. An exception ends the run with nothing lost. */
    void before(Step step);

    /** A step is committed. */
    void after(Done done);

    /** Another process has done, or is doing, the step announced last. */
    void leftToAnotherProcess();
}
