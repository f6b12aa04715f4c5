package io.github.appliedset.migration;

/** Whether the statements of a migration in a transaction are sent together, past JDBC. */
public enum PipelineMode {
    /** Only where nothing between the migrator and the driver may read or rewrite statements, so that nothing depends on JDBC. */
    AUTO,
    /** Never: every statement goes through JDBC. */
    OFF
}
