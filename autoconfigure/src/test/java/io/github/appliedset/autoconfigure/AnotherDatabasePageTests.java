package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.appliedset.migration.MigrationConflictException;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.HowToPage;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** The examples of docs/how-to/migrate-another-database.md, beside what {@link MigrationDataSourceTests} shows of its table. */
@PostgresTest
class AnotherDatabasePageTests {

    private static final HowToPage PAGE = HowToPage.named("migrate-another-database.md");
    private static final List<String> SETTINGS = PAGE.blocks("yaml");

    private TestDatabase database;
    private ApplicationContextRunner application;

    @BeforeEach
    void prepare(@TempDir Path classes, TestDatabase database) throws IOException {
        this.database = database;
        new MigrationFolder(classes)
                .with("db/migration/1_a.up.sql", "SELECT 1;")
                .with("db/orders/1_orders.up.sql", "SELECT 1;")
                .with("db/reports/1_reports.up.sql", "SELECT 1;");
        URL[] classPath = {classes.toUri().toURL()};
        this.application = new ApplicationContextRunner()
                .withClassLoader(new URLClassLoader(classPath, getClass().getClassLoader()))
                .withConfiguration(
                        AutoConfigurations.of(DataSourceAutoConfiguration.class, AppliedSetAutoConfiguration.class));
    }

    private static String[] of(String prefix, TestDatabase database) {
        return new String[] {
            prefix + ".jdbc-url=" + database.url(),
            prefix + ".username=" + database.username(),
            prefix + ".password=" + database.password()
        };
    }

    @Test
    void everyJavaExampleIsTheCodeBelow() {
        PAGE.hasCodeOf(getClass());
        assertThat(PAGE.blocks("java")).hasSize(4).noneMatch(code -> code.contains("..."));
    }

    @Test
    void ownerMigratesAndTheApplicationHasNoRight() {
        String user = this.database.username() + "_app";
        this.database.executeAsSuperuser("CREATE ROLE " + user + " LOGIN PASSWORD 'app'");
        String yaml = SETTINGS.get(0)
                .replace("jdbc:postgresql://db/shop", this.database.url())
                .replace("shop_app", user)
                .replace("shop_owner", this.database.username());

        this.application
                .withPropertyValues(HowToPage.properties(yaml))
                .withPropertyValues("APP_PASSWORD=app", "OWNER_PASSWORD=" + this.database.password())
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(HikariDataSource.class).getUsername())
                            .isEqualTo(user);
                    assertThat(this.database.applied()).containsExactly("1_a");
                    assertThat(this.database.query("SELECT tableowner FROM pg_tables WHERE tablename LIKE 'applied%'"))
                            .containsOnly(this.database.username());
                    assertThat(this.database.query("SELECT has_table_privilege('" + user
                                    + "', 'public.applied_migrations', 'SELECT')"))
                            .containsExactly("f");
                });
        this.database.executeAsSuperuser("DROP ROLE " + user);
    }

    @Test
    void migrationsBypassThePooler() {
        String yaml = SETTINGS.get(1)
                .replace("jdbc:postgresql://pgbouncer:6432/shop", "jdbc:postgresql://localhost:1/nobody_answers")
                .replace("jdbc:postgresql://db:5432/shop", this.database.url());

        this.application
                .withPropertyValues(HowToPage.properties(yaml))
                .withPropertyValues(
                        "spring.datasource.username=" + this.database.username(),
                        "spring.datasource.password=" + this.database.password())
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(this.database.applied()).containsExactly("1_a");
                });
    }

    // page
    @Configuration(proxyBeanMethods = false)
    static class DataSources {

        @Bean
        @AppliedSetDataSource
        @ConfigurationProperties("shop.orders")
        HikariDataSource orders() {
            return new HikariDataSource();
        }

        @Bean
        @ConfigurationProperties("shop.reports")
        HikariDataSource reports() {
            return new HikariDataSource();
        }
    }
    // page

    @Test
    void markedOneOfTwoIsMigrated(TestDatabase reports) {
        this.application
                .withUserConfiguration(DataSources.class)
                .withPropertyValues(of("shop.orders", this.database))
                .withPropertyValues(of("shop.reports", reports))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(this.database.applied()).containsExactly("1_a");
                    assertThat(reports.hasTable("public.applied_migrations")).isFalse();
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class BesideThatOfSpringBoot {

        // page
        @Bean(defaultCandidate = false)
        @AppliedSetDataSource
        @ConfigurationProperties("shop.migrations")
        HikariDataSource migrationDataSource() {
            return new HikariDataSource();
        }
        // page
    }

    @Test
    void dataSourceOfSpringBootStaysWhatIsInjected(TestDatabase migrated) {
        this.application
                .withUserConfiguration(BesideThatOfSpringBoot.class)
                .withPropertyValues(this.database.properties())
                .withPropertyValues(of("shop.migrations", migrated))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBeanProvider(DataSource.class).getObject())
                            .isSameAs(context.getBean("dataSource"));
                    assertThat(migrated.applied()).containsExactly("1_a");
                    assertThat(this.database.hasTable("public.applied_migrations"))
                            .isFalse();
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class OfReports {

        // page
        @Bean(defaultCandidate = false)
        @AppliedSetDataSource("reports")
        @ConfigurationProperties("shop.reporting")
        HikariDataSource reports() {
            return new HikariDataSource();
        }
        // page
    }

    private ApplicationContextRunner withTwoMigrators() {
        return this.application
                .withPropertyValues(this.database.properties())
                .withPropertyValues(HowToPage.properties(SETTINGS.get(2)));
    }

    @Test
    void migratorsOfOneDataSourceNeedTablesOfTheirOwn() {
        withTwoMigrators()
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(AppliedSetConfigurationException.class)
                        .hasMessageContaining("share the tracker table"));
    }

    @Test
    void eachMigratorMigratesItsDataSourceInItsMode(TestDatabase reports) {
        ApplicationContextRunner two = withTwoMigrators()
                .withUserConfiguration(OfReports.class)
                .withPropertyValues(of("shop.reporting", reports));

        two.run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .isInstanceOf(MigrationConflictException.class)
                .hasMessageContaining("1_reports is on disk but not applied"));
        assertThat(this.database.applied()).as("the first in the order").containsExactly("1_orders");

        two.withPropertyValues("applied-set.migrators.reports.mode=migrate")
                .run(context -> assertThat(context).hasNotFailed());
        two.run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBeansOfType(Migrator.class)).containsOnlyKeys("ordersMigrator", "reportsMigrator");
        });
        assertThat(reports.applied()).containsExactly("1_reports");
    }

    @Configuration(proxyBeanMethods = false)
    static class AsBeans {

        // page
        @Bean
        @Order(1)
        Migrator ordersMigrator(@Qualifier("orders") DataSource orders) {
            return Migrator.builder()
                    .name("orders")
                    .dataSource(orders)
                    .locations("classpath:db/orders")
                    .build();
        }
        // page
    }

    @Test
    void beanReplacesTheMigratorOfTheProperties() {
        this.application
                .withUserConfiguration(AsBeans.class)
                .withBean("orders", DataSource.class, this.database::dataSource)
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(Migrator.class);
                    assertThat(this.database.applied()).containsExactly("1_orders");
                });
    }
}
