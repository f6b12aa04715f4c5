package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.autoconfigure.CommandLine.Run;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.tenant.TenantDatabases;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The commands {@code pause} and {@code resume} for one tenant. */
@PostgresTest
@Timeout(120)
class TenantBackfillTests {

    private static final List<String> TENANTS = List.of("acme", "globex");

    private static final String FILL = """
            -- applied-set: batches=public.a.id
            -- applied-set: batch-size=10
            -- applied-set: pause=0ms
            UPDATE public.a SET n = id
            WHERE id BETWEEN current_setting('applied_set.batch_from')::bigint
                         AND current_setting('applied_set.batch_to')::bigint;
            """;

    private TestDatabase server;
    private MigrationFolder ordinary;
    private MigrationFolder files;

    @BeforeEach
    void prepare(@TempDir Path folder, @TempDir Path ofTenants, TestDatabase server) {
        this.server = server;
        this.ordinary = new MigrationFolder(folder).with("1_ordinary.up.sql", "SELECT 1;");
        this.files = new MigrationFolder(ofTenants);
    }

    @AfterEach
    void dropTheirDatabases() {
        TENANTS.forEach(tenant ->
                Sql.execute(this.server.superuser(), "DROP DATABASE IF EXISTS " + database(tenant) + " WITH (FORCE)"));
    }

    private String database(String tenant) {
        return this.server.name() + "_" + tenant;
    }

    private List<String> in(String tenant, String query) {
        return Sql.firstColumn(this.server.dataSourceOf(database(tenant)), query);
    }

    private List<String> applied(String tenant) {
        return in(tenant, "SELECT version FROM public.applied_migrations ORDER BY version");
    }

    /** In an application with a database for each tenant, which has not migrated. */
    private void withDatabases(Consumer<AssertableApplicationContext> work) {
        TENANTS.forEach(tenant -> Sql.execute(
                this.server.superuser(),
                "CREATE DATABASE " + database(tenant) + " OWNER \"" + this.server.username() + "\""));
        TenantDatabases databases = new TenantDatabases() {

            @Override
            public List<String> names() {
                return TENANTS;
            }

            @Override
            public DataSource open(String name) {
                return TenantBackfillTests.this.server.dataSourceOf(database(name));
            }
        };
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(DataSourceAutoConfiguration.class, AppliedSetAutoConfiguration.class))
                .withBean(TenantDatabases.class, () -> databases)
                .withPropertyValues(this.server.properties())
                .withPropertyValues(
                        "applied-set.mode=off",
                        "applied-set.locations=" + this.ordinary.location(),
                        "applied-set.tenants.locations=" + this.files.location())
                .run(work::accept);
    }

    private static Run run(AssertableApplicationContext context, String... options) {
        return CommandLine.runIn(context, arguments(options));
    }

    private static String[] arguments(String... options) {
        return Stream.of(options).map(option -> "--applied-set." + option).toArray(String[]::new);
    }

    private static String words(Run run) {
        return (run.out() + run.err()).replaceAll("\\s+", " ");
    }

    private static void succeeds(Run run, String... fragments) {
        assertThat(run.exitCode()).as(words(run)).isZero();
        Stream.of(fragments).forEach(fragment -> assertThat(words(run)).contains(fragment));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-- applied-set: background\n"})
    void pausesOneDatabaseWhileTheOthersContinue(String way) {
        this.files.with(
                "1_a.up.sql",
                "CREATE TABLE public.a (id int PRIMARY KEY, n int);"
                        + " INSERT INTO public.a SELECT generate_series(1, 25);");
        withDatabases(context -> {
            succeeds(run(context, "command=migrate"), "2 current (2 migrated now)");
            this.files.with("2_fill.up.sql", way + FILL).with("3_b.up.sql", "CREATE TABLE public.b (id int);");

            succeeds(
                    run(context, "command=pause", "version=2", "tenant=acme"),
                    database("acme"),
                    "Migration 2_fill is paused.");

            assertThat(in("acme", "SELECT paused FROM public.applied_migrations_backfill"))
                    .containsExactly("t");
            assertThat(in("globex", "SELECT to_regclass('public.applied_migrations_backfill') IS NULL"))
                    .containsExactly("t");
            assertThat(this.server.hasTable("public.applied_migrations_backfill"))
                    .isFalse();
            assertThat(words(run(context, "command=status", "tenant=acme"))).contains("2 fill paused");
            assertThat(words(run(context, "command=status", "tenant=globex"))).doesNotContain("paused");

            Run migrated = run(context, "command=migrate");

            assertThat(applied("acme")).containsExactly("1", "3");
            assertThat(applied("globex")).containsExactly("1", "2", "3");
            assertThat(in("acme", "SELECT count(n) FROM public.a")).containsExactly("0");
            assertThat(in("globex", "SELECT count(n) FROM public.a")).containsExactly("25");
            if (way.isEmpty()) {
                assertThat(migrated.exitCode()).isEqualTo(1);
                assertThat(words(migrated))
                        .contains("1 current (1 migrated now), 1 behind, 0 failed: acme")
                        .contains("Migration 2_fill is paused.")
                        .contains("--applied-set.command=resume --applied-set.version=2 --applied-set.tenant=acme");
                assertThat(run(context, "command=verify").exitCode()).isEqualTo(2);
                assertThat(run(context, "command=status").exitCode()).isEqualTo(2);
            } else {
                succeeds(migrated, "2 current");
                succeeds(run(context, "command=verify"));
                succeeds(run(context, "command=status"));
                succeeds(run(context, "command=status", "tenant=acme"), "2 fill paused");
            }

            Run done = run(context, "command=pause", "version=2", "tenant=globex");
            assertThat(done.exitCode()).isEqualTo(1);
            assertThat(words(done)).contains("Version 2 is applied. Nothing was changed.");

            Run resumed = run(context, "command=resume", "version=2", "tenant=acme", "format=json");
            succeeds(resumed);
            assertThat(resumed.json()).containsEntry("version", 2).containsEntry("paused", false);
            assertThat(in("acme", "SELECT paused FROM public.applied_migrations_backfill"))
                    .containsExactly("f");
            succeeds(run(context, "command=migrate", "tenant=acme"));
            assertThat(applied("acme")).containsExactly("1", "2", "3");
            assertThat(in("acme", "SELECT count(n) FROM public.a")).containsExactly("25");
            succeeds(run(context, "command=verify"));
        });
    }

    /** Without a tenant, a command is about the ordinary migrations. */
    @Test
    void aTenantThatIsNotNamedOrNotKnownIsNotTouched() {
        this.files
                .with("1_a.up.sql", "CREATE TABLE public.a (id int PRIMARY KEY, n int);")
                .with("2_fill.up.sql", FILL);
        withDatabases(context -> {
            Run ordinary = run(context, "command=pause", "version=2");
            assertThat(ordinary.exitCode()).isEqualTo(1);
            assertThat(words(ordinary)).contains("There is no migration with version 2 on disk. Nothing was changed.");

            Run unknown = run(context, "command=pause", "version=2", "tenant=initech");
            assertThat(unknown.exitCode()).isEqualTo(64);
            assertThat(words(unknown)).contains("no tenant has that name");

            for (String tenant : TENANTS) {
                assertThat(in(tenant, "SELECT to_regclass('public.applied_migrations_backfill') IS NULL"))
                        .containsExactly("t");
            }
            Run early = run(context, "command=resume", "version=2", "tenant=acme");
            assertThat(early.exitCode()).isEqualTo(1);
            assertThat(words(early)).contains("Version 2 has not begun. Nothing was changed.");
        });
    }

    /** Nothing could ever run it: {@code migrate} refuses the file. */
    @Test
    void refusesBatchesForSchemaTenants() {
        this.ordinary.with(
                "2_tenants.up.sql",
                "CREATE TABLE public.tenant (name text); INSERT INTO public.tenant VALUES ('acme'), ('globex');");
        this.files.with("1_a.up.sql", "CREATE TABLE a (id int PRIMARY KEY, n int);");
        Map<String, Object> properties = Map.of(
                "spring.datasource.url", this.server.url(),
                "spring.datasource.username", this.server.username(),
                "spring.datasource.password", this.server.password(),
                "applied-set.locations", this.ordinary.location(),
                "applied-set.tenants.locations", this.files.location(),
                "applied-set.tenants.schemas-from", "SELECT name FROM public.tenant");
        succeeds(CommandLine.run(properties, arguments("command=migrate")));
        this.files.with("2_fill.up.sql", FILL);

        for (List<String> command : List.of(
                List.of("command=pause", "version=2"),
                List.of("command=resume", "version=2"),
                List.of("command=dry-run"),
                List.of("command=migrate"))) {
            Run refused = CommandLine.run(
                    properties,
                    arguments(Stream.concat(command.stream(), Stream.of("tenant=acme"))
                            .toArray(String[]::new)));

            assertThat(refused.exitCode()).as(command.get(0)).isEqualTo(1);
            assertThat(words(refused))
                    .as(command.get(0))
                    .contains("2_fill.up.sql")
                    .contains("runs in batches, which is not supported where each tenant is a schema");
        }
        assertThat(this.server.query("SELECT relname FROM pg_class WHERE relname LIKE 'applied_migrations_backfill'"))
                .isEmpty();
    }
}
