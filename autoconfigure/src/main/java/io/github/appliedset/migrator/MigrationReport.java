package io.github.appliedset.migrator;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.VersionSet;
import java.time.Duration;
import java.util.List;

/**
 * What one run found and did.
 *
 * @param onDisk every migration there is
 * @param applied what this run applied, in the order it did
 * @param adopted what this run recorded as applied by another tool, without running it
 * @param orphans applied migrations that have no file
 * @param duration how long the run took
 */
public record MigrationReport(
        VersionSet<Migration> onDisk,
        List<Executed> applied,
        List<Migration> adopted,
        VersionSet<AppliedMigration> orphans,
        Duration duration) {

    public MigrationReport {
        applied = List.copyOf(applied);
        adopted = List.copyOf(adopted);
    }

    /**
     * A migration that was applied.
     *
     * @param migration which one
     * @param duration how long it took, commit included
     */
    public record Executed(Migration migration, Duration duration) {}
}
