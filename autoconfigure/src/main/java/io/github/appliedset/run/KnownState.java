package io.github.appliedset.run;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.RepeatablePlan;
import io.github.appliedset.migration.RepeatableState;
import io.github.appliedset.migration.VersionSet;
import java.util.List;

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

    List<RepeatableState> missingRepeatables() {
        return this.repeatables.missing();
    }

    boolean isApplied() {
        return missing().isEmpty() && missingRepeatables().isEmpty();
    }

    int pending() {
        return missing().size() + missingRepeatables().size();
    }

    String firstPending() {
        return missing().isEmpty()
                ? "repeatable " + missingRepeatables().get(0).label()
                : missing().iterator().next().label();
    }
}
