package io.github.appliedset.actuate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.AppliedRepeatable;
import io.github.appliedset.migration.Awaited;
import io.github.appliedset.migration.BackfillState;
import io.github.appliedset.migration.MigrationConflict.RenumberedMigration;
import io.github.appliedset.migration.MigrationStatus;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.RepeatableState;
import io.github.appliedset.migration.VersionState;
import io.github.appliedset.migration.VersionState.Applied;
import io.github.appliedset.migration.VersionState.Orphan;
import io.github.appliedset.migration.VersionState.Pending;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.tenant.TenantMigrator;
import io.github.appliedset.tenant.TenantReport;
import io.github.appliedset.tenant.TenantResult;
import io.github.appliedset.tenant.TenantResult.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The migrations of an application, as the endpoint shows them.
 *
 * @param contexts by the id of the application context
 */
public record MigrationsDescriptor(Map<String, ContextDescriptor> contexts) implements OperationResponseBody {

    /**
     * One application context.
     *
     * @param migrators by name, or by bean name if unnamed
     */
    public record ContextDescriptor(Map<String, MigratorDescriptor> migrators) {}

    /**
     * One migrator. Every version is in exactly one list.
     *
     * @param schema schema of the tracker
     * @param table name of the tracker
     * @param counts length of each list
     * @param applied on disk and in the table
     * @param pending on disk only
     * @param orphans in the table only
     * @param repeatables every repeatable migration, by name; absent if there is none
     * @param tenants all tenants, as they were at most a minute ago; absent if there are none
     */
    public record MigratorDescriptor(
            String schema,
            String table,
            Counts counts,
            List<AppliedDescriptor> applied,
            List<PendingDescriptor> pending,
            List<AppliedDescriptor> orphans,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<RepeatableDescriptor> repeatables,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            TenantsDescriptor tenants) {

        static MigratorDescriptor of(Migrator migrator, @Nullable TenantMigrator tenants) {
            MigrationStatus status = migrator.status();
            return new MigratorDescriptor(
                    migrator.schema(),
                    migrator.table(),
                    new Counts(
                            status.applied().size(),
                            status.pending().size(),
                            status.orphans().size()),
                    status.applied().stream().map(AppliedDescriptor::of).toList(),
                    status.pending().stream().map(PendingDescriptor::of).toList(),
                    status.orphans().stream().map(AppliedDescriptor::of).toList(),
                    status.repeatables().stream().map(RepeatableDescriptor::of).toList(),
                    tenants == null ? null : TenantsDescriptor.of(tenants.recent()));
        }
    }

    /**
     * The tenants.
     *
     * @param counts how many there are
     * @param behind schemas of those that are behind
     * @param failed schemas of those that failed
     */
    public record TenantsDescriptor(TenantCounts counts, List<String> behind, List<String> failed) {

        static TenantsDescriptor of(TenantReport report) {
            List<String> behind = names(report, State.BEHIND);
            List<String> failed = names(report, State.FAILED);
            return new TenantsDescriptor(
                    new TenantCounts(report.in(State.CURRENT, State.MIGRATED).size(), behind.size(), failed.size()),
                    behind,
                    failed);
        }

        private static List<String> names(TenantReport report, State state) {
            return report.in(state).stream().map(TenantResult::schema).toList();
        }
    }

    /** Number of tenants in each state. */
    public record TenantCounts(int current, int behind, int failed) {}

    /** Number of migrations in each state. */
    public record Counts(int applied, int pending, int orphans) {}

    /**
     * A row of the tracker.
     *
     * @param late true if a higher version had been applied before it, else null
     * @param differs {@code edited} or {@code renamed} if its file differs from it, else null
     * @param renumberedTo the version of the file that it belongs to, if that is known and a different one, else null
     */
    public record AppliedDescriptor(
            long version,
            String name,
            Instant appliedAt,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            String checksum,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Boolean late,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String differs,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Long renumberedTo) {

        static AppliedDescriptor of(Applied applied) {
            return of(
                    applied,
                    applied.row(),
                    applied.late() ? true : null,
                    applied.differs().orElse(null));
        }

        static AppliedDescriptor of(Orphan orphan) {
            return of(orphan, orphan.row(), null, null);
        }

        private static AppliedDescriptor of(
                VersionState state, AppliedMigration row, @Nullable Boolean late, @Nullable String differs) {
            return new AppliedDescriptor(
                    row.version().value(),
                    row.name(),
                    row.appliedAt(),
                    row.checksum() == null ? null : row.checksum().hex(),
                    late,
                    differs,
                    state.renumbered()
                            .flatMap(RenumberedMigration::to)
                            .map(MigrationVersion::value)
                            .orElse(null));
        }
    }

    /**
     * A repeatable migration.
     *
     * @param file null if it was deleted
     * @param state {@code applied}, {@code pending}, {@code superseded} or {@code orphan}
     * @param appliedAt when it ran last; null if it never did
     * @param checksum of the content that ran last; null if it never did, or if that is unknown
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record RepeatableDescriptor(
            String name,
            @Nullable String file,
            String state,
            @Nullable Instant appliedAt,
            @Nullable String checksum) {

        static RepeatableDescriptor of(RepeatableState state) {
            AppliedRepeatable row = state.row();
            return new RepeatableDescriptor(
                    state.name(),
                    state.file() == null ? null : state.file().file().path(),
                    state.state().word(),
                    row == null ? null : row.appliedAt(),
                    row == null || row.checksum() == null
                            ? null
                            : row.checksum().hex());
        }
    }

    /**
     * A pending migration.
     *
     * @param state {@code running} while another process applies it; {@code running}, {@code paused} or {@code failed} for
     *     one that has begun to run in batches; {@code waiting} for others; else null
     * @param waitsFor the migrations that it waits for, else null
     * @param backfill how far it got in batches, else null
     */
    public record PendingDescriptor(
            long version,
            String name,
            String file,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String state,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            List<String> waitsFor,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            BackfillDescriptor backfill) {

        static PendingDescriptor of(Pending pending) {
            return new PendingDescriptor(
                    pending.version().value(),
                    pending.name(),
                    pending.file().up().path(),
                    pending.words().equals("pending") ? null : pending.words(),
                    waitsFor(pending),
                    BackfillDescriptor.of(pending));
        }

        static @Nullable List<String> waitsFor(Pending pending) {
            return pending.state().waitsFor().isEmpty()
                    ? null
                    : pending.state().waitsFor().stream().map(Awaited::toString).toList();
        }
    }

    /**
     * How far a migration got that runs in batches. Never the message of the server.
     *
     * @param rows how many rows it has changed
     * @param batches in how many batches
     * @param estimate about how many rows its table had
     * @param rowsPerSecond how many it has changed in a second, pauses included
     * @param secondsLeft about how long it still takes, or null
     * @param reason what slows it down, or null
     */
    public record BackfillDescriptor(
            long rows,
            long batches,
            long estimate,
            long rowsPerSecond,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Long secondsLeft,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String reason) {

        static @Nullable BackfillDescriptor of(Pending pending) {
            BackfillState state = pending.state().backfill();
            if (state == null) {
                return null;
            }
            Duration left = state.left();
            return new BackfillDescriptor(
                    state.rows(),
                    state.batches(),
                    state.estimate(),
                    state.rowsPerSecond(),
                    left == null ? null : left.toSeconds(),
                    state.reason());
        }
    }
}
