package io.github.appliedset.autoconfigure;

import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migrator.Migrator;
import org.springframework.context.ApplicationEvent;

/**
 * Published when the application has started and everything on disk is applied: once for each migrator that ran at startup,
 * before the application's own runners. Not published in modes that apply nothing.
 */
public final class MigrationsAppliedEvent extends ApplicationEvent {

    private final transient Migrator migrator;
    private final transient MigrationReport report;

    MigrationsAppliedEvent(Migrator migrator, MigrationReport report) {
        super(migrator);
        this.migrator = migrator;
        this.report = report;
    }

    /** The migrator that ran. */
    public Migrator migrator() {
        return this.migrator;
    }

    /** The report of the run, which may have applied nothing. */
    public MigrationReport report() {
        return this.report;
    }
}
