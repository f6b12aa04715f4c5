package io.github.appliedset.authoring;

/** How versions are numbered. */
public enum VersionStyle {
    /** 1, 2, 3, possibly with leading zeros. */
    COUNTER,
    /** The second in UTC, {@code 20241202103000}. */
    TIME
}
