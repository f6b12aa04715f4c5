package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.appliedset.actuate.MigrationsEndpoint;
import io.github.appliedset.migration.MigrationConflictException;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole start, up to its last check, while a backfill has begun and not ended, and a migration waits for it. */
@PostgresTest
@ExtendWith(OutputCaptureExtension.class)
@Timeout(120)
class StartWithBackfillTests {

    private TestDatabase database;
    private MigrationFolder files;
    private Migrator before;
    private final List<Object> events = new ArrayList<>();

    /** How the backfill stands when the application starts. */
    private enum Standing {
        RUNNING,
        PAUSED,
        FAILED
    }

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
                        -- applied-set: pause=1h
                        -- applied-set: background
                        UPDATE public.users SET n = 1 / (id - 15)
                        WHERE id BETWEEN current_setting('applied_set.batch_from')::bigint
                                     AND current_setting('applied_set.batch_to')::bigint;
                        """).with("2_require.up.sql", """
                        -- applied-set: after=1_fill
                        ALTER TABLE public.users ALTER COLUMN n SET NOT NULL;
                        """);
        this.before = Migrator.builder()
                .dataSource(database.dataSource())
                .locations(this.files.location())
                .build();
        this.before.migrate();
    }

    private void bring(Standing standing) {
        switch (standing) {
            case PAUSED -> this.before.pauseBackfill(1);
            case FAILED -> this.before.continueBackfills();
            case RUNNING -> {}
        }
        assertThat(this.before.status().missing()).isEmpty();
    }

    private ApplicationContextRunner application(String mode) {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        AppliedSetAutoConfiguration.class,
                        AppliedSetHealthAutoConfiguration.class))
                .withInitializer(context ->
                        context.addApplicationListener((ApplicationListener<MigrationsAppliedEvent>) this.events::add))
                .withPropertyValues(this.database.properties())
                .withPropertyValues(
                        "applied-set.locations=" + this.files.location(),
                        "applied-set.wait-timeout=1s",
                        "applied-set.mode=" + mode);
    }

    /** The first of all runners, just before traffic is accepted. */
    private static void check(ConfigurableApplicationContext context) {
        context.getBean(MigrationInitializer.class).run(new DefaultApplicationArguments());
    }

    @ParameterizedTest
    @EnumSource
    void finalCheckToleratesAnUnfinishedBackfill(Standing standing, CapturedOutput output) {
        bring(standing);
        application("migrate").run(context -> {
            assertThat(context).hasNotFailed();
            check(context);

            assertThat(output)
                    .contains("public.applied_migrations: 0 migrations applied (0 now, in ")
                    .contains(" ms), 2 (1_fill, 2_require) pending, 0 orphans");
            assertThat(this.events).hasSize(1);
            assertThat(context.getBean(HealthIndicator.class).health().getStatus())
                    .isEqualTo(Status.UP);
            assertThat(new MigrationsEndpoint(context).migrations())
                    .asString()
                    .contains("state=" + standing.name().toLowerCase(Locale.ROOT))
                    .contains("state=waiting");
        });
        assertThat(this.database.applied()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void startThatOnlyChecksToleratesAnUnfinishedBackfill(Standing standing, CapturedOutput output) {
        bring(standing);
        for (String mode : List.of("verify", "wait")) {
            application(mode).run(context -> {
                assertThat(context).hasNotFailed();
                check(context);
                assertThat(context.getBean(HealthIndicator.class).health().getStatus())
                        .isEqualTo(Status.UP);
            });
        }
        assertThat(output.toString().lines().filter(line -> line.contains("2 (1_fill, 2_require) pending, 0 orphans")))
                .hasSize(2);
    }

    /** What waits for the backfill is left; what does not is missing. */
    @Test
    void theLastCheckFindsARowThatIsGoneBesideIt() {
        this.files.with("3_other.up.sql", "SELECT 1;");
        application("migrate").run(context -> {
            assertThat(context).hasNotFailed();
            this.database.execute("DELETE FROM public.applied_migrations");

            assertThatExceptionOfType(MigrationConflictException.class)
                    .isThrownBy(() -> check(context))
                    .withMessageContaining("3_other is on disk but not applied")
                    .withMessageNotContaining("1_fill is on disk")
                    .withMessageNotContaining("2_require is on disk");
            assertThat(context.getBean(HealthIndicator.class).health().getStatus())
                    .isEqualTo(Status.OUT_OF_SERVICE);
        });
    }
}
