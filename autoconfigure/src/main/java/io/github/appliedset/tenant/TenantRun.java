package io.github.appliedset.tenant;

import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.MigrationInterruptedException;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.tenant.TenantResult.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** One run over all tenants. Only those that are behind are worked on. */
final class TenantRun {

    private final TenantReading reading;
    private final Supplier<List<String>> listed;
    private final List<String> first;
    private final int workers;
    private final long start = System.nanoTime();
    private final Map<String, Boolean> existing = new HashMap<>();
    private final Map<String, TenantResult> results = new LinkedHashMap<>();

    TenantRun(TenantReading reading, Supplier<List<String>> listed, List<String> first, int workers) {
        this.reading = reading;
        this.listed = listed;
        this.first = first;
        this.workers = workers;
    }

    TenantReport look() {
        this.reading.look(this.listed.get(), this.existing).forEach(this::put);
        return report(List.of());
    }

    /** Lists again until there is no tenant that it has not seen: one may be created while others are migrated. */
    TenantReport migrate() {
        Set<String> unseen = new LinkedHashSet<>(this.listed.get());
        while (!unseen.isEmpty()) {
            this.reading.look(List.copyOf(unseen), this.existing).forEach(this::put);
            List<String> canaries = toDo(unseen, true);
            migrate(canaries);
            List<String> failed = this.first.stream()
                    .filter(schema -> this.results.containsKey(schema)
                            && this.results.get(schema).state() == State.FAILED)
                    .toList();
            if (!failed.isEmpty()) {
                return report(failed);
            }
            migrate(toDo(unseen, false));
            unseen = new LinkedHashSet<>(this.listed.get());
            unseen.removeAll(this.results.keySet());
        }
        return report(List.of());
    }

    private void put(TenantResult result) {
        this.results.put(result.schema(), result);
    }

    private TenantReport report(List<String> stoppedAt) {
        return new TenantReport(
                List.copyOf(this.results.values()), stoppedAt, Duration.ofNanos(System.nanoTime() - this.start));
    }

    private List<String> toDo(Set<String> schemas, boolean canaries) {
        List<String> behind = new ArrayList<>(schemas.stream()
                .filter(schema -> this.first.contains(schema) == canaries)
                .filter(schema -> {
                    TenantResult seen = this.results.get(schema);
                    return seen != null && seen.state() == State.BEHIND;
                })
                .toList());
        // Processes that start together do not queue for the same tenant.
        Collections.shuffle(behind);
        return behind;
    }

    private void migrate(List<String> schemas) {
        if (schemas.size() < 2 || this.workers == 1) {
            schemas.forEach(schema -> put(migrate(schema)));
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(this.workers, schemas.size()), work -> {
            Thread thread = new Thread(work, "applied-set tenants");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<TenantResult>> running = new ArrayList<>();
            for (String schema : schemas) {
                running.add(threads.submit(() -> migrate(schema)));
            }
            for (Future<TenantResult> one : running) {
                put(one.get());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new MigrationInterruptedException(schemas.size());
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof RuntimeException unchecked
                    ? unchecked
                    : new IllegalStateException(failure.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private TenantResult migrate(String schema) {
        try {
            MigrationReport report = this.reading
                    .migrator(schema, !this.existing.getOrDefault(schema, false))
                    .migrateWithBackfills();
            int done = report.applied().size() + report.repeated().size();
            return new TenantResult(schema, done == 0 ? State.CURRENT : State.MIGRATED, done, null);
        } catch (MigrationInterruptedException stopped) {
            throw stopped;
        } catch (MigrationException failure) {
            return isGone(schema) ? TenantResult.of(schema, State.GONE) : TenantResult.failed(schema, failure);
        } catch (RuntimeException unexpected) {
            return TenantResult.failed(
                    schema,
                    new TrackerException(
                            "Tenant " + schema + " could not be migrated: " + unexpected,
                            "Fix the cause and start again.",
                            "tenants",
                            unexpected));
        }
    }

    private boolean isGone(String schema) {
        try {
            return this.existing.getOrDefault(schema, false) && !this.reading.exists(schema);
        } catch (MigrationException unreachable) {
            return false;
        }
    }
}
