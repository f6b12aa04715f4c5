package io.github.appliedset.actuate;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migration.MigrationReport.Executed;
import io.github.appliedset.migration.MigrationReport.Repeated;
import io.github.appliedset.migration.RepeatableMigration;
import io.github.appliedset.migrator.MigrationListener;
import io.github.appliedset.migrator.Target;
import io.github.appliedset.observation.ApplyObservationContext;
import io.github.appliedset.observation.ApplyObservationConvention;
import io.github.appliedset.observation.DefaultApplyObservationConvention;
import io.github.appliedset.observation.DefaultRepeatObservationConvention;
import io.github.appliedset.observation.DefaultRunObservationConvention;
import io.github.appliedset.observation.MigrationObservation;
import io.github.appliedset.observation.MigrationOutcome;
import io.github.appliedset.observation.RepeatObservationContext;
import io.github.appliedset.observation.RepeatObservationConvention;
import io.github.appliedset.observation.RunObservationContext;
import io.github.appliedset.observation.RunObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Function;
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

    /** Conventions of the application; each is looked up at the first observation of its kind. */
    public record Conventions(
            Supplier<@Nullable RunObservationConvention> run,
            Supplier<@Nullable ApplyObservationConvention> apply,
            Supplier<@Nullable RepeatObservationConvention> repeat) {}

    private static final RunObservationConvention RUN = new DefaultRunObservationConvention();
    private static final ApplyObservationConvention APPLY = new DefaultApplyObservationConvention();
    private static final RepeatObservationConvention REPEAT = new DefaultRepeatObservationConvention();

    private final Supplier<ObservationRegistry> registry;
    private final Conventions conventions;
    private final ListableBeanFactory beans;
    private final ThreadLocal<Deque<Open>> open = ThreadLocal.withInitial(ArrayDeque::new);

    /**
     * Creates the listener.
     *
     * @param registry looked up at each run, not before
     * @param beans asked for the names of migrators, and never to create one
     */
    public MigrationObservations(
            Supplier<ObservationRegistry> registry, Conventions conventions, ListableBeanFactory beans) {
        this.registry = registry;
        this.conventions = conventions;
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

    private void start(Function<ObservationRegistry, Observation> observation) {
        ObservationRegistry registry = this.registry.get();
        // Without a handler, loading the observation classes would only slow down the start.
        if (!registry.isNoop()) {
            Observation started = observation.apply(registry).start();
            this.open.get().push(new Open(started, started.openScope()));
        }
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
        start(registry -> MigrationObservation.RUN.observation(
                this.conventions.run().get(),
                RUN,
                () -> new RunObservationContext(NamedMigrators.knownNameOf(target, this.beans), target),
                registry));
    }

    @Override
    public void afterRun(Target target, MigrationReport report) {
        stop(RunObservationContext.class, context -> context.ended(report));
    }

    @Override
    public void runFailed(Target target, RuntimeException failure) {
        stop(RunObservationContext.class, context -> context.setError(failure));
    }

    @Override
    public void beforeMigration(Target target, Migration migration) {
        start(registry -> MigrationObservation.APPLY.observation(
                this.conventions.apply().get(),
                APPLY,
                () -> new ApplyObservationContext(NamedMigrators.knownNameOf(target, this.beans), target, migration),
                registry));
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
        start(registry -> MigrationObservation.REPEAT.observation(
                this.conventions.repeat().get(),
                REPEAT,
                () -> new RepeatObservationContext(NamedMigrators.knownNameOf(target, this.beans), target, migration),
                registry));
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
