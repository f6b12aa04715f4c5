package io.github.appliedset.migration;

import io.github.appliedset.text.Visible;

/**
 * A repeatable migration on disk: a file that is edited in place, such as the definition of a view, and runs again when its
 * content has changed.
 *
 * @param name its identity: the file name without {@code .repeatable.sql}
 * @param file the file that runs
 */
public record RepeatableMigration(String name, MigrationFile file) {

    /** The name as shown to people. */
    public String label() {
        return Visible.line(this.name);
    }

    @Override
    public String toString() {
        return label();
    }
}
