package io.github.appliedset.migration;

import io.github.appliedset.Internal;
import org.jspecify.annotations.Nullable;

/** The database cannot be reached, or cannot be migrated: not PostgreSQL, too old, read-only. */
public final class DatabaseAccessException extends MigrationException {

    @Internal
    public DatabaseAccessException(String description, String action, String anchor, @Nullable Throwable cause) {
        super(description, action, anchor, cause);
    }
}
