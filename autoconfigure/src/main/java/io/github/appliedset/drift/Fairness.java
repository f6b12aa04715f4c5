package io.github.appliedset.drift;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.RepeatablePlan;
import io.github.appliedset.migration.RepeatableState.State;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.migration.Versioned;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether a database can be compared with a snapshot: only while the applied migrations are exactly those that the
 * application was built with. A process of the previous release must be able to restart during a deployment.
 */
final class Fairness {

    private static final int SHOWN = 5;

    private Fairness() {}

    /** Why a comparison would be unfair, or empty if it is fair. */
    static Optional<String> objection(MigrationPlan plan) {
        return objection(plan, VersionSet.empty());
    }

    /**
     * The same for a second check.
     *
     * @param before rows whose files are known to match; those files are not read again
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

    /** The same for repeatable migrations: what is in the database must be what their files say. */
    static Optional<String> objection(RepeatablePlan repeatables) {
        return repeatables.states().stream()
                .filter(state -> state.state() != State.APPLIED)
                .findFirst()
                .map(state -> "repeatable migration " + state.label() + " is not current ("
                        + state.state().word() + ")");
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
