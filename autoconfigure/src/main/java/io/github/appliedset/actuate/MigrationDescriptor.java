package io.github.appliedset.actuate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.MigrationVersion;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * One migration, as the endpoint shows it.
 *
 * @param version its version
 * @param name its name
 * @param state {@code applied}, {@code pending} or {@code orphan}
 * @param file its up file, or null for an orphan
 * @param appliedAt when it was applied, or null if it is pending
 * @param checksum what is recorded, or null
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record MigrationDescriptor(
        long version,
        String name,
        String state,
        @Nullable String file,
        @Nullable Instant appliedAt,
        @Nullable String checksum)
        implements OperationResponseBody {

    static Optional<MigrationDescriptor> find(MigrationVersion version, MigrationPlan plan) {
        Optional<String> file =
                plan.onDisk().find(version).map(migration -> migration.up().path());
        return Stream.of(
                        plan.pending().find(version).map(MigrationDescriptor::pending),
                        plan.applied().find(version).map(row -> recorded(row, "applied", file.orElse(null))),
                        plan.orphans().find(version).map(row -> recorded(row, "orphan", null)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static MigrationDescriptor pending(Migration migration) {
        return new MigrationDescriptor(
                migration.version().value(),
                migration.name(),
                "pending",
                migration.up().path(),
                null,
                null);
    }

    private static MigrationDescriptor recorded(AppliedMigration row, String state, @Nullable String file) {
        return new MigrationDescriptor(
                row.version().value(),
                row.name(),
                state,
                file,
                row.appliedAt(),
                row.checksum() == null ? null : row.checksum().hex());
    }
}
