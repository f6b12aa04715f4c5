package io.github.appliedset.actuate;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.RepeatableMigration;
import io.github.appliedset.migrator.Target;
import io.github.appliedset.observation.ApplyObservationContext;
import io.github.appliedset.observation.ApplyObservationConvention;
import io.github.appliedset.observation.DefaultApplyObservationConvention;
import io.github.appliedset.observation.DefaultRepeatObservationConvention;
import io.github.appliedset.observation.DefaultRunObservationConvention;
import io.github.appliedset.observation.MigrationObservation;
import io.github.appliedset.observation.RepeatObservationContext;
import io.github.appliedset.observation.RepeatObservationConvention;
import io.github.appliedset.observation.RunObservationContext;
import io.github.appliedset.observation.RunObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Makes observations with the conventions of the application, each looked up at the first observation of its kind.
 *
 * @param beans asked for conventions and for the names of migrators
 */
record ObservedWork(ObservationRegistry registry, ListableBeanFactory beans) {

    private static final RunObservationConvention RUN = new DefaultRunObservationConvention();
    private static final ApplyObservationConvention APPLY = new DefaultApplyObservationConvention();
    private static final RepeatObservationConvention REPEAT = new DefaultRepeatObservationConvention();

    Observation run(Target target) {
        return MigrationObservation.RUN.observation(
                own(RunObservationConvention.class),
                RUN,
                () -> new RunObservationContext(name(target), target),
                this.registry);
    }

    Observation apply(Target target, Migration migration) {
        return MigrationObservation.APPLY.observation(
                own(ApplyObservationConvention.class),
                APPLY,
                () -> new ApplyObservationContext(name(target), target, migration),
                this.registry);
    }

    Observation repeat(Target target, RepeatableMigration migration) {
        return MigrationObservation.REPEAT.observation(
                own(RepeatObservationConvention.class),
                REPEAT,
                () -> new RepeatObservationContext(name(target), target, migration),
                this.registry);
    }

    private <C> @Nullable C own(Class<C> convention) {
        return this.beans.getBeanProvider(convention).getIfAvailable();
    }

    private String name(Target target) {
        return NamedMigrators.knownNameOf(target, this.beans);
    }
}
