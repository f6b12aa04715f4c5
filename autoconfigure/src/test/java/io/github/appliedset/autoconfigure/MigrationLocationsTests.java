package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.ResourceLoader;

/** Where an application has its migrations: the class path is one that our own class loader does not know. */
@PostgresTest
class MigrationLocationsTests {

    private TestDatabase database;
    private URLClassLoader classes;
    private ApplicationContextRunner application;

    @BeforeEach
    void prepare(@TempDir Path folder, TestDatabase database) throws MalformedURLException {
        this.database = database;
        new MigrationFolder(folder)
                .with("db/migration/1_a.up.sql", "SELECT 1;")
                .with("db/orders/2_b.up.sql", "SELECT 1;")
                .with("db/reports/3_c.up.sql", "SELECT 1;");
        this.classes = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader());
        this.application = new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(DataSourceAutoConfiguration.class, AppliedSetAutoConfiguration.class))
                .withClassLoader(this.classes)
                .withPropertyValues(database.properties());
    }

    @AfterEach
    void close() throws IOException {
        this.classes.close();
    }

    @Test
    void withoutASettingItIsDbMigrationInTheClassLoaderOfTheContext() {
        this.application.run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(this.database.applied()).containsExactly("1_a");
        });
    }

    @Test
    void resourceLoaderOfTheApplicationTakesPrecedence() {
        this.application
                .withClassLoader(getClass().getClassLoader())
                .withBean(
                        ResourceLoader.class,
                        () -> new DefaultResourceLoader(this.classes),
                        (BeanDefinition definition) -> definition.setPrimary(true))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(this.database.applied()).containsExactly("1_a");
                });
    }

    /** As the developer tools do it: a new class loader and a new context in the same JVM. */
    @Test
    void restartSeesFilesBuiltMeanwhile(@TempDir Path folder) throws IOException {
        MigrationFolder files = new MigrationFolder(folder).with("db/migration/1_a.up.sql", "SELECT 1;");
        startWithClassesIn(folder, context -> assertThat(context).hasNotFailed());

        files.with("db/migration/2_b.up.sql", "SELECT 1;");
        startWithClassesIn(folder, context -> assertThat(context).hasNotFailed());
        assertThat(this.database.applied()).containsExactly("1_a", "2_b");

        files.with("db/migration/1_a.up.sql", "SELECT 2;");
        startWithClassesIn(
                folder,
                context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("1_a was edited after it was applied"));
    }

    private void startWithClassesIn(Path folder, ContextConsumer<AssertableApplicationContext> then)
            throws IOException {
        try (URLClassLoader classes = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            this.application.withClassLoader(classes).run(then);
        }
    }

    @Test
    void severalAreSeparatedByCommas() {
        this.application
                .withPropertyValues("applied-set.locations=classpath:db/orders, classpath:db/reports")
                .run(context -> assertThat(this.database.applied()).containsExactly("2_b", "3_c"));
    }

    @Test
    void severalAreAList() {
        this.application
                .withPropertyValues(
                        "applied-set.locations[0]=classpath:db/orders", "applied-set.locations[1]=classpath:db/reports")
                .run(context -> assertThat(this.database.applied()).containsExactly("2_b", "3_c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"db/migration", "classpath:db/nowhere,classpath:db/migration"})
    void invalidFolderFailsTheStartBeforeAnythingIsApplied(String locations) {
        this.application
                .withPropertyValues("applied-set.locations=" + locations)
                .run(context -> {
                    assertThat(context).hasFailed();
                    assertThat(new MigrationFailureAnalyzer()
                                    .analyze(context.getStartupFailure())
                                    .getDescription())
                            .contains(locations.split(",")[0])
                            .containsAnyOf("write classpath:db/migration or file:db/migration", "does not exist");
                    assertThat(this.database.hasTable("public.applied_migrations"))
                            .isFalse();
                });
    }
}
