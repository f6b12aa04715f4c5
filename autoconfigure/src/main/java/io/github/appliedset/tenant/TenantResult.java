package io.github.appliedset.tenant;

import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.TrackerException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One tenant, after a run or a reading.
 *
 * @param schema its schema; with a database each, its name
 * @param state what is known about it
 * @param migrations how many were applied by the run, or are pending if it is behind
 * @param failure why it failed, or is and stays behind; null if there is no such reason
 */
public record TenantResult(
        String schema,
        State state,
        int migrations,
        @Nullable MigrationException failure) {

    /** What is known about a tenant. */
    public enum State {
        /** Everything was applied before. */
        CURRENT,
        /** The run has applied what was pending. */
        MIGRATED,
        /** Something is pending, or its files and rows have not been compared. */
        BEHIND,
        /** It could not be migrated or read, or its files and rows contradict each other. */
        FAILED,
        /** It was dropped during the run. */
        GONE;

        /** As shown to users. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static TenantResult of(String schema, State state) {
        return new TenantResult(schema, state, 0, null);
    }

    static TenantResult failed(String schema, RuntimeException failure) {
        MigrationException explained = failure instanceof MigrationException known
                ? known
                : new TrackerException(
                        "Tenant " + schema + " could not be migrated: " + failure,
                        "Fix the cause and start again.",
                        "tenants",
                        failure);
        return new TenantResult(schema, State.FAILED, 0, explained);
    }
}
