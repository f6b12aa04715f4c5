package io.github.appliedset.source;

import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.VersionSet;
import java.util.List;

/** Finds the migrations on disk. */
@FunctionalInterface
public interface MigrationSource {

    /**
     * Searches again at every call; reads names, not contents.
     *
     * @return every migration, possibly none
     * @throws InvalidMigrationException with every problem found, if there is one
     */
    VersionSet<Migration> load();

    /**
     * Like {@link #load}, but also returns problems of the files that do not stop a run.
     *
     * @throws InvalidMigrationException as {@link #load} does
     */
    default FoundMigrations search() {
        return new FoundMigrations(load(), List.of());
    }
}
