package io.github.appliedset.migrator;

import org.jspecify.annotations.Nullable;

/**
 * The tracker of a migrator, as its listeners see it. Two are equal only if they belong to the same migrator: several
 * databases may have a tracker with the same name.
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

    /** The migrator's name; null if it has none. */
    public @Nullable String name() {
        return this.name;
    }

    /** The tracker's schema. */
    public String schema() {
        return this.schema;
    }

    /** The tracker's table name. */
    public String table() {
        return this.table;
    }

    /** Schema and name, as {@code public.applied_migrations}. */
    @Override
    public String toString() {
        return this.schema + "." + this.table;
    }
}
