package io.github.appliedset.migrator;

import io.github.appliedset.migration.DryRunReport;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.run.ConflictCheck;
import io.github.appliedset.run.DryRun;
import io.github.appliedset.run.Repeatables;
import io.github.appliedset.run.RunContext;
import io.github.appliedset.run.UnlockedRead;
import io.github.appliedset.run.UpTo;
import io.github.appliedset.session.Privilege;
import io.github.appliedset.session.RunWatch;
import io.github.appliedset.source.FoundMigrations;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Tries what is pending, and rolls it back. */
record DryRuns(Sessions sessions, MigrationFiles files, PlanReader reader, Audience audience) {

    DryRunReport run(UpTo upTo) {
        long start = System.nanoTime();
        FoundMigrations found = this.files.searchForRun();
        return this.sessions.changing(Privilege.INSERT, run -> run(upTo, found, run, start));
    }

    private DryRunReport run(UpTo upTo, FoundMigrations found, RunContext run, long start) throws SQLException {
        Repeatables repeatables = new Repeatables(run.settings(), found.repeatables());
        ConflictCheck conflicts = new ConflictCheck(run.settings());
        UnlockedRead read = new UnlockedRead(run.tracker());
        MigrationPlan plan = upTo.requireKnown(
                conflicts.check(this.reader.plan(run, found.migrations(), read)),
                run.settings().table());
        boolean repeats = plan.pending().isEmpty()
                && !repeatables
                        .plan(
                                run.session().jdbc(),
                                read.hasRepeatables(),
                                !plan.orphans().isEmpty())
                        .pending()
                        .isEmpty();
        if (upTo.pending(plan).isEmpty() && !repeats) {
            return new DryRunReport(List.of(), List.of(), Duration.ofNanos(System.nanoTime() - start));
        }
        MigrationListeners listeners = this.audience.ofDryRun();
        try (RunWatch watch = listeners.watch(run.session())) {
            DryRun dryRun = new DryRun(run, conflicts, upTo, repeatables, listeners);
            return new DryRunReport(dryRun.run(plan), dryRun.repeated(), Duration.ofNanos(System.nanoTime() - start));
        }
    }
}
