package io.github.appliedset.observation;

import io.github.appliedset.observation.MigrationObservationKeys.HighCardinality;
import io.github.appliedset.observation.MigrationObservationKeys.LowCardinality;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;

/** The convention of a repeatable migration unless the application has its own. */
public class DefaultRepeatObservationConvention implements RepeatObservationConvention {

    @Override
    public String getName() {
        return "applied.set.repeat";
    }

    @Override
    public String getContextualName(RepeatObservationContext context) {
        return "repeat " + context.migration();
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(RepeatObservationContext context) {
        return KeyValues.of(
                LowCardinality.MIGRATOR.withValue(context.migrator()),
                LowCardinality.OUTCOME.withValue(
                        context.outcome().map(MigrationObservationKeys::text).orElse(KeyValue.NONE_VALUE)));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(RepeatObservationContext context) {
        return KeyValues.of(
                HighCardinality.TABLE.withValue(context.target().toString()),
                HighCardinality.FILE.withValue(context.migration().file().path()));
    }
}
