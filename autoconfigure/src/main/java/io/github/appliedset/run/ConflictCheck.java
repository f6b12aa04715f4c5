package io.github.appliedset.run;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.ConflictPolicy;
import io.github.appliedset.migration.ErrorReference;
import io.github.appliedset.migration.MigrationConflict;
import io.github.appliedset.migration.MigrationConflict.NoMigrationOnDisk;
import io.github.appliedset.migration.MigrationConflict.OrphanMigration;
import io.github.appliedset.migration.MigrationConflictException;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.text.Lines;
import io.github.appliedset.text.Log;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
            refused.addAll(plan.renamed());
            if (this.settings.checksumMismatch() != ConflictPolicy.IGNORE) {
                refused.addAll(tolerated(plan.changedSince(this.hashed), this.settings.checksumMismatch()));
                this.hashed = plan.applied();
            }
            tolerated(plan.renumbered(), ConflictPolicy.WARN);
            if (this.settings.orphans() != ConflictPolicy.IGNORE) {
                List<OrphanMigration> orphans =
                        plan.orphans().stream().map(OrphanMigration::new).toList();
                refused.addAll(tolerated(orphans, this.settings.orphans()));
            }
        }
        if (!refused.isEmpty()) {
            throw new MigrationConflictException(this.settings.table().sql(), refused);
        }
        return plan;
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
