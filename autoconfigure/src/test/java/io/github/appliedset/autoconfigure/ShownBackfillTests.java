package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.actuate.MigrationMetrics;
import io.github.appliedset.actuate.MigrationsEndpoint;
import io.github.appliedset.autoconfigure.CommandLine.Run;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** A backfill of which one batch of three is done, as it is seen from outside, and what waits for it. */
@PostgresTest
class ShownBackfillTests {

    private TestDatabase database;
    private MigrationFolder files;

    @BeforeEach
    void doTheFirstBatch(@TempDir Path folder, TestDatabase database) {
        this.database = database;
        database.execute(
                "CREATE TABLE public.users (id bigint PRIMARY KEY, n int)",
                "INSERT INTO public.users SELECT generate_series(1, 25)",
                "ANALYZE public.users");
        this.files = new MigrationFolder(folder).with("1_fill.up.sql", """
                        -- applied-set: batches=public.users.id
                        -- applied-set: batch-size=10
                        -- applied-set: pause=0ms
                        -- applied-set: background
                        UPDATE public.users SET n = 1
                        WHERE id BETWEEN current_setting('applied_set.batch_from')::bigint
                                     AND current_setting('applied_set.batch_to')::bigint;
                        """).with("2_require.up.sql", """
                        -- applied-set: after=1_fill
                        ALTER TABLE public.users ALTER COLUMN n SET NOT NULL;
                        """);
        Migrator.builder()
                .dataSource(database.dataSource())
                .locations(this.files.location())
                .build()
                .migrate();
    }

    private Map<String, Object> properties() {
        return new LinkedHashMap<>(Map.of(
                "spring.datasource.url", this.database.url(),
                "spring.datasource.username", this.database.username(),
                "spring.datasource.password", this.database.password(),
                "applied-set.locations", this.files.location()));
    }

    private ApplicationContextRunner application(String mode) {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        AppliedSetAutoConfiguration.class,
                        AppliedSetHealthAutoConfiguration.class,
                        AppliedSetMetricsAutoConfiguration.class))
                .withPropertyValues(properties().entrySet().stream()
                        .map(property -> property.getKey() + "=" + property.getValue())
                        .toArray(String[]::new))
                .withPropertyValues("applied-set.mode=" + mode);
    }

    private Run run(String... options) {
        return CommandLine.run(
                properties(),
                Arrays.stream(options).map(option -> "--applied-set." + option).toArray(String[]::new));
    }

    private static double backfills(AssertableApplicationContext context, String state) {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        context.getBean(MigrationMetrics.class).bindTo(meters);
        return meters.get("applied.set.backfills").tag("state", state).gauge().value();
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify", "wait"})
    void startWithoutMigratingToleratesARunningBackfill(String mode) {
        application(mode).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(HealthIndicator.class).health().getStatus())
                    .isEqualTo(Status.UP);
            assertThat(backfills(context, "running")).isEqualTo(1);
            assertThat(backfills(context, "paused")).isZero();
            assertThat(EndpointPage.of(context)).contains("1_fill is running: 10 of about 25 rows in 1 batch");
            assertThat(new MigrationsEndpoint(context).migrations())
                    .asString()
                    .contains("state=running")
                    .contains("rows=10, batches=1, estimate=25")
                    .contains("state=waiting");
        });
    }

    @Test
    void commandsPauseAndResumeIt() {
        assertThat(run("command=status").exitCode()).isZero();
        Run verified = run("command=verify");
        assertThat(verified.exitCode()).isZero();
        assertThat(verified.out()).contains("0 migrations applied, 2 pending in the background or waiting, 0 orphans");

        assertThat(run("command=pause", "version=1").exitCode()).isZero();
        Run paused = run("command=status");
        assertThat(paused.exitCode()).isZero();
        assertThat(paused.out()).contains("paused").contains("waiting");
        application("verify")
                .run(context -> assertThat(backfills(context, "paused")).isEqualTo(1));

        assertThat(run("command=resume", "version=1").exitCode()).isZero();
        assertThat(run("command=status").out()).contains("running").doesNotContain("paused");
        assertThat(run("command=migrate").exitCode()).isZero();
        assertThat(this.database.applied()).containsExactly("1_fill", "2_require");
        assertThat(this.database.query("SELECT count(n) FROM public.users")).containsExactly("25");
    }
}
