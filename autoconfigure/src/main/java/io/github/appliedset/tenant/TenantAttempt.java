package io.github.appliedset.tenant;

import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.MigrationLockException;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migration.MigrationReport.Executed;
import io.github.appliedset.migrator.MigrationListener;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.migrator.Target;
import io.github.appliedset.tenant.TenantResult.State;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A tenant that was tried.
 *
 * @param applied how many migrations were applied before another process came in between
 * @param result null while another process works on it
 */
record TenantAttempt(String tenant, int applied, @Nullable TenantResult result) {

    private static final String TRACKER_LOCKED = "tracker-locked";

    static TenantAttempt at(String tenant) {
        return new TenantAttempt(tenant, 0, null);
    }

    TenantAttempt ended(TenantResult result) {
        return new TenantAttempt(this.tenant, this.applied, result);
    }

    TenantResult outcome() {
        return Objects.requireNonNull(this.result);
    }

    /** Applies what is pending, unless another process holds the lock of the tenant, or works on its batches. */
    TenantAttempt unlessBusy(Migrator migrator) {
        AtomicInteger count = new AtomicInteger();
        MigrationListener counter = new MigrationListener() {

            @Override
            public void afterMigration(Target target, Executed executed) {
                count.incrementAndGet();
            }
        };
        try {
            return patiently(
                    migrator.toBuilder().withoutWaiting().listener(counter).build());
        } catch (MigrationException failure) {
            if (!isBusy(failure)) {
                throw failure;
            }
            return new TenantAttempt(this.tenant, count.get(), null);
        }
    }

    /** Whether another process is merely working on the tenant. */
    static boolean isBusy(@Nullable MigrationException failure) {
        return failure instanceof MigrationLockException
                || failure != null && failure.reference().anchor().equals(TRACKER_LOCKED);
    }

    /** Applies what is pending, and waits for other processes, but not for somebody to resume a backfill. */
    TenantAttempt patiently(Migrator migrator) {
        Migrator leaving = migrator.toBuilder().leavingPaused().build();
        MigrationReport report = leaving.migrateWithBackfills();
        if (leaving.hasLeftBackfills()) {
            TenantResult look = TenantLook.at(this.tenant, leaving);
            if (look.state() != State.CURRENT) {
                return ended(look);
            }
        }
        int done = this.applied + report.applied().size() + report.repeated().size();
        return ended(new TenantResult(this.tenant, done == 0 ? State.CURRENT : State.MIGRATED, done, null));
    }
}
