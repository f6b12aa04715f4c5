package io.github.appliedset.autoconfigure;

/** What the start of an application does about its migrations. Looked at when it starts, not when it is built. */
enum MigrationMode {

    /** Applies what is pending. */
    MIGRATE,

    /** Applies nothing, and fails unless everything on disk is applied. */
    VERIFY,

    /** Like verify, but waits for another process to apply it. */
    WAIT,

    /** Does nothing. */
    OFF
}
