package io.github.appliedset.migration;

/** Whether the statements of a migration in a transaction are sent together, past JDBC. */
public enum PipelineMode {
    /** Where nothing between the migrator and the driver may read or rewrite statements: there, JDBC is not missed. */
    AUTO,
    /** Never: every statement goes through JDBC. */
    OFF
}
