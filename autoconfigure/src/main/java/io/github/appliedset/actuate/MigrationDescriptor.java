package io.github.appliedset.actuate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.appliedset.actuate.MigrationsDescriptor.BackfillDescriptor;
import io.github.appliedset.actuate.MigrationsDescriptor.PendingDescriptor;
import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.VersionState;
import io.github.appliedset.migration.VersionState.Applied;
import io.github.appliedset.migration.VersionState.Pending;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * One migration, as the endpoint shows it.
 *
 * @param version its version
 * @param name its name
 * @param state {@code applied}, {@code pending}, {@code running}, {@code paused}, {@code failed}, {@code waiting} or
 *     {@code orphan}
 * @param file its up file, or null for an orphan
 * @param appliedAt when it was applied, or null if it is pending
 * @param checksum the recorded one, or null
 * @param late true if a higher version had been applied before it, else null
 * @param differs {@code edited} or {@code renamed} if its file differs from its row, else null
 * @param waitsFor the migrations that it waits for, else null
 * @param backfill how far it got in batches, else null
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record MigrationDescriptor(
        long version,
        String name,
        String state,
        @Nullable String file,
        @Nullable Instant appliedAt,
        @Nullable String checksum,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean late,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String differs,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> waitsFor,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable BackfillDescriptor backfill)
        implements OperationResponseBody {

    static MigrationDescriptor of(VersionState state) {
        AppliedMigration row = state.row();
        Migration file = state.file();
        Checksum checksum = row == null ? null : row.checksum();
        Applied applied = state instanceof Applied it ? it : null;
        Pending pending = state instanceof Pending it ? it : null;
        return new MigrationDescriptor(
                state.version().value(),
                state.name(),
                applied == null ? state.words() : "applied",
                file == null ? null : file.up().path(),
                row == null ? null : row.appliedAt(),
                checksum == null ? null : checksum.hex(),
                applied != null && applied.late() ? true : null,
                applied == null ? null : applied.differs().orElse(null),
                pending == null ? null : PendingDescriptor.waitsFor(pending),
                pending == null ? null : BackfillDescriptor.of(pending));
    }
}
