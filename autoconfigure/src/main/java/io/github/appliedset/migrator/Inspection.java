package io.github.appliedset.migrator;

import io.github.appliedset.migration.ConflictPolicy;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationConflict.PendingMigration;
import io.github.appliedset.migration.MigrationConflictException;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.MigrationStatus;
import io.github.appliedset.migration.RepeatablePlan;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.run.AppliedCheck;
import io.github.appliedset.run.KnownState;
import io.github.appliedset.run.Reading;
import io.github.appliedset.run.Repeatables;
import io.github.appliedset.run.RunContext;
import io.github.appliedset.run.RunSettings;
import io.github.appliedset.run.UnlockedRead;
import io.github.appliedset.source.FoundMigrations;
import io.github.appliedset.tracker.TrackerView;
import java.sql.SQLException;
import java.time.Duration;

/** Compares files and rows, and changes neither. */
record Inspection(Sessions sessions, MigrationFiles files, PlanReader reader) {

    MigrationPlan plan() {
        VersionSet<Migration> onDisk = this.files.versions();
        return this.sessions.reading(run -> this.reader.plan(run, onDisk));
    }

    MigrationStatus status() {
        FoundMigrations found = this.files.search();
        return this.sessions.reading(run -> {
            UnlockedRead read = new UnlockedRead(run.tracker());
            TrackerView view = read.glance(run.session().jdbc());
            MigrationPlan plan = this.reader.remember(MigrationPlan.between(found.migrations(), view.rows()));
            Reading reading = this.reader.reading(run, plan);
            MigrationStatus status = run.settings().checksumMismatch() == ConflictPolicy.IGNORE
                    ? MigrationStatus.withoutContents(plan, view.running(), reading.states())
                    : MigrationStatus.of(plan, view.running(), reading.states());
            return status.with(repeatables(run, found, read, reading).states());
        });
    }

    RepeatablePlan repeatables() {
        return known(this.files.search(), this.sessions.settings().instanceLockTimeout())
                .repeatables();
    }

    /** To verify once, or to wait. */
    AppliedCheck check() {
        FoundMigrations found = this.files.searchForRun();
        RunSettings settings = this.sessions.settings();
        Repeatables repeatables = new Repeatables(settings, found.repeatables());
        return new AppliedCheck(settings, found.migrations(), repeatables, patience -> known(found, patience));
    }

    MigrationPlan requireApplied(VersionSet<Migration> onDisk) {
        Reading reading = this.sessions.reading(run -> this.reader.reading(run, this.reader.plan(run, onDisk)));
        if (!reading.missing().isEmpty()) {
            throw new MigrationConflictException(
                    this.sessions.settings().table().sql(),
                    reading.missing().stream().map(PendingMigration::new).toList());
        }
        return reading.plan();
    }

    private KnownState known(FoundMigrations found, Duration patience) {
        return this.sessions.reading(run -> {
            UnlockedRead read = new UnlockedRead(run.tracker());
            MigrationPlan plan = this.reader.plan(run, found.migrations(), read, patience);
            Reading reading = this.reader.reading(run, plan);
            return new KnownState(reading, repeatables(run, found, read, reading));
        });
    }

    private RepeatablePlan repeatables(RunContext run, FoundMigrations found, UnlockedRead read, Reading reading)
            throws SQLException {
        RepeatablePlan decided = new Repeatables(run.settings(), found.repeatables())
                .plan(
                        run.session().jdbc(),
                        read.hasRepeatables(),
                        !reading.plan().orphans().isEmpty());
        return this.reader.remember(run, decided, reading);
    }
}
