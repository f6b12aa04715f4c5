package io.github.appliedset.run;

import io.github.appliedset.migration.MigrationReport.Repeated;
import io.github.appliedset.migration.RepeatableMigration;
import io.github.appliedset.migration.Step;

/** Follows the steps of a run. Every attempt of a step is announced, not only the first. */
public interface RunObserver {

    /** A step is about to be attempted. An exception ends the run with nothing lost. */
    void before(Step step);

    /**
     * Whether somebody must be asked before a step is sent, so that it cannot follow another one in the same round trip.
     * Otherwise, later steps are announced once the server has begun them.
     */
    default boolean isAskedBefore() {
        return false;
    }

    /** These steps and those between them are sent together. */
    default void together(Step first, Step last) {}

    /** A step is committed. */
    void after(Done done);

    /** A repeatable migration is about to be attempted. An exception ends the run with nothing lost. */
    default void before(RepeatableMigration migration) {}

    /** A repeatable migration is committed. */
    default void after(Repeated repeated) {}

    /** Another process has done, or is doing, the work announced last; or it stays pending. */
    void leftToAnotherProcess();
}
