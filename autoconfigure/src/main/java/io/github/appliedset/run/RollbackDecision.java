package io.github.appliedset.run;

import io.github.appliedset.execution.CheckedScripts;
import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.ConflictPolicy;
import io.github.appliedset.migration.ErrorReference;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationConflict;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.RollbackRefusedException;
import io.github.appliedset.migration.RollbackRefusedException.Obstacle;
import io.github.appliedset.migration.Step;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.text.Lines;
import io.github.appliedset.text.Log;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Chooses the migrations to roll back, last applied first: by the order in which they were applied, not by version.
 */
public final class RollbackDecision {

    private static final Log log = Log.of(RollbackDecision.class);

    private final RunSettings settings;
    private final MigrationPlan plan;
    private final CheckedScripts scripts;
    private final List<AppliedMigration> newestFirst;

    /**
     * Creates the decision.
     *
     * @param scripts the scripts of the run; the down files are added to it
     */
    public RollbackDecision(RunSettings settings, MigrationPlan plan, CheckedScripts scripts) {
        this.settings = settings;
        this.plan = plan;
        this.scripts = scripts;
        this.newestFirst = plan.recorded().stream()
                .sorted(AppliedMigration.byApplication().reversed())
                .toList();
    }

    /**
     * The last applied migrations, or all if there are fewer.
     *
     * @throws RollbackRefusedException with every reason, if one cannot be rolled back
     */
    public List<Step> last(int count) {
        return steps(this.newestFirst.stream().limit(count).toList());
    }

    /**
     * Everything applied after a version; that version stays applied.
     *
     * @throws RollbackRefusedException also if the version is not applied
     */
    public List<Step> after(MigrationVersion version) {
        if (this.newestFirst.stream().noneMatch(row -> row.version().equals(version))) {
            throw new RollbackRefusedException(List.of(new Obstacle(
                    "Version " + version + " is not applied, so nothing was applied after it.",
                    "Name an applied version; to list them: GET /actuator/migrations, or SELECT * FROM "
                            + this.settings.table().sql() + " ORDER BY applied_at;")));
        }
        return steps(this.newestFirst.stream()
                .takeWhile(row -> !row.version().equals(version))
                .toList());
    }

    private List<Step> steps(List<AppliedMigration> rows) {
        List<Obstacle> obstacles = new ArrayList<>(conflicts(VersionSet.of(rows)));
        List<Step> steps = new ArrayList<>();
        for (AppliedMigration row : rows) {
            Migration onDisk = this.plan.onDisk().find(row.version()).orElse(null);
            if (onDisk == null) {
                continue;
            }
            if (onDisk.down() == null) {
                obstacles.add(Obstacle.noDownFile(onDisk));
            } else {
                steps.add(Step.down(onDisk));
            }
        }
        try {
            this.scripts.requireRunnable(steps);
        } catch (InvalidMigrationException invalid) {
            invalid.problems().stream().map(Obstacle::of).forEach(obstacles::add);
        }
        if (!obstacles.isEmpty()) {
            throw new RollbackRefusedException(obstacles);
        }
        return steps;
    }

    private List<Obstacle> conflicts(VersionSet<AppliedMigration> rows) {
        MigrationPlan part = MigrationPlan.between(this.plan.onDisk().intersect(rows), rows);
        List<MigrationConflict> renamed = this.plan.renamed().stream()
                .filter(conflict -> conflict.version().filter(rows::contains).isPresent())
                .toList();
        List<MigrationConflict> changed =
                this.settings.checksumMismatch() == ConflictPolicy.IGNORE ? List.of() : part.changed();
        Map<MigrationVersion, MigrationConflict> renumbered = new HashMap<>();
        this.plan
                .renumbered(Stream.concat(renamed.stream(), changed.stream()).toList(), true)
                .forEach(conflict -> conflict.version().ifPresent(version -> renumbered.put(version, conflict)));
        List<Obstacle> obstacles = new ArrayList<>();
        for (AppliedMigration row : rows) {
            MigrationConflict moved = renumbered.get(row.version());
            if (moved != null) {
                obstacles.add(Obstacle.of(moved, this.settings.table().sql()));
            } else if (!this.plan.onDisk().contains(row.version())) {
                obstacles.add(Obstacle.noFile(row));
            }
        }
        renamed.stream()
                .filter(conflict -> isNotIn(renumbered, conflict))
                .map(conflict -> Obstacle.of(conflict, this.settings.table().sql()))
                .forEach(obstacles::add);
        changed.stream()
                .filter(conflict -> isNotIn(renumbered, conflict))
                .flatMap(this::edited)
                .forEach(obstacles::add);
        return obstacles;
    }

    private static boolean isNotIn(Map<MigrationVersion, MigrationConflict> renumbered, MigrationConflict conflict) {
        return conflict.version().map(renumbered::get).isEmpty();
    }

    /** The checksum of a down file is not recorded: only the operator can say whether it belongs to what was applied. */
    private Stream<Obstacle> edited(MigrationConflict changed) {
        if (this.settings.checksumMismatch() == ConflictPolicy.FAIL) {
            return Stream.of(new Obstacle(
                    changed.description(),
                    "Restore the up file and its down file as they were applied, for example with git. If the down file still"
                            + " undoes what was applied, say so with\n    --applied-set.checksum-mismatch=warn\nbeside the"
                            + " command."));
        }
        log.warn(
                "{}\nIts down file runs as it is now; whether that undoes what was applied is unknown. See {}",
                Lines.of(changed.description()),
                new ErrorReference(changed.anchor()).page());
        return Stream.empty();
    }
}
