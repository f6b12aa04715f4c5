package io.github.appliedset.tenant;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.MigrationInterruptedException;
import io.github.appliedset.migration.MigrationStatus;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.migration.VersionState;
import io.github.appliedset.migration.VersionState.Pending;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.tenant.TenantResult.State;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads one tenant by itself, including what repeatable migrations and backfills lack. */
final class TenantLook {

    private TenantLook() {}

    /** The same, but whatever goes wrong is the tenant's own failure. */
    static TenantResult at(String tenant, Tenancy.Round round) {
        try {
            return round.with(tenant, migrator -> at(tenant, migrator));
        } catch (MigrationInterruptedException stopped) {
            throw stopped;
        } catch (RuntimeException failure) {
            return TenantResult.failed(tenant, failure);
        }
    }

    static TenantResult at(String tenant, Migrator migrator) {
        try {
            MigrationStatus status = migrator.status();
            migrator.decide(rows(status));
            int pending = status.missing().size() + status.pendingRepeatables().size();
            return new TenantResult(
                    tenant, pending == 0 ? State.CURRENT : State.BEHIND, pending, paused(tenant, status.missing()));
        } catch (MigrationException failure) {
            return TenantResult.failed(tenant, failure);
        }
    }

    /** A process that migrates does not wait for somebody to resume it. */
    private static @Nullable MigrationException paused(String tenant, List<Pending> missing) {
        return missing.stream()
                .filter(pending -> pending.state().isPaused())
                .findFirst()
                .map(pending -> new TrackerException(
                        "Migration " + pending.file().label()
                                + " is paused. It was not applied, nor was what waits for it.",
                        "Continue it, then migrate again:\n    --applied-set.command=resume --applied-set.version="
                                + pending.version() + " --applied-set.tenant=" + tenant,
                        "tenants",
                        null))
                .orElse(null);
    }

    private static VersionSet<AppliedMigration> rows(MigrationStatus status) {
        List<AppliedMigration> rows = Stream.<VersionState>concat(status.applied().stream(), status.orphans().stream())
                .map(state -> Objects.requireNonNull(state.row()))
                .toList();
        return VersionSet.of(rows);
    }
}
