package io.github.appliedset.run;

import io.github.appliedset.execution.CheckedScripts;
import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.ConflictPolicy;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationConflict;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.RollbackRefusedException;
import io.github.appliedset.migration.RollbackRefusedException.Obstacle;
import io.github.appliedset.migration.Step;
import io.github.appliedset.migration.VersionSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Chooses the migrations to roll back, last applied first: by the order in which they were applied, not by version.
 */
public final class RollbackDecision {

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
        return Stream.of(
                        part.orphans().stream().map(Obstacle::noFile),
                        part.renamed().stream().map(this::obstacle),
                        this.settings.checksumMismatch() == ConflictPolicy.FAIL
                                ? part.changed().stream().map(this::obstacle)
                                : Stream.<Obstacle>empty())
                .flatMap(Function.identity())
                .toList();
    }

    private Obstacle obstacle(MigrationConflict conflict) {
        return Obstacle.of(conflict, this.settings.table().sql());
    }
}
