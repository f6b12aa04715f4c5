package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migration.MigrationConflictException;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.SystemEnvironmentPropertySource;

@PostgresTest
@ExtendWith(OutputCaptureExtension.class)
class MigrationModeTests {

    private MigrationFolder files;
    private ApplicationContextRunner application;

    @BeforeEach
    void prepare(@TempDir Path folder) {
        this.files = new MigrationFolder(folder).with("1_a.up.sql", "CREATE TABLE public.a (id int);");
        this.application = new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(DataSourceAutoConfiguration.class, AppliedSetAutoConfiguration.class))
                .withPropertyValues("applied-set.locations=" + this.files.location());
    }

    private void migrate(TestDatabase database) {
        Migrator.builder()
                .dataSource(database.dataSource())
                .locations(this.files.location())
                .build()
                .migrate();
    }

    /** The settings of the how-to page: a user who may read the tracker and nothing else. */
    private static String[] reader(TestDatabase database) {
        String user = database.username() + "_app";
        database.executeAsSuperuser("CREATE ROLE " + user + " LOGIN PASSWORD 'app'");
        if (database.hasTable("public.applied_migrations")) {
            database.execute("GRANT SELECT ON public.applied_migrations TO " + user);
        }
        return new String[] {
            "spring.datasource.url=" + database.url(),
            "spring.datasource.username=" + user,
            "spring.datasource.password=app"
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify", "wait"})
    void startsOnAMigratedDatabaseWithTheRightToReadTheTracker(
            String mode, TestDatabase database, CapturedOutput output) {
        migrate(database);
        this.application
                .withPropertyValues(reader(database))
                .withPropertyValues("applied-set.mode=" + mode)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(output).contains("public.applied_migrations: 1 migration applied, 0 pending, 0 orphans");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify", "wait"})
    void failsWithTheReasonWhileSomethingIsPendingAndAppliesNothing(String mode, TestDatabase database) {
        this.application
                .withPropertyValues(reader(database))
                .withPropertyValues("applied-set.mode=" + mode, "applied-set.wait-timeout=0")
                .run(context -> {
                    assertThat(context)
                            .getFailure()
                            .rootCause()
                            .isInstanceOf(MigrationConflictException.class)
                            .hasMessageContaining("1_a is on disk but not applied");
                    assertThat(database.hasTable("public.applied_migrations")).isFalse();
                });
    }

    @Test
    void offTouchesNothingAndTheMigratorIsThere() {
        this.application
                .withPropertyValues(
                        "spring.datasource.url=jdbc:postgresql://localhost:1/nowhere", "applied-set.mode=off")
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(Migrator.class);
                    context.getBean(MigrationInitializer.class).run(new DefaultApplicationArguments());
                });
    }

    @Test
    void environmentVariableSwitchesTheMode(TestDatabase database) {
        this.application
                .withPropertyValues(database.properties())
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new SystemEnvironmentPropertySource(
                                "systemEnvironment-of-the-test", Map.of("APPLIED_SET_MODE", "verify"))))
                .run(context -> assertThat(context).hasFailed());
    }

    @Test
    void unknownModeNamesThePropertyAndTheChoices(TestDatabase database) {
        this.application
                .withPropertyValues(database.properties())
                .withPropertyValues("applied-set.mode=validate")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("applied-set.mode")
                        .hasStackTraceContaining("validate"));
    }
}
