package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.appliedset.actuate.MigrationsEndpoint;
import io.github.appliedset.migrator.JavaMigration;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.jdbc.SchemaManagement;
import org.springframework.boot.jdbc.SchemaManagementProvider;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/** Several databases, or several schemas of one, with a migrator each. */
@PostgresTest
class SeveralMigratorsTests {

    private TestDatabase database;
    private MigrationFolder orders;
    private MigrationFolder reports;
    private ApplicationContextRunner application;

    @BeforeEach
    void prepare(@TempDir Path folder, TestDatabase database) throws Exception {
        this.database = database;
        this.orders = new MigrationFolder(Files.createDirectory(folder.resolve("orders")))
                .with("1_orders.up.sql", "CREATE TABLE public.orders (id int);");
        this.reports = new MigrationFolder(Files.createDirectory(folder.resolve("reports")))
                .with("1_reports.up.sql", "CREATE TABLE public.reports (id int);");
        this.application = new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(DataSourceAutoConfiguration.class, AppliedSetAutoConfiguration.class))
                .withPropertyValues(database.properties())
                .withPropertyValues(
                        "applied-set.migrators.orders.locations=" + this.orders.location(),
                        "applied-set.migrators.reports.locations=" + this.reports.location(),
                        "applied-set.migrators.reports.schema=reporting");
    }

    @Test
    void twoSchemasOfOneDatabase() {
        this.application.run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBeanNamesForType(Migrator.class))
                    .containsExactly("ordersMigrator", "reportsMigrator");
            assertThat(BeanFactoryAnnotationUtils.qualifiedBeanOfType(
                                    context.getBeanFactory(), Migrator.class, "reports")
                            .schema())
                    .isEqualTo("reporting");
            assertThat(this.database.applied()).containsExactly("1_orders");
            assertThat(Sql.firstColumn(this.database.dataSource(), "SELECT name FROM reporting.applied_migrations"))
                    .containsExactly("reports");
        });
    }

    @Test
    void topLevelKeysAreTheDefaultsOfAll() {
        this.application
                .withPropertyValues(
                        "applied-set.table=history",
                        "applied-set.wait-timeout=1s",
                        "applied-set.migrators.reports.wait-timeout=2s",
                        "applied-set.legacy.table=a",
                        "applied-set.migrators.reports.legacy.tool=none")
                .run(context -> {
                    assertThat(context.getBean("ordersMigrator", Migrator.class).table())
                            .isEqualTo("history");
                    assertThat(context.getBean("reportsMigrator", Migrator.class)
                                    .table())
                            .isEqualTo("history");
                    MigratorProperties migrators = new MigratorProperties(context.getEnvironment());
                    assertThat(migrators.of("orders").waitTimeout()).isEqualTo(Duration.ofSeconds(1));
                    assertThat(migrators.of("reports").waitTimeout()).isEqualTo(Duration.ofSeconds(2));
                    assertThat(migrators.of("reports").legacy().table()).isEqualTo("a");
                    assertThat(migrators.of("reports").legacy().tool()).hasToString("NONE");
                    assertThat(migrators.of("orders").legacy().tool()).hasToString("DETECT");
                });
    }

    private static StandardEnvironment environment(String... properties) {
        StandardEnvironment environment = new StandardEnvironment();
        TestPropertyValues.of(properties).applyTo(environment);
        ConfigurationPropertySources.attach(environment);
        return environment;
    }

    @ParameterizedTest
    @CsvSource({
        "orders,      .orders",
        "orders,      [orders]",
        "my-orders,   [my-orders]",
        "myOrders,    .myOrders",
        "Orders,      [Orders]",
        "Orders,      .Orders",
        "orders_db,   [orders_db]",
        "orders_db,   .orders_db",
        "my.orders,   [my.orders]",
        "'my orders', '[my orders]'",
    })
    void aNameMayBeInBrackets(String name, String written) {
        StandardEnvironment environment = environment(
                "applied-set.migrators" + written + ".url=postgres://localhost/a",
                "applied-set.migrators" + written + ".lock-timeout=7s",
                "applied-set.lock-timeout=1s");

        MigratorProperties migrators = new MigratorProperties(environment);

        assertThat(migrators.names()).containsExactly(name);
        assertThat(migrators.of(name).url()).isEqualTo("postgres://localhost/a");
        assertThat(migrators.of(name).lockTimeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(migrators.own(name, "url")).isEqualTo("postgres://localhost/a");
        assertThat(DatabaseNamed.in(environment)).isTrue();
        assertThatExceptionOfType(AppliedSetConfigurationException.class)
                .isThrownBy(() -> MistakenUrls.refuse(environment, false))
                .withMessageContaining(MigratorProperties.property(name, "url"));
        TestPropertyValues.of(MigratorProperties.property(name, "lock-timeout") + "=9s")
                .applyTo(environment, TestPropertyValues.Type.MAP, "first");
        assertThat(migrators.of(name).lockTimeout()).isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void aNameWithADotIsNotAKeyOfAnother() {
        MigratorProperties migrators = new MigratorProperties(environment(
                "applied-set.migrators[my.orders].url=jdbc:postgresql:a",
                "applied-set.migrators.my.url=jdbc:postgresql:b"));

        assertThat(migrators.names()).containsExactlyInAnyOrder("my.orders", "my");
        assertThat(migrators.of("my.orders").url()).isEqualTo("jdbc:postgresql:a");
        assertThat(migrators.of("my").url()).isEqualTo("jdbc:postgresql:b");
    }

    @Test
    void environmentVariableSetsAKeyOfAMigrator() {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        "systemEnvironment",
                        Map.of(
                                "APPLIEDSET_MIGRATORS_REPORTS_URL", "jdbc:postgresql:reports",
                                "APPLIED_SET_MIGRATORS_REPORTS_LOCK_TIMEOUT", "7s",
                                "APPLIED_SET_MIGRATORS_REPORTS_LOCATIONS_0", "file:a",
                                "APPLIED_SET_LOCATIONS_0", "file:b",
                                "APPLIED_SET_LOCATIONS_1", "file:c")));

        MigratorProperties migrators = new MigratorProperties(environment);

        assertThat(migrators.names()).containsExactly("reports");
        assertThat(migrators.of("reports").lockTimeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(migrators.of("reports").locations()).containsExactly("file:a");
    }

    @Test
    void invalidValueNamesThePropertyOfTheMigrator() {
        this.application
                .withPropertyValues("applied-set.migrators.reports.mode=migrat")
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .satisfies(root -> assertThat(context.getStartupFailure())
                                .hasStackTraceContaining("applied-set.migrators.reports.mode")));
    }

    @Test
    void eachMigratorHasItsOwnMode() {
        this.application
                .withPropertyValues("applied-set.mode=off", "applied-set.migrators.reports.mode=migrate")
                .run(context -> {
                    assertThat(Sql.firstColumn(
                                    this.database.dataSource(), "SELECT name FROM reporting.applied_migrations"))
                            .containsExactly("reports");
                    assertThat(context.getBean("ordersMigrator", Migrator.class)
                                    .plan()
                                    .pending())
                            .hasSize(1);
                });
    }

    @Test
    void aMigratorCanBeSwitchedOff() {
        this.application
                .withPropertyValues("applied-set.migrators.reports.enabled=false")
                .run(context ->
                        assertThat(context.getBeanNamesForType(Migrator.class)).containsExactly("ordersMigrator"));
    }

    @Configuration(proxyBeanMethods = false)
    static class SecondDataSource {

        @Bean(defaultCandidate = false)
        @AppliedSetDataSource("reports")
        DataSource reportsDataSource(Environment environment) {
            return DataSourceBuilder.create()
                    .type(SimpleDriverDataSource.class)
                    .url(environment.getProperty("second.url"))
                    .username(environment.getProperty("second.username"))
                    .password(environment.getProperty("second.password"))
                    .build();
        }
    }

    @Test
    void twoDataSources(TestDatabase other) {
        this.application
                .withUserConfiguration(SecondDataSource.class)
                .withPropertyValues(
                        "second.url=" + other.url(),
                        "second.username=" + other.username(),
                        "second.password=" + other.password())
                .run(context -> {
                    DataSource marked = context.getBean("reportsDataSource", DataSource.class);
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean("reportsMigrator", Migrator.class)
                                    .dataSource())
                            .isSameAs(marked);
                    assertThat(Sql.firstColumn(marked, "SELECT name FROM reporting.applied_migrations"))
                            .containsExactly("reports");
                    assertThat(this.database.applied()).containsExactly("1_orders");
                    SchemaManagementProvider schemas = context.getBean(SchemaManagementProvider.class);
                    assertThat(schemas.getSchemaManagement(context.getBean("dataSource", DataSource.class)))
                            .isEqualTo(SchemaManagement.MANAGED);
                    assertThat(schemas.getSchemaManagement(marked)).isEqualTo(SchemaManagement.MANAGED);
                    assertThat(schemas.getSchemaManagement(other.dataSource())).isEqualTo(SchemaManagement.UNMANAGED);
                });
    }

    @Test
    void onlyUrlsAndNoDataSource(TestDatabase other) {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(AppliedSetAutoConfiguration.class))
                .withPropertyValues(
                        "applied-set.migrators.orders.locations=" + this.orders.location(),
                        "applied-set.migrators.orders.username=" + this.database.username(),
                        "applied-set.migrators.orders.password=" + this.database.password(),
                        "applied-set.migrators.reports.username=" + other.username(),
                        "applied-set.migrators.reports.password=" + other.password(),
                        "applied-set.migrators.orders.url=" + this.database.url(),
                        "applied-set.migrators.reports.locations=" + this.reports.location(),
                        "applied-set.migrators.reports.url=" + other.url())
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(this.database.applied()).containsExactly("1_orders");
                    assertThat(other.applied()).containsExactly("1_reports");
                });
    }

    @Test
    void refusesASharedTracker() {
        this.application
                .withPropertyValues("applied-set.migrators.reports.schema=public")
                .run(context -> {
                    assertThat(context.getStartupFailure())
                            .rootCause()
                            .isInstanceOf(AppliedSetConfigurationException.class)
                            .hasMessageContaining("ordersMigrator and reportsMigrator share the tracker table");
                    assertThat(this.database.hasTable("public.orders")).isFalse();
                });
    }

    private void assertSharingIsRefused(ApplicationContextRunner application) {
        application.run(context -> assertThat(context.getStartupFailure())
                .rootCause()
                .isInstanceOf(AppliedSetConfigurationException.class)
                .hasMessageContaining("ordersMigrator and reportsMigrator share the tracker table"));
        assertThat(this.database.hasTable("public.applied_migrations")).isFalse();
    }

    @Test
    void refusesASharedTrackerByUrlOrAsAnotherUser() {
        String[] reports = {
            "applied-set.migrators.reports.schema=public",
            "applied-set.migrators.reports.username=" + this.database.username(),
            "applied-set.migrators.reports.password=" + this.database.password()
        };
        String parameter = this.database.url().contains("?") ? "&" : "?";
        ApplicationContextRunner asUser = this.application.withPropertyValues(reports);

        assertSharingIsRefused(asUser);
        assertSharingIsRefused(asUser.withPropertyValues(
                "applied-set.migrators.reports.url=" + this.database.url() + parameter + "ApplicationName=reports"));
        assertSharingIsRefused(this.application.withPropertyValues(
                "applied-set.migrators.reports.schema=public", "applied-set.url=" + this.database.url()));
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://db/a,            jdbc:postgresql://db:5432/a?user=b&password=c",
        "jdbc:postgresql://db/a?ssl=true,   jdbc:postgresql://db/a?user=b&ssl=true&currentSchema=s",
        "jdbc:postgresql:a,                 jdbc:postgresql:a?ApplicationName=b",
    })
    void urlsOfOneDatabase(String one, String other) {
        assertThat(SeparateConnections.address(one)).isEqualTo(SeparateConnections.address(other));
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://db/a,                                jdbc:postgresql://db/b",
        "jdbc:postgresql://db/a,                                jdbc:postgresql://db:5433/a",
        "jdbc:postgresql:///a?cloudSqlInstance=one,             jdbc:postgresql:///a?cloudSqlInstance=other",
        "jdbc:postgresql://?service=one,                        jdbc:postgresql://?service=other",
    })
    void urlsOfTwoDatabases(String one, String other) {
        assertThat(SeparateConnections.address(one)).isNotEqualTo(SeparateConnections.address(other));
    }

    @Test
    void commandsRefuseOneTrackerForTwoToo() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("spring.datasource.url", this.database.url());
        properties.put("spring.datasource.username", this.database.username());
        properties.put("spring.datasource.password", this.database.password());
        properties.put("applied-set.migrators.orders.locations", this.orders.location());
        properties.put("applied-set.migrators.reports.locations", this.reports.location());

        CommandLine.Run run = CommandLine.run(properties, "--applied-set.command=migrate");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().replaceAll("\\s+", " ")).contains("orders and reports share the tracker table");
        assertThat(this.database.hasTable("public.applied_migrations")).isFalse();
    }

    private record FillReports() implements JavaMigration {

        @Override
        public long version() {
            return 2;
        }

        @Override
        public String name() {
            return "fill_reports";
        }

        @Override
        public void migrate(Connection connection) throws Exception {
            Sql.execute(connection, "INSERT INTO public.reports VALUES (42)");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WithJavaMigration {

        @Bean
        @Qualifier("reports")
        JavaMigration fillReports() {
            return new FillReports();
        }
    }

    @Test
    void javaMigrationBelongsToTheMigratorItIsQualifiedWith() {
        this.application.withUserConfiguration(WithJavaMigration.class).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(this.database.applied()).containsExactly("1_orders");
            assertThat(Sql.firstColumn(
                            this.database.dataSource(), "SELECT name FROM reporting.applied_migrations ORDER BY 1"))
                    .containsExactly("fill_reports", "reports");
        });
    }

    @Test
    void javaMigrationWithoutAMigratorIsRefused() {
        this.application
                .withBean("fillReports", FillReports.class)
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .isInstanceOf(AppliedSetConfigurationException.class)
                        .hasMessageContaining("fillReports do not say"));
    }

    @Test
    void endpointShowsThemUnderTheirNames() {
        this.application
                .withBean(MigrationsEndpoint.class)
                .run(context -> assertThat(context.getBean(MigrationsEndpoint.class)
                                .migrations()
                                .contexts()
                                .values()
                                .iterator()
                                .next()
                                .migrators())
                        .containsOnlyKeys("orders", "reports"));
    }
}
