package io.github.appliedset.tenant;

import io.github.appliedset.migration.MigrationInterruptedException;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.tenant.TenantResult.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One run over all tenants. Only those that are behind are worked on. */
final class TenantRun {

    private final Tenancy tenancy;
    private final Tenancy.Round round;
    private final Canaries first;
    private final Workers workers;
    private final long start = System.nanoTime();
    private final Map<String, TenantResult> results = new LinkedHashMap<>();

    TenantRun(Tenancy tenancy, Canaries first, Workers workers) {
        this.tenancy = tenancy;
        this.round = tenancy.begin();
        this.first = first;
        this.workers = workers;
    }

    TenantReport look() {
        return look(this.tenancy.listed());
    }

    TenantReport look(List<String> tenants) {
        lookAt(tenants);
        return report(List.of());
    }

    /** Lists again until there is no tenant that it has not seen: one may be created while others are migrated. */
    TenantReport migrate() {
        Set<String> unseen = new LinkedHashSet<>(this.tenancy.listed());
        this.first.warnOfUnlisted(unseen);
        while (!unseen.isEmpty()) {
            lookAt(List.copyOf(unseen));
            this.first.requireOne(this.results.keySet(), behind(unseen, false));
            migrate(behind(unseen, true));
            List<String> failed = this.first.names().stream()
                    .filter(tenant -> this.results.containsKey(tenant)
                            && this.results.get(tenant).state() == State.FAILED)
                    .toList();
            if (!failed.isEmpty()) {
                return report(failed);
            }
            migrate(behind(unseen, false));
            unseen = new LinkedHashSet<>(this.tenancy.listed());
            unseen.removeAll(this.results.keySet());
        }
        return report(List.of());
    }

    private void lookAt(List<String> tenants) {
        put(this.round.look(tenants, this.workers));
        List<String> failed = tenants.stream()
                .map(this.results::get)
                .filter(seen -> seen != null && seen.state() == State.FAILED)
                .map(TenantResult::schema)
                .toList();
        gone(failed).forEach(tenant -> this.results.put(tenant, TenantResult.of(tenant, State.GONE)));
    }

    private void put(Collection<TenantResult> results) {
        results.forEach(result -> this.results.put(result.schema(), result));
    }

    private TenantReport report(List<String> stoppedAt) {
        return new TenantReport(
                List.copyOf(this.results.values()), stoppedAt, Duration.ofNanos(System.nanoTime() - this.start));
    }

    /** Those that lack something, or were busy when they were read. */
    private List<String> behind(Set<String> tenants, boolean canaries) {
        List<String> behind = new ArrayList<>(tenants.stream()
                .filter(tenant -> this.first.has(tenant) == canaries)
                .filter(tenant -> {
                    TenantResult seen = this.results.get(tenant);
                    return seen != null && (seen.state() == State.BEHIND || TenantAttempt.isBusy(seen.failure()));
                })
                .toList());
        // Processes that start together do not queue for the same tenant.
        Collections.shuffle(behind);
        return behind;
    }

    private void migrate(List<String> tenants) {
        try {
            tryAll(tenants);
        } finally {
            this.round.rest();
        }
    }

    /** Those that another process works on are left for the end; then the run waits for them. */
    private void tryAll(List<String> tenants) {
        LookAhead ahead = new LookAhead(tenants, this::lookAgain);
        List<TenantAttempt> attempts = this.workers.each(tenants, tenant -> unlessDone(tenant, ahead));
        Map<String, TenantAttempt> busy = new LinkedHashMap<>();
        for (TenantAttempt attempt : attempts) {
            if (attempt.result() == null) {
                busy.put(attempt.tenant(), attempt);
            } else {
                put(List.of(attempt.result()));
            }
        }
        List<String> left = List.copyOf(busy.keySet());
        List<TenantAttempt> waited = this.workers.each(left, tenant -> waitedFor(busy.get(tenant)));
        waited.forEach(attempt -> put(List.of(attempt.outcome())));
    }

    private TenantAttempt unlessDone(String tenant, LookAhead ahead) {
        if (ahead.isDone(tenant)) {
            return TenantAttempt.at(tenant).ended(TenantResult.of(tenant, State.CURRENT));
        }
        TenantAttempt attempt = guarded(TenantAttempt.at(tenant), TenantAttempt::unlessBusy);
        if (attempt.result() == null || attempt.result().state() == State.CURRENT) {
            ahead.meetsOthers();
        }
        return attempt;
    }

    /** Any problem shows when they are worked on. */
    private List<TenantResult> lookAgain(List<String> tenants) {
        try {
            return this.round.lookAgain(tenants);
        } catch (MigrationInterruptedException stopped) {
            throw stopped;
        } catch (RuntimeException failure) {
            return List.of();
        }
    }

    private TenantAttempt waitedFor(@Nullable TenantAttempt busy) {
        return guarded(Objects.requireNonNull(busy), TenantAttempt::patiently);
    }

    private interface Try {

        TenantAttempt of(TenantAttempt before, Migrator migrator);
    }

    private TenantAttempt guarded(TenantAttempt before, Try next) {
        String tenant = before.tenant();
        try {
            return this.round.with(tenant, migrator -> next.of(before, migrator));
        } catch (MigrationInterruptedException stopped) {
            throw stopped;
        } catch (RuntimeException failure) {
            return before.ended(
                    gone(List.of(tenant)).isEmpty()
                            ? TenantResult.failed(tenant, failure)
                            : TenantResult.of(tenant, State.GONE));
        }
    }

    /** If the list cannot be read either, the tenant keeps its own failure, which explains more. */
    private List<String> gone(List<String> failed) {
        try {
            return failed.isEmpty() ? List.of() : this.round.gone(failed);
        } catch (RuntimeException unreachable) {
            return List.of();
        }
    }
}
