package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.appliedset.actuate.MigrationMetrics;
import io.github.appliedset.actuate.MigrationsDescriptor;
import io.github.appliedset.actuate.MigrationsEndpoint;
import io.github.appliedset.autoconfigure.CommandLine.Run;
import io.github.appliedset.migration.MigrationLockException;
import io.github.appliedset.migration.TenantsFailedException;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.tenant.TenantDatabases;
import io.github.appliedset.tenant.TenantMigrator;
import io.github.appliedset.tenant.TenantSchemas;
import io.github.appliedset.tracker.TrackerTable;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Tenants in a start, in commands and in what is shown. */
@PostgresTest
class TenantsTests {

    private TestDatabase database;
    private MigrationFolder ordinary;
    private MigrationFolder files;

    @BeforeEach
    void prepare(@TempDir Path folder, @TempDir Path ofTenants, TestDatabase database) {
        this.database = database;
        this.ordinary = new MigrationFolder(folder)
                .with(
                        "1_tenants.up.sql",
                        "CREATE TABLE public.tenant (name text);\n"
                                + "INSERT INTO public.tenant VALUES ('tenant_1'), ('tenant_2'), ('tenant_3');")
                .with("1_tenants.down.sql", "DROP TABLE public.tenant;");
        this.files = new MigrationFolder(ofTenants)
                .with("1_a.up.sql", "CREATE TABLE a (id int);")
                .with("1_a.down.sql", "DROP TABLE a;");
    }

    private Map<String, Object> properties() {
        return new LinkedHashMap<>(Map.of(
                "spring.datasource.url", this.database.url(),
                "spring.datasource.username", this.database.username(),
                "spring.datasource.password", this.database.password(),
                "applied-set.locations", this.ordinary.location(),
                "applied-set.tenants.locations", this.files.location(),
                "applied-set.tenants.schemas-from", "SELECT name FROM public.tenant"));
    }

    private void start(Consumer<AssertableApplicationContext> check, String... more) {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        AppliedSetAutoConfiguration.class,
                        AppliedSetHealthAutoConfiguration.class,
                        AppliedSetMetricsAutoConfiguration.class))
                .withPropertyValues(properties().entrySet().stream()
                        .map(property -> property.getKey() + "=" + property.getValue())
                        .toArray(String[]::new))
                .withPropertyValues(more)
                .run(check::accept);
    }

    private Run run(String... options) {
        return CommandLine.run(
                properties(),
                Arrays.stream(options).map(option -> "--applied-set." + option).toArray(String[]::new));
    }

    private static String words(Run run) {
        return (run.out() + run.err()).replaceAll("\\s+", " ");
    }

    private static Health health(AssertableApplicationContext context) {
        return context.getBean(HealthIndicator.class).health();
    }

    @Test
    void aStartMigratesTenantsAfterTheOrdinaryMigrations() {
        start(
                context -> assertThat(context).getFailure().rootCause().hasMessageContaining("disagree"),
                "applied-set.mode=verify");
        start(
                context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(health(context).getStatus()).isEqualTo(Status.UP);
                    assertThat(health(context).getDetails()).containsEntry("tenants", "3 current, 0 behind, 0 failed");
                    assertThat(context.getBean(TenantMigrator.class)
                                    .migrate("tenant_4")
                                    .applied())
                            .hasSize(1);
                },
                "applied-set.mode=migrate");
        this.files.with("2_b.up.sql", "CREATE TABLE b (id int);");
        this.database.execute("CREATE TABLE tenant_2.b (id text)");
        start(
                context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .isInstanceOf(TenantsFailedException.class)
                        .hasMessageContaining("0 current, 3 behind, 0 failed: tenant_1, tenant_2, tenant_3"),
                "applied-set.mode=verify");
        start(context -> assertThat(context.getStartupFailure())
                .rootCause()
                .hasMessageContaining("relation \"b\" already exists"));
        start(
                context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(health(context).getStatus()).isEqualTo(Status.UP);
                    assertThat(health(context).getDetails())
                            .containsEntry("tenants", "2 current, 0 behind, 1 failed: tenant_2");
                    MigrationsDescriptor shown = new MigrationsEndpoint(context).migrations();
                    assertThat(shown.contexts()
                                    .values()
                                    .iterator()
                                    .next()
                                    .migrators()
                                    .get("migrator")
                                    .tenants())
                            .satisfies(tenants -> {
                                assertThat(tenants.counts()).isEqualTo(new MigrationsDescriptor.TenantCounts(2, 0, 1));
                                assertThat(tenants.failed()).containsExactly("tenant_2");
                            });
                },
                "applied-set.tenants.on-failure=warn");
        start(
                context -> assertThat(health(context).getStatus()).isEqualTo(Status.OUT_OF_SERVICE),
                "applied-set.mode=off");
    }

    @Test
    void pageAndMetersCountTenantsAndOnlyThePageNamesThem() {
        this.database.execute("CREATE SCHEMA tenant_2", "CREATE TABLE tenant_2.a (id text)");
        start(
                context -> {
                    SimpleMeterRegistry meters = new SimpleMeterRegistry();
                    context.getBean(MigrationMetrics.class).bindTo(meters);
                    assertThat(tenants(meters, "current")).isEqualTo(2);
                    assertThat(tenants(meters, "behind")).isZero();
                    assertThat(tenants(meters, "failed")).isEqualTo(1);
                    assertThat(meters.get("applied.set.migration")
                                    .tag("outcome", "success")
                                    .tag("migrator", "tenants")
                                    .timer()
                                    .count())
                            .isEqualTo(2);
                    assertThat(meters.getMeters().stream()
                                    .flatMap(meter -> meter.getId().getTags().stream())
                                    .map(Tag::getValue))
                            .noneMatch(value -> value.contains("tenant_"));

                    assertThat(EndpointPage.of(context))
                            .contains("Tenants: 2 current, 0 behind, 1 failed.")
                            .contains("tenant_<wbr>2<")
                            .contains("A migration failed.")
                            .doesNotContain("already exists")
                            .doesNotContain("tenant_<wbr>1<");
                    this.database.execute("DROP TABLE tenant_2.a");
                    context.getBean(TenantMigrator.class).migrate();
                    assertThat(EndpointPage.of(context)).contains("Tenants: 3 current, 0 behind, 0 failed.");
                    assertThat(tenants(meters, "failed")).isZero();
                },
                "applied-set.tenants.on-failure=warn");
    }

    private static double tenants(SimpleMeterRegistry meters, String state) {
        return meters.get("applied.set.tenants").tag("state", state).gauge().value();
    }

    @Test
    void aBeanOpensADatabaseForEachTenant() {
        String other = this.database.name() + "_tenant";
        Sql.execute(
                this.database.superuser(), "CREATE DATABASE " + other + " OWNER \"" + this.database.username() + "\"");
        try {
            TenantDatabases databases = new TenantDatabases() {

                @Override
                public List<String> names() {
                    return List.of("tenant_1");
                }

                @Override
                public DataSource open(String name) {
                    return TenantsTests.this.database.dataSourceOf(other);
                }
            };
            ApplicationContextRunner application = new ApplicationContextRunner()
                    .withConfiguration(
                            AutoConfigurations.of(DataSourceAutoConfiguration.class, AppliedSetAutoConfiguration.class))
                    .withBean(TenantDatabases.class, () -> databases)
                    .withPropertyValues(this.database.properties())
                    .withPropertyValues(
                            "applied-set.locations=" + this.ordinary.location(),
                            "applied-set.tenants.locations=" + this.files.location());
            application.run(context -> {
                assertThat(context).hasNotFailed();
                assertThat(Sql.firstColumn(this.database.dataSourceOf(other), "SELECT to_regclass('public.a')"))
                        .containsExactly("a");
                assertThat(this.database.hasTable("public.a")).isFalse();
                assertThat(new MigrationsEndpoint(context)
                                .migrations()
                                .contexts()
                                .values()
                                .iterator()
                                .next()
                                .migrators()
                                .get("migrator")
                                .tenants()
                                .counts())
                        .isEqualTo(new MigrationsDescriptor.TenantCounts(1, 0, 0));
            });
            application
                    .withPropertyValues("applied-set.tenants.schemas-from=SELECT 1")
                    .run(context -> assertThat(context)
                            .getFailure()
                            .rootCause()
                            .hasMessageContaining("There is a bean TenantDatabases")
                            .hasMessageContaining("Nothing was migrated"));
        } finally {
            Sql.execute(this.database.superuser(), "DROP DATABASE " + other + " WITH (FORCE)");
        }
    }

    @Test
    void aBeanNamesTheSchemas() {
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(DataSourceAutoConfiguration.class, AppliedSetAutoConfiguration.class))
                .withBean(TenantSchemas.class, () -> () -> List.of("tenant_9"))
                .withPropertyValues(this.database.properties())
                .withPropertyValues(
                        "applied-set.locations=" + this.ordinary.location(),
                        "applied-set.tenants.locations=" + this.files.location())
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(this.database.hasTable("tenant_9.a")).isTrue();
                });
    }

    @Test
    void severalBeansThatNameTenantsAreRefused() {
        ApplicationContextRunner application = new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(DataSourceAutoConfiguration.class, AppliedSetAutoConfiguration.class))
                .withPropertyValues(this.database.properties())
                .withPropertyValues(
                        "applied-set.locations=" + this.ordinary.location(),
                        "applied-set.tenants.locations=" + this.files.location());
        application
                .withBean("here", TenantSchemas.class, () -> () -> List.of("tenant_1"))
                .withBean("there", TenantSchemas.class, () -> () -> List.of("tenant_2"))
                .run(
                        context -> assertThatItIsExplained(
                                context,
                                "There are 2 beans of type TenantSchemas, and none is primary: here, there. Nothing was migrated."));
        application
                .withBean("east", TenantDatabases.class, TenantsTests::noDatabases)
                .withBean("west", TenantDatabases.class, TenantsTests::noDatabases)
                .run(context -> assertThatItIsExplained(
                        context,
                        "There are 2 beans of type TenantDatabases, and none is primary: east, west. Nothing was"
                                + " migrated."));
        application
                .withBean("east", TenantDatabases.class, TenantsTests::noDatabases, bean -> bean.setPrimary(true))
                .withBean("west", TenantDatabases.class, TenantsTests::noDatabases)
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(this.database.hasTable("tenant_1.a")).isFalse();
    }

    private static void assertThatItIsExplained(AssertableApplicationContext context, String description) {
        FailureAnalysis analysis = new AppliedSetConfigurationFailureAnalyzer()
                .analyze(Objects.requireNonNull(context.getStartupFailure()));
        assertThat(analysis.getDescription()).contains(description);
        assertThat(analysis.getAction()).contains("Mark one with @Primary, or have one bean name all tenants.");
    }

    private static TenantDatabases noDatabases() {
        return new TenantDatabases() {

            @Override
            public List<String> names() {
                return List.of();
            }

            @Override
            public DataSource open(String name) {
                throw new IllegalStateException(name);
            }
        };
    }

    @Test
    void aBlankQueryIsNone() {
        start(
                context -> assertThat(context).hasNotFailed().doesNotHaveBean(TenantMigrator.class),
                "applied-set.tenants.schemas-from=  ");
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(DataSourceAutoConfiguration.class, AppliedSetAutoConfiguration.class))
                .withBean(TenantDatabases.class, TenantsTests::noDatabases)
                .withPropertyValues(this.database.properties())
                .withPropertyValues(
                        "applied-set.locations=" + this.ordinary.location(),
                        "applied-set.tenants.locations=" + this.files.location(),
                        "applied-set.tenants.schemas-from=")
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(TenantMigrator.class));
    }

    /** JdbcTemplate waits for the migrations, which ask the bean. */
    @Configuration(proxyBeanMethods = false)
    static class NamedByATemplate {

        @Bean
        TenantSchemas tenants(JdbcTemplate jdbc) {
            return () -> jdbc.queryForList("SELECT name FROM public.tenant", String.class);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class NamedByADataSource {

        @Bean
        TenantSchemas tenants(DataSource dataSource) {
            JdbcTemplate jdbc = new JdbcTemplate(dataSource);
            return () -> jdbc.queryForList("SELECT name FROM public.tenant", String.class);
        }
    }

    @Test
    void aBeanThatNamesTheSchemasNeedsTheDataSourceItself() {
        ApplicationContextRunner application = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        JdbcTemplateAutoConfiguration.class,
                        AppliedSetAutoConfiguration.class))
                .withPropertyValues(this.database.properties())
                .withPropertyValues(
                        "applied-set.locations=" + this.ordinary.location(),
                        "applied-set.tenants.locations=" + this.files.location());
        application.withUserConfiguration(NamedByATemplate.class).run(context -> {
            assertThat(context)
                    .getFailure()
                    .hasMessageContaining("'tenants'")
                    .hasMessageContaining("appliedSetMigrationInitializer")
                    .hasMessageContaining("circular reference");
        });
        assertThat(this.database.hasTable("public.applied_migrations")).isFalse();
        application.withUserConfiguration(NamedByADataSource.class).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(this.database.hasTable("tenant_3.a")).isTrue();
        });
    }

    @Test
    void severalMigratorsWithTenantsAreRefused() {
        start(
                context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessageContaining("There are tenants and several migrators (one, two)"),
                "applied-set.migrators.one.table=one",
                "applied-set.migrators.two.table=two");
    }

    @Test
    void tenantsOfOneOfSeveralMigratorsAreRefused() {
        start(
                context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessageContaining("There are tenants and several migrators (one, two)"),
                "applied-set.tenants.schemas-from=",
                "applied-set.migrators.one.table=one",
                "applied-set.migrators.two.table=two",
                "applied-set.migrators.two.tenants.schemas-from=SELECT name FROM public.tenant");
    }

    @Test
    void dryRunSaysThatItDoesNotTryTenants() {
        Run run = run("command=dry-run");

        assertThat(run.exitCode()).isZero();
        assertThat(words(run)).contains("Tenants: not tried. For one: --applied-set.tenant=SCHEMA");
        assertThat(run("command=dry-run", "format=json").json().get("tenants")).hasToString("{outcome=not-tried}");
        assertThat(run("command=dry-run", "migrator=migrator").out()).doesNotContain("Tenants");
    }

    @Test
    void commandsAreAboutAllTenantsOrOne() {
        assertThat(words(run("command=migrate"))).contains("Tenants: 3 current (3 migrated now), 0 behind, 0 failed");
        this.files.with("2_b.up.sql", "CREATE TABLE b (id int);");
        this.database.execute("CREATE TABLE tenant_2.b (id text)");

        Run behind = run("command=status");
        assertThat(behind.exitCode()).isEqualTo(2);
        assertThat(words(behind))
                .contains("Tenants: 0 current, 3 behind, 0 failed: tenant_1, tenant_2, tenant_3")
                .contains("tenant_1 behind 1");
        assertThat(run("command=verify").exitCode()).isEqualTo(2);

        Run failed = run("command=migrate");
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(words(failed))
                .contains("Tenants: 2 current (2 migrated now), 0 behind, 1 failed: tenant_2")
                .contains("tenant_2: Migration 2_b failed");
        assertThat(run("command=status", "format=json").json().get("tenants"))
                .hasToString("{counts={current=2, behind=1, failed=0}, current=[tenant_1, tenant_3], migrated=[],"
                        + " behind=[tenant_2], failed=[], gone=[]}");

        assertThat(run("command=verify", "tenant=tenant_1").exitCode()).isZero();
        assertThat(run("command=verify", "tenant=tenant_2").exitCode()).isEqualTo(2);
        assertThat(words(run("command=status", "tenant=tenant_1")))
                .contains("tenant_1.applied_migrations in", "2 applied");
        this.database.execute("DROP TABLE tenant_2.b");
        assertThat(words(run("command=migrate", "tenant=tenant_2"))).contains("1 migration applied in");
        assertThat(run("command=verify").exitCode()).isZero();
        assertThat(run("command=status", "migrator=migrator").out()).doesNotContain("Tenants");
    }

    @Test
    void aStartThatTenantsMakeFailIsPublished() {
        this.files.with("2_b.up.sql", "SELECT nothing;");
        List<RuntimeException> failures = new ArrayList<>();
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(DataSourceAutoConfiguration.class, AppliedSetAutoConfiguration.class))
                .withInitializer(context -> context.addApplicationListener(
                        (ApplicationListener<MigrationsFailedEvent>) event -> failures.add(event.failure())))
                .withPropertyValues(properties().entrySet().stream()
                        .map(property -> property.getKey() + "=" + property.getValue())
                        .toArray(String[]::new))
                .run(context -> assertThat(context).hasFailed());

        assertThat(failures).singleElement().isInstanceOf(TenantsFailedException.class);
    }

    @Test
    void waitForTenantsTimesOutWithTheLockTimeoutExitCode() throws SQLException {
        start(context -> assertThat(context).hasNotFailed());
        this.files.with("2_b.up.sql", "CREATE TABLE b (id int);");
        try (Connection other = this.database.dataSource().getConnection()) {
            Sql.execute(
                    other,
                    "SELECT pg_advisory_lock(" + new TrackerTable("tenant_2", "applied_migrations").lockKey() + ")");

            start(
                    context -> assertThat(context.getStartupFailure())
                            .hasCauseInstanceOf(InstanceLockTimeoutException.class)
                            .hasRootCauseInstanceOf(MigrationLockException.class),
                    "applied-set.instance-lock-timeout=1s");
        }
    }

    @Test
    @Timeout(60)
    void waitsForTenantsForTheRemainingTime() {
        start(context -> assertThat(context).hasNotFailed());
        start(
                context -> {
                    this.files.with("2_b.up.sql", "CREATE TABLE b (id int);");
                    TenantMigrator tenants = context.getBean(TenantMigrator.class);
                    TenantStart start = new TenantStart(tenants, context.getBean(AppliedSetProperties.class));
                    assertThatExceptionOfType(TenantsFailedException.class)
                            .isThrownBy(() -> start.run(Duration.ofMinutes(5)))
                            .withMessageContaining("0 current, 3 behind");
                    tenants.migrate();
                    start.run(Duration.ofHours(1));
                },
                "applied-set.mode=wait",
                "applied-set.wait-timeout=5m");
    }

    @Test
    void reportsAppliedMigrationsIfTenantsCannotBeListed() {
        this.ordinary.with("2_more.up.sql", "SELECT 1;");
        Run text = run("command=migrate", "tenants.schemas-from=SELECT nothing FROM nowhere");

        assertThat(text.exitCode()).isEqualTo(1);
        assertThat(words(text)).contains("2 migrations applied in").contains("relation \"nowhere\" does not exist");
        this.ordinary.with("3_more.up.sql", "SELECT 1;");
        Map<String, Object> json = run(
                        "command=migrate", "format=json", "tenants.schemas-from=SELECT nothing FROM nowhere")
                .json();
        assertThat(json).containsKeys("migrators", "error");
        assertThat(json.get("migrators")).asString().contains("3_more.up.sql");
    }

    @Test
    void commandsDistinguishDifferencesFromErrors() {
        run("command=migrate");
        this.files.with("1_a.up.sql", "CREATE TABLE a (edited int);");

        Run verified = run("command=verify", "checksum-mismatch=warn");
        assertThat(verified.exitCode()).as(words(verified)).isEqualTo(2);
        assertThat(words(verified)).contains("0 current, 0 behind, 3 failed").contains("1_a");
        assertThat(run("command=verify", "checksum-mismatch=warn", "tenant=tenant_1")
                        .exitCode())
                .isEqualTo(2);
        assertThat(run("command=status", "checksum-mismatch=warn").exitCode()).isEqualTo(2);
        assertThat(run("command=status", "checksum-mismatch=ignore").exitCode()).isZero();

        this.database.execute("ALTER TABLE tenant_2.applied_migrations RENAME checksum TO digest");
        for (String command : List.of("verify", "status")) {
            assertThat(run("command=" + command, "checksum-mismatch=ignore").exitCode())
                    .as(command)
                    .isEqualTo(1);
        }
    }

    /** In the tracker of tenant_2; that of tenant_1 stays as it was. */
    @Test
    void everyCommandThatSettlesSomethingWorksOnOneTenant() {
        this.files
                .with("2_b.up.sql", "CREATE TABLE b (id int);")
                .with("v.repeatable.sql", "CREATE OR REPLACE VIEW v AS SELECT id FROM a;");
        run("command=migrate");
        List<String> rows = rows("tenant_1");

        this.files.with("1_a.up.sql", "CREATE TABLE a (id int); -- edited");
        settles("accept-checksum", "version=1");
        assertThat(rows("tenant_2").get(0)).isNotEqualTo(rows.get(0));

        this.files
                .without("1_a.up.sql")
                .without("1_a.down.sql")
                .with("1_first.up.sql", "CREATE TABLE a (id int); -- edited");
        settles("accept-rename", "version=1");
        assertThat(rows("tenant_2").get(0)).startsWith("1 first ");

        this.files.without("2_b.up.sql").with("3_b.up.sql", "CREATE TABLE b (id int);");
        settles("renumber", "version=2", "to=3");
        assertThat(rows("tenant_2").get(1)).startsWith("3 b ");

        this.database.execute("INSERT INTO tenant_2.applied_migrations VALUES (9, 'gone', now(), NULL)");
        settles("forget", "version=9");
        assertThat(rows("tenant_2")).hasSize(2);

        settles("repeat", "name=v");
        assertThat(this.database.query("SELECT count(*) FROM tenant_2.applied_migrations_repeatable"))
                .containsExactly("2");
        assertThat(this.database.query("SELECT count(*) FROM tenant_1.applied_migrations_repeatable"))
                .containsExactly("1");

        this.files.with("4_c.up.sql", "CREATE TABLE c (id int);");
        settles("dry-run");
        assertThat(this.database.hasTable("tenant_2.c")).isFalse();
        for (String command : List.of("pause", "resume")) {
            Run refused = run("command=" + command, "version=4", "tenant=tenant_2");
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(words(refused)).contains("Migration 4_c does not run in batches");
        }
        assertThat(rows("tenant_1")).isEqualTo(rows);
    }

    private void settles(String command, String... options) {
        Run run = run(Stream.concat(Stream.of("command=" + command, "tenant=tenant_2", "yes=true"), Stream.of(options))
                .toArray(String[]::new));
        assertThat(run.exitCode()).as(words(run)).isZero();
    }

    private List<String> rows(String tenant) {
        return this.database.query("SELECT concat_ws(' ', version, name, checksum) FROM " + tenant
                + ".applied_migrations ORDER BY version");
    }

    @Test
    void refusesCommandsUnsupportedForTenants() {
        run("command=migrate");
        for (String command : List.of("rollback", "align", "resolve")) {
            Run refused = run("command=" + command, "yes=true");
            assertThat(refused.exitCode()).isEqualTo(64);
            assertThat(words(refused)).contains("The command " + command + " does not work on all tenants at once.");
        }
        for (String command : List.of("align", "adopt", "conflicts", "generate", "resolve", "snapshot")) {
            Run refused = run("command=" + command, "tenant=tenant_1");
            assertThat(refused.exitCode()).isEqualTo(64);
            assertThat(words(refused)).contains("The command " + command + " does not work on a tenant.");
        }
        assertThat(words(run("command=migrate", "to=1"))).contains("--applied-set.migrator=migrator");
        assertThat(words(run("command=migrate", "tenant=tenant_7"))).contains("no tenant has that name");
        assertThat(this.database.query("SELECT nspname FROM pg_namespace WHERE nspname = 'tenant_7'"))
                .isEmpty();

        assertThat(run("command=rollback", "tenant=tenant_1", "yes=true").exitCode())
                .isZero();
        assertThat(this.database.hasTable("tenant_1.a")).isFalse();
        assertThat(this.database.hasTable("tenant_2.a")).isTrue();
        assertThat(run("command=rollback", "migrator=migrator", "yes=true").exitCode())
                .isZero();
        assertThat(this.database.hasTable("public.tenant")).isFalse();
    }
}
