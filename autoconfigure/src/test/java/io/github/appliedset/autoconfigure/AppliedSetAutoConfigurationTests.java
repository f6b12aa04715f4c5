package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.SchemaManagement;
import org.springframework.boot.jdbc.SchemaManagementProvider;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceInitializationAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

@PostgresTest
@ExtendWith(OutputCaptureExtension.class)
class AppliedSetAutoConfigurationTests {

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

    @Test
    void backsOffWithoutADatabase() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(AppliedSetAutoConfiguration.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Migrator.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"applied-set.url=", "applied-set.url=${MIGRATION_URL:}", "applied-set.migrators.a.url="})
    void emptyUrlIsNoDatabase(String property) {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(AppliedSetAutoConfiguration.class))
                .withPropertyValues(property)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Migrator.class));
    }

    @Test
    void backsOffWhenDisabled(TestDatabase database) {
        this.application
                .withPropertyValues(database.properties())
                .withPropertyValues("applied-set.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Migrator.class));
    }

    @Test
    void migratesTheApplicationsDataSource(TestDatabase database) {
        this.application.withPropertyValues(database.properties()).run(context -> {
            assertThat(context).hasNotFailed().hasSingleBean(Migrator.class).hasBean("migrator");
            assertThat(database.applied()).containsExactly("1_a");
        });
    }

    @Test
    void poolBehindProxiesEvictsTheRightConnection(TestDatabase database, CapturedOutput output) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(database.url());
        pool.setUsername(database.username());
        pool.setPassword(database.password());
        this.application
                .withBean(
                        DataSource.class,
                        () -> new LazyConnectionDataSourceProxy(new TransactionAwareDataSourceProxy(pool)))
                .run(context -> {
                    assertThat(database.applied()).containsExactly("1_a");
                    assertThat(output).doesNotContain("marked as broken");
                });
        pool.close();
    }

    @Test
    void migratesAnotherDatabaseByUrl(TestDatabase application, TestDatabase other) {
        this.application
                .withPropertyValues(application.properties())
                .withPropertyValues(
                        "applied-set.url=" + other.url(),
                        "applied-set.username=" + other.username(),
                        "applied-set.password=" + other.password())
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(other.applied()).containsExactly("1_a");
                    assertThat(application.hasTable("public.applied_migrations"))
                            .isFalse();
                });
    }

    @Test
    void urlWithoutCredentialsUsesThoseOfTheApplication(TestDatabase database) {
        this.application
                .withPropertyValues(database.properties())
                .withPropertyValues("applied-set.url=" + database.url() + "?ApplicationName=migrations")
                .run(context -> assertThat(database.applied()).containsExactly("1_a"));
    }

    @Test
    void urlAloneIsEnoughWithoutAnyDataSource(TestDatabase database) {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(AppliedSetAutoConfiguration.class))
                .withPropertyValues(
                        "applied-set.locations=" + this.files.location(),
                        "applied-set.url=" + database.url() + "?user=" + database.username() + "&password="
                                + database.password())
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(database.applied()).containsExactly("1_a");
                });
    }

    @Test
    void migratesAsAnotherUserOfTheApplicationsDatabase(TestDatabase database) {
        String migrant = database.username() + "_migrant";
        database.executeAsSuperuser(
                "CREATE ROLE " + migrant + " LOGIN PASSWORD 'm'", "GRANT ALL ON SCHEMA public TO " + migrant);
        try {
            this.application
                    .withPropertyValues(database.properties())
                    .withPropertyValues("applied-set.username=" + migrant, "applied-set.password=m")
                    .run(context -> {
                        assertThat(context).hasNotFailed();
                        assertThat(database.query("SELECT tableowner FROM pg_tables WHERE tablename = 'a'"))
                                .containsExactly(migrant);
                    });
        } finally {
            database.executeAsSuperuser("DROP OWNED BY " + migrant, "DROP ROLE " + migrant);
        }
    }

    @Test
    void markedDataSourceWinsAndLeavesTheApplicationsOneAlone(TestDatabase application, TestDatabase marked) {
        this.application
                .withPropertyValues(application.properties())
                .withBean("target", TestDatabase.class, () -> marked)
                .withUserConfiguration(MarkedDataSource.class)
                .run(context -> {
                    assertThat(context).hasNotFailed().hasBean("dataSource");
                    assertThat(marked.applied()).containsExactly("1_a");
                    assertThat(application.hasTable("public.applied_migrations"))
                            .isFalse();
                });
    }

    @Test
    void markedDataSourceAloneIsEnough(TestDatabase marked) {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(AppliedSetAutoConfiguration.class))
                .withPropertyValues("applied-set.locations=" + this.files.location())
                .withBean("target", TestDatabase.class, () -> marked)
                .withUserConfiguration(MarkedDataSource.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(marked.applied()).containsExactly("1_a");
                });
    }

    @ParameterizedTest
    @CsvSource({
        "applied-set.password=x, no effect without applied-set.username",
        "applied-set.driver-class-name=org.postgresql.Driver, no effect without applied-set.url",
        "applied-set.lock-retries=-1, lock-retries must not be negative",
        "applied-set.lock-timeout=-1s, lock-timeout must not be negative",
        "applied-set.wait-timeout=-1s, applied-set.wait-timeout is PT-1S",
        "applied-set.statement-timeout=30d, statement-timeout must not exceed",
        "applied-set.schema=, schema",
    })
    void settingThatCannotBeUsedIsExplained(String property, String explanation, TestDatabase database) {
        this.application
                .withPropertyValues(database.properties())
                .withPropertyValues(property)
                .run(context -> {
                    assertThat(context).hasFailed();
                    assertThat(new AppliedSetConfigurationFailureAnalyzer()
                                    .analyze(Objects.requireNonNull(context.getStartupFailure()))
                                    .getDescription())
                            .contains(explanation);
                });
    }

    @Test
    void emptyUrlAndUsernameOfAnUnsetPlaceholderCountAsNone(TestDatabase database) {
        this.application
                .withPropertyValues(database.properties())
                .withPropertyValues("applied-set.url=", "applied-set.username=")
                .run(context -> assertThat(database.applied()).containsExactly("1_a"));
    }

    @Test
    void usesThePrimaryOfSeveralDataSources(TestDatabase primary, TestDatabase other) {
        this.application
                .withBean("first", DataSource.class, other::dataSource)
                .withBean("second", DataSource.class, primary::dataSource, definition -> definition.setPrimary(true))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(primary.applied()).containsExactly("1_a");
                });
    }

    @Test
    void severalDataSourcesWithoutAChoiceAreAnErrorThatNamesThem(TestDatabase database) {
        this.application
                .withBean("first", DataSource.class, database::dataSource)
                .withBean("second", DataSource.class, database::dataSource)
                .run(context -> {
                    assertThat(context).hasFailed();
                    var analysis = new AppliedSetConfigurationFailureAnalyzer().analyze(context.getStartupFailure());
                    assertThat(analysis.getDescription()).contains("There are 2 DataSources", "first, second");
                    assertThat(analysis.getAction()).contains("@AppliedSetDataSource");
                });
    }

    @Test
    void migratorOfTheApplicationReplacesOurs(TestDatabase database) {
        this.application
                .withPropertyValues(database.properties())
                .withBean(
                        "mine",
                        Migrator.class,
                        () -> Migrator.builder()
                                .dataSource(database.dataSource())
                                .locations(this.files.location())
                                .schema("mine")
                                .build())
                .run(context -> {
                    assertThat(context).hasSingleBean(Migrator.class);
                    assertThat(database.hasTable("mine.applied_migrations")).isTrue();
                    assertThat(database.hasTable("public.applied_migrations")).isFalse();
                });
    }

    @Test
    void severalMigratorsRunInTheirOrder(TestDatabase database) {
        this.application
                .withPropertyValues(database.properties())
                .withBean("target", TestDatabase.class, () -> database)
                .withBean("files", MigrationFolder.class, () -> this.files)
                .withUserConfiguration(TwoMigrators.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(database.query("SELECT version FROM first.applied_migrations"))
                            .containsExactly("1");
                    assertThat(database.query("SELECT f.applied_at < s.applied_at FROM first.applied_migrations f,"
                                    + " second.applied_migrations s"))
                            .containsExactly("t");
                });
    }

    @Test
    void contextBelowAnotherOneRunsItsOwnMigratorOnly(TestDatabase database) {
        this.application
                .withPropertyValues(database.properties())
                .run(parent -> new ApplicationContextRunner()
                        .withParent(parent)
                        .withConfiguration(AutoConfigurations.of(AppliedSetAutoConfiguration.class))
                        .withBean(
                                "own",
                                Migrator.class,
                                () -> Migrator.builder()
                                        .dataSource(database.dataSource())
                                        .locations(this.files
                                                .with("1_a.up.sql", "SELECT 1;")
                                                .location())
                                        .schema("own")
                                        .build())
                        .run(child -> {
                            assertThat(child).hasNotFailed();
                            assertThat(database.hasTable("own.applied_migrations"))
                                    .isTrue();
                        }));
    }

    @Test
    void everyPropertyReachesTheMigrator(TestDatabase database) {
        database.execute(
                "CREATE TABLE public.counter (version bigint PRIMARY KEY, dirty boolean NOT NULL)",
                "INSERT INTO public.counter VALUES (1, false)");
        this.application
                .withPropertyValues(database.properties())
                .withPropertyValues(
                        "applied-set.schema=ops",
                        "applied-set.table=done",
                        "applied-set.checksum-mismatch=warn",
                        "applied-set.orphans=ignore",
                        "applied-set.instance-lock-timeout=10s",
                        "applied-set.lock-timeout=1s",
                        "applied-set.lock-retries=3",
                        "applied-set.statement-timeout=1m",
                        "applied-set.legacy.tool=golang-migrate",
                        "applied-set.legacy.table=counter")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(database.query("SELECT version || name FROM ops.done"))
                            .containsExactly("1a");
                    assertThat(database.hasTable("public.a"))
                            .as("adopted, not run")
                            .isFalse();
                });
    }

    @Test
    void baselineVersionReachesTheMigrator(TestDatabase database) {
        this.files.with("2_b.up.sql", "CREATE TABLE public.b (id int);");
        this.application
                .withPropertyValues(database.properties())
                .withPropertyValues("applied-set.baseline-version=1")
                .run(context -> {
                    assertThat(database.applied()).containsExactly("1_a", "2_b");
                    assertThat(database.hasTable("public.a"))
                            .as("recorded, not run")
                            .isFalse();
                    assertThat(database.hasTable("public.b")).isTrue();
                });
    }

    @Test
    void environmentVariablesAreRead(TestDatabase database) {
        this.application
                .withPropertyValues(database.properties())
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new SystemEnvironmentPropertySource(
                                "systemEnvironment-test", Map.of("APPLIED_SET_SCHEMA", "from_environment"))))
                .run(context -> assertThat(database.hasTable("from_environment.applied_migrations"))
                        .isTrue());
    }

    @Test
    void invalidValueFailsAtBindingWithThePropertyNamed(TestDatabase database) {
        this.application
                .withPropertyValues(database.properties())
                .withPropertyValues("applied-set.orphans=perhaps")
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining("perhaps"));
    }

    @Test
    void beansThatUseTheDatabaseFindItMigrated(TestDatabase database) {
        this.application
                .withConfiguration(AutoConfigurations.of(
                        JdbcTemplateAutoConfiguration.class,
                        JdbcClientAutoConfiguration.class,
                        DataSourceInitializationAutoConfiguration.class))
                .withPropertyValues(database.properties())
                .withBean(ReadsAtCreation.class)
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void scriptsOfSpringBootRunAfterwards(TestDatabase database) {
        this.files.with("data.txt", "INSERT INTO public.a VALUES (7);");
        this.application
                .withConfiguration(AutoConfigurations.of(DataSourceInitializationAutoConfiguration.class))
                .withPropertyValues(database.properties())
                .withPropertyValues(
                        "spring.sql.init.mode=always",
                        "spring.sql.init.data-locations=" + this.files.location() + "/data.txt")
                .run(context ->
                        assertThat(database.query("SELECT id FROM public.a")).containsExactly("7"));
    }

    @Test
    void tellsHibernateThatTheSchemaIsManaged(TestDatabase database) {
        this.application
                .withPropertyValues(database.properties())
                .run(context -> assertThat(context.getBean(SchemaManagementProvider.class)
                                .getSchemaManagement(context.getBean(DataSource.class)))
                        .isEqualTo(SchemaManagement.MANAGED));
    }

    @Test
    void theUrlOfAFailedConnectionShowsNoPassword(TestDatabase database) {
        this.application
                .withPropertyValues(
                        "spring.datasource.url=" + database.url(),
                        "spring.datasource.username=" + database.username(),
                        "spring.datasource.password=not-the-secret")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("password authentication failed")
                        .satisfies(failure -> assertThat(failure.toString()).doesNotContain("not-the-secret")));
    }

    static final class ReadsAtCreation {

        ReadsAtCreation(JdbcClient jdbc) {
            jdbc.sql("SELECT count(*) FROM public.a").query(Long.class).single();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoMigrators {

        @Bean
        @Order(2)
        Migrator second(TestDatabase target, MigrationFolder files) {
            return migrator(target, files, "second");
        }

        @Bean
        @Order(1)
        Migrator first(TestDatabase target, MigrationFolder files) {
            return migrator(target, files.with("1_a.up.sql", "SELECT 1;"), "first");
        }

        private static Migrator migrator(TestDatabase target, MigrationFolder files, String schema) {
            return Migrator.builder()
                    .dataSource(target.dataSource())
                    .locations(files.location())
                    .schema(schema)
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class MarkedDataSource {

        @Bean(defaultCandidate = false)
        @AppliedSetDataSource
        HikariDataSource migrationDataSource(TestDatabase target) {
            HikariDataSource dataSource = new HikariDataSource();
            dataSource.setJdbcUrl(target.url());
            dataSource.setUsername(target.username());
            dataSource.setPassword(target.password());
            return dataSource;
        }
    }
}
