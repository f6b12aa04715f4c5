package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.sql.DataSource;
import javax.tools.ToolProvider;
import liquibase.integration.spring.SpringLiquibase;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.mock.env.MockEnvironment;

/** Applications in which Flyway or Liquibase was left, and databases in which one has been. */
@PostgresTest
@ExtendWith(OutputCaptureExtension.class)
class OtherToolTests {

    private static final String FLYWAY =
            "Flyway is on the class path and enabled in this application, and migrates the same"
                    + " database. Remove spring-boot-starter-flyway, or set spring.flyway.enabled=false";

    private TestDatabase database;
    private ApplicationContextRunner application;

    @Configuration(proxyBeanMethods = false)
    static class WithFlyway {

        @Bean
        Flyway flyway(DataSource dataSource) {
            return Flyway.configure().dataSource(dataSource).load();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WithLiquibase {

        @Bean
        @Lazy
        SpringLiquibase liquibase() {
            return new SpringLiquibase();
        }
    }

    @BeforeEach
    void prepare(@TempDir Path folder, TestDatabase database) {
        this.database = database;
        this.application = new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(DataSourceAutoConfiguration.class, AppliedSetAutoConfiguration.class))
                .withPropertyValues(database.properties())
                .withPropertyValues("applied-set.locations="
                        + new MigrationFolder(folder)
                                .with("1_a.up.sql", "SELECT 1;")
                                .location());
    }

    @Test
    void emptyHistoryDoesNotStopTheStart(CapturedOutput output) {
        this.application.withUserConfiguration(WithFlyway.class).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(this.database.applied()).containsExactly("1_a");
        });
        assertThat(output).contains(FLYWAY + ". If both are intended, set applied-set.legacy.tool=none");
    }

    @Test
    void emptyHistoryOfEachToolDoesNotStopTheStart() {
        this.database.execute(
                "CREATE TABLE public.flyway_schema_history (installed_rank int, version text, description text, type text,"
                        + " script text, checksum int, installed_on timestamp, success boolean)",
                "INSERT INTO public.flyway_schema_history VALUES"
                        + " (0, NULL, '<< Flyway Schema Creation >>', 'SCHEMA', 'shop', NULL, now(), true)",
                "CREATE TABLE public.databasechangelog (id text, author text, filename text, dateexecuted timestamp,"
                        + " orderexecuted int, exectype text, md5sum text)",
                "CREATE TABLE public.goose_db_version (id int, version_id bigint, is_applied boolean, tstamp timestamp)",
                "INSERT INTO public.goose_db_version VALUES (1, 0, true, now())",
                "CREATE TABLE public.schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL)",
                "CREATE SCHEMA rails",
                "CREATE TABLE rails.schema_migrations (version text)");

        this.application.run(context -> assertThat(context).hasNotFailed());
        assertThat(this.database.applied()).containsExactly("1_a");
    }

    @Test
    void unreadableHistoryStopsTheStart() {
        this.database.executeAsSuperuser(
                "CREATE SCHEMA other",
                "CREATE TABLE other.schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL)");

        this.application.run(context -> assertThat(context.getStartupFailure())
                .rootCause()
                .hasMessageContaining("golang-migrate was used here before"));
    }

    @Test
    void activeToolWithAHistoryIsReportedFirst() {
        this.database.execute(
                "CREATE TABLE public.databasechangelog (id text, author text, filename text, dateexecuted timestamp,"
                        + " orderexecuted int, exectype text, md5sum text)",
                "INSERT INTO public.databasechangelog VALUES ('1', 'a', 'f', now(), 1, 'EXECUTED', 'x')");

        FailureAnalysis analysis = analysis(this.application.withUserConfiguration(WithLiquibase.class));

        assertThat(analysis).isNotNull();
        assertThat(analysis.getDescription()).contains("Liquibase was used here before");
        assertThat(analysis.getAction())
                .startsWith("Liquibase is on the class path and enabled in this application")
                .contains("Remove spring-boot-starter-liquibase, or set spring.liquibase.enabled=false.\n")
                .contains("applied-set.legacy.tool=none", "docs/reference/errors.md#legacy-tracker-found");
        assertThat(analysis(this.application)).as("no tool is active").isNull();
    }

    private static @Nullable FailureAnalysis analysis(ApplicationContextRunner application) {
        AtomicReference<ConfigurableApplicationContext> started = new AtomicReference<>();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        application.withInitializer(started::set).run(context -> failure.set(context.getStartupFailure()));
        return new OtherToolFailureAnalyzer(
                        started.get().getBeanFactory(), started.get().getEnvironment())
                .analyze(failure.get());
    }

    @Test
    void toolWithADatabaseOfItsOwnIsNotMentioned(CapturedOutput output) {
        this.application
                .withUserConfiguration(WithLiquibase.class)
                .withPropertyValues("spring.liquibase.url=jdbc:postgresql://localhost/other")
                .run(context -> assertThat(context).hasNotFailed());
        this.application
                .withUserConfiguration(WithLiquibase.class)
                .withPropertyValues("applied-set.legacy.tool=none")
                .run(context -> assertThat(context).hasNotFailed());

        assertThat(output).doesNotContain("is on the class path");
    }

    @Test
    void commandLooksAtTheClassPathAndTheProperties(@TempDir Path classes) throws Exception {
        Path source = Files.createDirectories(classes.resolve("org/springframework/boot/flyway/autoconfigure"))
                .resolve("FlywayAutoConfiguration.java");
        Files.writeString(
                source,
                "package org.springframework.boot.flyway.autoconfigure; public class FlywayAutoConfiguration {}");
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, source.toString()))
                .isZero();
        var noBeans = new DefaultListableBeanFactory();
        MockEnvironment environment = new MockEnvironment();
        try (URLClassLoader both = new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
            assertThat(OtherTool.activeIn(noBeans, environment, both)).containsExactly(OtherTool.FLYWAY);
            assertThat(OtherTool.activeIn(noBeans, environment, getClass().getClassLoader()))
                    .isEmpty();
            for (String property : Stream.of("spring.flyway.enabled=false", "spring.flyway.url=jdbc:x")
                    .toList()) {
                String[] parts = property.split("=");
                assertThat(OtherTool.activeIn(noBeans, new MockEnvironment().withProperty(parts[0], parts[1]), both))
                        .isEmpty();
            }
        }
    }
}
