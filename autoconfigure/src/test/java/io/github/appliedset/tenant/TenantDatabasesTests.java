package io.github.appliedset.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.TenantsFailedException;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.migrator.MigratorTestSupport;
import io.github.appliedset.support.LogLines;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.Together;
import io.github.appliedset.support.session.KeepsSessions;
import io.github.appliedset.tenant.TenantResult.State;
import io.github.appliedset.tracker.TrackerTable;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@KeepsSessions
class TenantDatabasesTests extends MigratorTestSupport {

    private final List<String> created = new ArrayList<>();
    private Databases databases;

    /** A pool for each, which counts. */
    private static final class Databases implements TenantDatabases {

        private final TestDatabase server;
        private final List<String> names = new ArrayList<>();
        private final AtomicInteger open = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();
        private final AtomicInteger opened = new AtomicInteger();
        private final Set<String> missing = ConcurrentHashMap.newKeySet();
        private Runnable whenListed = () -> {};

        Databases(TestDatabase server) {
            this.server = server;
        }

        @Override
        public List<String> names() {
            this.whenListed.run();
            return List.copyOf(this.names);
        }

        @Override
        public DataSource open(String name) {
            if (name.equals("nowhere")) {
                throw new IllegalStateException("no such customer");
            }
            HikariDataSource pool = new HikariDataSource() {

                @Override
                public void close() {
                    super.close();
                    Databases.this.open.decrementAndGet();
                }
            };
            pool.setDataSource(this.server.dataSourceOf(this.server.name() + "_" + name));
            pool.setMaximumPoolSize(1);
            // A pool waits for a database that is not there.
            pool.setConnectionTimeout(this.missing.contains(name) ? 250 : 60_000);
            pool.setInitializationFailTimeout(-1);
            this.most.accumulateAndGet(this.open.incrementAndGet(), Math::max);
            this.opened.incrementAndGet();
            return pool;
        }
    }

    private void create(TestDatabase server, int count) {
        this.databases = new Databases(server);
        IntStream.rangeClosed(1, count).forEach(number -> create("tenant_" + number));
    }

    private void create(String tenant) {
        String database = this.databases.server.name() + "_" + tenant;
        Sql.execute(
                this.databases.server.superuser(),
                "CREATE DATABASE " + database + " OWNER \"" + this.databases.server.username() + "\"");
        this.created.add(database);
        this.databases.names.add(tenant);
    }

    private void drop(String tenant) {
        String database = this.databases.server.name() + "_" + tenant;
        Sql.execute(this.databases.server.superuser(), "DROP DATABASE " + database + " WITH (FORCE)");
        this.created.remove(database);
        this.databases.missing.add(tenant);
    }

    @AfterEach
    void dropAll() {
        this.created.forEach(database ->
                Sql.execute(this.databases.server.superuser(), "DROP DATABASE " + database + " WITH (FORCE)"));
    }

    private TenantMigrator.Builder tenants() {
        return tenants(this.databases);
    }

    private TenantMigrator.Builder tenants(TenantDatabases asked) {
        Migrator template = Migrator.builder()
                .dataSource(this.databases.server.dataSource())
                .locations(this.files.location())
                .build();
        return TenantMigrator.builder(template, asked);
    }

    private List<String> in(String tenant, String query) {
        return Sql.firstColumn(this.databases.server.dataSourceOf(this.databases.server.name() + "_" + tenant), query);
    }

    @Test
    void eachIsMigratedAndClosedAndOnlyAFewAreOpen(TestDatabase server) {
        create(server, 3);
        this.files
                .with("1_a.up.sql", "CREATE TABLE public.a (id int);")
                .with("v.repeatable.sql", "CREATE OR REPLACE VIEW public.v AS SELECT id FROM public.a;");

        TenantReport report = tenants().parallelism(2).build().migrate();

        assertThat(report.summary()).isEqualTo("3 current (3 migrated now), 0 behind, 0 failed");
        assertThat(this.databases.open).hasValue(0);
        assertThat(this.databases.most).hasValue(2);
        assertThat(in("tenant_3", "SELECT count(*) FROM public.v")).containsExactly("0");
        assertThat(server.hasTable("public.a")).isFalse();
        assertThat(server.hasTable("public.applied_migrations")).isFalse();

        assertThat(tenants().build().migrate().summary()).isEqualTo("3 current, 0 behind, 0 failed");
        Sql.execute(server.dataSourceOf(server.name() + "_tenant_2"), "DROP VIEW public.v");
        assertThat(tenants().build().status().summary()).isEqualTo("2 current, 1 behind, 0 failed: tenant_2");
        assertThat(this.databases.open).hasValue(0);
    }

    @Test
    void oneThatCannotBeOpenedDoesNotStopTheOthers(TestDatabase server) {
        create(server, 2);
        this.databases.names.addAll(List.of("nowhere", "not_created"));
        this.databases.missing.add("not_created");
        this.files.with("1_a.up.sql", "CREATE TABLE a (id int);");

        TenantReport report = tenants().build().migrate();

        assertThat(report.summary()).isEqualTo("2 current (2 migrated now), 0 behind, 2 failed: not_created, nowhere");
        assertThatExceptionOfType(TenantsFailedException.class)
                .isThrownBy(report::requireCurrent)
                .withMessageContaining("The database of tenant nowhere could not be opened")
                .withMessageContaining("no such customer")
                .withMessageContaining("_not_created\" does not exist")
                .withMessageContaining("--applied-set.command=migrate --applied-set.tenant=not_created");
        assertThat(this.databases.open).hasValue(0);
    }

    @Test
    void aCanaryThatFailsStopsBeforeTheRest(TestDatabase server) {
        create(server, 3);
        Sql.execute(server.dataSourceOf(server.name() + "_tenant_3"), "CREATE TABLE public.a (id text)");
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int);");

        TenantReport report = tenants().first(List.of("tenant_3")).build().migrate();

        assertThat(report.stoppedAt()).containsExactly("tenant_3");
        assertThat(report.summary()).isEqualTo("0 current, 2 behind, 1 failed: tenant_1, tenant_2, tenant_3");
    }

    @Test
    void fourProcessesShareTheWorkAndDoNothingTwice(TestDatabase server) throws Exception {
        create(server, 4);
        this.files
                .with("1_a.up.sql", "CREATE TABLE public.a (id int);")
                .with("2_b.up.sql", "INSERT INTO public.a VALUES (1);");

        List<TenantReport> reports =
                Together.run(4, index -> () -> tenants().build().migrate());

        assertThat(reports.stream()
                        .flatMap(report -> report.in(State.MIGRATED).stream())
                        .mapToInt(TenantResult::migrations)
                        .sum())
                .isEqualTo(8);
        for (int tenant = 1; tenant <= 4; tenant++) {
            assertThat(in("tenant_" + tenant, "SELECT count(*) FROM public.a")).containsExactly("1");
        }
    }

    @Test
    void includesNewDatabasesAndToleratesDroppedOnes(TestDatabase server) {
        create(server, 2);
        AtomicInteger listed = new AtomicInteger();
        this.databases.whenListed = () -> {
            if (listed.incrementAndGet() == 2) {
                create("tenant_3");
            }
        };
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int);");

        assertThat(tenants().build().migrate().summary()).isEqualTo("3 current (3 migrated now), 0 behind, 0 failed");

        this.files.with("2_b.up.sql", "CREATE TABLE public.b (id int);");
        listed.set(10);
        AtomicInteger opened = this.databases.opened;
        opened.set(0);
        TenantDatabases dropsOne = new Delegate(this.databases) {

            @Override
            public DataSource open(String name) {
                // Three looks, and then the work.
                if (opened.get() == 3) {
                    TenantDatabasesTests.this.databases.names.remove("tenant_2");
                    drop("tenant_2");
                }
                return super.open(name);
            }
        };

        TenantReport report = tenants(dropsOne).parallelism(1).build().migrate();

        assertThat(report.in(State.GONE)).extracting(TenantResult::schema).containsExactly("tenant_2");
        report.requireCurrent();
    }

    @Test
    void databaseDroppedBeforeItsCheckIsNoError(TestDatabase server) {
        create(server, 3);
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int);");
        TenantDatabases dropsTwo = new Delegate(this.databases) {

            @Override
            public DataSource open(String name) {
                // The first look is at tenant_1.
                if (TenantDatabasesTests.this.databases.names.remove("tenant_2")) {
                    drop("tenant_2");
                    drop("tenant_3");
                    TenantDatabasesTests.this.databases.names.remove("tenant_3");
                }
                if (name.equals("tenant_3")) {
                    throw new IllegalStateException("no such customer");
                }
                // Without a pool, which would wait for the database.
                return name.equals("tenant_2") ? server.dataSourceOf(server.name() + "_tenant_2") : super.open(name);
            }

            @Override
            public void close(String name, DataSource dataSource) {
                if (!name.equals("tenant_2")) {
                    super.close(name, dataSource);
                }
            }
        };

        TenantReport report = tenants(dropsTwo).parallelism(1).build().status();

        assertThat(report.in(State.GONE))
                .extracting(TenantResult::schema)
                .containsExactlyInAnyOrder("tenant_2", "tenant_3");
        assertThat(report.summary()).isEqualTo("0 current, 1 behind, 0 failed: tenant_1");
    }

    @Test
    void failedDatabaseStopsNoOtherEvenIfListingFails(TestDatabase server) {
        create(server, 2);
        this.databases.names.add(0, "nowhere");
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int);");
        AtomicInteger listed = new AtomicInteger();
        this.databases.whenListed = () -> {
            if (listed.incrementAndGet() == 2) {
                throw new NullPointerException("the catalog is down");
            }
        };

        TenantReport report = tenants().parallelism(1).build().migrate();

        assertThat(report.summary()).isEqualTo("2 current (2 migrated now), 0 behind, 1 failed: nowhere");
        assertThat(listed).hasValue(3);
    }

    @Test
    void failureToCloseDoesNotPreventMigration(TestDatabase server) {
        create(server, 1);
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int);");
        TenantDatabases neverClosed = new Delegate(this.databases) {

            @Override
            public void close(String name, DataSource dataSource) {
                super.close(name, dataSource);
                throw new IllegalStateException("cannot close " + name);
            }
        };

        try (LogLines log = new LogLines(DatabasePerTenant.class.getName())) {
            assertThat(tenants(neverClosed).build().migrate().summary())
                    .isEqualTo("1 current (1 migrated now), 0 behind, 0 failed");
            assertThat(log.soFar()).contains("The database of tenant tenant_1 could not be closed");
        }

        this.files.with("2_b.up.sql", "CREATE TABLE public.a (id int);");
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> tenants(neverClosed).build().migrate("tenant_1"))
                .withMessageContaining("already exists")
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .singleElement()
                        .satisfies(notClosed -> assertThat(notClosed).hasMessage("cannot close tenant_1")));
    }

    @Test
    void refusesANullDataSource(TestDatabase server) {
        create(server, 1);
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int);");
        AtomicInteger closed = new AtomicInteger();
        TenantDatabases none = new Delegate(this.databases) {

            @Override
            public DataSource open(String name) {
                return nothing();
            }

            @Override
            public void close(String name, DataSource dataSource) {
                closed.incrementAndGet();
            }
        };

        assertThatExceptionOfType(TrackerException.class)
                .isThrownBy(() -> tenants(none).build().migrate("tenant_1"))
                .withMessageContaining("The database of tenant tenant_1 could not be opened")
                .withMessageContaining("open has returned null")
                .withMessageContaining("It was not migrated");
        assertThat(closed).hasValue(0);
    }

    @Test
    void theOrdinaryDatabaseIsRefused(TestDatabase server) {
        create(server, 2);
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int);");
        TenantDatabases one = new Delegate(this.databases) {

            @Override
            public DataSource open(String name) {
                return name.equals("tenant_1") ? server.dataSource() : super.open(name);
            }
        };

        TenantReport report = tenants(one).build().migrate();

        assertThat(report.summary()).isEqualTo("1 current (1 migrated now), 0 behind, 1 failed: tenant_1");
        assertThatExceptionOfType(TrackerException.class)
                .isThrownBy(() -> tenants(one).build().migrate("tenant_1"))
                .withMessageContaining("The database of tenant tenant_1 is that of the ordinary migrations.")
                .withMessageContaining("It was not migrated");
        assertThat(server.hasTable("public.a")).isFalse();
        assertThat(server.hasTable("public.applied_migrations")).isFalse();
    }

    @Test
    void aTenantWhoseBatchesAnotherProcessDoesIsLeft(TestDatabase server) throws Exception {
        server.execute("CREATE TABLE public.a (id int PRIMARY KEY, n int)", "INSERT INTO public.a VALUES (1)");
        this.files.with("1_fill.up.sql", """
                -- applied-set: batches=public.a.id
                -- applied-set: background
                UPDATE public.a SET n = id
                WHERE id BETWEEN current_setting('applied_set.batch_from')::bigint
                             AND current_setting('applied_set.batch_to')::bigint;
                """);
        TenantAttempt tenant = TenantAttempt.at("tenant_1");
        try (Connection other = server.dataSource().getConnection()) {
            Sql.execute(
                    other,
                    "SELECT pg_advisory_lock("
                            + new TrackerTable("public", "applied_migrations").backfillLockKey(MigrationVersion.of(1))
                            + ")");

            assertThat(tenant.unlessBusy(migrator(server).build()).result()).isNull();
        }
        assertThat(tenant.unlessBusy(migrator(server).build()).outcome().state())
                .isEqualTo(State.MIGRATED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-- applied-set: background\n"})
    @Timeout(120)
    void pausedBackfillDoesNotDelayOtherTenants(String way, TestDatabase server) {
        create(server, 2);
        this.files.with(
                "1_a.up.sql",
                "CREATE TABLE public.a (id int PRIMARY KEY, n int);"
                        + " INSERT INTO public.a SELECT generate_series(1, 25);");
        tenants().build().migrate().requireCurrent();
        this.files.with("2_fill.up.sql", way + """
                        -- applied-set: batches=public.a.id
                        UPDATE public.a SET n = id
                        WHERE id BETWEEN current_setting('applied_set.batch_from')::bigint
                                     AND current_setting('applied_set.batch_to')::bigint;
                        """).with("3_b.up.sql", "CREATE TABLE public.b (id int);");
        TenantMigrator tenants = tenants().build();
        tenants.with("tenant_1", migrator -> {
            migrator.pauseBackfill(2);
            return migrator;
        });

        TenantReport report = tenants.migrate();

        assertThat(in("tenant_1", "SELECT version FROM public.applied_migrations ORDER BY 1"))
                .containsExactly("1", "3");
        assertThat(in("tenant_2", "SELECT version FROM public.applied_migrations ORDER BY 1"))
                .containsExactly("1", "2", "3");
        if (way.isEmpty()) {
            assertThatExceptionOfType(TenantsFailedException.class)
                    .isThrownBy(report::requireCurrent)
                    .withMessageContaining("1 behind, 0 failed: tenant_1")
                    .withMessageContaining("Migration 2_fill is paused")
                    .withMessageContaining(
                            "--applied-set.command=resume --applied-set.version=2 --applied-set.tenant=tenant_1");
        } else {
            report.requireCurrent();
        }
        tenants.with("tenant_1", migrator -> {
            migrator.resumeBackfill(2);
            return migrator;
        });
        tenants.migrate().requireCurrent();
    }

    @Test
    void namesThatAreNullAreRefused(TestDatabase server) {
        create(server, 1);
        assertThatExceptionOfType(TrackerException.class)
                .isThrownBy(() -> tenants(listing(Arrays.asList("tenant_1", null)))
                        .build()
                        .listed())
                .withMessageContaining("A tenant without a name is listed");
        assertThatExceptionOfType(TrackerException.class)
                .isThrownBy(() -> tenants(listing(nothing())).build().listed())
                .withMessageContaining("The databases of the tenants could not be listed")
                .withMessageContaining("names has returned null");
    }

    private TenantDatabases listing(List<String> names) {
        return new Delegate(this.databases) {

            @Override
            public List<String> names() {
                return names;
            }
        };
    }

    /** What an application without null checks gives back. */
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return null;
    }

    /** Does what another does. */
    private static class Delegate implements TenantDatabases {

        private final TenantDatabases other;

        Delegate(TenantDatabases other) {
            this.other = other;
        }

        @Override
        public List<String> names() {
            return this.other.names();
        }

        @Override
        public DataSource open(String name) {
            return this.other.open(name);
        }
    }

    @Test
    void migratesOneDatabaseAtRuntime(TestDatabase server) {
        create(server, 1);
        this.databases.names.clear();
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int);");

        assertThat(labels(tenants().build().migrate("tenant_1"))).containsExactly("1_a");
        assertThat(labels(tenants().build().migrate("tenant_1"))).isEmpty();
        assertThat(this.databases.open).hasValue(0);
    }

    @Test
    void batchesRunToTheirEnd(TestDatabase server) {
        create(server, 2);
        this.files
                .with(
                        "1_a.up.sql",
                        "CREATE TABLE public.a (id int PRIMARY KEY, n int);"
                                + " INSERT INTO public.a SELECT generate_series(1, 25);")
                .with("2_fill.up.sql", """
                        -- applied-set: batches=public.a.id
                        -- applied-set: batch-size=10
                        -- applied-set: pause=0ms
                        -- applied-set: background
                        UPDATE public.a SET n = id
                        WHERE id BETWEEN current_setting('applied_set.batch_from')::bigint
                                     AND current_setting('applied_set.batch_to')::bigint;
                        """);

        tenants().build().migrate().requireCurrent();

        assertThat(in("tenant_2", "SELECT count(*) FROM public.a WHERE n = id")).containsExactly("25");
    }

    @Test
    void filesAreCheckedBeforeADatabaseIsOpened(TestDatabase server) {
        create(server, 1);
        this.files.with("a.up.sql", "SELECT 1;");

        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(() -> tenants().build().migrate());
        assertThat(this.databases.opened).hasValue(0);
        this.databases.names.add(" ");
        assertThatExceptionOfType(TrackerException.class)
                .isThrownBy(() -> tenants().build().listed())
                .withMessageContaining("without a name");
    }
}
