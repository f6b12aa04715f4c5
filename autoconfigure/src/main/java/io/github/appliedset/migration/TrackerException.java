package io.github.appliedset.migration;

import io.github.appliedset.Internal;
import org.jspecify.annotations.Nullable;

/** The tracker table, or another tool's table, cannot be used. */
public final class TrackerException extends MigrationException {

    @Internal
    public TrackerException(String description, String action, String anchor, @Nullable Throwable cause) {
        super(description, action, anchor, cause);
    }
}
