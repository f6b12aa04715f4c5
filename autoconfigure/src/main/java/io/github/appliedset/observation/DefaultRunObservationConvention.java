package io.github.appliedset.observation;

import io.github.appliedset.observation.MigrationObservationKeys.HighCardinality;
import io.github.appliedset.observation.MigrationObservationKeys.LowCardinality;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;

/** The convention of a run unless the application has its own. */
public class DefaultRunObservationConvention implements RunObservationConvention {

    @Override
    public String getName() {
        return "applied.set.run";
    }

    @Override
    public String getContextualName(RunObservationContext context) {
        return "migrate " + context.target();
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(RunObservationContext context) {
        return KeyValues.of(
                LowCardinality.MIGRATOR.withValue(context.migrator()),
                LowCardinality.OUTCOME.withValue(
                        context.outcome().map(MigrationObservationKeys::text).orElse(KeyValue.NONE_VALUE)));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(RunObservationContext context) {
        return KeyValues.of(
                HighCardinality.TABLE.withValue(context.target().toString()),
                HighCardinality.APPLIED.withValue(context.report()
                        .map(report -> Integer.toString(report.applied().size()))
                        .orElse(KeyValue.NONE_VALUE)));
    }
}
