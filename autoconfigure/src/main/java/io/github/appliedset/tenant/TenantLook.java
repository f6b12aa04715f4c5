package io.github.appliedset.tenant;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.MigrationStatus;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.migration.VersionState;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.tenant.TenantResult.State;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A look at one tenant by itself, which also tells what repeatable migrations and backfills lack. */
final class TenantLook {

    private TenantLook() {}

    static TenantResult at(String tenant, Migrator migrator) {
        try {
            MigrationStatus status = migrator.status();
            migrator.decide(rows(status));
            int pending = status.missing().size() + status.pendingRepeatables().size();
            return new TenantResult(tenant, pending == 0 ? State.CURRENT : State.BEHIND, pending, null);
        } catch (MigrationException failure) {
            return TenantResult.failed(tenant, failure);
        }
    }

    private static VersionSet<AppliedMigration> rows(MigrationStatus status) {
        List<AppliedMigration> rows = Stream.<VersionState>concat(status.applied().stream(), status.orphans().stream())
                .map(state -> Objects.requireNonNull(state.row()))
                .toList();
        return VersionSet.of(rows);
    }
}
