package io.github.appliedset.verify;

import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.Versioned;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * When a database can be compared with a snapshot: while the set of applied migrations is the set that the application was
 * built with. An instance of the release before must be able to restart during a deployment.
 */
final class Fairness {

    private static final int SHOWN = 5;

    private Fairness() {}

    /** Why a comparison would not be fair, or empty if it is. */
    static Optional<String> objection(MigrationPlan plan) {
        if (!plan.renamed().isEmpty() || !plan.changed().isEmpty()) {
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

    private static String labels(Iterable<? extends Versioned> migrations) {
        String first = StreamSupport.stream(migrations.spliterator(), false)
                .limit(SHOWN + 1L)
                .map(Versioned::label)
                .collect(Collectors.joining(", "));
        long count = StreamSupport.stream(migrations.spliterator(), false).count();
        return " (" + Stream.of(first.split(", ")).limit(SHOWN).collect(Collectors.joining(", "))
                + (count > SHOWN ? ", ..." : "") + ")";
    }
}
