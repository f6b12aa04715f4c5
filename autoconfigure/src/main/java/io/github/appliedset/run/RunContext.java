package io.github.appliedset.run;

import io.github.appliedset.execution.BatchedStep;
import io.github.appliedset.execution.CheckedScript;
import io.github.appliedset.execution.CodeRunner;
import io.github.appliedset.migration.Step;
import io.github.appliedset.session.Session;
import io.github.appliedset.session.TransactionSettings;
import io.github.appliedset.tracker.MigrationTracker;

/**
 * What work on a migrator's database needs, in one run or several.
 *
 * @param session its connection, not yet prepared
 * @param tracker the gateway to its table
 * @param settings of the migrator
 * @param code runs its migrations in Java
 */
public record RunContext(Session session, MigrationTracker tracker, RunSettings settings, CodeRunner code) {

    /** The same with other settings. */
    public RunContext with(RunSettings settings) {
        return new RunContext(this.session, this.tracker, settings, this.code);
    }

    /** The same, but down SQL is kept, and dropped, with the rows. */
    public RunContext keepingRollbacks() {
        return new RunContext(this.session, this.tracker.keepingRollbacks(), this.settings, this.code);
    }

    TransactionSettings transaction(Step step, CheckedScript script) {
        return this.settings.transaction(step, script.outline().directives(), this.session.facts());
    }

    /** A step that runs in batches. */
    BatchedStep batched(Step step, CheckedScript script) {
        return new BatchedStep(
                this.session,
                this.tracker,
                step,
                script,
                transaction(step, script),
                this.settings.backfills().worker());
    }
}
