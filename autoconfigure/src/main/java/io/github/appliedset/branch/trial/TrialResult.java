package io.github.appliedset.branch.trial;

import io.github.appliedset.branch.BranchMigration;
import io.github.appliedset.branch.Finding;
import io.github.appliedset.branch.Untried;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What running both branches has shown.
 *
 * @param independent whether both orders make the same schema; null if that is not known
 * @param orderDecides whether a new database and one that has the other branch already would differ
 * @param findings what was found
 * @param objects the objects that each migration changes
 * @param differences how the schemas of both orders differ, a line each
 * @param untried what could not be run
 */
public record TrialResult(
        @Nullable Boolean independent,
        boolean orderDecides,
        List<Finding> findings,
        Map<BranchMigration, List<String>> objects,
        List<String> differences,
        List<Untried> untried) {

    public TrialResult {
        findings = List.copyOf(findings);
        objects = Map.copyOf(objects);
        differences = List.copyOf(differences);
        untried = List.copyOf(untried);
    }

    /** Nothing was run. */
    public static TrialResult untried(Untried why) {
        return new TrialResult(null, false, List.of(), Map.of(), List.of(), List.of(why));
    }

    /** The same, and this could not be looked at. */
    TrialResult andNot(List<Untried> more) {
        List<Untried> all = new ArrayList<>(this.untried);
        all.addAll(more);
        return new TrialResult(this.independent, this.orderDecides, this.findings, this.objects, this.differences, all);
    }

    /** Whether the branches are known to be independent. */
    public Optional<Boolean> known() {
        return Optional.ofNullable(this.independent);
    }
}
