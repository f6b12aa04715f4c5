package io.github.appliedset.migrator;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationPlan;
import java.util.List;

/**
 * Files and rows in numbers.
 *
 * @param applied how many are in both
 * @param pending the files that are not applied
 * @param orphans how many rows have no file
 */
@Internal
public record AppliedCounts(int applied, List<Migration> pending, int orphans) {

    public AppliedCounts {
        pending = List.copyOf(pending);
    }

    /** Those of a plan. */
    public static AppliedCounts of(MigrationPlan plan) {
        return new AppliedCounts(
                plan.applied().size(), plan.pending().toList(), plan.orphans().size());
    }
}
