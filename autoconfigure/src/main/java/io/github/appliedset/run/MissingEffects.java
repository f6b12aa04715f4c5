package io.github.appliedset.run;

import io.github.appliedset.execution.StatementFailure;
import io.github.appliedset.migration.DryRunReport.Attempt;
import io.github.appliedset.migration.DryRunReport.Outcome;
import io.github.appliedset.migration.DryRunReport.RepeatableAttempt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The effects that a dry run lacks so far because migrations were not tried or failed.
 *
 * <p>A later failure is attributed to them unless that is impossible: the contents of the database, and so the effect of a
 * statement, may depend on anything before it.
 */
final class MissingEffects {

    private static final int SHOWN = 3;

    private final List<Skipped> skipped = new ArrayList<>();

    void add(Attempt attempt) {
        add(attempt.outcome(), () -> Skipped.of(attempt.migration()));
    }

    void add(RepeatableAttempt attempt) {
        add(attempt.outcome(), () -> Skipped.of(attempt.migration()));
    }

    private void add(Outcome outcome, Supplier<Skipped> skipped) {
        if (outcome == Outcome.FAILED) {
            this.skipped.add(skipped.get().failed());
        } else if (outcome == Outcome.NOT_TRIED) {
            this.skipped.add(skipped.get());
        }
    }

    /** The reason not to call it a failure; empty if it is certain that none of them explains it. */
    Optional<String> reason(StatementFailure failure) {
        UnexplainedFailure unexplained = UnexplainedFailure.of(failure);
        if (unexplained.isCertain()) {
            return Optional.empty();
        }
        List<Skipped> causes =
                this.skipped.stream().filter(one -> one.mayExplain(unexplained)).toList();
        if (causes.isEmpty()) {
            return Optional.empty();
        }
        long best = causes.stream()
                .mapToLong(cause -> cause.score(unexplained))
                .max()
                .orElseThrow();
        List<String> likely = causes.stream()
                .filter(cause -> cause.score(unexplained) == best)
                .map(Skipped::label)
                .toList();
        return Optional.of("it may need what " + (best > 0 ? likely.get(0) : oneOf(likely)) + " makes");
    }

    private static String oneOf(List<String> labels) {
        String shown = labels.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return (labels.size() == 1 ? "" : "one of ")
                + shown
                + (labels.size() <= SHOWN ? "" : " and " + (labels.size() - SHOWN) + " more");
    }
}
