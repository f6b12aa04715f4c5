package io.github.appliedset.migration;

import io.github.appliedset.Internal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tenants are behind, or could not be migrated; the others are finished. */
public final class TenantsFailedException extends MigrationException {

    private final List<String> schemas;
    private final boolean lockTimeout;

    /**
     * Reports them.
     *
     * @param schemas of the tenants
     * @param lockTimeout whether the only problem was that other processes held the locks
     */
    @Internal
    public TenantsFailedException(
            String description, String action, List<String> schemas, boolean lockTimeout, @Nullable Throwable cause) {
        super(description, action, "tenants", cause);
        this.schemas = List.copyOf(schemas);
        this.lockTimeout = lockTimeout;
    }

    /** Whether the only problem was that other processes held the locks. */
    @Internal
    public boolean isLockTimeout() {
        return this.lockTimeout;
    }

    /** The schemas of these tenants. */
    public List<String> schemas() {
        return this.schemas;
    }
}
