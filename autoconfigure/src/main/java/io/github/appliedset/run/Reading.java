package io.github.appliedset.run;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.PendingState;
import io.github.appliedset.migration.VersionSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Both sets, and why what is pending is pending.
 *
 * @param plan both sets
 * @param states of the pending migrations that are not ordinary
 */
public record Reading(MigrationPlan plan, Map<MigrationVersion, PendingState> states) {

    /**
     * The same, where what was left before is still left until it is applied: everything else went on without it, and what
     * it waited for is done.
     *
     * @param before {@link #left} as it was last read
     */
    public Reading following(Set<MigrationVersion> before) {
        Map<MigrationVersion, PendingState> following = new HashMap<>(this.states);
        following.replaceAll((version, state) -> !state.isLeft() && before.contains(version) ? state.next() : state);
        return new Reading(this.plan, following);
    }

    /** The pending migrations without which the application is complete; none while others are missing. */
    public Set<MigrationVersion> left() {
        return missing().isEmpty()
                ? this.plan.pending().stream().map(Migration::version).collect(Collectors.toSet())
                : Set.of();
    }

    /** Whether any of them waits for another migration. */
    public boolean isWaiting() {
        return this.states.values().stream().anyMatch(PendingState::isWaiting);
    }

    /** The files of those that wait for another migration. */
    List<MigrationFile> waiting() {
        return this.plan.pending().stream()
                .filter(migration -> this.states
                        .getOrDefault(migration.version(), PendingState.ORDINARY)
                        .isWaiting())
                .map(Migration::up)
                .toList();
    }

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
