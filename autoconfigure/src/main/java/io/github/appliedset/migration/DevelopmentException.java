package io.github.appliedset.migration;

import io.github.appliedset.Internal;
import org.jspecify.annotations.Nullable;

/** The database is not, or cannot be, treated as a developer's own: {@code development=true} and {@code align} are refused. */
public final class DevelopmentException extends MigrationException {

    @Internal
    public DevelopmentException(String description, String action, String anchor, @Nullable Throwable cause) {
        super(description, action, anchor, cause);
    }
}
