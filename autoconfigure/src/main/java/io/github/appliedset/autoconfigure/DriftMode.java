package io.github.appliedset.autoconfigure;

/** What the application does at startup if the schema differs from its snapshot. */
enum DriftMode {

    /** Compares nothing. */
    OFF,

    /** Logs each difference. */
    WARN,

    /** Fails the start. */
    FAIL
}
