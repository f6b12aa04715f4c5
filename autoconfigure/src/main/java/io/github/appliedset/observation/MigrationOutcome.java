package io.github.appliedset.observation;

/** How a run or a migration ended; in lower case the value of the key and of the meter's tag {@code outcome}. */
public enum MigrationOutcome {
    /** It is applied, or the run has applied everything. */
    SUCCESS,
    /** It failed. */
    FAILURE,
    /** Another process has applied the migration, or is applying it. */
    ELSEWHERE
}
