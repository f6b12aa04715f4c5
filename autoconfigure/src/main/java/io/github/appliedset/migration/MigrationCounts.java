package io.github.appliedset.migration;

import io.github.appliedset.Internal;

/** The number of migrations in each state. */
@Internal
public record MigrationCounts(int applied, int pending, int orphans) {

    /** The counts of a plan. */
    public static MigrationCounts of(MigrationPlan plan) {
        return new MigrationCounts(
                plan.applied().size(), plan.pending().size(), plan.orphans().size());
    }
}
