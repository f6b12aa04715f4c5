package io.github.appliedset.generate;

import io.github.appliedset.Internal;
import io.github.appliedset.authoring.NewMigration;
import io.github.appliedset.authoring.NewMigrations;
import io.github.appliedset.authoring.NextVersions;
import io.github.appliedset.authoring.VersionStyle;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.VersionSet;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * The migrations that lead to the declared schema, proven and not yet written.
 *
 * @param migrations in their order
 * @param notes for people: statements of the declared schema that had to wait for others, and changes that could not be proven
 */
public record GeneratedMigrations(List<GeneratedMigration> migrations, List<String> notes) {

    public GeneratedMigrations {
        migrations = List.copyOf(migrations);
        notes = List.copyOf(notes);
    }

    /** Whether the files already lead to the declared schema. */
    public boolean isEmpty() {
        return this.migrations.isEmpty();
    }

    /**
     * Writes all files, or none, with versions above those in the folder.
     *
     * @return the files, in their order
     * @throws InvalidMigrationException if one cannot be written
     */
    public List<Path> write(Path folder) {
        return write(folder, MigrationPlan.between(VersionSet.empty(), VersionSet.empty()));
    }

    /** The same, with versions that are also above those of a plan. */
    @Internal
    public List<Path> write(Path folder, MigrationPlan known) {
        return write(folder, NextVersions.after(folder, known, VersionStyle.TIME, Clock.systemUTC()));
    }

    List<Path> write(Path folder, NextVersions versions) {
        NewMigrations numbered = NewMigrations.in(
                folder,
                versions,
                this.migrations.stream()
                        .map(migration -> new NewMigration(migration.name(), migration.up(), migration.down()))
                        .toList());
        numbered.write();
        return numbered.files().stream().map(file -> file.path()).toList();
    }
}
