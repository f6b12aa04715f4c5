package io.github.appliedset.actuate;

import io.github.appliedset.drift.SchemaCheck;
import io.github.appliedset.drift.SchemaVerdict.Compared;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationCounts;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migration.MigrationReport.Executed;
import io.github.appliedset.migration.MigrationReport.Repeated;
import io.github.appliedset.migration.RepeatableMigration;
import io.github.appliedset.migration.RepeatablePlan;
import io.github.appliedset.migration.RepeatableState;
import io.github.appliedset.migrator.MigrationListener;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.migrator.Target;
import io.github.appliedset.tenant.TenantMigrator;
import io.github.appliedset.tenant.TenantResult.State;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;
import org.springframework.context.ApplicationContext;

/**
 * The meters {@code applied.set.migrations} (migrations by state), {@code applied.set.backfills} (those in batches, by
 * state), {@code applied.set.repeatables} (repeatable migrations by state), {@code applied.set.tenants} (tenants by state, none
 * by name), {@code applied.set.drift.objects} (objects that differ
 * from the schema snapshot) and {@code applied.set.migration} (duration of each migration that this process tried). Never
 * queries the database. Migrations run before there is a registry, so the most recent results are kept for it.
 */
public final class MigrationMetrics implements MeterBinder, MigrationListener {

    private record Tried(Kind kind, Target target, String outcome, Duration duration) {}

    private enum Kind {
        VERSION("applied.set.migration", "Duration of a migration, including its commit"),
        REPEATABLE("applied.set.repeatable", "Duration of a repeatable migration, including its commit");

        private final String meter;
        private final String description;

        Kind(String meter, String description) {
            this.meter = meter;
            this.description = description;
        }
    }

    /** Number of results kept for a registry that is created later. */
    private static final int MOST_KEPT = 1_000;

    private static final List<String> BACKFILLS = List.of("running", "paused", "failed");
    private static final Map<String, List<State>> TENANTS = Map.of(
            "current", List.of(State.CURRENT, State.MIGRATED),
            "behind", List.of(State.BEHIND),
            "failed", List.of(State.FAILED));
    private static final List<String> DIFFERENCES = List.of("unexpected", "absent", "different");

    private final ApplicationContext context;

    /** Where the step of a run begins that is on, or the next one: where the one before it ended by its duration. */
    private final Map<Target, Long> starts = new ConcurrentHashMap<>();

    private final Deque<Tried> tried = new ArrayDeque<>();
    private final List<MeterRegistry> registries = new ArrayList<>();

    public MigrationMetrics(ApplicationContext context) {
        this.context = context;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (ShownMigrator shown : ShownMigrator.seenFrom(this.context)) {
            String name = shown.name();
            Migrator migrator = shown.migrator();
            gauge(registry, name, migrator, "applied", MigrationCounts::applied);
            gauge(registry, name, migrator, "pending", MigrationCounts::pending);
            gauge(registry, name, migrator, "orphan", MigrationCounts::orphans);
            for (RepeatableState.State state : RepeatableState.State.values()) {
                repeatableGauge(registry, name, migrator, state);
            }
            BACKFILLS.forEach(state -> backfillGauge(registry, name, migrator, state));
            SchemaCheck check = shown.schema();
            DIFFERENCES.forEach(difference -> driftGauge(registry, name, check, difference));
        }
        this.context.getBeanProvider(TenantMigrator.class).stream()
                .findFirst()
                .ifPresent(
                        tenants -> TENANTS.forEach((state, counted) -> tenantGauge(registry, tenants, state, counted)));
        synchronized (this.tried) {
            this.registries.add(registry);
            this.tried.forEach(tried -> record(tried, registry));
        }
    }

    private static void gauge(
            MeterRegistry registry,
            String name,
            Migrator migrator,
            String state,
            ToIntFunction<MigrationCounts> count) {
        Gauge.builder(
                        "applied.set.migrations",
                        migrator,
                        it -> it.lastCounts().stream()
                                .mapToDouble(counts -> count.applyAsInt(counts))
                                .findFirst()
                                .orElse(Double.NaN))
                .description("Migrations in this state at the last check")
                .tag("state", state)
                .tag("migrator", name)
                .register(registry);
    }

    private static void backfillGauge(MeterRegistry registry, String name, Migrator migrator, String state) {
        Gauge.builder(
                        "applied.set.backfills",
                        migrator,
                        it -> it.lastStates().values().stream()
                                .filter(pending -> pending.backfill() != null
                                        && pending.backfill().state().equals(state))
                                .count())
                .description("Migrations in batches in this state at the last check")
                .tag("state", state)
                .tag("migrator", name)
                .register(registry);
    }

    private static void tenantGauge(MeterRegistry registry, TenantMigrator tenants, String state, List<State> counted) {
        Gauge.builder(
                        "applied.set.tenants",
                        tenants,
                        it -> it.lastReport()
                                .map(report -> (double)
                                        report.in(counted.toArray(State[]::new)).size())
                                .orElse(Double.NaN))
                .description("Tenants in this state at the last look")
                .tag("state", state)
                .register(registry);
    }

    private static void repeatableGauge(
            MeterRegistry registry, String name, Migrator migrator, RepeatableState.State state) {
        Gauge.builder("applied.set.repeatables", migrator, it -> {
                    RepeatablePlan last = it.lastRepeatables();
                    return last == null ? Double.NaN : last.in(state).size();
                })
                .description("Repeatable migrations in this state at the last check")
                .tag("state", state.word())
                .tag("migrator", name)
                .register(registry);
    }

    private static void driftGauge(MeterRegistry registry, String name, SchemaCheck check, String difference) {
        Gauge.builder(
                        "applied.set.drift.objects",
                        check,
                        it -> it.lastVerdict()
                                .filter(Compared.class::isInstance)
                                .map(Compared.class::cast)
                                .map(compared -> (double) compared.drift().count(difference))
                                .orElse(Double.NaN))
                .description("Objects that differ from the schema snapshot at the last comparison")
                .tag("difference", difference)
                .tag("migrator", name)
                .register(registry);
    }

    private void record(Tried tried, MeterRegistry registry) {
        Timer.builder(tried.kind().meter)
                .description(tried.kind().description)
                .tag("outcome", tried.outcome())
                .tag("migrator", nameOf(tried.target()))
                .register(registry)
                .record(tried.duration());
    }

    /** A migrator that is not a bean keeps its own name, or an empty one. */
    private String nameOf(Target target) {
        return ShownMigrator.seenFrom(this.context).stream()
                .filter(shown -> shown.migrator().target().equals(target))
                .map(ShownMigrator::name)
                .findFirst()
                .orElse(Objects.requireNonNullElse(target.name(), ""));
    }

    private void keep(Tried tried) {
        synchronized (this.tried) {
            if (this.tried.size() == MOST_KEPT) {
                this.tried.removeFirst();
            }
            this.tried.addLast(tried);
            this.registries.forEach(registry -> record(tried, registry));
        }
    }

    @Override
    public boolean mayRefuse() {
        return false;
    }

    @Override
    public void afterRun(Target target, MigrationReport report) {
        this.starts.remove(target);
    }

    @Override
    public void runFailed(Target target, RuntimeException failure) {
        this.starts.remove(target);
    }

    private void begin(Target target) {
        this.starts.merge(target, System.nanoTime(), (before, now) -> before - now < 0 ? before : now);
    }

    private void end(Target target, Duration duration) {
        this.starts.computeIfPresent(target, (same, start) -> start + duration.toNanos());
    }

    @Override
    public void beforeMigration(Target target, Migration migration) {
        begin(target);
    }

    @Override
    public void afterMigration(Target target, Executed executed) {
        end(target, executed.duration());
        keep(new Tried(Kind.VERSION, target, "success", executed.duration()));
    }

    @Override
    public void migrationFailed(Target target, Migration migration, RuntimeException failure) {
        failed(Kind.VERSION, target);
    }

    private void failed(Kind kind, Target target) {
        Long start = this.starts.remove(target);
        long end = System.nanoTime();
        keep(new Tried(kind, target, "failure", Duration.ofNanos(start == null ? 0 : end - start)));
    }

    @Override
    public void beforeRepeatable(Target target, RepeatableMigration migration) {
        begin(target);
    }

    @Override
    public void afterRepeatable(Target target, Repeated repeated) {
        end(target, repeated.duration());
        keep(new Tried(Kind.REPEATABLE, target, "success", repeated.duration()));
    }

    @Override
    public void repeatableFailed(Target target, RepeatableMigration migration, RuntimeException failure) {
        failed(Kind.REPEATABLE, target);
    }

    @Override
    public void repeatableLeft(Target target, RepeatableMigration migration) {
        this.starts.remove(target);
    }

    @Override
    public void appliedElsewhere(Target target, Migration migration) {
        this.starts.remove(target);
    }
}
