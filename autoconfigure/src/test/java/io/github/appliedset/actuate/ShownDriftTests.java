package io.github.appliedset.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import io.github.appliedset.actuate.DriftDescriptor.ChangeDescriptor;
import io.github.appliedset.actuate.DriftDescriptor.DifferenceDescriptor;
import io.github.appliedset.actuate.DriftDescriptor.MigratorDescriptor;
import io.github.appliedset.autoconfigure.AppliedSetAutoConfiguration;
import io.github.appliedset.autoconfigure.AppliedSetEndpointAutoConfiguration;
import io.github.appliedset.autoconfigure.AppliedSetHealthAutoConfiguration;
import io.github.appliedset.autoconfigure.AppliedSetMetricsAutoConfiguration;
import io.github.appliedset.drift.Snapshots;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.RecordingDataSource;
import io.github.appliedset.support.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

@PostgresTest
class ShownDriftTests {

    private Path classes;
    private TestDatabase database;
    private ApplicationContextRunner application;

    @BeforeEach
    void prepare(@TempDir Path folder, TestDatabase database) throws IOException {
        this.database = database;
        database.executeAsSuperuser("ALTER ROLE " + database.username() + " CREATEDB");
        MigrationFolder files = new MigrationFolder(folder.resolve("files"))
                .with("1_a.up.sql", "CREATE TABLE public.a (id integer PRIMARY KEY, name varchar(80));");
        Migrator migrator = Migrator.builder()
                .dataSource(database.dataSource())
                .locations(files.location())
                .build();
        this.classes = Files.createDirectories(folder.resolve("classes"));
        Snapshots snapshots = Snapshots.of(migrator);
        snapshots.save(this.classes.resolve("db/snapshot"), snapshots.fromMigrations());
        URL[] classPath = {this.classes.toUri().toURL()};
        this.application = new ApplicationContextRunner()
                .withClassLoader(new URLClassLoader(classPath, getClass().getClassLoader()))
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        AppliedSetAutoConfiguration.class,
                        AppliedSetEndpointAutoConfiguration.class,
                        AppliedSetHealthAutoConfiguration.class,
                        AppliedSetMetricsAutoConfiguration.class))
                .withPropertyValues(database.properties())
                .withPropertyValues(
                        "applied-set.locations=" + files.location(),
                        "management.endpoints.web.exposure.include=*",
                        "management.endpoints.jmx.exposure.include=*");
    }

    private static MigratorDescriptor drift(ApplicationContext context) {
        DriftDescriptor drift =
                (DriftDescriptor) context.getBean(MigrationsEndpoint.class).migration("drift", null);
        return drift.contexts().values().iterator().next().migrators().get("migrator");
    }

    private static double gauge(ApplicationContext context, String difference) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        context.getBean(MigrationMetrics.class).bindTo(registry);
        return registry.get("applied.set.drift.objects")
                .tag("difference", difference)
                .tag("migrator", "migrator")
                .gauge()
                .value();
    }

    private static String page(ApplicationContext context) {
        return String.valueOf(context.getBean(MigrationsEndpointWebExtension.class)
                .migrations(MigrationsFormat.HTML)
                .getBody());
    }

    @Test
    void schemaOfTheSnapshotIsShownAsSuch() {
        this.application.run(context -> {
            assertThat(drift(context).status()).isEqualTo("same");
            assertThat(drift(context).objects()).isEqualTo(5);
            assertThat(context.getBean(HealthIndicator.class).health().getDetails())
                    .containsEntry("schema", "matches the snapshot");
            assertThat(gauge(context, "different")).isZero();
            assertThat(page(context)).contains("Schema at the last comparison: matches the snapshot.");
        });
    }

    @Test
    void objectAndAttributeAreNamedWhereverDriftIsShown() {
        this.application.run(context -> {
            this.database.execute(
                    "ALTER TABLE public.a ALTER name TYPE text", "CREATE TABLE public.\"<b>\" (id integer)");

            MigratorDescriptor drift = drift(context);

            assertThat(drift.status()).isEqualTo("drift");
            assertThat(drift.differences())
                    .containsExactlyInAnyOrder(
                            new DifferenceDescriptor(
                                    "column",
                                    "public.a.name",
                                    "different",
                                    List.of(new ChangeDescriptor("type", "character varying(80)", "text"))),
                            new DifferenceDescriptor("table", "public.\"<b>\"", "unexpected", List.of()));
            assertThat(context.getBean(HealthIndicator.class).health().getDetails())
                    .containsEntry("schema", "2 objects differ from the snapshot");
            assertThat(context.getBean(HealthIndicator.class)
                            .health()
                            .getStatus()
                            .getCode())
                    .as("drift is told, the instance serves on")
                    .isEqualTo("UP");
            assertThat(gauge(context, "different")).isOne();
            assertThat(gauge(context, "unexpected")).isOne();
            assertThat(gauge(context, "absent")).isZero();
            assertThat(page(context))
                    .contains("2 objects differ from the snapshot")
                    .contains("~ column public.a.name: type: expected character varying(80), found text")
                    .contains("+ table public.&quot;&lt;b&gt;&quot;: not expected");
        });
    }

    @Test
    void whatIsNotComparedIsCountedWhereverDriftIsShown() {
        this.database.executeAsSuperuser(
                "CREATE FOREIGN DATA WRAPPER w",
                "CREATE SERVER s FOREIGN DATA WRAPPER w",
                "CREATE USER MAPPING FOR PUBLIC SERVER s");

        this.application.run(context -> {
            assertThat(drift(context).notTold()).isEqualTo(Map.of("user mapping", 1));
            assertThat(page(context)).contains("2 objects differ from the snapshot; 1 user mapping is not compared.");
        });
    }

    @Test
    void databaseThatIsAheadIsNotCompared() {
        this.application.run(context -> {
            this.database.execute("INSERT INTO public.applied_migrations VALUES (9, 'newer')");

            assertThat(drift(context).status()).isEqualTo("not-comparable");
            assertThat(drift(context).reason()).isEqualTo("the database is ahead by 1 (9_newer)");
            assertThat(gauge(context, "different")).isNaN();
        });
    }

    @Test
    void manyCallersAtOnceMakeOneReading() {
        RecordingDataSource recording = new RecordingDataSource(this.database.dataSource());
        this.application.withBean(DataSource.class, () -> recording).run(context -> {
            int before = recording.connections();
            CountDownLatch all = new CountDownLatch(24);
            ExecutorService threads = Executors.newFixedThreadPool(24);
            try {
                Callable<String> caller = () -> {
                    all.countDown();
                    all.await();
                    return drift(context).status();
                };
                for (Future<String> status : threads.invokeAll(Collections.nCopies(24, caller))) {
                    assertThat(status.get()).isEqualTo("same");
                }
            } finally {
                threads.shutdownNow();
            }
            assertThat(recording.connections() - before)
                    .as("rows, schema, and rows again")
                    .isEqualTo(3);
        });
    }

    private static WebEndpointResponse<Object> answer(ApplicationContext context) {
        return context.getBean(MigrationsEndpointWebExtension.class).migration("drift", null);
    }

    @Test
    void brokenSnapshotIsAnswered() {
        this.application.run(context -> {
            Files.writeString(this.classes.resolve("db/snapshot/snapshot.json"), "{");

            assertThat(answer(context).getStatus()).isEqualTo(503);
            assertThat(answer(context).getBody())
                    .asInstanceOf(MAP)
                    .containsEntry("error", "The schema snapshot could not be read.")
                    .containsEntry("reference", "docs/reference/errors.md#snapshot-unreadable");
        });
    }

    @Test
    void messageOfTheServerIsNotShown() {
        this.application.run(context -> {
            this.database.executeAsSuperuser("ALTER TABLE public.applied_migrations OWNER TO CURRENT_USER");

            assertThat(answer(context).getStatus()).isEqualTo(503);
            assertThat(String.valueOf(answer(context).getBody()))
                    .contains("The tracker table could not be read.")
                    .doesNotContain("permission", "GRANT", "42501", this.database.username());
        });
    }

    @Test
    void nothingIsShownOfAnApplicationWithoutASnapshot() throws IOException {
        Files.delete(this.classes.resolve("db/snapshot/snapshot.json"));

        this.application.run(context -> {
            assertThat(context.getBean(HealthIndicator.class).health().getDetails())
                    .doesNotContainKey("schema");
            assertThat(gauge(context, "different")).isNaN();
            assertThat(page(context)).doesNotContain("Schema at the last comparison");
        });
    }
}
