package io.github.appliedset.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Name and keys of the observation of a migration. A bean of this type replaces {@link DefaultApplyObservationConvention}; it must not
 * need the database.
 */
public interface ApplyObservationConvention extends ObservationConvention<ApplyObservationContext> {

    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof ApplyObservationContext;
    }
}
