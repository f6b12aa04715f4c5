package io.github.appliedset.actuate;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migration.MigrationReport.Executed;
import io.github.appliedset.migrator.MigrationListener;
import io.github.appliedset.migrator.Target;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.springframework.core.Ordered;

/**
 * An observation {@code applied.set.run} around each run, and inside it one {@code applied.set.apply} around each migration,
 * so that a trace shows why a start was slow.
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
     * Creates the listener.
     *
     * @param registry looked up at each run, not before
     */
    public MigrationObservations(Supplier<ObservationRegistry> registry) {
        this.registry = registry;
    }

    /** Around all other listeners, so that their work is part of the observation. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    private void start(String name, UnaryOperator<Observation> described) {
        ObservationRegistry registry = this.registry.get();
        // Without a handler, loading the observation classes would only slow down the start.
        if (!registry.isNoop()) {
            Observation observation = described
                    .apply(Observation.createNotStarted(name, registry))
                    .start();
            this.open.get().push(new Open(observation, observation.openScope()));
        }
    }

    private void stop(Consumer<Observation> last) {
        Deque<Open> open = this.open.get();
        if (!open.isEmpty()) {
            last.accept(open.element().observation());
            open.pop().close();
        }
        if (open.isEmpty()) {
            this.open.remove();
        }
    }

    private void stop(RuntimeException failure) {
        stop(observation -> observation.error(failure));
    }

    @Override
    public void beforeRun(Target target) {
        String table = target.toString();
        start(
                "applied.set.run",
                observation -> observation.contextualName("migrate " + table).lowCardinalityKeyValue("table", table));
    }

    @Override
    public void afterRun(Target target, MigrationReport report) {
        stop(observation -> observation.highCardinalityKeyValue(
                "applied", Integer.toString(report.applied().size())));
    }

    @Override
    public void runFailed(Target target, RuntimeException failure) {
        stop(failure);
    }

    @Override
    public void beforeMigration(Target target, Migration migration) {
        start(
                "applied.set.apply",
                observation -> observation
                        .contextualName("apply " + migration)
                        .highCardinalityKeyValue("version", migration.version().toString())
                        .highCardinalityKeyValue("file", migration.up().path()));
    }

    @Override
    public void afterMigration(Target target, Executed executed) {
        stop(observation -> {});
    }

    @Override
    public void migrationFailed(Target target, Migration migration, RuntimeException failure) {
        stop(failure);
    }

    @Override
    public void appliedElsewhere(Target target, Migration migration) {
        stop(observation -> {});
    }
}
