package io.github.appliedset.migrator;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationConflict;
import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.RollbackRefusedException;
import io.github.appliedset.migration.RollbackRefusedException.Obstacle;
import io.github.appliedset.migration.VersionSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** What is to be undone, the last applied first: the order in which it was applied counts, not that of the versions. */
final class RollbackPlan {

    private final MigratorSettings settings;
    private final MigrationPlan plan;
    private final List<AppliedMigration> newestFirst;
    private final CheckedScripts downScripts = new CheckedScripts();

    RollbackPlan(MigratorSettings settings, MigrationPlan plan) {
        this.settings = settings;
        this.plan = plan;
        this.newestFirst = Stream.concat(plan.applied().stream(), plan.orphans().stream())
                .sorted(Comparator.comparing(AppliedMigration::appliedAt)
                        .thenComparing(AppliedMigration::version)
                        .reversed())
                .toList();
    }

    /** The last ones that were applied, or all if there are not so many. */
    List<Migration> last(int count) {
        return undoable(this.newestFirst.stream().limit(count).toList());
    }

    /** Everything that was applied after a version, which stays. */
    List<Migration> after(MigrationVersion version) {
        if (this.newestFirst.stream().noneMatch(row -> row.version().equals(version))) {
            throw new RollbackRefusedException(List.of(new Obstacle(
                    "Version " + version + " is not applied, so there is nothing that was applied after it.",
                    "Name a version that is applied: GET /actuator/migrations, or SELECT * FROM "
                            + this.settings.table().sql() + " ORDER BY applied_at;")));
        }
        return undoable(this.newestFirst.stream()
                .takeWhile(row -> !row.version().equals(version))
                .toList());
    }

    /** The checked scripts of the down files. */
    CheckedScripts downScripts() {
        return this.downScripts;
    }

    /** Turns each into a migration that goes the other way. */
    private List<Migration> undoable(List<AppliedMigration> rows) {
        List<Obstacle> obstacles = new ArrayList<>(conflicts(VersionSet.of(rows)));
        List<Migration> undo = new ArrayList<>();
        for (AppliedMigration row : rows) {
            Migration onDisk = this.plan.onDisk().find(row.version()).orElse(null);
            if (onDisk == null) {
                continue;
            }
            MigrationFile down = onDisk.down();
            if (down == null) {
                obstacles.add(Obstacle.noDownFile(onDisk));
            } else {
                undo.add(new Migration(row.version(), row.name(), down, null));
            }
        }
        try {
            this.downScripts.requireRunnable(undo);
        } catch (InvalidMigrationException invalid) {
            invalid.problems().stream().map(Obstacle::of).forEach(obstacles::add);
        }
        if (!obstacles.isEmpty()) {
            throw new RollbackRefusedException(obstacles);
        }
        return undo;
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
