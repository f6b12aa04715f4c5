package io.github.appliedset.migrator;

import org.jspecify.annotations.Nullable;

/**
 * The tracker that a migrator works on, as its listeners see it. Two are equal only if they belong to the same migrator: several
 * databases may have a tracker of one name.
 */
public final class Target {

    private final @Nullable String name;
    private final String schema;
    private final String table;

    Target(@Nullable String name, String schema, String table) {
        this.name = name;
        this.schema = schema;
        this.table = table;
    }

    /** The migrator's name; null if it was given none. */
    public @Nullable String name() {
        return this.name;
    }

    /** The tracker's schema. */
    public String schema() {
        return this.schema;
    }

    /** The tracker's name in its schema. */
    public String table() {
        return this.table;
    }

    /** Schema and name, as {@code public.applied_migrations}. */
    @Override
    public String toString() {
        return this.schema + "." + this.table;
    }
}
