package io.github.appliedset.run;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.PendingState;
import io.github.appliedset.migration.VersionSet;
import java.util.Map;

/**
 * Both sets, and why what is pending is pending.
 *
 * @param plan both sets
 * @param states of the pending migrations that are not ordinary
 */
public record Reading(MigrationPlan plan, Map<MigrationVersion, PendingState> states) {

    /** The migrations on disk without those that are left to the background, and those that wait for them. */
    public VersionSet<Migration> withoutLeft() {
        return VersionSet.of(this.plan.onDisk().stream()
                .filter(migration -> !this.states
                        .getOrDefault(migration.version(), PendingState.ORDINARY)
                        .isLeft())
                .toList());
    }

    /** The pending migrations without which the application is not complete. */
    public VersionSet<Migration> missing() {
        return this.states.isEmpty()
                ? this.plan.pending()
                : VersionSet.of(this.plan.pending().stream()
                        .filter(migration -> !this.states
                                .getOrDefault(migration.version(), PendingState.ORDINARY)
                                .isLeft())
                        .toList());
    }
}
