package io.github.appliedset.migration;

import org.jspecify.annotations.Nullable;

/**
 * A migration found on disk.
 *
 * @param version its identity
 * @param name the part of its file name between the first {@code _} and the suffix
 * @param up the file that applies it
 * @param down the file that rolls it back, or null
 */
public record Migration(
        MigrationVersion version,
        String name,
        MigrationFile up,
        @Nullable MigrationFile down) implements Versioned {

    @Override
    public String toString() {
        return label();
    }
}
