package io.github.appliedset.migrator;

/** What a migrator does about a disagreement between files and rows that is not always a mistake. */
public enum ConflictPolicy {
    /** Refuse to run. */
    FAIL,
    /** Log a warning and go on. */
    WARN,
    /** Do not even look. */
    IGNORE
}
