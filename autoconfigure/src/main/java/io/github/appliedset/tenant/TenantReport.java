package io.github.appliedset.tenant;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.ErrorReference;
import io.github.appliedset.migration.MigrationLockException;
import io.github.appliedset.migration.TenantsFailedException;
import io.github.appliedset.tenant.TenantResult.State;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All tenants, after a run or a reading.
 *
 * @param tenants in the order of their schemas
 * @param stoppedAt the canaries that failed, because of which the others were not migrated; usually empty
 * @param duration how long it took
 */
public record TenantReport(List<TenantResult> tenants, List<String> stoppedAt, Duration duration) {

    private static final int SHOWN = 20;

    public TenantReport {
        tenants = tenants.stream()
                .sorted(Comparator.comparing(TenantResult::schema))
                .toList();
        stoppedAt = List.copyOf(stoppedAt);
    }

    /** Those in one of the states. */
    public List<TenantResult> in(State... states) {
        List<State> wanted = List.of(states);
        return this.tenants.stream()
                .filter(tenant -> wanted.contains(tenant.state()))
                .toList();
    }

    /** Whether no tenant is behind or failed. */
    public boolean isCurrent() {
        return in(State.BEHIND, State.FAILED).isEmpty();
    }

    /** Whether tenants failed only because other processes held the locks. */
    @Internal
    public boolean isLockTimeout() {
        List<TenantResult> failed = in(State.FAILED);
        return !failed.isEmpty()
                && failed.stream().allMatch(tenant -> tenant.failure() instanceof MigrationLockException);
    }

    /** The same, without what the run has done. */
    TenantReport afterwards() {
        return new TenantReport(
                this.tenants.stream()
                        .filter(tenant -> tenant.state() != State.GONE)
                        .map(tenant -> tenant.state() == State.MIGRATED
                                ? TenantResult.of(tenant.schema(), State.CURRENT)
                                : tenant)
                        .toList(),
                this.stoppedAt,
                this.duration);
    }

    /** As {@code 997 current, 2 behind, 1 failed: tenant_3, tenant_9, tenant_7}: first those that are behind. */
    public String summary() {
        int migrated = in(State.MIGRATED).size();
        List<String> names = names();
        return in(State.CURRENT, State.MIGRATED).size() + " current"
                + (migrated == 0 ? "" : " (" + migrated + " migrated now)") + ", "
                + in(State.BEHIND).size() + " behind, " + in(State.FAILED).size() + " failed"
                + (names.isEmpty() ? "" : ": " + shortened(names));
    }

    private List<String> names() {
        return Stream.of(State.BEHIND, State.FAILED)
                .flatMap(state -> in(state).stream())
                .map(TenantResult::schema)
                .toList();
    }

    static String shortened(List<String> names) {
        return names.stream().limit(SHOWN).collect(Collectors.joining(", "))
                + (names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "");
    }

    /**
     * Requires that no tenant is behind or failed.
     *
     * @throws TenantsFailedException naming those that are
     */
    public void requireCurrent() {
        if (isCurrent()) {
            return;
        }
        List<TenantResult> failed = in(State.BEHIND, State.FAILED).stream()
                .filter(tenant -> tenant.failure() != null)
                .toList();
        String reasons = failed.stream()
                .limit(SHOWN)
                .map(tenant -> "\n\n" + tenant.schema() + ": " + description(tenant))
                .collect(Collectors.joining());
        throw new TenantsFailedException(
                "Tenants: " + summary() + "."
                        + (this.stoppedAt.isEmpty()
                                ? ""
                                : " A canary (applied-set.tenants.first) failed, so the others were not migrated.")
                        + reasons,
                failed.isEmpty()
                        ? "Migrate them: --applied-set.command=migrate"
                        : "Fix the cause and start again: only what is missing is applied. For one tenant:\n"
                                + "    --applied-set.command=migrate --applied-set.tenant="
                                + failed.get(0).schema() + "\n" + action(failed.get(0)),
                names(),
                isLockTimeout(),
                failed.isEmpty() ? null : failed.get(0).failure());
    }

    private static String description(TenantResult tenant) {
        return tenant.failure() == null ? "" : tenant.failure().description();
    }

    private static String action(TenantResult tenant) {
        return tenant.failure() == null
                ? ""
                : tenant.failure().action() + "\n"
                        + new ErrorReference(tenant.failure().reference().anchor());
    }
}
