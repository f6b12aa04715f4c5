package io.github.appliedset.command;

import io.github.appliedset.align.Alignment;
import io.github.appliedset.align.AlignmentReport;
import io.github.appliedset.align.AlignmentText;
import io.github.appliedset.branch.BranchFile;
import io.github.appliedset.branch.BranchMigration;
import io.github.appliedset.branch.BranchTree;
import io.github.appliedset.branch.FileStep;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.text.Visible;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What becomes of the development database, decided with the files as they will be. Only what needs no answer of its own is
 * done: nothing is lost by it, and the database is known as a developer's own.
 *
 * @param plan what is done
 * @param because why nothing is; empty if something is
 */
record ResolveAlignment(AlignmentReport plan, Optional<String> because) {

    private static ResolveAlignment not(String because) {
        return new ResolveAlignment(
                AlignmentReport.NOTHING, Optional.of(because + ". --applied-set.command=align does it"));
    }

    boolean isPossible() {
        return this.because.isEmpty();
    }

    /** The same, unless the files cannot all be applied. */
    ResolveAlignment ifItRuns(boolean runs) {
        return runs
                ? this
                : new ResolveAlignment(
                        AlignmentReport.NOTHING,
                        Optional.of("this branch does not run after the other one. Settle that first"));
    }

    /** Whether something is aligned. What is only pending is applied by the next start, with or without branches. */
    boolean hasWork() {
        return isPossible() && !AlignmentText.changes(this.plan).isEmpty();
    }

    /** The same, unless the database ran this branch's migrations first and that made a difference. */
    ResolveAlignment unless(boolean orderMatters) {
        return orderMatters && !this.plan.renumbered().isEmpty()
                ? new ResolveAlignment(
                        AlignmentReport.NOTHING,
                        Optional.of("it ran this branch's migrations first, and the order makes a difference."
                                + " --applied-set.command=align --applied-set.reset=true builds a new one"))
                : this;
    }

    /**
     * Decides.
     *
     * @param files as they are on disk
     * @param steps what will change of them
     */
    static ResolveAlignment of(Migrator migrator, List<BranchFile> files, List<FileStep> steps) {
        Map<String, BranchFile> after = new LinkedHashMap<>();
        files.forEach(file -> after.put(file.path(), file));
        for (FileStep step : steps) {
            byte[] content = step.content();
            if (content == null) {
                after.remove(step.path());
            } else {
                after.put(step.path(), new BranchFile(step.path(), content));
            }
        }
        List<BranchMigration> migrations =
                BranchTree.of("the settled branch", after.values()).migrations();
        long versions =
                migrations.stream().map(BranchMigration::version).distinct().count();
        if (versions < migrations.size()) {
            return not("the files still have two migrations of one version");
        }
        VersionSet<Migration> settled = VersionSet.of(migrations.stream()
                .map(each -> each.runnable(each.version(), "the settled branch"))
                .toList());
        try {
            AlignmentReport plan = Alignment.of(
                            migrator.toBuilder().source(() -> settled).build())
                    .plan();
            if (plan.marked()) {
                return not("nothing says yet that it is a developer's own");
            }
            if (!plan.losses().isEmpty()) {
                return not("something would be lost, which takes an answer of its own");
            }
            return plan.left().isEmpty()
                    ? new ResolveAlignment(plan, Optional.empty())
                    : not("not all of it can be rolled back");
        } catch (MigrationException refused) {
            return not(refused.description().lines().findFirst().orElse(""));
        }
    }

    /** For the plan. */
    List<String> lines() {
        List<String> lines = new ArrayList<>(AlignmentText.changes(this.plan));
        this.plan.pending().forEach(file -> lines.add(Visible.line(file.label()) + " is applied"));
        return lines;
    }

    /** Does it, with the files that are written by now. */
    String carryOut(Migrator migrator) {
        AlignmentReport done = Alignment.of(migrator).carryOut(this.plan);
        MigrationReport applied = migrator.migrateWithBackfillsDespite(done.versionsLeft());
        return "The development database matches the files"
                + (applied.applied().isEmpty()
                        ? ""
                        : "; applied: "
                                + applied.applied().stream()
                                        .map(one -> one.migration().label())
                                        .collect(Collectors.joining(", ")))
                + ".\n";
    }
}
