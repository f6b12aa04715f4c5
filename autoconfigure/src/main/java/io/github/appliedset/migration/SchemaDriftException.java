package io.github.appliedset.migration;

import io.github.appliedset.Internal;

/** The schema of a database is not what the snapshot says, and the settings ask for an error. */
public final class SchemaDriftException extends MigrationException {

    @Internal
    public SchemaDriftException(String description, String action) {
        super(description, action, "schema-drift", null);
    }
}
