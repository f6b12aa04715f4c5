package io.github.appliedset.autoconfigure;

/** What the start of an application does about a schema that is not as its snapshot says. */
enum DriftMode {

    /** Compares nothing. */
    OFF,

    /** Logs each difference. */
    WARN,

    /** Does not start. */
    FAIL
}
