package io.github.appliedset.migration;

import io.github.appliedset.Internal;

/** How many migrations are in which state. */
@Internal
public record MigrationCounts(int applied, int pending, int orphans) {

    /** Those of a comparison. */
    public static MigrationCounts of(MigrationPlan plan) {
        return new MigrationCounts(
                plan.applied().size(), plan.pending().size(), plan.orphans().size());
    }
}
