package io.github.appliedset.run;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.RepeatablePlan;
import io.github.appliedset.migration.VersionSet;

/**
 * What is on disk and in the database.
 *
 * @param reading of versions
 * @param repeatables of repeatable migrations
 */
public record KnownState(Reading reading, RepeatablePlan repeatables) {

    MigrationPlan plan() {
        return this.reading.plan();
    }

    VersionSet<Migration> missing() {
        return this.reading.missing();
    }

    boolean isApplied() {
        return missing().isEmpty() && this.repeatables.pending().isEmpty();
    }

    int pending() {
        return missing().size() + this.repeatables.pending().size();
    }

    String firstPending() {
        return missing().isEmpty()
                ? "repeatable " + this.repeatables.pending().get(0).label()
                : missing().iterator().next().label();
    }
}
