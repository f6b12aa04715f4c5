package io.github.appliedset.authoring;

/** Numbering style of versions. */
public enum VersionStyle {
    /** 1, 2, 3, possibly with leading zeros. */
    COUNTER,
    /** The time in UTC to the second, {@code 20241202103000}. */
    TIME
}
