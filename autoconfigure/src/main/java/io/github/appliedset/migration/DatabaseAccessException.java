package io.github.appliedset.migration;

import org.jspecify.annotations.Nullable;

/** The database cannot be reached, or cannot be migrated: not PostgreSQL, too old, read-only. */
public final class DatabaseAccessException extends MigrationException {

    public DatabaseAccessException(String description, String action, String anchor, @Nullable Throwable cause) {
        super(description, action, anchor, cause);
    }
}
