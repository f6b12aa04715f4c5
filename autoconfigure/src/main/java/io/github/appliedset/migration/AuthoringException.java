package io.github.appliedset.migration;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Migrations cannot be written automatically; a person has to decide. */
public abstract non-sealed class AuthoringException extends MigrationException {

    protected AuthoringException(String description, String action, String anchor, @Nullable Throwable cause) {
        super(description, action, anchor, cause);
    }

    /** A list of reasons, numbered if there are several. */
    protected static String numbered(List<String> reasons) {
        return numbered(reasons, reason -> reason);
    }
}
