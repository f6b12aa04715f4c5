package io.github.appliedset.actuate;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationStatus;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.VersionState;
import io.github.appliedset.migrator.Migrator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A migration as the page shows it.
 *
 * @param state its state in words
 * @param file its up file, or null for an orphan
 * @param appliedAt null if it is pending
 * @param took null if this process has not applied it
 * @param checksum the recorded one, or null
 */
record ShownMigration(
        MigrationVersion version,
        String name,
        String state,
        @Nullable String file,
        @Nullable Instant appliedAt,
        @Nullable Duration took,
        @Nullable String checksum) {

    /** Every version, ascending. */
    static List<ShownMigration> of(Migrator migrator, MigrationStatus status, MigrationDurations durations) {
        return status.all().stream()
                .map(state -> of(state, durations.of(migrator, state.version())))
                .toList();
    }

    private static ShownMigration of(VersionState state, @Nullable Duration took) {
        AppliedMigration row = state.row();
        Migration file = state.file();
        Checksum checksum = row == null ? null : row.checksum();
        return new ShownMigration(
                state.version(),
                state.name(),
                state.words(),
                file == null ? null : file.up().path(),
                row == null ? null : row.appliedAt(),
                row == null ? null : took,
                checksum == null ? null : checksum.hex());
    }
}
