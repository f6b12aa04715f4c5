package io.github.appliedset.run;

import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.RepeatablePlan;

/**
 * What is on disk and in the database.
 *
 * @param plan of versions
 * @param repeatables of repeatable migrations
 */
public record KnownState(MigrationPlan plan, RepeatablePlan repeatables) {

    boolean isApplied() {
        return this.plan.pending().isEmpty() && this.repeatables.pending().isEmpty();
    }

    int pending() {
        return this.plan.pending().size() + this.repeatables.pending().size();
    }

    String firstPending() {
        return this.plan.pending().isEmpty()
                ? "repeatable " + this.repeatables.pending().get(0).label()
                : this.plan.pending().iterator().next().label();
    }
}
