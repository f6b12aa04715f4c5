package io.github.appliedset.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.autoconfigure.AppliedSetAutoConfiguration;
import io.github.appliedset.autoconfigure.AppliedSetHealthAutoConfiguration;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

@PostgresTest
class MigrationsHealthTests {

    private MigrationFolder files;
    private ApplicationContextRunner application;

    @BeforeEach
    void prepare(@TempDir Path folder) {
        this.files = new MigrationFolder(folder).with("1_a.up.sql", "SELECT 1;");
        this.application = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        AppliedSetAutoConfiguration.class,
                        AppliedSetHealthAutoConfiguration.class))
                .withPropertyValues("applied-set.locations=" + this.files.location());
    }

    private static Health health(ApplicationContext context) {
        return context.getBean("migrationsHealthContributor", HealthIndicator.class)
                .health();
    }

    @Test
    void upWhenEverythingIsAppliedWhateverOrphansThereAre(TestDatabase database) {
        this.application.withPropertyValues(database.properties()).run(context -> {
            database.execute("INSERT INTO public.applied_migrations VALUES (2, 'of_a_newer_release')");

            assertThat(health(context).getStatus()).isEqualTo(Status.UP);
            assertThat(health(context).getDetails())
                    .isEqualTo(Map.of("table", "public.applied_migrations", "applied", 1, "pending", 0, "orphans", 1));
        });
    }

    @Test
    void outOfServiceWhileSomethingIsPending(TestDatabase database) {
        this.application
                .withPropertyValues(database.properties())
                .withPropertyValues("applied-set.mode=off")
                .run(context -> {
                    assertThat(health(context).getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
                    assertThat(health(context).getDetails()).containsEntry("pending", 1);

                    context.getBean(Migrator.class).migrate();

                    assertThat(health(context).getStatus()).isEqualTo(Status.UP);
                });
    }

    @Test
    void filesThatDifferFromTheirRowsAreCountedAndChangeNothing(TestDatabase database) {
        this.files.with("2_b.up.sql", "SELECT 1;");
        this.application.withPropertyValues(database.properties()).run(context -> {
            assertThat(health(context).getDetails()).doesNotContainKey("differ");
            this.files.with("1_a.up.sql", "SELECT 2;").renamed("2_b.up.sql", "2_better.up.sql");

            assertThat(health(context).getStatus()).isEqualTo(Status.UP);
            assertThat(health(context).getDetails()).containsEntry("differ", 2);
        });
    }

    @Test
    void downWithoutTheDatabase() {
        this.application
                .withPropertyValues(
                        "spring.datasource.url=jdbc:postgresql://localhost:1/nowhere",
                        "spring.datasource.hikari.connection-timeout=500",
                        "applied-set.mode=off")
                .run(context -> {
                    assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
                    assertThat(health(context).getDetails())
                            .isEqualTo(Map.of("error", "Could not connect to the database."));
                });
    }

    @Test
    void severalMigratorsHaveAHealthOfTheirOwn(TestDatabase database) {
        this.application
                .withPropertyValues(database.properties())
                .withBean(
                        "first",
                        Migrator.class,
                        () -> migrator(database, "first").build())
                .withBean(
                        "second",
                        Migrator.class,
                        () -> migrator(database, "second").name("reports").build())
                .run(context -> {
                    var contributor = (CompositeHealthContributor)
                            context.getBean("migrationsHealthContributor", HealthContributor.class);
                    assertThat(contributor.stream().map(entry -> entry.name())).containsExactly("first", "reports");
                });
    }

    private Migrator.Builder migrator(TestDatabase database, String schema) {
        return Migrator.builder()
                .dataSource(database.dataSource())
                .locations(this.files.location())
                .schema(schema);
    }

    @Test
    void canBeSwitchedOff(TestDatabase database) {
        this.application
                .withPropertyValues(database.properties())
                .withPropertyValues("management.health.migrations.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("migrationsHealthContributor"));
    }
}
