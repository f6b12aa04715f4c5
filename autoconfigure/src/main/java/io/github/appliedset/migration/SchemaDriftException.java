package io.github.appliedset.migration;

import io.github.appliedset.Internal;

/** The schema of a database differs from the snapshot, and the settings make that an error. */
public final class SchemaDriftException extends MigrationException {

    @Internal
    public SchemaDriftException(String description, String action) {
        super(description, action, "schema-drift", null);
    }
}
