package io.github.appliedset.autoconfigure;

import io.github.appliedset.align.Alignment;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.MigrationLockException;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migration.TenantsFailedException;
import io.github.appliedset.migrator.AppliedCounts;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.text.Count;
import io.github.appliedset.text.Log;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.core.Ordered;
import org.springframework.core.SpringProperties;

/**
 * Migrates, or does what the mode says, while singletons are created: before any bean that needs the database, and before the
 * port is open. Checks once more that everything on disk is applied, just before the application accepts traffic.
 *
 * <p>Skips contexts that are refreshed only to exit or to be checkpointed (a training run, a checkpoint): migrations run when
 * the context starts, after the restore.
 */
final class MigrationInitializer implements InitializingBean, SmartLifecycle, ApplicationRunner, Ordered {

    private static final Log log = Log.of(MigrationInitializer.class);

    private final List<Migrator> migrators;
    private final Function<Migrator, AppliedSetProperties> properties;
    private final StartupDriftCheck driftCheck;
    private final @Nullable TenantStart tenants;
    private final ApplicationEventMulticaster events;
    private final Map<Migrator, MigrationReport> reports = new LinkedHashMap<>();
    private volatile boolean done;
    private volatile boolean running;

    MigrationInitializer(
            List<Migrator> migrators,
            Function<Migrator, AppliedSetProperties> properties,
            StartupDriftCheck driftCheck,
            @Nullable TenantStart tenants,
            ApplicationEventMulticaster events) {
        this.migrators = migrators;
        this.properties = properties;
        this.driftCheck = driftCheck;
        this.tenants = tenants;
        this.events = events;
    }

    @Override
    public void afterPropertiesSet() {
        if (endsOnRefresh("spring.context.exit") || endsOnRefresh("spring.context.checkpoint")) {
            log.info("Migrations do not run in a training run or before a checkpoint; they run after the restore");
        } else {
            doWhatTheModesSay();
        }
    }

    private static boolean endsOnRefresh(String property) {
        return "onRefresh".equalsIgnoreCase(SpringProperties.getProperty(property));
    }

    private void doWhatTheModesSay() {
        this.reports.clear();
        long start = System.nanoTime();
        DevelopmentStart development = new DevelopmentStart();
        List<Migrator> backwards = new ArrayList<>(this.migrators);
        Collections.reverse(backwards);
        for (Migrator migrator : backwards) {
            reporting(migrator, () -> prepare(migrator, development));
        }
        for (Migrator migrator : this.migrators) {
            reporting(migrator, () -> doWhatItsModeSays(migrator, development));
        }
        TenantStart all = this.tenants;
        if (all != null) {
            reporting(this.migrators.get(0), () -> all.run(Duration.ofNanos(System.nanoTime() - start)));
        }
        this.done = true;
    }

    private void reporting(Migrator migrator, Runnable work) {
        try {
            work.run();
        } catch (MigrationLockException lockTimeout) {
            throw reported(migrator, lockTimeout);
        } catch (TenantsFailedException failed) {
            if (failed.isLockTimeout()) {
                throw reported(migrator, failed);
            }
            publishFailure(migrator, failed);
            throw failed;
        } catch (RuntimeException failure) {
            publishFailure(migrator, failure);
            throw failure;
        }
    }

    private InstanceLockTimeoutException reported(Migrator migrator, MigrationException lockTimeout) {
        publishFailure(migrator, lockTimeout);
        // Spring Boot publishes the exit code as an event. Listeners that are beans of this context can no
        // longer be created then, and their exception would replace the exit code.
        this.events.removeAllListeners();
        return new InstanceLockTimeoutException(lockTimeout);
    }

    @Override
    public void start() {
        if (!this.done) {
            doWhatTheModesSay();
        }
        this.running = true;
    }

    /** A restart may find a different database: a checkpoint can be restored anywhere. */
    @Override
    public void stop() {
        this.running = false;
        this.done = false;
    }

    @Override
    public boolean isRunning() {
        return this.running;
    }

    /** A context paused by a test keeps its database. */
    @Override
    public boolean isPauseable() {
        return false;
    }

    /** Before the port is opened, and after the connection pool is resumed. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE - 4096;
    }

    /** What later migrators have built on what earlier ones did goes first. */
    private void prepare(Migrator migrator, DevelopmentStart development) {
        MigrationMode mode = this.properties.apply(migrator).mode();
        if (migrator.isDevelopment() && mode == MigrationMode.MIGRATE) {
            development.align(migrator);
        } else if (migrator.isDevelopment() && mode != MigrationMode.OFF) {
            Alignment.of(migrator).requireAllowed();
        }
    }

    private void doWhatItsModeSays(Migrator migrator, DevelopmentStart development) {
        AppliedSetProperties its = this.properties.apply(migrator);
        switch (its.mode()) {
            case MIGRATE -> {
                if (migrator.isDevelopment()) {
                    development.migrate(migrator).ifPresent(report -> this.reports.put(migrator, report));
                } else {
                    this.reports.put(migrator, migrator.migrateForStart());
                }
            }
            case VERIFY -> log(migrator, AppliedCounts.of(migrator.verify()));
            case WAIT -> log(migrator, AppliedCounts.of(migrator.await(its.waitTimeout())));
            case OFF -> log.info("{}.{}: skipped (applied-set.mode=off)", migrator.schema(), migrator.table());
        }
        if (its.mode() != MigrationMode.OFF) {
            this.driftCheck.run(migrator, its.drift().mode());
        }
    }

    private void publishFailure(Migrator migrator, RuntimeException failure) {
        try {
            this.events.multicastEvent(new MigrationsFailedEvent(migrator, failure));
        } catch (RuntimeException ofListener) {
            failure.addSuppressed(ofListener);
        }
    }

    private static void log(Migrator migrator, AppliedCounts counts) {
        about(migrator, counts)
                .info(
                        "{}.{}: {} applied, {} pending, {}",
                        migrator.schema(),
                        migrator.table(),
                        Count.of(counts.applied(), "migration"),
                        pending(counts),
                        Count.of(counts.orphans(), "orphan"));
    }

    @Override
    public void run(ApplicationArguments arguments) {
        this.reports.forEach((migrator, report) -> {
            try {
                log(migrator, report, migrator.requireApplied(report));
            } catch (RuntimeException failure) {
                publishFailure(migrator, failure);
                throw failure;
            }
        });
        this.reports.forEach(
                (migrator, report) -> this.events.multicastEvent(new MigrationsAppliedEvent(migrator, report)));
    }

    private static Log about(Migrator migrator, AppliedCounts counts) {
        return log.with("applied_set.table", migrator.target())
                .with("applied_set.applied", counts.applied())
                .with("applied_set.pending", counts.pending().size())
                .with("applied_set.orphans", counts.orphans());
    }

    private static void log(Migrator migrator, MigrationReport report, AppliedCounts counts) {
        about(migrator, counts)
                .with("applied_set.applied_now", report.applied().size())
                .with("applied_set.duration_ms", report.duration().toMillis())
                .info(
                        "{}.{}: {} applied ({} now, in {} ms), {} pending, {}",
                        migrator.schema(),
                        migrator.table(),
                        Count.of(counts.applied(), "migration"),
                        report.applied().size(),
                        report.duration().toMillis(),
                        pending(counts),
                        Count.of(counts.orphans(), "orphan"));
    }

    /** Whatever is pending at this point is left to the background, or waits for it. */
    private static String pending(AppliedCounts counts) {
        return counts.pending().isEmpty()
                ? "0"
                : counts.pending().size() + " ("
                        + counts.pending().stream().map(Migration::label).collect(Collectors.joining(", ")) + ")";
    }

    /** Before the application's own runners, which may use the database. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }
}
