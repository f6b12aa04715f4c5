package io.github.appliedset.run;

import io.github.appliedset.execution.CheckedScripts;
import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationCounts;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.Step;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.session.AdvisoryLock;
import io.github.appliedset.session.Session;
import io.github.appliedset.tracker.MigrationTracker;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The pending migrations, all or up to a version, ascending. */
public final class PendingMigrations implements Agenda {

    private final MigrationTracker tracker;
    private final ConflictCheck conflicts;
    private final UpTo upTo;
    private final CheckedScripts scripts;
    private final Afters afters;
    private final Set<MigrationVersion> left = new HashSet<>();
    private final Set<MigrationVersion> done = new HashSet<>();
    private MigrationPlan plan;
    private int pending;

    /**
     * Creates the agenda.
     *
     * @param scripts may contain files that are already checked
     * @param plan both sets as read without the lock, checked for conflicts
     */
    public PendingMigrations(
            MigrationTracker tracker, ConflictCheck conflicts, UpTo upTo, CheckedScripts scripts, MigrationPlan plan) {
        this.scripts = scripts;
        this.afters = new Afters(scripts);
        this.tracker = tracker;
        this.conflicts = conflicts;
        this.upTo = upTo;
        this.plan = plan;
        this.pending = plan.pending().size();
    }

    /** Both sets as last read. */
    public MigrationPlan plan() {
        return this.plan;
    }

    @Override
    public VersionSet<Migration> onDisk() {
        return this.plan.onDisk();
    }

    @Override
    public List<Step> first() {
        return steps();
    }

    private List<Step> steps() {
        return AfterOrder.of(this.upTo.pending(this.plan), this.plan.recorded(), this.afters::of, this.left).stream()
                .map(Step::up)
                .toList();
    }

    /** Every step that is due, including those that wait for others. */
    public List<Step> due() {
        return this.upTo.pending(this.plan).stream().map(Step::up).toList();
    }

    /** The problems with what they wait for. */
    public List<FileProblem> problems() {
        return this.afters.problems(this.upTo.pending(this.plan), this.plan.onDisk(), this.plan.recorded());
    }

    /** The steps that this run has left to the background, ascending. */
    public List<Step> left() {
        return this.upTo.pending(this.plan).stream()
                .filter(migration -> this.left.contains(migration.version()))
                .map(Step::up)
                .toList();
    }

    @Override
    public List<Step> leave(Step step) {
        this.left.add(step.version());
        return steps().stream()
                .filter(next -> !this.done.contains(next.version()))
                .toList();
    }

    @Override
    public List<Step> decide(VersionSet<AppliedMigration> rows, @Nullable Step inDoubt) {
        this.plan = this.conflicts.check(MigrationPlan.between(this.plan.onDisk(), rows));
        this.pending = this.plan.pending().size();
        this.done.clear();
        this.scripts.requireRunnable(due(), List.of(), problems());
        return steps();
    }

    @Override
    public boolean isDue(Step step, Session session) throws SQLException {
        return !this.tracker.has(session.jdbc(), step.version());
    }

    @Override
    public boolean isStable() {
        return true;
    }

    @Override
    public void done(Step step) {
        this.pending--;
        this.done.add(step.version());
    }

    /** Progress means new rows for versions that are pending here. Once all are there, the lock is no longer needed. */
    @Override
    public AdvisoryLock.Progress others(Session session) {
        VersionSet<Migration> due = this.upTo.pending(this.plan);
        if (this.pending == 0 || due.isEmpty()) {
            return () -> false;
        }
        MigrationVersion first = due.iterator().next().version();
        MigrationVersion last = due.last().orElseThrow().version();
        long known = rowsBetween(first, last);
        long awaited = known + due.size();
        return new AdvisoryLock.Progress() {

            private long seen = known;

            @Override
            public boolean isMade() throws SQLException {
                long before = this.seen;
                this.seen = PendingMigrations.this.tracker.count(session.jdbc(), first, last);
                if (this.seen >= awaited) {
                    throw new NothingLeft();
                }
                return this.seen > before;
            }
        };
    }

    private long rowsBetween(MigrationVersion first, MigrationVersion last) {
        return this.plan.recorded().stream()
                .map(AppliedMigration::version)
                .filter(version -> version.compareTo(first) >= 0 && version.compareTo(last) <= 0)
                .count();
    }

    @Override
    public String remark(Step step) {
        return this.plan
                .overtaking(step.version())
                .map(last -> ", late: " + last + " was applied before it")
                .orElse("");
    }

    @Override
    public MigrationCounts counts() {
        return new MigrationCounts(
                this.plan.onDisk().size() - this.pending,
                this.pending,
                this.plan.orphans().size());
    }
}
