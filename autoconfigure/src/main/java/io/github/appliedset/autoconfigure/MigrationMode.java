package io.github.appliedset.autoconfigure;

/** What the application does about its migrations at startup. Read at startup, not at build time. */
enum MigrationMode {

    /** Applies what is pending. */
    MIGRATE,

    /** Applies nothing, and fails unless everything on disk is applied. */
    VERIFY,

    /** Like verify, but waits for another process to apply the migrations. */
    WAIT,

    /** Does nothing. */
    OFF
}
