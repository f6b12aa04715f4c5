package io.github.appliedset.actuate;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migration.MigrationReport.Executed;
import io.github.appliedset.migrator.MigrationListener;
import io.github.appliedset.migrator.Target;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.UnaryOperator;
import org.springframework.core.metrics.ApplicationStartup;
import org.springframework.core.metrics.StartupStep;

/** The steps {@code applied-set.run} and {@code applied-set.apply} of an application's start, as {@code /actuator/startup} shows them. */
public final class MigrationStartupSteps implements MigrationListener {

    private final ApplicationStartup startup;
    private final ThreadLocal<Deque<StartupStep>> open = ThreadLocal.withInitial(ArrayDeque::new);

    public MigrationStartupSteps(ApplicationStartup startup) {
        this.startup = startup;
    }

    @Override
    public boolean mayRefuse() {
        return false;
    }

    private void end(String outcome) {
        end(step -> step.tag("outcome", outcome));
    }

    private void end(UnaryOperator<StartupStep> last) {
        Deque<StartupStep> open = this.open.get();
        last.apply(open.pop()).end();
        if (open.isEmpty()) {
            this.open.remove();
        }
    }

    @Override
    public void beforeRun(Target target) {
        this.open.get().push(this.startup.start("applied-set.run").tag("table", target.toString()));
    }

    @Override
    public void afterRun(Target target, MigrationReport report) {
        end(report.applied().size() + " applied");
    }

    @Override
    public void runFailed(Target target, RuntimeException failure) {
        end("failed");
    }

    @Override
    public void beforeMigration(Target target, Migration migration) {
        this.open.get().push(this.startup.start("applied-set.apply").tag("migration", migration.toString()));
    }

    @Override
    public void afterMigration(Target target, Executed executed) {
        // Of several that share a round trip, the answers come at once; the duration is the server's.
        end(step -> step.tag("outcome", "applied")
                .tag("duration", executed.duration().toMillis() + " ms"));
    }

    @Override
    public void migrationFailed(Target target, Migration migration, RuntimeException failure) {
        end("failed");
    }

    @Override
    public void appliedElsewhere(Target target, Migration migration) {
        end("applied elsewhere");
    }
}
