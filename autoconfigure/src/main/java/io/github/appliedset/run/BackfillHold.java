package io.github.appliedset.run;

import io.github.appliedset.execution.BatchedStep;
import io.github.appliedset.execution.CheckedScript;
import io.github.appliedset.execution.CheckedScripts;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.Step;
import io.github.appliedset.migration.TrackerException;
import java.sql.SQLException;
import java.util.List;

/** Pauses a pending migration that runs in batches, or resumes it. */
public final class BackfillHold {

    private final RunContext run;
    private final MigrationPlan plan;

    public BackfillHold(RunContext run, MigrationPlan plan) {
        this.run = run;
        this.plan = plan;
    }

    /**
     * Pauses it, even before it begins.
     *
     * @throws TrackerException if there is no such migration
     */
    public void pause(MigrationVersion version) throws SQLException {
        batched(version).pause(this.plan.onDisk(), 1);
    }

    /**
     * Resumes it after a pause or an error.
     *
     * @throws TrackerException if there is no such migration, or it has not begun
     */
    public void resume(MigrationVersion version) throws SQLException {
        if (!batched(version).resume(this.plan.onDisk(), 1)) {
            throw refusal("Version " + version + " has not begun.");
        }
    }

    private BatchedStep batched(MigrationVersion version) throws SQLException {
        if (this.plan.recorded().contains(version)) {
            throw refusal("Version " + version + " is applied.");
        }
        Step step = this.plan
                .pending()
                .find(version)
                .map(Step::up)
                .orElseThrow(() -> refusal("There is no migration with version " + version + " on disk."));
        CheckedScripts scripts = new CheckedScripts();
        CheckedScript script = scripts.of(step);
        if (!script.outline().directives().backfill().batches()) {
            throw refusal(step.subject() + " does not run in batches.");
        }
        TenantFiles.requireSupported(List.of(step), scripts, this.run.settings());
        this.run.session().prepare();
        return this.run.batched(step, script);
    }

    private static TrackerException refusal(String why) {
        return new TrackerException(
                why + " Nothing was changed.",
                "To list the migrations: --applied-set.command=status",
                "not-a-backfill",
                null);
    }
}
