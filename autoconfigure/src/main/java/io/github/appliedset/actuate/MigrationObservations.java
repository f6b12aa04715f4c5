package io.github.appliedset.actuate;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migrator.MigrationListener;
import io.github.appliedset.migrator.MigrationReport;
import io.github.appliedset.migrator.MigrationReport.Executed;
import io.github.appliedset.migrator.Migrator;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.springframework.core.Ordered;

/**
 * An observation {@code applied.set.run} around each run, and in it one {@code applied.set.apply} around each migration: so
 * a trace shows what a slow start was busy with.
 */
public final class MigrationObservations implements MigrationListener, Ordered {

    private record Open(Observation observation, Observation.Scope scope) {

        void close() {
            this.scope.close();
            this.observation.stop();
        }
    }

    private final Supplier<ObservationRegistry> registry;
    private final ThreadLocal<Deque<Open>> open = ThreadLocal.withInitial(ArrayDeque::new);

    /**
     * Observes with a registry.
     *
     * @param registry asked for at each run, not before
     */
    public MigrationObservations(Supplier<ObservationRegistry> registry) {
        this.registry = registry;
    }

    /** Around all other listeners, so that what they do is part of it. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    private void start(Observation observation) {
        observation.start();
        this.open.get().push(new Open(observation, observation.openScope()));
    }

    private void stop() {
        Deque<Open> open = this.open.get();
        open.pop().close();
        if (open.isEmpty()) {
            this.open.remove();
        }
    }

    private void stop(RuntimeException failure) {
        this.open.get().element().observation().error(failure);
        stop();
    }

    @Override
    public void beforeRun(Migrator migrator) {
        String table = migrator.schema() + "." + migrator.table();
        start(Observation.createNotStarted("applied.set.run", this.registry.get())
                .contextualName("migrate " + table)
                .lowCardinalityKeyValue("table", table));
    }

    @Override
    public void afterRun(Migrator migrator, MigrationReport report) {
        this.open
                .get()
                .element()
                .observation()
                .highCardinalityKeyValue(
                        "applied", Integer.toString(report.applied().size()));
        stop();
    }

    @Override
    public void runFailed(Migrator migrator, RuntimeException failure) {
        stop(failure);
    }

    @Override
    public void beforeMigration(Migrator migrator, Migration migration) {
        start(Observation.createNotStarted("applied.set.apply", this.registry.get())
                .contextualName("apply " + migration)
                .highCardinalityKeyValue("version", migration.version().toString())
                .highCardinalityKeyValue("file", migration.up().path()));
    }

    @Override
    public void afterMigration(Migrator migrator, Executed executed) {
        stop();
    }

    @Override
    public void migrationFailed(Migrator migrator, Migration migration, RuntimeException failure) {
        stop(failure);
    }

    @Override
    public void appliedElsewhere(Migrator migrator, Migration migration) {
        stop();
    }
}
