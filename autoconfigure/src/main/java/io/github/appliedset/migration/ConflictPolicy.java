package io.github.appliedset.migration;

/** How a migrator treats a disagreement between files and rows that need not be a mistake. */
public enum ConflictPolicy {
    /** Refuse to run. */
    FAIL,
    /** Log a warning and continue. */
    WARN,
    /** Do not look for it. */
    IGNORE
}
