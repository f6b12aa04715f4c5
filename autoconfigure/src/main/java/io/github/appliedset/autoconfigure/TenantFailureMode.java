package io.github.appliedset.autoconfigure;

/** What to do at startup about tenants that could not be migrated. */
enum TenantFailureMode {
    FAIL,
    WARN
}
