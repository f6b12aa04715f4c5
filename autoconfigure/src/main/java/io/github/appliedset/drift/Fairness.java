package io.github.appliedset.drift;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.migration.Versioned;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * When a database can be compared with a snapshot: while the set of applied migrations is the set that the application was
 * built with. An instance of the release before must be able to restart during a deployment.
 */
final class Fairness {

    private static final int SHOWN = 5;

    private Fairness() {}

    /** Why a comparison would not be fair, or empty if it is. */
    static Optional<String> objection(MigrationPlan plan) {
        return objection(plan, VersionSet.empty());
    }

    /**
     * The same, at a second look.
     *
     * @param before the rows whose files were found to be what was applied; they are not read again
     */
    static Optional<String> objection(MigrationPlan plan, VersionSet<AppliedMigration> before) {
        if (!plan.renamed().isEmpty() || !plan.changedSince(before).isEmpty()) {
            return Optional.of("files and applied migrations contradict each other");
        }
        if (!plan.pending().isEmpty() && !plan.orphans().isEmpty()) {
            return Optional.of(counted(plan.pending().size(), "pending") + labels(plan.pending()) + ", and "
                    + counted(plan.orphans().size(), "applied without a file") + labels(plan.orphans()));
        }
        if (!plan.pending().isEmpty()) {
            return Optional.of(counted(plan.pending().size(), "pending") + labels(plan.pending()));
        }
        if (!plan.orphans().isEmpty()) {
            return Optional.of("the database is ahead by " + plan.orphans().size() + labels(plan.orphans()));
        }
        return Optional.empty();
    }

    private static String counted(int count, String state) {
        return count + " " + state;
    }

    private static String labels(VersionSet<?> migrations) {
        return migrations.stream()
                .limit(SHOWN)
                .map(Versioned::label)
                .collect(Collectors.joining(", ", " (", migrations.size() > SHOWN ? ", ...)" : ")"));
    }
}
