package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.nio.file.Path;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.container.ContainerImageMetadata;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;

/** A test that brings a database of its own never migrates the one of the properties. */
@PostgresTest
class DatabaseOfTestTests {

    private TestDatabase real;
    private TestDatabase ofTest;
    private ApplicationContextRunner application;

    @BeforeEach
    void prepare(@TempDir Path folder, TestDatabase real, TestDatabase ofTest) {
        this.real = real;
        this.ofTest = ofTest;
        this.application = new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(DataSourceAutoConfiguration.class, AppliedSetAutoConfiguration.class))
                .withPropertyValues(
                        "applied-set.locations="
                                + new MigrationFolder(folder)
                                        .with("1_a.up.sql", "SELECT 1;")
                                        .location(),
                        "applied-set.url=" + real.url(),
                        "applied-set.username=" + real.username(),
                        "applied-set.password=" + real.password());
    }

    private record Details(TestDatabase database, String prefix) implements JdbcConnectionDetails {

        @Override
        public String getJdbcUrl() {
            return this.database.url().replace("jdbc:postgresql:", this.prefix);
        }

        @Override
        public String getUsername() {
            return this.database.username();
        }

        @Override
        public String getPassword() {
            return this.database.password();
        }

        @Override
        public String getDriverClassName() {
            return "org.postgresql.Driver";
        }
    }

    private static void isContainer(BeanDefinition definition) {
        new ContainerImageMetadata("postgres:17").addTo(definition);
    }

    private void assertOnlyMigrated(TestDatabase migrated, TestDatabase untouched) {
        assertThat(migrated.applied()).containsExactly("1_a");
        assertThat(untouched.hasTable("public.applied_migrations")).isFalse();
    }

    @Test
    void containerReplacesTheUrl() {
        this.application
                .withBean(
                        JdbcConnectionDetails.class,
                        () -> new Details(this.ofTest, "jdbc:postgresql:"),
                        DatabaseOfTestTests::isContainer)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertOnlyMigrated(this.ofTest, this.real);
                });
    }

    private ApplicationContextRunner inContainer(String... properties) {
        return this.application
                .withPropertyValues(properties)
                .withBean(
                        JdbcConnectionDetails.class,
                        () -> new Details(this.ofTest, "jdbc:postgresql:"),
                        DatabaseOfTestTests::isContainer);
    }

    @Test
    void urlSetByATestTakesPrecedenceOverTheContainer(TestDatabase other) {
        inContainer()
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new MapPropertySource(
                                "Dynamic Test Properties",
                                Map.of(
                                        "applied-set.url", other.url(),
                                        "applied-set.username", other.username(),
                                        "applied-set.password", other.password()))))
                .run(context -> {
                    assertOnlyMigrated(other, this.ofTest);
                    assertOnlyMigrated(other, this.real);
                });
    }

    @Test
    void urlOfAMigratorSetByATestIsTaken(TestDatabase other) {
        inContainer("applied-set.url=", "applied-set.username=", "applied-set.password=")
                .withPropertyValues(
                        "applied-set.migrators.orders.schema=public",
                        "applied-set.migrators.reports.url=" + this.real.url())
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new MapPropertySource(
                                "Inlined Test Properties",
                                Map.of(
                                        "applied-set.migrators.reports.url", other.url(),
                                        "applied-set.migrators.reports.username", other.username(),
                                        "applied-set.migrators.reports.password", other.password()))))
                .run(context -> {
                    assertOnlyMigrated(this.ofTest, this.real);
                    assertOnlyMigrated(other, this.real);
                });
    }

    @Test
    void containerIsNotTheDatabaseOfAnotherMigrator() {
        inContainer(
                        "spring.datasource.url=jdbc:postgresql://localhost:1/application",
                        "applied-set.migrators.orders.schema=public",
                        "applied-set.migrators.reports.schema=reports",
                        "applied-set.migrators.reports.url=" + this.real.url())
                .run(context -> assertRefused(context, "applied-set.migrators.reports.url still names"));
    }

    @Test
    void containerReplacesTheApplicationUrlOfAMigrator() {
        inContainer(
                        "spring.datasource.url=" + this.real.url(),
                        "applied-set.migrators.orders.url=" + this.real.url() + "?user=owner")
                .run(context -> assertOnlyMigrated(this.ofTest, this.real));
    }

    @Configuration(proxyBeanMethods = false)
    static class MarkedDataSource {

        @Bean(defaultCandidate = false)
        @AppliedSetDataSource
        DataSource marked(TestDatabase database) {
            return database.dataSource();
        }
    }

    @Test
    void markedDataSourceTakesPrecedenceOverTheContainer(TestDatabase marked) {
        this.application
                .withBean("target", TestDatabase.class, () -> marked)
                .withUserConfiguration(MarkedDataSource.class)
                .withBean(
                        JdbcConnectionDetails.class,
                        () -> new Details(this.ofTest, "jdbc:postgresql:"),
                        DatabaseOfTestTests::isContainer)
                .run(context -> {
                    assertOnlyMigrated(marked, this.ofTest);
                    assertOnlyMigrated(marked, this.real);
                });
    }

    @Test
    void containerOfAnApplicationWithoutADataSourceIsMigrated() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(AppliedSetAutoConfiguration.class))
                .withPropertyValues("applied-set.locations=classpath:slices")
                .withBean(
                        JdbcConnectionDetails.class,
                        () -> new Details(this.ofTest, "jdbc:postgresql:"),
                        DatabaseOfTestTests::isContainer)
                .run(context -> assertThat(this.ofTest.hasTable("public.book")).isTrue());
    }

    @Test
    void otherConnectionDetailsDoNotReplaceTheUrl() {
        this.application
                .withBean(JdbcConnectionDetails.class, () -> new Details(this.ofTest, "jdbc:postgresql:"))
                .run(context -> assertOnlyMigrated(this.real, this.ofTest));
    }

    private static final class Embedded extends DelegatingDataSource implements EmbeddedDatabase {

        private Embedded(DataSource target) {
            super(target);
        }

        @Override
        public void shutdown() {}
    }

    private void assertRefused(AssertableApplicationContext context, String how) {
        assertThat(context.getStartupFailure())
                .rootCause()
                .isInstanceOf(AppliedSetConfigurationException.class)
                .hasMessageContaining(how)
                .hasMessageContaining("That database was not touched.");
        assertThat(this.real.hasTable("public.applied_migrations")).isFalse();
    }

    @Test
    void embeddedDatabaseInPlaceOfTheApplicationsIsRefused() {
        this.application
                .withBean(DataSource.class, () -> new Embedded(this.ofTest.dataSource()))
                .run(context -> assertRefused(context, "with an embedded database"));
    }

    @Test
    void urlOfTestcontainersIsRefused() {
        this.application
                .withBean(DataSource.class, this.ofTest::dataSource)
                .withBean(JdbcConnectionDetails.class, () -> new Details(this.ofTest, "jdbc:tc:postgresql:"))
                .run(context -> assertRefused(context, "jdbc:tc:"));
    }

    private ApplicationContextRunner withDynamic(Map<String, Object> properties) {
        return this.application
                .withPropertyValues(this.ofTest.properties())
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new MapPropertySource("Dynamic Test Properties", properties)));
    }

    @Test
    void applicationsUrlSetByATestAndOursNotIsRefused() {
        withDynamic(Map.of("spring.datasource.url", this.ofTest.url()))
                .run(context -> assertRefused(context, "through spring.datasource.url"));
    }

    @Test
    void bothUrlsSetByATestAreTaken() {
        withDynamic(Map.of(
                        "spring.datasource.url", this.ofTest.url(),
                        "applied-set.url", this.ofTest.url(),
                        "applied-set.username", this.ofTest.username(),
                        "applied-set.password", this.ofTest.password()))
                .run(context -> assertOnlyMigrated(this.ofTest, this.real));
    }

    @Test
    void emptyUrlSetByATestMeansTheApplications() {
        withDynamic(Map.of(
                        "spring.datasource.url", this.ofTest.url(),
                        "applied-set.url", "",
                        "applied-set.username", "",
                        "applied-set.password", ""))
                .run(context -> assertOnlyMigrated(this.ofTest, this.real));
    }
}
