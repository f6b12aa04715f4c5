package io.github.appliedset.migration;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of the tracker table: a migration that has been applied.
 *
 * @param version its identity
 * @param name the name its file had when it was applied
 * @param appliedAt when it was applied, by the server's clock
 * @param checksum the checksum of its file at that time; null if it was applied before checksums were kept
 */
public record AppliedMigration(
        MigrationVersion version,
        String name,
        Instant appliedAt,
        @Nullable Checksum checksum) implements Versioned {

    @Override
    public String toString() {
        return label();
    }
}
