package io.github.appliedset.run;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.ConflictPolicy;
import io.github.appliedset.migration.ErrorReference;
import io.github.appliedset.migration.MigrationConflict;
import io.github.appliedset.migration.MigrationConflict.NoMigrationOnDisk;
import io.github.appliedset.migration.MigrationConflict.OrphanMigration;
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
    private final Set<MigrationConflict> warned = new HashSet<>();
    private VersionSet<AppliedMigration> hashed = VersionSet.empty();

    public ConflictCheck(RunSettings settings) {
        this.settings = settings;
    }

    /**
     * Returns the plan if it may be executed. A file is hashed when its row is first seen, not each time the table is read.
     *
     * @throws MigrationConflictException with every conflict that the settings do not tolerate
     */
    public MigrationPlan check(MigrationPlan plan) {
        List<MigrationConflict> refused = new ArrayList<>();
        if (plan.onDisk().isEmpty() && !plan.orphans().isEmpty()) {
            refused.add(new NoMigrationOnDisk(plan.orphans().size()));
        } else {
            List<MigrationConflict> renamed = plan.renamed();
            List<MigrationConflict> changed = changed(plan);
            List<MigrationConflict> renumbered = renumbered(plan, renamed, changed);
            refused.addAll(renumbered);
            refused.addAll(without(renumbered, renamed));
            refused.addAll(tolerated(without(renumbered, changed), this.settings.checksumMismatch()));
            if (this.settings.orphans() != ConflictPolicy.IGNORE) {
                List<MigrationConflict> orphans = plan.orphans().stream()
                        .<MigrationConflict>map(OrphanMigration::new)
                        .toList();
                refused.addAll(tolerated(without(renumbered, orphans), this.settings.orphans()));
            }
        }
        if (!refused.isEmpty()) {
            throw new MigrationConflictException(this.settings.table().sql(), refused);
        }
        return plan;
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
            List<MigrationConflict> renumbered, List<MigrationConflict> conflicts) {
        Set<Optional<MigrationVersion>> versions =
                renumbered.stream().map(MigrationConflict::version).collect(Collectors.toSet());
        return conflicts.stream()
                .filter(conflict -> !versions.contains(conflict.version()))
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
