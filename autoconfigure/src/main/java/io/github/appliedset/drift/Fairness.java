package io.github.appliedset.drift;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.ConflictPolicy;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.RepeatablePlan;
import io.github.appliedset.migration.RepeatableState.State;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.migration.Versioned;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether a database can be compared with a snapshot: only while the applied migrations are exactly those that the
 * application was built with. A process of the previous release must be able to restart during a deployment. Files whose
 * edits are let through count as those: what they say now is in the snapshot.
 */
final class Fairness {

    private static final int SHOWN = 5;

    private final boolean refusesEdits;

    private Fairness(boolean refusesEdits) {
        this.refusesEdits = refusesEdits;
    }

    /**
     * For a migrator.
     *
     * @param edits how it treats edited files: where they are let through, the schema must be that of the snapshot all the same
     */
    static Fairness of(ConflictPolicy edits) {
        return new Fairness(edits == ConflictPolicy.FAIL);
    }

    /** Why a comparison would be unfair, or empty if it is fair. */
    Optional<String> objection(MigrationPlan plan) {
        return objection(plan, VersionSet.empty());
    }

    /**
     * The same for a second check.
     *
     * @param before rows whose files are known to match; those files are not read again
     */
    Optional<String> objection(MigrationPlan plan, VersionSet<AppliedMigration> before) {
        if (!plan.renamed().isEmpty()
                || this.refusesEdits && !plan.changedSince(before).isEmpty()) {
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

    /**
     * The labels of the files that were edited since they were applied, and let through. Reads all files that have a row with
     * a checksum, unless edits are refused.
     */
    List<String> edited(MigrationPlan plan) {
        return this.refusesEdits
                ? List.of()
                : plan.changed().stream()
                        .flatMap(change -> change.version().flatMap(plan.applied()::find).stream())
                        .map(Versioned::label)
                        .toList();
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
