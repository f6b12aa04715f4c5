package io.github.appliedset.command;

import io.github.appliedset.align.Alignment;
import io.github.appliedset.align.AlignmentReport;
import io.github.appliedset.align.AlignmentText;
import io.github.appliedset.branch.BranchFile;
import io.github.appliedset.branch.BranchMigration;
import io.github.appliedset.branch.BranchTree;
import io.github.appliedset.branch.FileStep;
import io.github.appliedset.branch.SameStatements;
import io.github.appliedset.migration.Checksum;
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
import java.util.stream.Stream;

/**
 * What becomes of the development database, decided with the files as they will be. The mark of a developer's own database
 * takes an answer of its own, so a database without it is left to {@link AlignCommand}.
 *
 * @param plan what is done
 * @param same checksums of files, with those of files that run the same statements
 * @param because why nothing is done; empty if something is
 */
record ResolveAlignment(AlignmentReport plan, Map<Checksum, Checksum> same, Optional<String> because) {

    /** Nothing, for a reason. */
    static ResolveAlignment not(String because) {
        return new ResolveAlignment(AlignmentReport.NOTHING, Map.of(), Optional.of(because));
    }

    private static ResolveAlignment byAlign(String because) {
        return not(because + ". --applied-set.command=align does it");
    }

    boolean isPossible() {
        return this.because.isEmpty();
    }

    /** The same, unless the files cannot all be applied. */
    ResolveAlignment ifItRuns(boolean runs) {
        return runs ? this : not("this branch does not run after the other one. Settle that first");
    }

    /**
     * Whether something is aligned.
     *
     * @param meeting whether files of the other branch are coming; else what is only pending is left to the next start
     */
    boolean hasWork(boolean meeting) {
        return isPossible()
                && (!AlignmentText.changes(this.plan).isEmpty()
                        || meeting && !this.plan.pending().isEmpty());
    }

    /** The same, unless the database ran this branch's migrations first and that made a difference. */
    ResolveAlignment unless(boolean orderMatters) {
        return orderMatters && !this.plan.renumbered().isEmpty()
                ? not("it ran this branch's migrations first, and the order makes a difference."
                        + " --applied-set.command=align --applied-set.reset=true builds a new one")
                : this;
    }

    /** Whether something is lost by it, to which a general yes is no answer. */
    boolean losesSomething() {
        return !this.plan.losses().isEmpty();
    }

    /** The same, unless something is lost and nobody is there to agree to that. */
    ResolveAlignment unlessLost(boolean agreed) {
        return losesSomething() && !agreed
                ? byAlign("something would be lost, to which yes is no answer; --applied-set.allow=data-loss is")
                : this;
    }

    /**
     * Decides.
     *
     * @param elsewhere a migrator with what is on no branch
     * @param files as they are on disk
     * @param steps what will change of them
     * @param known migrations that the database may have, among them those that the steps take away
     */
    static ResolveAlignment of(
            Migrator migrator,
            Migrator elsewhere,
            List<BranchFile> files,
            List<FileStep> steps,
            List<BranchMigration> known) {
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
        Map<Checksum, Checksum> same = SameStatements.replaced(known, migrations);
        try {
            List<Migration> all = Stream.concat(
                            migrations.stream().map(each -> each.runnable(each.version(), "the settled branch")),
                            elsewhere.onDisk().stream()
                                    .filter(each -> !each.up().isCode()))
                    .toList();
            if (all.stream().map(Migration::version).distinct().count() < all.size()) {
                return byAlign("the files still have two migrations of one version");
            }
            VersionSet<Migration> settled = VersionSet.of(all);
            AlignmentReport plan = Alignment.of(
                            migrator.toBuilder().source(() -> settled).build())
                    .knowing(same)
                    .plan();
            if (plan.marked()) {
                return byAlign("nothing shows yet that it is a developer's own");
            }
            return plan.left().isEmpty()
                    ? new ResolveAlignment(plan, same, Optional.empty())
                    : byAlign("not all of it can be rolled back");
        } catch (MigrationException refused) {
            return byAlign(refused.description().lines().findFirst().orElse(""));
        }
    }

    /** For the plan. */
    List<String> lines() {
        List<String> lines = new ArrayList<>(AlignmentText.changes(this.plan));
        this.plan.pending().forEach(file -> lines.add(Visible.line(file.label()) + " is applied"));
        this.plan.losses().forEach(loss -> lines.add("lost: " + loss));
        return lines;
    }

    /** Does it, with the files that are written by now. */
    String carryOut(Migrator migrator) {
        AlignmentReport done = Alignment.of(migrator).knowing(this.same).carryOut(this.plan);
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
