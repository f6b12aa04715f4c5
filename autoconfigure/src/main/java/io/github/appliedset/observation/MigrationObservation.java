package io.github.appliedset.observation;

import io.github.appliedset.observation.MigrationObservationKeys.HighCardinality;
import io.github.appliedset.observation.MigrationObservationKeys.LowCardinality;
import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/** The observations of applied-set. */
public enum MigrationObservation implements ObservationDocumentation {
    /** Around a run: all migrations that a process applies at once. */
    RUN {
        @Override
        public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
            return DefaultRunObservationConvention.class;
        }

        @Override
        public KeyName[] getHighCardinalityKeyNames() {
            return new KeyName[] {HighCardinality.TABLE, HighCardinality.APPLIED};
        }
    },

    /** Around a migration, inside {@link #RUN}. */
    APPLY {
        @Override
        public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
            return DefaultApplyObservationConvention.class;
        }

        @Override
        public KeyName[] getHighCardinalityKeyNames() {
            return new KeyName[] {
                HighCardinality.TABLE, HighCardinality.VERSION, HighCardinality.FILE, HighCardinality.DURATION_MS
            };
        }
    },

    /** Around a repeatable migration, inside {@link #RUN}. */
    REPEAT {
        @Override
        public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
            return DefaultRepeatObservationConvention.class;
        }

        @Override
        public KeyName[] getHighCardinalityKeyNames() {
            return new KeyName[] {HighCardinality.TABLE, HighCardinality.FILE};
        }
    };

    @Override
    public KeyName[] getLowCardinalityKeyNames() {
        return LowCardinality.values();
    }
}
