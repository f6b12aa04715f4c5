package io.github.appliedset.migrator;

import io.github.appliedset.execution.CheckedScripts;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.MigrationReport.Executed;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.RollbackReport;
import io.github.appliedset.migration.Step;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.run.ChosenRollbacks;
import io.github.appliedset.run.Preparation;
import io.github.appliedset.run.Repeatables;
import io.github.appliedset.run.RollbackDecision;
import io.github.appliedset.run.RunContext;
import io.github.appliedset.session.Privilege;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Rolls back what was applied last, or shows what that would be. */
record Rollbacks(Sessions sessions, MigrationFiles files, PlanReader reader, Audience audience) {

    /** Chooses the steps, or refuses. */
    interface Choice extends Function<RollbackDecision, List<Step>> {}

    static Choice last(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("count is " + count + ", but must be at least 1");
        }
        return decision -> decision.last(count);
    }

    static Choice after(long version) {
        MigrationVersion last = MigrationVersion.of(version);
        return decision -> decision.after(last);
    }

    List<Step> preview(Choice choice) {
        VersionSet<Migration> onDisk = this.files.versions();
        MigrationPlan plan = this.sessions.reading(run -> this.reader.plan(run, onDisk));
        return choice.apply(new RollbackDecision(this.sessions.settings(), plan, new CheckedScripts()));
    }

    RollbackReport run(Choice choice, Consumer<List<Step>> shown) {
        long start = System.nanoTime();
        VersionSet<Migration> onDisk = this.files.searchForRun().migrations();
        return this.sessions.changing(Privilege.DELETE, run -> {
            MigrationPlan plan = this.reader.plan(run, onDisk);
            CheckedScripts scripts = new CheckedScripts();
            List<Step> chosen = choice.apply(new RollbackDecision(run.settings(), plan, scripts));
            List<Executed> rolledBack = List.of();
            if (!chosen.isEmpty()) {
                shown.accept(chosen);
                rolledBack = rollBack(plan, chosen, scripts, run);
            }
            return new RollbackReport(rolledBack, Duration.ofNanos(System.nanoTime() - start));
        });
    }

    private List<Executed> rollBack(MigrationPlan plan, List<Step> chosen, CheckedScripts scripts, RunContext run)
            throws SQLException {
        MigrationListeners listeners = this.audience.ofRun();
        try {
            return new AgendaRun(this.reader, scripts, new Repeatables(run.settings(), List.of()), listeners)
                    .of(new ChosenRollbacks(run.tracker(), plan, chosen), run, Preparation.trusting(run.tracker()));
        } catch (RuntimeException failure) {
            listeners.stepFailed(failure);
            throw failure;
        }
    }
}
