package io.github.appliedset.actuate;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migrator.MigrationListener;
import io.github.appliedset.migrator.MigrationReport;
import io.github.appliedset.migrator.MigrationReport.Executed;
import io.github.appliedset.migrator.Migrator;
import java.util.ArrayDeque;
import java.util.Deque;
import org.springframework.core.metrics.ApplicationStartup;
import org.springframework.core.metrics.StartupStep;

/** The steps {@code applied-set.run} and {@code applied-set.apply} of an application's start, as {@code /actuator/startup} shows them. */
public final class MigrationStartupSteps implements MigrationListener {

    private final ApplicationStartup startup;
    private final ThreadLocal<Deque<StartupStep>> open = ThreadLocal.withInitial(ArrayDeque::new);

    public MigrationStartupSteps(ApplicationStartup startup) {
        this.startup = startup;
    }

    private void end(String outcome) {
        Deque<StartupStep> open = this.open.get();
        open.pop().tag("outcome", outcome).end();
        if (open.isEmpty()) {
            this.open.remove();
        }
    }

    @Override
    public void beforeRun(Migrator migrator) {
        this.open
                .get()
                .push(this.startup.start("applied-set.run").tag("table", migrator.schema() + "." + migrator.table()));
    }

    @Override
    public void afterRun(Migrator migrator, MigrationReport report) {
        end(report.applied().size() + " applied");
    }

    @Override
    public void runFailed(Migrator migrator, RuntimeException failure) {
        end("failed");
    }

    @Override
    public void beforeMigration(Migrator migrator, Migration migration) {
        this.open.get().push(this.startup.start("applied-set.apply").tag("migration", migration.toString()));
    }

    @Override
    public void afterMigration(Migrator migrator, Executed executed) {
        end("applied");
    }

    @Override
    public void migrationFailed(Migrator migrator, Migration migration, RuntimeException failure) {
        end("failed");
    }

    @Override
    public void appliedElsewhere(Migrator migrator, Migration migration) {
        end("applied elsewhere");
    }
}
