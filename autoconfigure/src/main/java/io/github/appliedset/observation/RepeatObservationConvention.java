package io.github.appliedset.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Name and keys of the observation of a repeatable migration. A bean of this type replaces {@link DefaultRepeatObservationConvention}; it must not
 * need the database.
 */
public interface RepeatObservationConvention extends ObservationConvention<RepeatObservationContext> {

    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof RepeatObservationContext;
    }
}
