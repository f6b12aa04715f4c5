package io.github.appliedset.run;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.ConflictPolicy;
import io.github.appliedset.migration.ErrorReference;
import io.github.appliedset.migration.MigrationConflict;
import io.github.appliedset.migration.MigrationConflict.NoMigrationOnDisk;
import io.github.appliedset.migration.MigrationConflict.RenumberedMigration;
import io.github.appliedset.migration.MigrationConflictException;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.text.Lines;
import io.github.appliedset.text.Log;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Refuses a plan with conflicts, or warns once about each, depending on the settings. One per run. */
public final class ConflictCheck {

    private static final Log log = Log.of(ConflictCheck.class);

    private final RunSettings settings;
    private final Set<MigrationVersion> known;
    private final Set<MigrationConflict> warned = new HashSet<>();
    private VersionSet<AppliedMigration> hashed;
    private boolean checked;
    private boolean found;

    public ConflictCheck(RunSettings settings) {
        this(settings, Set.of(), VersionSet.empty());
    }

    /**
     * Creates the check.
     *
     * @param known versions that may be renamed or edited, or have no file, because the developer knows about them
     * @param compared rows that are known to have the contents of their files
     */
    public ConflictCheck(RunSettings settings, Set<MigrationVersion> known, VersionSet<AppliedMigration> compared) {
        this.settings = settings;
        this.known = Set.copyOf(known);
        this.hashed = compared;
    }

    /** Whether the contents of all files were compared, and no check has found a difference, not even a tolerated one. */
    boolean hasFoundNothing() {
        return this.checked && !this.found;
    }

    /**
     * Returns the plan if it may be executed. A file is hashed when its row is first seen, not each time the table is read.
     *
     * @throws MigrationConflictException with every conflict that the settings do not tolerate
     */
    public MigrationPlan check(MigrationPlan plan) {
        List<MigrationConflict> refused = new ArrayList<>();
        this.checked = this.settings.checksumMismatch() != ConflictPolicy.IGNORE;
        this.found |= !plan.orphans().isEmpty();
        if (plan.onDisk().isEmpty() && !plan.orphans().isEmpty()) {
            refused.add(new NoMigrationOnDisk(plan.orphans().size()));
        } else {
            List<MigrationConflict> renamed = plan.renamed();
            List<MigrationConflict> changed = changed(plan);
            if (!renamed.isEmpty() || !changed.isEmpty() || mayHaveMoved(plan)) {
                refused.addAll(refused(plan, renamed, changed));
            }
        }
        if (!refused.isEmpty()) {
            throw new MigrationConflictException(this.settings.table().sql(), refused);
        }
        return plan;
    }

    /** Whether a row may belong to a file of another version, because its own is missing or was not compared. */
    private boolean mayHaveMoved(MigrationPlan plan) {
        return !plan.orphans().isEmpty() || this.settings.checksumMismatch() != ConflictPolicy.FAIL;
    }

    private List<MigrationConflict> refused(
            MigrationPlan plan, List<MigrationConflict> renamed, List<MigrationConflict> changed) {
        List<MigrationConflict> renumbered = renumbered(plan, renamed, changed);
        this.found |= !renamed.isEmpty() || !changed.isEmpty() || !renumbered.isEmpty();
        List<MigrationConflict> refused = new ArrayList<>(runAgain(plan, renumbered));
        List<MigrationConflict> orphans = without(renumbered, plan.orphaned());
        refused.addAll(unproven(without(renumbered, renamed)));
        refused.addAll(unproven(orphans));
        refused.addAll(unknown(proven(without(renumbered, renamed))));
        refused.addAll(tolerated(unknown(without(renumbered, changed)), this.settings.checksumMismatch()));
        if (this.settings.orphans() != ConflictPolicy.IGNORE) {
            refused.addAll(tolerated(unknown(proven(orphans)), this.settings.orphans()));
        }
        return refused;
    }

    private List<MigrationConflict> changed(MigrationPlan plan) {
        if (this.settings.checksumMismatch() == ConflictPolicy.IGNORE) {
            return List.of();
        }
        List<MigrationConflict> changed = plan.changedSince(this.hashed);
        this.hashed = plan.applied();
        return changed;
    }

    /** Whatever the settings tolerate, a migration does not run a second time. */
    private List<MigrationConflict> renumbered(
            MigrationPlan plan, List<MigrationConflict> renamed, List<MigrationConflict> changed) {
        boolean refusesChanges = this.settings.checksumMismatch() == ConflictPolicy.FAIL;
        List<MigrationConflict> differing = new ArrayList<>(renamed);
        differing.addAll(refusesChanges ? changed : List.of());
        return plan.renumbered(differing, refusesChanges);
    }

    private static List<MigrationConflict> without(
            List<MigrationConflict> renumbered, List<? extends MigrationConflict> conflicts) {
        Set<Optional<MigrationVersion>> versions =
                renumbered.stream().map(MigrationConflict::version).collect(Collectors.toSet());
        return conflicts.stream()
                .<MigrationConflict>map(conflict -> conflict)
                .filter(conflict -> !versions.contains(conflict.version()))
                .toList();
    }

    private static List<MigrationConflict> unproven(List<MigrationConflict> conflicts) {
        return conflicts.stream().filter(MigrationConflict::mayRunAgain).toList();
    }

    private static List<MigrationConflict> proven(List<MigrationConflict> conflicts) {
        return conflicts.stream().filter(conflict -> !conflict.mayRunAgain()).toList();
    }

    /** Whatever the developer knows, a migration does not run a second time. */
    private List<MigrationConflict> runAgain(MigrationPlan plan, List<MigrationConflict> renumbered) {
        List<MigrationConflict> unknown = unknown(renumbered);
        return renumbered.stream()
                .filter(conflict -> unknown.contains(conflict)
                        || ((RenumberedMigration) conflict)
                                .files().stream()
                                        .anyMatch(file -> plan.pending().contains(file.version())))
                .toList();
    }

    private List<MigrationConflict> unknown(List<MigrationConflict> conflicts) {
        return conflicts.stream()
                .filter(conflict ->
                        conflict.version().filter(this.known::contains).isEmpty())
                .toList();
    }

    private List<? extends MigrationConflict> tolerated(
            List<? extends MigrationConflict> conflicts, ConflictPolicy policy) {
        if (policy == ConflictPolicy.FAIL) {
            return conflicts;
        }
        conflicts.stream()
                .filter(this.warned::add)
                .forEach(conflict -> log.warn(
                        "{}\nSee {}", Lines.of(conflict.description()), new ErrorReference(conflict.anchor()).page()));
        return List.of();
    }
}
