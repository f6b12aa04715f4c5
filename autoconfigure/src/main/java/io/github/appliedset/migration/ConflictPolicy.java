package io.github.appliedset.migration;

/** How a migrator treats a disagreement between files and rows that may be intended. */
public enum ConflictPolicy {
    /** Refuse to run. */
    FAIL,
    /** Log a warning and continue. */
    WARN,
    /** Do not check for it. */
    IGNORE
}
