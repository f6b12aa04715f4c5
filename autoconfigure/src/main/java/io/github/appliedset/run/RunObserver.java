package io.github.appliedset.run;

import io.github.appliedset.migration.Step;

/** Follows the steps of a run. Each try is announced; whoever only cares about the first one keeps track of the step. */
public interface RunObserver {

    /** A step is about to be tried. An exception ends the run with nothing lost. */
    void before(Step step);

    /** A step is committed. */
    void after(Done done);

    /** The step that was announced last is in the hands of another process. */
    void leftToAnotherProcess();
}
