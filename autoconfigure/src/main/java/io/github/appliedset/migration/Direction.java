package io.github.appliedset.migration;

/** Whether a migration is applied or rolled back. */
public enum Direction {
    /** The up file runs, and the row is written. */
    UP,
    /** The down file runs, and the row is removed. */
    DOWN
}
