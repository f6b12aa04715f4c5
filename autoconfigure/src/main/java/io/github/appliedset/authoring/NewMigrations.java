package io.github.appliedset.authoring;

import io.github.appliedset.migration.InvalidMigrationException;
import java.nio.file.Path;
import java.util.List;

/**
 * New migrations with their versions, not yet written.
 *
 * @param migrations ascending by version
 */
public record NewMigrations(List<NumberedMigration> migrations) {

    public NewMigrations {
        migrations = List.copyOf(migrations);
    }

    /**
     * Numbers the migrations in their order. Writes nothing.
     *
     * @throws InvalidMigrationException if no version is left
     */
    public static NewMigrations in(Path folder, NextVersions versions, List<NewMigration> migrations) {
        return new NewMigrations(migrations.stream()
                .map(migration -> new NumberedMigration(folder, versions.next(), migration))
                .toList());
    }

    /** The files of all migrations. */
    public List<NewFile> files() {
        return this.migrations.stream().flatMap(NumberedMigration::files).toList();
    }

    /**
     * Writes all files, or none. An existing file is never overwritten.
     *
     * @throws InvalidMigrationException if one cannot be written
     */
    public void write() {
        new NewFiles(files()).write();
    }
}
