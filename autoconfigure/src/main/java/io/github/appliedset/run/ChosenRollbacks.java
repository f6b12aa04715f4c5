package io.github.appliedset.run;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationCounts;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.RollbackRefusedException;
import io.github.appliedset.migration.RollbackRefusedException.Obstacle;
import io.github.appliedset.migration.Step;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.session.AdvisoryLock;
import io.github.appliedset.session.Session;
import io.github.appliedset.tracker.MigrationTracker;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The chosen rollbacks. They run only as long as the rows are those they were chosen from: another process may have applied
 * or rolled back a migration before the lock was free, unseen by the operator.
 */
public final class ChosenRollbacks implements Agenda {

    private final MigrationTracker tracker;
    private final VersionSet<Migration> onDisk;
    private final List<Step> left;
    private final List<Step> done = new ArrayList<>();
    private VersionSet<AppliedMigration> expected;

    /**
     * Creates the agenda.
     *
     * @param plan both sets as read for the choice, without the lock
     */
    public ChosenRollbacks(MigrationTracker tracker, MigrationPlan plan, List<Step> chosen) {
        this.tracker = tracker;
        this.onDisk = plan.onDisk();
        this.expected = plan.recorded();
        this.left = new ArrayList<>(chosen);
    }

    @Override
    public VersionSet<Migration> onDisk() {
        return this.onDisk;
    }

    @Override
    public List<Step> first() {
        return List.copyOf(this.left);
    }

    @Override
    public List<Step> decide(VersionSet<AppliedMigration> rows, @Nullable Step inDoubt) {
        if (inDoubt != null && !rows.contains(inDoubt.version())) {
            done(inDoubt);
        }
        List<Obstacle> obstacles = Stream.of(
                        this.expected.minus(rows).stream().map(row -> obstacle(row, " is no longer applied")),
                        rows.minus(this.expected).stream().map(row -> obstacle(row, " was applied")),
                        rows.stream().flatMap(this::changed))
                .flatMap(found -> found)
                .toList();
        if (!obstacles.isEmpty()) {
            throw new RollbackRefusedException(
                    obstacles, this.done.stream().map(Step::migration).toList());
        }
        return List.copyOf(this.left);
    }

    /** The same version may now be a different migration, or the same one applied again after others. */
    private Stream<Obstacle> changed(AppliedMigration row) {
        return this.expected.find(row.version()).filter(before -> !before.equals(row)).stream()
                .map(before -> obstacle(
                        row,
                        before.appliedAt().equals(row.appliedAt())
                                ? " has another name or checksum now"
                                : " was rolled back and applied again"));
    }

    private static Obstacle obstacle(AppliedMigration row, String what) {
        return new Obstacle(
                "Migration " + row.label() + what
                        + ": another process changed the table after this rollback was decided.",
                "Check which migrations are applied now (--applied-set.command=status), and roll back again if that is still"
                        + " right.");
    }

    @Override
    public boolean isDue(Step step, Session session) throws SQLException {
        return decide(this.tracker.read(session.jdbc()).orElse(VersionSet.empty()), null)
                .contains(step);
    }

    @Override
    public boolean isStable() {
        return false;
    }

    @Override
    public void done(Step step) {
        this.left.remove(step);
        this.done.add(step);
        this.expected = VersionSet.of(this.expected.stream()
                .filter(row -> !row.version().equals(step.version()))
                .toList());
    }

    @Override
    public AdvisoryLock.Progress others(Session session) {
        return () -> false;
    }

    @Override
    public String remark(Step step) {
        return "";
    }

    @Override
    public MigrationCounts counts() {
        return MigrationCounts.of(MigrationPlan.between(this.onDisk, this.expected));
    }
}
