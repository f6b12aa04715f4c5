package io.github.appliedset.observation;

import io.github.appliedset.observation.MigrationObservationKeys.HighCardinality;
import io.github.appliedset.observation.MigrationObservationKeys.LowCardinality;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import java.time.Duration;

/** The convention of a migration unless the application has its own. */
public class DefaultApplyObservationConvention implements ApplyObservationConvention {

    @Override
    public String getName() {
        return "applied.set.apply";
    }

    @Override
    public String getContextualName(ApplyObservationContext context) {
        return "apply " + context.migration();
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(ApplyObservationContext context) {
        return KeyValues.of(
                LowCardinality.MIGRATOR.withValue(context.migrator()),
                LowCardinality.OUTCOME.withValue(
                        context.outcome().map(MigrationObservationKeys::text).orElse(KeyValue.NONE_VALUE)));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(ApplyObservationContext context) {
        return KeyValues.of(
                HighCardinality.TABLE.withValue(context.target().toString()),
                HighCardinality.VERSION.withValue(context.migration().version().toString()),
                HighCardinality.FILE.withValue(context.migration().up().path()),
                HighCardinality.DURATION_MS.withValue(context.duration()
                        .map(Duration::toMillis)
                        .map(String::valueOf)
                        .orElse(KeyValue.NONE_VALUE)));
    }
}
