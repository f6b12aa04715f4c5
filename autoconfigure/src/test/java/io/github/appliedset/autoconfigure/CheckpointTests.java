package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.fault.ChildJvm;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.SpringProperties;

/** Contexts that are refreshed to be thrown away, frozen or restarted. */
@PostgresTest
class CheckpointTests {

    /** Of Spring Boot's web server; it opens the port. */
    private static final int PHASE_OF_THE_PORT = Integer.MAX_VALUE - 2048;

    private static final List<String> PROPERTIES = List.of("spring.context.exit", "spring.context.checkpoint");

    private MigrationFolder files;

    @BeforeEach
    void prepare(@TempDir Path folder) {
        this.files = new MigrationFolder(folder).with("1_a.up.sql", "SELECT 1;");
    }

    @AfterEach
    void forget() {
        PROPERTIES.forEach(property -> SpringProperties.setProperty(property, null));
    }

    @Test
    void trainingRunDoesNotTouchTheDatabase(TestDatabase database) throws Exception {
        try (ChildJvm training = ChildJvm.start(
                AheadOfTimeApplication.class,
                List.of("-Dspring.context.exit=onRefresh"),
                "--applied-set.locations=" + this.files.location(),
                "--spring.datasource.url=jdbc:postgresql://localhost:1/of_the_build")) {
            assertThat(training.awaitExit()).isZero();
            assertThat(training.output())
                    .contains("Migrations do not run in a training run")
                    .doesNotContain("started with");
        }
    }

    private ApplicationContextRunner application(TestDatabase database) {
        return new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(DataSourceAutoConfiguration.class, AppliedSetAutoConfiguration.class))
                .withPropertyValues(database.properties())
                .withPropertyValues("applied-set.locations=" + this.files.location());
    }

    private static final class Port implements SmartLifecycle {

        private final TestDatabase database;
        private List<String> appliedWhenItOpened = List.of();
        private boolean open;

        private Port(TestDatabase database) {
            this.database = database;
        }

        @Override
        public void start() {
            this.open = true;
            this.appliedWhenItOpened = this.database.applied();
        }

        @Override
        public void stop() {
            this.open = false;
        }

        @Override
        public boolean isRunning() {
            return this.open;
        }

        @Override
        public int getPhase() {
            return PHASE_OF_THE_PORT;
        }
    }

    /** What comes after the refresh is what comes after a restore: the processor has read the property long ago. */
    @ParameterizedTest
    @ValueSource(strings = {"spring.context.exit", "spring.context.checkpoint"})
    void migratesAfterTheRestoreAndBeforeThePortIsOpen(String property, TestDatabase database) {
        SpringProperties.setProperty(property, "onRefresh");

        application(database)
                .withBean(Port.class, () -> new Port(database))
                .withInitializer(
                        context -> context.getBeanFactory().addBeanPostProcessor(new UntouchedBefore(database)))
                .run(context -> assertThat(context.getBean(Port.class).appliedWhenItOpened)
                        .containsExactly("1_a"));
    }

    /** Looks at the database right after the initializer is made. */
    private record UntouchedBefore(TestDatabase database) implements BeanPostProcessor {

        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            if (bean instanceof MigrationInitializer) {
                assertThat(this.database.hasTable("public.applied_migrations")).isFalse();
            }
            return bean;
        }
    }

    @Test
    void restartMigratesWhateverDatabaseItFinds(TestDatabase database) {
        application(database).run(context -> {
            this.files.with("2_b.up.sql", "SELECT 1;");
            ConfigurableApplicationContext frozen = context.getSourceApplicationContext();

            frozen.stop();
            assertThat(database.applied()).containsExactly("1_a");
            frozen.start();

            assertThat(database.applied()).containsExactly("1_a", "2_b");
            assertThat(Stream.of(context.getBean(MigrationInitializer.class)))
                    .allMatch(MigrationInitializer::isRunning);
        });
    }
}
