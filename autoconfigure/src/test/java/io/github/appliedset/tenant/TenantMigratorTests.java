package io.github.appliedset.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.TenantsFailedException;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.migrator.JavaMigration;
import io.github.appliedset.migrator.MigrationListener;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.migrator.MigratorTestSupport;
import io.github.appliedset.migrator.Target;
import io.github.appliedset.source.FoundMigrations;
import io.github.appliedset.source.MigrationSource;
import io.github.appliedset.source.ResourceMigrationSource;
import io.github.appliedset.support.RecordingDataSource;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.Together;
import io.github.appliedset.support.fault.FaultProxy;
import io.github.appliedset.tenant.TenantResult.State;
import io.github.appliedset.tracker.TrackerTable;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

@ExtendWith(OutputCaptureExtension.class)
class TenantMigratorTests extends MigratorTestSupport {

    private static final String LISTED =
            "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'tenant\\_%' ORDER BY nspname";

    private Migrator template(DataSource dataSource) {
        return Migrator.builder()
                .dataSource(dataSource)
                .locations(this.files.location())
                .build();
    }

    private TenantMigrator.Builder tenants(DataSource dataSource) {
        Migrator template = template(dataSource);
        return TenantMigrator.builder(template, TenantMigrator.query(template, LISTED));
    }

    private static void create(TestDatabase database, int count) {
        database.execute(IntStream.rangeClosed(1, count)
                .mapToObj(number -> "CREATE SCHEMA tenant_" + number)
                .toArray(String[]::new));
    }

    private static List<String> names(TenantReport report, State... states) {
        return report.in(states).stream().map(TenantResult::schema).toList();
    }

    private static List<String> schemasWith(TestDatabase database, String table) {
        return database.query("SELECT schemaname FROM pg_tables WHERE tablename = '" + table + "' ORDER BY schemaname");
    }

    private void migrateMany(TestDatabase database) {
        migrateMany(database, 200);
    }

    /** Schemas with a tracker that is current. */
    private void migrateMany(TestDatabase database, int count) {
        create(database, 1);
        tenants(database.dataSource()).build().migrate();
        database.execute("""
                DO $$ BEGIN
                  FOR i IN 2..%d LOOP
                    EXECUTE format('CREATE SCHEMA tenant_%s', i);
                    EXECUTE format('CREATE TABLE tenant_%s.applied_migrations (LIKE tenant_1.applied_migrations INCLUDING ALL)', i);
                    EXECUTE format('INSERT INTO tenant_%s.applied_migrations SELECT * FROM tenant_1.applied_migrations', i);
                    IF i % 200 = 0 THEN COMMIT; END IF;
                  END LOOP;
                END $$""".replace("%d", Integer.toString(count)));
    }

    @Test
    void nothingToDoFor200SchemasTakesAFewStatements(TestDatabase database) {
        this.files.with("1_a.up.sql", "CREATE TABLE a (id int);").with("2_b.up.sql", "CREATE TABLE b (id int);");
        migrateMany(database);
        RecordingDataSource recorded = new RecordingDataSource(database.dataSource());

        TenantReport report = tenants(recorded).build().migrate();

        assertThat(report.summary()).isEqualTo("200 current, 0 behind, 0 failed");
        List<String> chunks = recorded.statements().stream()
                .filter(sql -> sql.contains("hash_record"))
                .toList();
        assertThat(chunks)
                .hasSize(2)
                .allSatisfy(sql -> assertThat(sql.split("TABLESAMPLE")).hasSize(101));
        assertThat(recorded.connections()).isEqualTo(5);
        assertThat(recorded.statements()).hasSizeLessThanOrEqualTo(10);
    }

    private void behindByOne(TestDatabase database, int count) {
        this.files.with("1_a.up.sql", "CREATE TABLE a (id int);");
        migrateMany(database, count);
        this.files.with("2_b.up.sql", "CREATE TABLE b (id int);");
    }

    @Test
    void poolOfUnknownSizeIsEnoughForAllWorkers(TestDatabase database) {
        behindByOne(database, 12);
        try (HikariDataSource pool = pool(database, 2)) {
            DataSource unknown = new AbstractDataSource() {
                @Override
                public Connection getConnection() throws SQLException {
                    return pool.getConnection();
                }

                @Override
                public Connection getConnection(String user, String password) {
                    throw new UnsupportedOperationException();
                }
            };

            TenantReport report = tenants(unknown).parallelism(4).build().migrate();

            assertThat(names(report, State.MIGRATED)).hasSize(12);
        }
    }

    @Test
    void oneNewMigrationTakesEachTenantOneRoundTrip(TestDatabase database) {
        behindByOne(database, 40);
        try (FaultProxy proxy = FaultProxy.inFrontOf(database.port())) {
            TenantReport report = tenants(database.dataSourceAt(proxy.port()))
                    .parallelism(2)
                    .build()
                    .migrate();

            assertThat(report.summary()).isEqualTo("40 current (40 migrated now), 0 behind, 0 failed");
            assertThat(schemasWith(database, "b")).hasSize(40);
            // Besides, a few to list and look at them, and to inspect two sessions.
            assertThat(proxy.roundTrips()).isBetween(40, 70);
        }
    }

    @Test
    void aTenantLeavesNothingToTheNextInItsSession(TestDatabase database) {
        behindByOne(database, 4);
        this.files.with(
                "2_b.up.sql",
                "CREATE TABLE b AS SELECT current_setting('work_mem') AS before, set_config('work_mem', '77MB', false),"
                        + " current_schema() AS here;");
        try (HikariDataSource pool = pool(database, 2)) {
            tenants(pool).parallelism(1).build().migrate().requireCurrent();

            String usual = database.query("SHOW work_mem").get(0);
            assertThat(Sql.firstColumn(pool, "SHOW work_mem")).containsExactly(usual);
            for (int tenant = 1; tenant <= 4; tenant++) {
                assertThat(database.query("SELECT before || ' ' || here FROM tenant_" + tenant + ".b"))
                        .containsExactly(usual + " tenant_" + tenant);
            }
        }
    }

    /** Whatever happens between the look and the work. */
    private TenantReport migrateAfter(TestDatabase database, String... statements) {
        AtomicInteger runs = new AtomicInteger();
        MigrationListener meanwhile = new MigrationListener() {

            @Override
            public void beforeRun(Target target) {
                if (runs.getAndIncrement() == 0) {
                    database.execute(statements);
                }
            }
        };
        Migrator template = template(database.dataSource()).toBuilder()
                .listeners(List.of(meanwhile))
                .build();
        return TenantMigrator.builder(template, TenantMigrator.query(template, LISTED))
                .parallelism(1)
                .build()
                .migrate();
    }

    @Test
    void rowsThatChangeAfterTheLookAreDecidedAgain(TestDatabase database) {
        behindByOne(database, 3);

        TenantReport report = migrateAfter(
                database,
                "UPDATE tenant_2.applied_migrations SET name = 'other'",
                "INSERT INTO tenant_3.applied_migrations (version, name) VALUES (2, 'b')");

        assertThat(report.summary()).isEqualTo("2 current (1 migrated now), 0 behind, 1 failed: tenant_2");
        assertThat(report.in(State.FAILED).get(0).failure())
                .isNotNull()
                .hasMessageContaining("1_a")
                .hasMessageContaining("other");
        assertThat(schemasWith(database, "b")).containsExactly("tenant_1");
    }

    @Test
    void rechecksATrackerReplacedAfterTheCheck(TestDatabase database) {
        behindByOne(database, 3);

        TenantReport report = migrateAfter(
                database,
                "ALTER TABLE tenant_2.applied_migrations RENAME TO former",
                "CREATE TABLE tenant_2.applied_migrations AS SELECT *, 1 AS more FROM tenant_2.former",
                "ALTER TABLE tenant_2.applied_migrations ALTER more SET NOT NULL",
                "DROP TABLE tenant_3.applied_migrations");

        assertThat(report.summary()).isEqualTo("2 current (2 migrated now), 0 behind, 1 failed: tenant_2");
        assertThat(report.in(State.FAILED).get(0).failure())
                .isNotNull()
                .hasMessageContaining("it is not a tracker table")
                .hasMessageContaining("column more requires a value");
        assertThat(report.in(State.MIGRATED))
                .as("a tracker that was dropped is made again")
                .extracting(TenantResult::migrations)
                .containsExactly(1, 2);
    }

    @Test
    void onlyTenantsThatAreBehindAreWorkedOn(TestDatabase database) {
        this.files.with("1_a.up.sql", "CREATE TABLE a (id int);");
        migrateMany(database);
        database.execute("DELETE FROM tenant_7.applied_migrations", "DROP SCHEMA tenant_9 CASCADE");
        RecordingDataSource recorded = new RecordingDataSource(database.dataSource());

        TenantReport report = tenants(recorded).build().migrate();

        assertThat(report.summary()).isEqualTo("199 current (1 migrated now), 0 behind, 0 failed");
        assertThat(names(report, State.MIGRATED)).containsExactly("tenant_7");
        assertThat(recorded.statements().stream().filter(sql -> sql.contains("\"tenant_8\".")))
                .hasSize(1);
    }

    @Test
    void oneThatFailsDoesNotStopTheOthers(TestDatabase database) {
        create(database, 5);
        database.execute("CREATE TABLE tenant_2.a (id text)");
        this.files.with("1_a.up.sql", "CREATE TABLE a (id int);").with("2_b.up.sql", "CREATE TABLE b (id int);");

        TenantReport report = tenants(database.dataSource()).build().migrate();

        assertThat(report.summary()).isEqualTo("4 current (4 migrated now), 0 behind, 1 failed: tenant_2");
        assertThatExceptionOfType(TenantsFailedException.class)
                .isThrownBy(report::requireCurrent)
                .satisfies(failed -> assertThat(failed.schemas()).containsExactly("tenant_2"))
                .withMessageContaining("relation \"a\" already exists")
                .withMessageContaining("--applied-set.command=migrate --applied-set.tenant=tenant_2");
        assertThat(schemasWith(database, "b")).containsExactly("tenant_1", "tenant_3", "tenant_4", "tenant_5");

        database.execute("DROP TABLE tenant_2.a");
        TenantReport next = tenants(database.dataSource()).build().migrate();

        assertThat(names(next, State.MIGRATED)).containsExactly("tenant_2");
        assertThat(names(next, State.CURRENT)).hasSize(4);
        next.requireCurrent();
    }

    @Test
    void aCanaryThatFailsStopsBeforeTheRest(TestDatabase database) {
        create(database, 4);
        database.execute("CREATE TABLE tenant_3.a (id text)");
        this.files.with("1_a.up.sql", "CREATE TABLE a (id int);");
        TenantMigrator tenants = tenants(database.dataSource())
                .first(List.of("tenant_2", "tenant_3"))
                .build();

        TenantReport report = tenants.migrate();

        assertThat(report.summary())
                .isEqualTo("1 current (1 migrated now), 2 behind, 1 failed: tenant_1, tenant_4, tenant_3");
        assertThat(report.stoppedAt()).containsExactly("tenant_3");
        assertThat(schemasWith(database, "a")).containsExactly("tenant_2", "tenant_3");

        database.execute("DROP TABLE tenant_3.a");
        assertThat(tenants.migrate().summary()).isEqualTo("4 current (3 migrated now), 0 behind, 0 failed");
    }

    @Test
    void withoutAnyOfTheCanariesNoTenantIsMigrated(TestDatabase database) {
        create(database, 2);
        this.files.with("1_a.up.sql", "CREATE TABLE a (id int);");
        TenantMigrator tenants = tenants(database.dataSource())
                .first(List.of("tenant-1", "gone"))
                .build();

        assertThatExceptionOfType(TenantsFailedException.class)
                .isThrownBy(tenants::migrate)
                .withMessageContaining("No tenant is called tenant-1, gone (applied-set.tenants.first)")
                .withMessageContaining("No tenant was migrated; tenant_1, tenant_2 are behind.")
                .satisfies(refused -> assertThat(refused.schemas()).containsExactly("tenant_1", "tenant_2"));
        assertThat(schemasWith(database, "a")).isEmpty();
        assertThat(tenants.status().summary()).isEqualTo("0 current, 2 behind, 0 failed: tenant_1, tenant_2");

        tenants.migrate("tenant_1");
        tenants.migrate("tenant_2");
        assertThat(tenants.migrate().summary()).isEqualTo("2 current, 0 behind, 0 failed");
    }

    @Test
    void aCanaryThatIsNotListedIsWarnedOf(TestDatabase database, CapturedOutput output) {
        create(database, 2);
        this.files.with("1_a.up.sql", "CREATE TABLE a (id int);");

        TenantReport report = tenants(database.dataSource())
                .first(List.of("tenant_2", "tenant-1"))
                .build()
                .migrate();

        assertThat(report.summary()).isEqualTo("2 current (2 migrated now), 0 behind, 0 failed");
        assertThat(output).containsOnlyOnce("No tenant is called tenant-1 (applied-set.tenants.first)");
    }

    @Test
    void canariesMayBeNamedBeforeThereIsATenant(TestDatabase database, CapturedOutput output) {
        this.files.with("1_a.up.sql", "CREATE TABLE a (id int);");

        assertThat(tenants(database.dataSource())
                        .first(List.of("tenant_1"))
                        .build()
                        .migrate()
                        .tenants())
                .isEmpty();
        assertThat(output).doesNotContain("applied-set.tenants.first");
    }

    /** Every run has a pool and a list of files of its own, as a process has. */
    @Test
    void fourProcessesShareTheWorkAndDoNothingTwice(TestDatabase database) throws Exception {
        List<String> listed = IntStream.rangeClosed(1, 40)
                .mapToObj(number -> "tenant_" + number)
                .toList();
        create(database, 20);
        this.files.with("1_a.up.sql", "CREATE TABLE a (id int);").with("2_b.up.sql", "INSERT INTO a VALUES (1);");

        List<TenantReport> reports = Together.run(4, index -> () -> {
            try (HikariDataSource pool = pool(database, 4)) {
                return TenantMigrator.builder(template(pool), () -> listed)
                        .build()
                        .migrate();
            }
        });

        assertThat(reports).allSatisfy(report -> assertThat(report.isCurrent()).isTrue());
        assertThat(reports.stream()
                        .flatMap(report -> report.in(State.MIGRATED).stream())
                        .mapToInt(TenantResult::migrations)
                        .sum())
                .isEqualTo(80);
        assertThat(reports)
                .allSatisfy(report -> assertThat(report.in(State.MIGRATED)).isNotEmpty());
        for (String tenant : listed) {
            assertThat(database.query("SELECT count(*) FROM " + tenant + ".a")).containsExactly("1");
        }
    }

    @Test
    void queriesTheShapeOfAnUnchangedTrackerOnce(TestDatabase database) {
        behindByOne(database, 20);
        RecordingDataSource recorded = new RecordingDataSource(database.dataSource());
        AtomicBoolean met = new AtomicBoolean();
        MigrationListener others = new MigrationListener() {

            @Override
            public void beforeRun(Target target) {
                if (met.compareAndSet(false, true)) {
                    tenants(database.dataSource()).build().migrate(target.schema());
                }
            }
        };
        Migrator template =
                template(recorded).toBuilder().listeners(List.of(others)).build();

        TenantReport report = TenantMigrator.builder(template, TenantMigrator.query(template, LISTED))
                .parallelism(1)
                .build()
                .migrate();

        assertThat(names(report, State.MIGRATED)).hasSize(19);
        assertThat(recorded.statements())
                .filteredOn(sql -> sql.contains("hash_record") && sql.contains("READ ONLY"))
                .as("another look at the rows")
                .hasSize(2);
        assertThat(recorded.statements())
                .filteredOn(sql -> sql.contains("indisprimary"))
                .hasSize(1);
    }

    /** Only the first is tried; then it is clear that somebody else is at work. */
    @Test
    void tenantsThatOthersHaveMigratedAreNotTried(TestDatabase database) {
        behindByOne(database, 20);
        RecordingDataSource recorded = new RecordingDataSource(database.dataSource());
        AtomicBoolean met = new AtomicBoolean();
        MigrationListener others = new MigrationListener() {

            @Override
            public void beforeRun(Target target) {
                if (met.compareAndSet(false, true)) {
                    tenants(database.dataSource()).build().migrate().requireCurrent();
                    recorded.statements().clear();
                }
            }
        };
        Migrator template =
                template(recorded).toBuilder().listeners(List.of(others)).build();

        TenantReport report = TenantMigrator.builder(template, TenantMigrator.query(template, LISTED))
                .parallelism(1)
                .build()
                .migrate();

        assertThat(report.summary()).isEqualTo("20 current, 0 behind, 0 failed");
        assertThat(recorded.statements().stream()
                        .filter(sql -> sql.contains("READ ONLY") && sql.contains("hash_record"))
                        .toList())
                .hasSize(1)
                .allSatisfy(sql -> assertThat(sql.split("TABLESAMPLE")).hasSize(20));
        assertThat(recorded.statements()).hasSizeLessThanOrEqualTo(12);
    }

    @Test
    void aBusyTenantIsLeftForTheEnd(TestDatabase database) throws Exception {
        create(database, 6);
        this.files.with("1_a.up.sql", "CREATE TABLE a (id int);");
        String key = Sql.firstColumn(
                        database.dataSource(), "SELECT " + new TrackerTable("tenant_3", "applied_migrations").lockKey())
                .get(0);
        try (Connection other = database.dataSource().getConnection()) {
            Sql.execute(other, "SELECT pg_advisory_lock(" + key + ")");
            CompletableFuture<TenantReport> run = CompletableFuture.supplyAsync(
                    () -> tenants(database.dataSource()).parallelism(1).build().migrate());

            // With one worker, all others are done before the run waits for this one.
            Sql.awaitRow(database.dataSource(), "SELECT 1 FROM pg_tables WHERE tablename = 'a' HAVING count(*) = 5");
            assertThat(run).isNotDone();
            Sql.execute(other, "SELECT pg_advisory_unlock(" + key + ")");

            assertThat(run.get(60, TimeUnit.SECONDS).summary())
                    .isEqualTo("6 current (6 migrated now), 0 behind, 0 failed");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "LOCK TABLE tenant_2.applied_migrations, MIGRATED",
        "DROP SCHEMA tenant_2 CASCADE, GONE",
    })
    void waitsForATrackerLockedAtTheCheck(String locking, State state, TestDatabase database) throws Exception {
        create(database, 3);
        this.files.with("1_a.up.sql", "CREATE TABLE a (id int);");
        tenants(database.dataSource()).build().migrate();
        this.files.with("2_b.up.sql", "CREATE TABLE b (id int);");
        try (Connection other = database.dataSource().getConnection()) {
            other.setAutoCommit(false);
            Sql.execute(other, locking);
            CompletableFuture<TenantReport> run = CompletableFuture.supplyAsync(
                    () -> tenants(database.dataSource()).build().migrate());
            Sql.awaitRow(database.dataSource(), "SELECT 1 FROM pg_tables WHERE tablename = 'b' HAVING count(*) = 2");
            assertThat(run).isNotDone();
            other.commit();

            TenantReport report = run.get(60, TimeUnit.SECONDS);

            report.requireCurrent();
            assertThat(names(report, state)).contains("tenant_2");
        }
    }

    @Test
    void invalidSchemaNameFailsOnlyThatTenant(TestDatabase database) {
        this.files
                .with("1_a.up.sql", "CREATE TABLE a (id int);")
                .with("v.repeatable.sql", "CREATE OR REPLACE VIEW v AS SELECT id FROM a;");
        Map<String, String> unfit = Map.of(
                "t".repeat(64),
                "has 64 bytes",
                "\u00e9".repeat(32),
                "has 64 bytes",
                "a\0b",
                "has a NUL character",
                "\ud800",
                "is not Unicode");
        List<String> listed =
                Stream.concat(Stream.of("tenant_1"), unfit.keySet().stream()).toList();
        TenantMigrator tenants = TenantMigrator.builder(template(database.dataSource()), () -> listed)
                .build();

        TenantReport report = tenants.migrate();

        assertThat(names(report, State.MIGRATED)).containsExactly("tenant_1");
        for (TenantReport each : List.of(report, tenants.status(), tenants.verify())) {
            assertThat(names(each, State.FAILED)).containsExactlyInAnyOrderElementsOf(unfit.keySet());
            assertThat(each.in(State.FAILED))
                    .allSatisfy(tenant -> assertThat(tenant.failure())
                            .hasMessageContaining("cannot be a schema: its name " + unfit.get(tenant.schema()))
                            .hasMessageContaining("It was not migrated")
                            .hasMessageContaining("Leave it out of applied-set.tenants.schemas-from")
                            .hasMessageNotContaining("java."));
        }
        assertThat(database.query("SELECT nspname FROM pg_namespace WHERE nspname ~ '^[^pi]' ORDER BY 1"))
                .containsExactly("tenant_1");
    }

    @Test
    void aTenantIsAdvisedWithoutSettingsThatItIgnores(TestDatabase database) {
        create(database, 2);
        database.execute("CREATE TABLE tenant_1.a (id text)", "CREATE TABLE tenant_2.b (id text)");
        this.files
                .with("1_a.up.sql", "CREATE TABLE a (id int);")
                .with("2_b.up.sql", "DO $$ BEGIN EXECUTE 'DROP TABLE IF EXISTS applied_migrations'; END $$;");

        TenantReport report = tenants(database.dataSource()).build().migrate();

        assertThat(report.in(State.FAILED))
                .extracting(failed -> Objects.requireNonNull(failed.failure()).action())
                .hasSize(2)
                .anyMatch(advice -> advice.contains("a tenant has no baseline"))
                .anyMatch(advice -> advice.contains("Leave the tracker table out of what the migration drops."))
                .noneMatch(advice -> advice.contains("applied-set."));
        assertThat(template(database.dataSource()).toBuilder()
                        .tenant("tenant_1", false)
                        .build()
                        .dryRun()
                        .attempts()
                        .get(0)
                        .failure())
                .isNotNull()
                .satisfies(failure -> assertThat(failure.advice()).contains("a tenant has no baseline"));
    }

    @Test
    void aRunHoldsTheRowsOfAllTenantsOnce(TestDatabase database) {
        for (int version = 1; version <= 100; version++) {
            this.files.with(version + "_a.up.sql", "SELECT 1;");
        }
        migrateMany(database, 100);
        this.files.with("101_b.up.sql", "SELECT 1;");
        List<Long> held = new CopyOnWriteArrayList<>();
        MigrationListener first = new MigrationListener() {

            @Override
            public void beforeRun(Target target) {
                if (held.size() == 1) {
                    held.add(bytesHeld());
                }
            }
        };
        Migrator template = template(database.dataSource());
        TenantMigrator tenants = TenantMigrator.builder(
                        template.toBuilder().listener(first).build(), TenantMigrator.query(template, LISTED))
                .parallelism(1)
                .build();
        tenants.status();
        held.add(bytesHeld());

        TenantReport report = tenants.migrate();

        assertThat(report.summary()).isEqualTo("100 current (100 migrated now), 0 behind, 0 failed");
        // The rows of each tenant take 20 kB.
        assertThat(held.get(1) - held.get(0)).isLessThan(100 * 5_000);
        assertThat(bytesHeld() - held.get(0)).isLessThan(100 * 2_000);
    }

    private static long bytesHeld() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    /** What an application without null checks gives back. */
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return null;
    }

    @Test
    void schemasThatCannotBeListedAreExplained(TestDatabase database) {
        Migrator template = template(database.dataSource());
        for (TenantSchemas schemas : List.<TenantSchemas>of(
                () -> {
                    throw new IllegalStateException("no such customer");
                },
                TenantMigratorTests::nothing)) {
            assertThatExceptionOfType(TrackerException.class)
                    .isThrownBy(() ->
                            TenantMigrator.builder(template, schemas).build().migrate())
                    .withMessageContaining("The schemas of the tenants could not be listed")
                    .withMessageContaining("TenantSchemas");
        }
    }

    @Test
    void noConnectionMeetsMoreThan600Trackers(TestDatabase database) {
        this.files.with("1_a.up.sql", "CREATE TABLE a (id int);");
        migrateMany(database, 1_300);
        try (HikariDataSource pool = pool(database, 2)) {
            Map<Integer, AtomicInteger> chunks = new ConcurrentHashMap<>();
            DataSource watched = new DelegatingDataSource(pool) {

                @Override
                public Connection getConnection() throws SQLException {
                    Connection connection = super.getConnection();
                    chunks.computeIfAbsent(
                                    connection.unwrap(PGConnection.class).getBackendPID(), any -> new AtomicInteger())
                            .incrementAndGet();
                    return connection;
                }
            };

            TenantReport report = tenants(watched).build().migrate();

            assertThat(report.summary()).isEqualTo("1300 current, 0 behind, 0 failed");
            assertThat(chunks).hasSizeGreaterThanOrEqualTo(3);
            // Besides its five chunks of a hundred, one lists the schemas and one asks the catalog.
            assertThat(chunks.values()).allSatisfy(count -> assertThat(count).hasValueLessThanOrEqualTo(7));
        }
    }

    @Test
    void filesAreReadOnceForAllTenants(TestDatabase database) {
        create(database, 5);
        this.files.with("1_a.up.sql", "CREATE TABLE a (id int);");
        MigrationSource source =
                new ResourceMigrationSource(new DefaultResourceLoader(), List.of(this.files.location()));
        AtomicInteger searched = new AtomicInteger();
        Migrator template = Migrator.builder()
                .dataSource(database.dataSource())
                .source(new MigrationSource() {

                    @Override
                    public VersionSet<Migration> load() {
                        throw new AssertionError("search tells more");
                    }

                    @Override
                    public FoundMigrations search() {
                        searched.incrementAndGet();
                        return source.search();
                    }
                })
                .build();

        TenantMigrator.builder(template, TenantMigrator.query(template, LISTED))
                .build()
                .migrate()
                .requireCurrent();

        assertThat(searched).hasValue(1);
    }

    @Test
    void javaMigrationsOfTheTemplateRunInEachTenant(TestDatabase database) {
        create(database, 3);
        this.files.with("1_a.up.sql", "CREATE TABLE a (id int);");
        Migrator template = template(database.dataSource()).toBuilder()
                .javaMigrations(List.of(new FillA()))
                .build();

        TenantMigrator.builder(template, TenantMigrator.query(template, LISTED))
                .build()
                .migrate()
                .requireCurrent();

        for (int tenant = 1; tenant <= 3; tenant++) {
            assertThat(database.query("SELECT id FROM tenant_" + tenant + ".a")).containsExactly("7");
        }
    }

    private static final class FillA implements JavaMigration {

        @Override
        public long version() {
            return 2;
        }

        @Override
        public String name() {
            return "fill_a";
        }

        @Override
        public void migrate(Connection connection) throws SQLException {
            Sql.execute(connection, "INSERT INTO a VALUES (7)");
        }
    }

    private static HikariDataSource pool(TestDatabase database, int size) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(database.dataSource());
        config.setMaximumPoolSize(size);
        config.setConnectionTimeout(60_000);
        return new HikariDataSource(config);
    }

    @Test
    void aPoolOfOneIsEnoughAndItsSearchPathStays(TestDatabase database) {
        create(database, 3);
        this.files
                .with("1_a.up.sql", "CREATE TABLE a (id int);\nSET search_path = public;")
                .with("2_b.up.sql", "CREATE TABLE b (id int);")
                .with("3_c.up.sql", "CREATE INDEX CONCURRENTLY c ON b (id);")
                .with("4_d.up.sql", "CREATE VIEW d AS SELECT id FROM b;");
        try (HikariDataSource pool = pool(database, 1)) {
            List<String> before = Sql.firstColumn(pool, "SHOW search_path");

            TenantReport report = tenants(pool).parallelism(4).build().migrate();

            report.requireCurrent();
            assertThat(Sql.firstColumn(pool, "SHOW search_path")).isEqualTo(before);
            assertThat(Sql.firstColumn(pool, "SELECT source FROM pg_settings WHERE name = 'search_path'"))
                    .doesNotContain("session");
        }
        assertThat(schemasWith(database, "b")).containsExactly("tenant_1", "tenant_2", "tenant_3");
        assertThat(database.query("SELECT schemaname FROM pg_indexes WHERE indexname = 'c'"))
                .hasSize(3);
        assertThat(database.query("SELECT schemaname FROM pg_views WHERE viewname = 'd'"))
                .hasSize(3);
    }

    @Test
    void oneConnectionOfThePoolIsLeftToTheApplication(TestDatabase database) {
        create(database, 6);
        this.files.with("1_a.up.sql", "CREATE TABLE a (id int);");
        AtomicInteger most = new AtomicInteger();
        try (HikariDataSource pool = pool(database, 3)) {
            DataSource watched = new DelegatingDataSource(pool) {

                @Override
                public Connection getConnection() throws SQLException {
                    Connection connection = super.getConnection();
                    most.accumulateAndGet(pool.getHikariPoolMXBean().getActiveConnections(), Math::max);
                    return connection;
                }
            };

            tenants(watched).parallelism(4).build().migrate().requireCurrent();
        }
        assertThat(most).hasValue(2);
    }

    @Test
    void aTenantCreatedMeanwhileIsNotLeftOut(TestDatabase database) {
        create(database, 2);
        this.files.with("1_a.up.sql", "CREATE TABLE a (id int);");
        AtomicInteger asked = new AtomicInteger();
        TenantSchemas schemas = () -> {
            if (asked.incrementAndGet() == 2) {
                database.execute("CREATE SCHEMA tenant_3");
            }
            return database.query(LISTED);
        };

        TenantReport report = TenantMigrator.builder(template(database.dataSource()), schemas)
                .build()
                .migrate();

        assertThat(names(report, State.MIGRATED)).containsExactly("tenant_1", "tenant_2", "tenant_3");
    }

    @Test
    void ignoresATenantDroppedMeanwhile(TestDatabase database) {
        create(database, 3);
        this.files.with("1_a.up.sql", """
                CREATE TABLE a (id int);
                DO $$ BEGIN
                  IF current_schema() = 'tenant_1' THEN DROP SCHEMA tenant_3 CASCADE; END IF;
                END $$;""");

        TenantReport report = tenants(database.dataSource())
                .first(List.of("tenant_1"))
                .build()
                .migrate();

        assertThat(names(report, State.GONE)).containsExactly("tenant_3");
        report.requireCurrent();
        assertThat(database.query(LISTED)).containsExactly("tenant_1", "tenant_2");
    }

    /** A copy of a template would use the template's. */
    @Test
    void tenantCreatedAtRuntimeHasItsOwnSequences(TestDatabase database) {
        create(database, 1);
        this.files.with("1_a.up.sql", "CREATE TABLE a (id serial PRIMARY KEY, n int);");
        TenantMigrator tenants = tenants(database.dataSource()).build();
        tenants.migrate().requireCurrent();
        database.execute("INSERT INTO tenant_1.a (n) VALUES (1), (2)");

        tenants.migrate("tenant_2");

        assertThat(database.query("INSERT INTO tenant_2.a (n) VALUES (1) RETURNING id"))
                .containsExactly("1");
        assertThat(database.query("SELECT pg_get_serial_sequence('tenant_2.a', 'id')"))
                .containsExactly("tenant_2.a_id_seq");
    }

    @Test
    void oneTenantAtRunTimeGetsASchemaAndAllFiles(TestDatabase database) {
        database.execute("CREATE TABLE public.shared (id int)");
        this.files
                .with("1_a.up.sql", "CREATE TABLE a (id int);")
                .with("v.repeatable.sql", "CREATE OR REPLACE VIEW v AS SELECT id FROM a;");
        TenantMigrator tenants = TenantMigrator.builder(template(database.dataSource()), List::of)
                .build();

        assertThat(labels(tenants.migrate("tenant_42"))).containsExactly("1_a");
        assertThat(labels(tenants.migrate("Tenant \"43\""))).containsExactly("1_a");
        assertThat(labels(tenants.migrate("tenant_42"))).isEmpty();

        assertThat(schemasWith(database, "a")).containsExactlyInAnyOrder("Tenant \"43\"", "tenant_42");
        assertThat(database.query("SELECT schemaname FROM pg_views WHERE viewname = 'v'"))
                .containsExactlyInAnyOrder("Tenant \"43\"", "tenant_42");
        assertThat(tenants.verify("tenant_42").summary()).isEqualTo("1 current, 0 behind, 0 failed");
        database.execute("DROP VIEW tenant_42.v");
        assertThat(tenants.verify("tenant_42").summary()).isEqualTo("0 current, 1 behind, 0 failed: tenant_42");
    }

    @Test
    void aTrackerThatCannotBeReadIsThatOfOneTenant(TestDatabase database) {
        create(database, 3);
        this.files.with("1_a.up.sql", "CREATE TABLE a (id int);");
        tenants(database.dataSource()).build().migrate();
        database.execute(
                "DROP TABLE tenant_2.applied_migrations",
                "CREATE VIEW tenant_2.applied_migrations AS SELECT 1 AS version",
                "UPDATE tenant_3.applied_migrations SET name = 'other'");

        TenantReport report = tenants(database.dataSource()).build().status();

        assertThat(report.summary()).isEqualTo("1 current, 0 behind, 2 failed: tenant_2, tenant_3");
        assertThat(report.in(State.FAILED).get(0).failure()).hasMessageContaining("tenant_2");
        assertThat(report.in(State.FAILED).get(1).failure()).hasMessageContaining("tenant_3");
    }

    @Test
    void theOrdinarySchemaIsNoTenant(TestDatabase database) {
        TenantMigrator tenants = TenantMigrator.builder(
                        template(database.dataSource()), () -> List.of("tenant_1", "public"))
                .build();

        assertThatExceptionOfType(TrackerException.class)
                .isThrownBy(tenants::migrate)
                .withMessageContaining("Schema public cannot be a tenant: it holds the tracker");
        assertThatExceptionOfType(TrackerException.class)
                .isThrownBy(() -> tenants(database.dataSource(), "SELECT nothing FROM nowhere")
                        .migrate())
                .withMessageContaining("relation \"nowhere\" does not exist")
                .withMessageContaining("applied-set.tenants.schemas-from");
    }

    @ParameterizedTest
    @ValueSource(strings = {"information_schema", "pg_catalog", "pg_toast", "pg_mine"})
    void schemasOfPostgresAreNoTenants(String schema, TestDatabase database) {
        this.files.with("1_a.up.sql", "CREATE TABLE a (id int);");
        TenantMigrator tenants = TenantMigrator.builder(
                        template(database.dataSource()), () -> List.of("tenant_1", schema))
                .build();

        assertThatExceptionOfType(TrackerException.class)
                .isThrownBy(tenants::migrate)
                .withMessageContaining("Schema " + schema + " cannot be a tenant: it is one of PostgreSQL's own");
        assertThatExceptionOfType(TrackerException.class).isThrownBy(() -> tenants.migrate(schema));
        assertThat(database.query("SELECT nspname FROM pg_namespace WHERE nspname = 'tenant_1'"))
                .isEmpty();
    }

    @Test
    void queryWithSeveralColumnsNamesNoTenants(TestDatabase database) {
        this.files.with("1_a.up.sql", "CREATE TABLE a (id int);");

        assertThatExceptionOfType(TrackerException.class)
                .isThrownBy(() -> tenants(database.dataSource(), "SELECT 7 AS id, 'tenant_7' AS schema_name")
                        .migrate())
                .withMessageContaining("the query returns 2 columns");
        assertThat(database.query("SELECT nspname FROM pg_namespace WHERE nspname = '7'"))
                .isEmpty();
    }

    private TenantMigrator tenants(DataSource dataSource, String sql) {
        Migrator template = template(dataSource);
        return TenantMigrator.builder(template, TenantMigrator.query(template, sql))
                .build();
    }

    @Test
    void batchesAreRefusedForTenants(TestDatabase database) {
        this.files.with(
                "1_a.up.sql",
                "-- applied-set: batches=public.users.id\n"
                        + "UPDATE public.users SET n = 1 WHERE id BETWEEN current_setting('applied_set.batch_from')::bigint"
                        + " AND current_setting('applied_set.batch_to')::bigint;");
        TenantMigrator tenants = TenantMigrator.builder(template(database.dataSource()), List::of)
                .build();

        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(() -> tenants.migrate("tenant_1"))
                .withMessageContaining("batches");
        assertThat(database.query(LISTED)).isEmpty();
    }
}
