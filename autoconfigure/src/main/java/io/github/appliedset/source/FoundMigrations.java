package io.github.appliedset.source;

import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.RepeatableMigration;
import io.github.appliedset.migration.VersionSet;
import java.util.List;

/**
 * The result of a search for migrations.
 *
 * @param migrations every migration with a version
 * @param repeatables every repeatable migration, in the order of their names
 * @param warnings problems that do not stop a run, such as down files without an up file; usually empty
 */
public record FoundMigrations(
        VersionSet<Migration> migrations, List<RepeatableMigration> repeatables, List<FileProblem> warnings) {

    public FoundMigrations {
        repeatables = List.copyOf(repeatables);
        warnings = List.copyOf(warnings);
    }

    /** The result of a search that finds no repeatable migrations. */
    public FoundMigrations(VersionSet<Migration> migrations, List<FileProblem> warnings) {
        this(migrations, List.of(), warnings);
    }
}
