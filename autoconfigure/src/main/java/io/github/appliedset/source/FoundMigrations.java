package io.github.appliedset.source;

import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.VersionSet;
import java.util.List;

/**
 * The result of a search for migrations.
 *
 * @param migrations every migration
 * @param warnings problems that do not stop a run, such as down files without an up file; usually empty
 */
public record FoundMigrations(VersionSet<Migration> migrations, List<FileProblem> warnings) {

    public FoundMigrations {
        warnings = List.copyOf(warnings);
    }
}
