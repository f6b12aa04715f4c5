package io.github.appliedset.observation;

import io.micrometer.common.docs.KeyName;
import java.util.Locale;

/** The keys of the {@linkplain MigrationObservation observations}. */
public final class MigrationObservationKeys {

    private MigrationObservationKeys() {}

    /** Keys with few values. The meters have the same, as tags. */
    public enum LowCardinality implements KeyName {
        /** Name of the migrator, as the endpoint shows it. */
        MIGRATOR,
        /** A {@link MigrationOutcome}, in lower case; {@code none} while it is not known. */
        OUTCOME;

        @Override
        public String asString() {
            return text(this);
        }
    }

    /** Keys with any number of values: for traces, never for meters. */
    public enum HighCardinality implements KeyName {
        /** Schema and name of the tracker. With tenants there are as many as tenants. */
        TABLE,
        /** Version of the migration. */
        VERSION,
        /** Its file, below its location. */
        FILE,
        /** Number of migrations that the run applied; {@code none} if it failed. */
        APPLIED,
        /** How long the migration took; {@code none} if it was not applied. */
        DURATION_MS;

        @Override
        public String asString() {
            return text(this);
        }
    }

    static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
