package io.github.appliedset.run;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Awaited;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.VersionSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The order of pending migrations of which some wait for others: ascending by version, each after those that it waits for.
 * Those that wait for something that does not run now are left out.
 */
final class AfterOrder {

    private final VersionSet<Migration> pending;
    private final VersionSet<AppliedMigration> applied;
    private final Set<MigrationVersion> left;
    private final Map<MigrationVersion, List<MigrationVersion>> awaited = new HashMap<>();
    private final Set<MigrationVersion> placed = new HashSet<>();
    private final List<Migration> inOrder = new ArrayList<>();
    private @Nullable MigrationVersion reached;

    private AfterOrder(
            VersionSet<Migration> pending,
            VersionSet<AppliedMigration> applied,
            Function<Migration, List<Awaited>> after,
            Set<MigrationVersion> left) {
        this.pending = pending;
        this.applied = applied;
        this.left = left;
        for (Migration migration : pending) {
            List<Awaited> its = after.apply(migration);
            if (!its.isEmpty()) {
                this.awaited.put(
                        migration.version(), its.stream().map(Awaited::version).toList());
            }
        }
    }

    /**
     * The migrations that can run, in order.
     *
     * @param applied every row
     * @param after what a migration waits for
     * @param left those that continue in the background
     */
    static List<Migration> of(
            VersionSet<Migration> pending,
            VersionSet<AppliedMigration> applied,
            Function<Migration, List<Awaited>> after,
            Set<MigrationVersion> left) {
        return new AfterOrder(pending, applied, after, left).inOrder();
    }

    private List<Migration> inOrder() {
        for (Migration migration : this.pending) {
            this.reached = migration.version();
            placeIfReady(migration);
        }
        return this.inOrder;
    }

    private void placeIfReady(Migration migration) {
        List<MigrationVersion> its = this.awaited.getOrDefault(migration.version(), List.of());
        boolean ready = !this.left.contains(migration.version())
                && its.stream().allMatch(version -> this.applied.contains(version) || this.placed.contains(version));
        if (!ready || !this.placed.add(migration.version())) {
            return;
        }
        this.inOrder.add(migration);
        if (this.awaited.isEmpty()) {
            return;
        }
        for (Migration seen : this.pending) {
            if (this.awaited.getOrDefault(seen.version(), List.of()).contains(migration.version())) {
                placeIfReady(seen);
            }
            if (seen.version().equals(this.reached)) {
                return;
            }
        }
    }
}
