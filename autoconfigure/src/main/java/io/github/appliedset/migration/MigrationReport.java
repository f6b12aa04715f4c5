package io.github.appliedset.migration;

import java.time.Duration;
import java.util.List;

/**
 * Outcome of one run.
 *
 * @param onDisk every migration on disk
 * @param applied the migrations that this run applied, in that order
 * @param adopted the migrations that this run marked as applied without running them
 * @param orphans applied migrations that have no file
 * @param repeated the repeatable migrations that this run executed, in that order
 * @param duration how long the run took
 */
public record MigrationReport(
        VersionSet<Migration> onDisk,
        List<Executed> applied,
        List<Migration> adopted,
        VersionSet<AppliedMigration> orphans,
        List<Repeated> repeated,
        Duration duration) {

    public MigrationReport {
        applied = List.copyOf(applied);
        adopted = List.copyOf(adopted);
        repeated = List.copyOf(repeated);
    }

    /**
     * A migration that was applied or rolled back.
     *
     * @param migration which one
     * @param duration how long it took, including its commit unless others followed in the same round trip
     */
    public record Executed(Migration migration, Duration duration) {}

    /**
     * A repeatable migration that was executed.
     *
     * @param migration which one
     * @param duration how long it took, including its commit
     */
    public record Repeated(RepeatableMigration migration, Duration duration) {}
}
