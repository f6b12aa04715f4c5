package io.github.appliedset.tenant;

import io.github.appliedset.migration.MigrationConflictException;
import io.github.appliedset.session.RepeatedLook;
import io.github.appliedset.tenant.TenantResult.State;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Waits until another process has migrated every tenant.
 *
 * @param look reads all of them
 */
record TenantWait(Supplier<TenantReport> look) implements RepeatedLook.Look<TenantReport> {

    /**
     * Reads at least once, until all are current, one contradicts the files, the time is up or the process is told to end.
     */
    TenantReport await(Duration timeout) {
        return new RepeatedLook<>("migrate the tenants", this).upTo(timeout, 1).seen();
    }

    @Override
    public TenantReport at(Duration patience) {
        return this.look.get();
    }

    /** Nobody migrates a tenant whose rows contradict the files. */
    @Override
    public boolean isEnough(TenantReport report) {
        return report.isCurrent()
                || report.in(State.FAILED).stream()
                        .anyMatch(tenant -> tenant.failure() instanceof MigrationConflictException);
    }

    @Override
    public String missing(TenantReport report) {
        return report.summary();
    }

    @Override
    public int count(TenantReport report) {
        return report.in(State.BEHIND, State.FAILED).size();
    }
}
