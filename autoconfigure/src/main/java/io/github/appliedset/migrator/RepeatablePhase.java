package io.github.appliedset.migrator;

import io.github.appliedset.execution.CheckedScripts;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.MigrationReport.Repeated;
import io.github.appliedset.migration.RepeatablePlan;
import io.github.appliedset.run.Reading;
import io.github.appliedset.run.RepeatableRun;
import io.github.appliedset.run.Repeatables;
import io.github.appliedset.run.RunContext;
import io.github.appliedset.run.TrackerPreparation;
import io.github.appliedset.run.UnlockedRead;
import io.github.appliedset.session.RunWatch;
import io.github.appliedset.session.Session;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** The repeatable migrations of a run, which follow its versions. */
record RepeatablePhase(PlanReader reader, Repeatables repeatables, RunContext run) {

    /** Whether none is due, while every version is applied. */
    boolean isDone(UnlockedRead read) throws SQLException {
        RepeatablePlan decided = decide(read.hasRepeatables(), false);
        session().rollBackQuietly();
        if (!decided.pending().isEmpty()) {
            return false;
        }
        this.repeatables.warn(this.reader.remember(decided));
        this.reader.skipped(Set.of());
        return true;
    }

    /** After versions were applied, which may have dropped what repeatable migrations had made. */
    List<Repeated> after(MigrationPlan before, CheckedScripts scripts, MigrationListeners listeners)
            throws SQLException {
        session().rollBackQuietly();
        session().renewIfChanged(1);
        UnlockedRead read = new UnlockedRead(this.run.tracker());
        return by(this.reader.plan(this.run, before.onDisk(), read), read, scripts, listeners);
    }

    /**
     * By what was read just before.
     *
     * @param plan with nothing pending but what is left to the background, and what waits for that
     */
    List<Repeated> by(MigrationPlan plan, UnlockedRead read, CheckedScripts scripts, MigrationListeners listeners)
            throws SQLException {
        boolean orphans = !plan.orphans().isEmpty();
        RepeatablePlan decided = this.reader.remember(decide(read.hasRepeatables(), orphans));
        session().rollBackQuietly();
        this.repeatables.warn(decided);
        if (decided.pending().isEmpty()) {
            this.reader.skipped(Set.of());
            return List.of();
        }
        Reading reading = this.reader.reading(this.run, plan);
        if (!reading.missing().isEmpty()) {
            return List.of();
        }
        try (RunWatch watch = listeners.watch(session())) {
            RepeatableRun repeating = new RepeatableRun(
                            this.run, plan.onDisk(), this.repeatables, scripts, listeners.progress(), listeners)
                    .besides(reading);
            List<Repeated> repeated = repeating.run(new TrackerPreparation(
                    this.run.tracker(), this.run.settings().legacy(), plan.onDisk(), this.repeatables.onDisk()));
            this.reader.skipped(repeating.skipped());
            session().rollBackQuietly();
            session().renewIfChanged(1);
            this.reader.remember(this.run, decide(true, orphans), reading);
            session().rollBackQuietly();
            return repeated;
        }
    }

    private RepeatablePlan decide(boolean hasTable, boolean orphans) throws SQLException {
        return this.repeatables.plan(session().jdbc(), hasTable, orphans);
    }

    private Session session() {
        return this.run.session();
    }
}
