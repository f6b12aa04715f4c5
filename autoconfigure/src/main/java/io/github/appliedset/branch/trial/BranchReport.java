package io.github.appliedset.branch.trial;

import io.github.appliedset.branch.BranchComparison;
import io.github.appliedset.branch.BranchMigration;
import io.github.appliedset.branch.BranchSnapshots;
import io.github.appliedset.branch.Finding;
import io.github.appliedset.branch.FindingKind;
import io.github.appliedset.branch.Findings;
import io.github.appliedset.branch.NamedObjects;
import io.github.appliedset.branch.Renumbering;
import io.github.appliedset.branch.Untried;
import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.MigrationException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known about two branches.
 *
 * @param branches the branches
 * @param findings errors first
 * @param stays this branch's new migrations, without those that the other branch has under another number or in another
 *     layout
 * @param trial what running them has shown
 */
public record BranchReport(
        BranchComparison branches, List<Finding> findings, List<BranchMigration> stays, TrialResult trial) {

    private static final Set<FindingKind> ONE_MIGRATION = Set.of(FindingKind.SAME_CONTENT, FindingKind.SAME_STATEMENTS);

    public BranchReport {
        findings = List.copyOf(findings);
        stays = List.copyOf(stays);
    }

    /**
     * Compares two branches.
     *
     * @param snapshots what to compare if nothing can be run
     * @param released new migrations that keep their numbers
     * @param one this branch's migrations of which somebody has said that they are one with the other branch's
     * @param place where to run both; null if there is no such place
     * @param why what to say if there is no place
     */
    public static BranchReport of(
            BranchComparison branches,
            BranchSnapshots snapshots,
            Set<BranchMigration> released,
            Set<BranchMigration> one,
            @Nullable TrialPlace place,
            Untried why,
            Clock clock) {
        List<Finding> findings = new ArrayList<>(Findings.of(branches, released));
        Map<BranchMigration, BranchMigration> twins = new HashMap<>();
        Map<BranchMigration, BranchMigration> replaced = new HashMap<>();
        for (Finding finding : findings) {
            BranchMigration mine = finding.ours();
            BranchMigration other = finding.theirs();
            if (mine != null && other != null) {
                if (ONE_MIGRATION.contains(finding.kind()) || one.contains(mine)) {
                    twins.put(mine, other);
                } else if (finding.kind() == FindingKind.RENAMED) {
                    replaced.put(mine, other);
                }
            }
        }
        replaced.putAll(twins);
        List<BranchMigration> stays = branches.added().stream()
                .filter(mine -> !twins.containsKey(mine))
                .toList();
        TrialResult trial = trial(branches, stays, replaced, released, place, why, clock);
        findings.addAll(trial.findings());
        if (trial.known().isEmpty()) {
            SnapshotFindings shown =
                    SnapshotFindings.of(snapshots, branches.theirs().name());
            findings.addAll(shown.findings());
            trial = trial.andNot(shown.untried());
            if (place == null) {
                findings.addAll(sameNames(branches, stays));
            }
        }
        TrialResult result = trial;
        return new BranchReport(
                branches,
                Findings.inOrder(findings.stream()
                        .map(finding -> withObjects(finding, result))
                        .toList()),
                stays,
                result);
    }

    private static TrialResult trial(
            BranchComparison branches,
            List<BranchMigration> stays,
            Map<BranchMigration, BranchMigration> replaced,
            Set<BranchMigration> released,
            @Nullable TrialPlace place,
            Untried why,
            Clock clock) {
        boolean nothingNew = stays.isEmpty() && MergedRepeatables.of(branches).areTheirs();
        if (nothingNew || branches.theirs().migrations().isEmpty()) {
            return new TrialResult(true, false, List.of(), Map.of(), List.of(), List.of());
        }
        if (place == null) {
            return TrialResult.untried(why);
        }
        try {
            return BranchTrial.of(
                    place,
                    branches,
                    stays,
                    replaced,
                    Renumbering.of(
                            branches,
                            stays,
                            released,
                            place.elsewhere().onDisk().toList(),
                            false,
                            clock));
        } catch (InvalidMigrationException files) {
            FileProblem first = files.problems().get(0);
            return untried(first.description().replaceAll("\\s+", " "), first.remedy());
        } catch (MigrationException impossible) {
            return untried(impossible.description(), impossible.action());
        }
    }

    private static TrialResult untried(String description, String action) {
        return TrialResult.untried(new Untried(
                "both orders",
                description.lines().findFirst().orElse(""),
                action.lines().findFirst().orElse("")));
    }

    private static Finding withObjects(Finding finding, TrialResult trial) {
        if (!finding.objects().isEmpty()) {
            return finding;
        }
        Set<String> objects = new TreeSet<>();
        Stream.concat(finding.mine().stream(), finding.other().stream())
                .forEach(migration -> objects.addAll(
                        trial.objects().containsKey(migration)
                                ? trial.objects().get(migration)
                                : NamedObjects.in(migration)));
        return finding.about(List.copyOf(objects));
    }

    /** A guess from the texts. */
    private static List<Finding> sameNames(BranchComparison branches, List<BranchMigration> stays) {
        List<Finding> notes = new ArrayList<>();
        for (BranchMigration mine : stays) {
            for (BranchMigration other : branches.addedByThem()) {
                if (branches.hasTaken(other)) {
                    continue;
                }
                Set<String> names = new TreeSet<>(NamedObjects.in(mine));
                names.retainAll(NamedObjects.in(other));
                if (!names.isEmpty()) {
                    notes.add(Finding.of(
                                    FindingKind.SAME_TABLE,
                                    mine + " and " + branches.theirs().name() + "'s " + other + " both name "
                                            + String.join(", ", names) + ".",
                                    mine,
                                    other,
                                    "")
                            .about(List.copyOf(names)));
                }
            }
        }
        return notes;
    }
}
