package io.github.appliedset.migration;

import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A row of the tracker table: a migration that has been applied.
 *
 * @param version its identity
 * @param name the name its file had when it was applied
 * @param appliedAt when it was applied, by the server's clock; later than that of every migration applied before it
 * @param checksum the checksum of its file at that time; null if it was applied before checksums were kept
 */
public record AppliedMigration(
        MigrationVersion version,
        String name,
        Instant appliedAt,
        @Nullable Checksum checksum) implements Versioned {

    /**
     * The order in which migrations were applied. Among rows with the same time, such as adopted ones, the lower version
     * counts as applied first.
     */
    public static Comparator<AppliedMigration> byApplication() {
        return Comparator.comparing(AppliedMigration::appliedAt).thenComparing(AppliedMigration::version);
    }

    @Override
    public String toString() {
        return label();
    }
}
