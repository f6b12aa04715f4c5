package io.github.appliedset.actuate;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migration.MigrationReport.Executed;
import io.github.appliedset.migration.MigrationReport.Repeated;
import io.github.appliedset.migration.RepeatableMigration;
import io.github.appliedset.migrator.MigrationListener;
import io.github.appliedset.migrator.Target;
import io.github.appliedset.observation.ApplyObservationContext;
import io.github.appliedset.observation.MigrationOutcome;
import io.github.appliedset.observation.RepeatObservationContext;
import io.github.appliedset.observation.RunObservationContext;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.Ordered;

/**
 * An observation {@code applied.set.run} around each run, and inside it one {@code applied.set.apply} around each migration
 * or {@code applied.set.repeat} around each repeatable migration, so that a trace shows why a start was slow.
 */
public final class MigrationObservations implements MigrationListener, Ordered {

    private record Open(Observation observation, Observation.Scope scope) {

        void close() {
            this.scope.close();
            this.observation.stop();
        }
    }

    private final Supplier<ObservationRegistry> registry;
    private final ListableBeanFactory beans;
    private @Nullable ObservedWork work;
    private final ThreadLocal<Deque<Open>> open = ThreadLocal.withInitial(ArrayDeque::new);

    /**
     * Creates the listener.
     *
     * @param registry looked up at each run, not before
     * @param beans asked for conventions and for the names of migrators, and never to create a migrator
     */
    public MigrationObservations(Supplier<ObservationRegistry> registry, ListableBeanFactory beans) {
        this.registry = registry;
        this.beans = beans;
    }

    /** Around all other listeners, so that their work is part of the observation. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public boolean mayRefuse() {
        return false;
    }

    /** Without a handler, loading the observation classes would only slow down the start. */
    private @Nullable ObservedWork work() {
        ObservationRegistry registry = this.registry.get();
        if (registry.isNoop()) {
            return null;
        }
        ObservedWork work = this.work;
        if (work == null || work.registry() != registry) {
            work = new ObservedWork(registry, this.beans);
            this.work = work;
        }
        return work;
    }

    private void start(Observation observation) {
        Observation started = observation.start();
        this.open.get().push(new Open(started, started.openScope()));
    }

    private boolean isObserved() {
        if (this.open.get().isEmpty()) {
            this.open.remove();
            return false;
        }
        return true;
    }

    private <C extends Observation.Context> void stop(Class<C> kind, Consumer<C> last) {
        Deque<Open> open = this.open.get();
        if (!open.isEmpty()) {
            if (kind.isInstance(open.element().observation().getContext())) {
                last.accept(kind.cast(open.element().observation().getContext()));
            }
            open.pop().close();
        }
        if (open.isEmpty()) {
            this.open.remove();
        }
    }

    @Override
    public void beforeRun(Target target) {
        ObservedWork work = work();
        if (work != null) {
            start(work.run(target));
        }
    }

    @Override
    public void afterRun(Target target, MigrationReport report) {
        if (isObserved()) {
            stop(RunObservationContext.class, context -> context.ended(report));
        }
    }

    @Override
    public void runFailed(Target target, RuntimeException failure) {
        stop(RunObservationContext.class, context -> context.setError(failure));
    }

    @Override
    public void beforeMigration(Target target, Migration migration) {
        ObservedWork work = work();
        if (work != null) {
            start(work.apply(target, migration));
        }
    }

    @Override
    public void afterMigration(Target target, Executed executed) {
        stop(ApplyObservationContext.class, context -> {
            context.ended(MigrationOutcome.SUCCESS);
            context.took(executed.duration());
        });
    }

    @Override
    public void migrationFailed(Target target, Migration migration, RuntimeException failure) {
        stop(ApplyObservationContext.class, context -> {
            context.ended(MigrationOutcome.FAILURE);
            context.setError(failure);
        });
    }

    @Override
    public void appliedElsewhere(Target target, Migration migration) {
        stop(ApplyObservationContext.class, context -> context.ended(MigrationOutcome.ELSEWHERE));
    }

    @Override
    public void beforeRepeatable(Target target, RepeatableMigration migration) {
        ObservedWork work = work();
        if (work != null) {
            start(work.repeat(target, migration));
        }
    }

    @Override
    public void afterRepeatable(Target target, Repeated repeated) {
        stop(RepeatObservationContext.class, context -> context.ended(MigrationOutcome.SUCCESS));
    }

    @Override
    public void repeatableFailed(Target target, RepeatableMigration migration, RuntimeException failure) {
        stop(RepeatObservationContext.class, context -> {
            context.ended(MigrationOutcome.FAILURE);
            context.setError(failure);
        });
    }

    @Override
    public void repeatableLeft(Target target, RepeatableMigration migration) {
        stop(RepeatObservationContext.class, context -> context.ended(MigrationOutcome.ELSEWHERE));
    }
}
