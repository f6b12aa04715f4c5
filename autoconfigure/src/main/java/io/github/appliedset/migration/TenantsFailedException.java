package io.github.appliedset.migration;

import io.github.appliedset.Internal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tenants are behind, or could not be migrated; the others are finished. */
public final class TenantsFailedException extends MigrationException {

    private final List<String> schemas;

    /**
     * Reports them.
     *
     * @param schemas of the tenants
     */
    @Internal
    public TenantsFailedException(String description, String action, List<String> schemas, @Nullable Throwable cause) {
        super(description, action, "tenants", cause);
        this.schemas = List.copyOf(schemas);
    }

    /** The schemas of these tenants. */
    public List<String> schemas() {
        return this.schemas;
    }
}
