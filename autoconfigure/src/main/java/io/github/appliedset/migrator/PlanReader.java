package io.github.appliedset.migrator;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationCounts;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.PendingState;
import io.github.appliedset.migration.RepeatablePlan;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.run.AwaitedNames;
import io.github.appliedset.run.PendingStates;
import io.github.appliedset.run.Reading;
import io.github.appliedset.run.RunContext;
import io.github.appliedset.run.UnlockedRead;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares files with the tracker, without the migration lock, and remembers what it has seen. */
final class PlanReader {

    private volatile @Nullable MigrationCounts counts;
    private volatile Map<MigrationVersion, PendingState> states = Map.of();
    private volatile Set<MigrationVersion> left = Set.of();
    private volatile @Nullable RepeatablePlan repeatables;
    /** Null as long as this process has tried none. */
    private volatile @Nullable Set<String> skipped;

    MigrationPlan plan(RunContext run, VersionSet<Migration> onDisk) throws SQLException {
        return plan(run, onDisk, new UnlockedRead(run.tracker()));
    }

    MigrationPlan plan(RunContext run, VersionSet<Migration> onDisk, UnlockedRead read) throws SQLException {
        return plan(run, onDisk, read, run.settings().instanceLockTimeout());
    }

    /** The same with another patience for a tracker that is locked. */
    MigrationPlan plan(RunContext run, VersionSet<Migration> onDisk, UnlockedRead read, Duration patience)
            throws SQLException {
        return remember(MigrationPlan.between(onDisk, read.rows(run.session().jdbc(), patience)));
    }

    /** Why what is pending is pending. */
    Reading reading(RunContext run, MigrationPlan plan) throws SQLException {
        Map<MigrationVersion, PendingState> states = plan.pending().isEmpty()
                ? Map.of()
                : new PendingStates(run.session().jdbc(), run.settings().table()).of(plan);
        Reading reading = new Reading(plan, states).following(this.left);
        this.left = reading.left();
        this.states = reading.states();
        return reading;
    }

    /** What was left has been tried, and failed: it is missing. */
    void forgetWhatWasLeft() {
        this.left = Set.of();
    }

    MigrationPlan remember(MigrationPlan plan) {
        remember(MigrationCounts.of(plan));
        return plan;
    }

    void remember(MigrationCounts counts) {
        this.counts = counts;
    }

    /** All of them were tried, if they were due, and these skipped for now. */
    void skipped(Set<String> names) {
        this.skipped = Set.copyOf(names);
    }

    /** Which of them miss what a waiting version makes, whoever has tried them knows; others go by their names. */
    RepeatablePlan remember(RunContext run, RepeatablePlan decided, Reading reading) throws SQLException {
        if (decided.pending().isEmpty() || !reading.isWaiting()) {
            return remember(decided);
        }
        Set<String> skipped = this.skipped;
        return remember(
                skipped == null
                        ? AwaitedNames.of(run.session().jdbc(), reading).mark(decided)
                        : decided.waiting(skipped));
    }

    RepeatablePlan remember(RepeatablePlan repeatables) {
        this.repeatables = repeatables;
        return repeatables;
    }

    /** Null before the first read. */
    @Nullable
    MigrationCounts lastCounts() {
        return this.counts;
    }

    Map<MigrationVersion, PendingState> lastStates() {
        return this.states;
    }

    /** Null before the first read. */
    @Nullable
    RepeatablePlan lastRepeatables() {
        return this.repeatables;
    }
}
