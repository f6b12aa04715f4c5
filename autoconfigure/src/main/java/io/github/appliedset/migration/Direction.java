package io.github.appliedset.migration;

/** Whether a migration is applied or rolled back. */
public enum Direction {
    /** Its up file runs, and its row is written. */
    UP,
    /** Its down file runs, and its row is removed. */
    DOWN
}
