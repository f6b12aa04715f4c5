package io.github.appliedset.autoconfigure;

import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migrator.Migrator;
import org.springframework.context.ApplicationEvent;

/**
 * The application has started, and everything on disk is applied. Published once for each migrator that ran at the start,
 * before the application's own runners; not in the modes that apply nothing.
 */
public final class MigrationsAppliedEvent extends ApplicationEvent {

    private final transient Migrator migrator;
    private final transient MigrationReport report;

    MigrationsAppliedEvent(Migrator migrator, MigrationReport report) {
        super(migrator);
        this.migrator = migrator;
        this.report = report;
    }

    /** Which one. */
    public Migrator migrator() {
        return this.migrator;
    }

    /** What it did, which may be nothing. */
    public MigrationReport report() {
        return this.report;
    }
}
