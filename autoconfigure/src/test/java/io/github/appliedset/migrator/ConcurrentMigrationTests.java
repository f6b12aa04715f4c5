package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.MigrationInterruptedException;
import io.github.appliedset.migration.MigrationLockException;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.session.AdvisoryLock;
import io.github.appliedset.session.TransactionSettings;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.Together;
import io.github.appliedset.support.fault.FaultProxy;
import io.github.appliedset.tracker.TrackerTable;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ConcurrentMigrationTests extends MigratorTestSupport {

    private static final long KEY = new TrackerTable("public", "applied_migrations").lockKey();

    @Test
    void lockKeyIsTheBeginningOfADocumentedDigest() {
        // printf 'applied-set:public.applied_migrations' | sha256sum | cut -c1-16
        assertThat(Long.toHexString(KEY)).isEqualTo("63e45c4d01f2a0f3");
    }

    /** Each statement sees what was committed until it began, and the lock is taken in the middle of one. */
    @ParameterizedTest
    @ValueSource(strings = {"read committed", "repeatable read", "serializable"})
    void migrationAppliedJustBeforeTheLockIsFreeIsSeen(String isolation, TestDatabase database) throws Exception {
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int);");
        migrate(database);
        database.executeAsSuperuser(
                "ALTER ROLE " + database.username() + " SET default_transaction_isolation = '" + isolation + "'");
        this.files.with("2_b.up.sql", "CREATE TABLE public.b (id int);");
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (FaultProxy proxy = FaultProxy.inFrontOf(database.port());
                Connection gate = database.superuser().getConnection()) {
            Sql.execute(gate, "SELECT pg_advisory_lock(1)");
            proxy.tamper(new FaultProxy.Tampering() {
                @Override
                public String sql(String sql) {
                    return sql.replace(
                            "pg_catalog.pg_try_advisory_xact_lock(",
                            "pg_advisory_xact_lock(1) IS NOT NULL AND pg_catalog.pg_try_advisory_xact_lock(");
                }
            });
            Future<MigrationReport> late = thread.submit(() -> migrator(database)
                    .dataSource(database.dataSourceAt(proxy.port()))
                    .build()
                    .migrate());
            Sql.awaitRow(
                    database.superuser(),
                    "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = current_database()");

            assertThat(labels(migrate(database))).containsExactly("2_b");
            Sql.execute(gate, "SELECT pg_advisory_unlock(1)");

            assertThat(labels(late.get())).isEmpty();
        } finally {
            thread.shutdownNow();
        }
        assertThat(database.applied()).containsExactly("1_a", "2_b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void instancesThatStartTogetherApplyEachMigrationOnce(boolean changesTheSession, TestDatabase database)
            throws Exception {
        database.execute("CREATE TABLE public.effects (version int)");
        for (int version = 1; version <= 30; version++) {
            this.files.with(
                    version + "_x.up.sql",
                    "INSERT INTO public.effects VALUES (" + version + ");"
                            + (changesTheSession ? "SET a.b = 'c';" : ""));
        }
        int applied = Together.run(20, instance -> () -> migrate(database)).stream()
                .mapToInt(report -> report.applied().size())
                .sum();

        assertThat(applied).isEqualTo(30);
        assertThat(database.query("SELECT version FROM public.effects ORDER BY version"))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 30).mapToObj(Integer::toString).toList());
    }

    @Test
    void instanceThatWaitsTakesNoTurnWhileAnotherOneGoesOn(TestDatabase database) throws Exception {
        this.files.with("1_a.up.sql", "SELECT 1;");
        migrate(database);
        this.files
                .with("2_b.up.sql", "SELECT wrong;")
                .with("3_c.up.sql", "SELECT 1;")
                .with("4_d.up.sql", "SELECT 1;");
        List<String> asked = new ArrayList<>();
        try (FaultProxy proxy = FaultProxy.inFrontOf(database.port());
                Connection other = database.superuser().getConnection()) {
            Sql.execute(other, "SELECT pg_advisory_lock(" + KEY + ")");
            proxy.tamper(applyingTheSecondAtTheFirstLook(
                    database, asked, () -> Sql.executeUnchecked(other, "SELECT pg_advisory_unlock(" + KEY + ")")));

            MigrationReport report = migrator(database)
                    .dataSource(database.dataSourceAt(proxy.port()))
                    .build()
                    .migrate();

            assertThat(labels(report)).containsExactly("3_c", "4_d");
        }
        assertThat(asked).startsWith("lock", "progress", "progress", "lock");
    }

    @Test
    void instanceThatWaitsNeedsNoLockWhenNothingIsLeft(TestDatabase database) throws Exception {
        this.files.with("1_a.up.sql", "SELECT 1;");
        migrate(database);
        this.files.with("2_b.up.sql", "SELECT wrong;");
        List<String> asked = new ArrayList<>();
        try (FaultProxy proxy = FaultProxy.inFrontOf(database.port());
                Connection other = database.superuser().getConnection()) {
            Sql.execute(other, "SELECT pg_advisory_lock(" + KEY + ")");
            proxy.tamper(applyingTheSecondAtTheFirstLook(database, asked, () -> {}));

            assertThat(labels(migrator(database)
                            .dataSource(database.dataSourceAt(proxy.port()))
                            .build()
                            .migrate()))
                    .isEmpty();
        }
        assertThat(asked).containsExactly("lock", "progress");
    }

    @Test
    void connectionLostWhenNothingIsLeftIsReplaced(TestDatabase database) throws Exception {
        this.files.with("1_a.up.sql", "SELECT 1;");
        migrate(database);
        this.files.with("2_b.up.sql", "SELECT wrong;");
        List<String> asked = new ArrayList<>();
        try (FaultProxy proxy = FaultProxy.inFrontOf(database.port());
                Connection other = database.superuser().getConnection()) {
            Sql.execute(other, "SELECT pg_advisory_lock(" + KEY + ")");
            FaultProxy.Tampering applying = applyingTheSecondAtTheFirstLook(
                    database, asked, () -> Sql.executeUnchecked(other, "SELECT pg_advisory_unlock(" + KEY + ")"));
            proxy.tamper(new FaultProxy.Tampering() {
                @Override
                public String sql(String sql) {
                    boolean next = asked.contains("progress") && !asked.contains("lost");
                    if (next && sql.contains("FROM public.applied_migrations")) {
                        asked.add("lost");
                        return "SELECT pg_terminate_backend(pg_backend_pid())";
                    }
                    return applying.sql(sql);
                }
            });

            assertThat(labels(migrator(database)
                            .dataSource(database.dataSourceAt(proxy.port()))
                            .build()
                            .migrate()))
                    .isEmpty();
        }
        assertThat(asked).startsWith("lock", "progress", "lost");
    }

    /** Another instance that applies version 2 when somebody looks how far it is, and does something else then. */
    private static FaultProxy.Tampering applyingTheSecondAtTheFirstLook(
            TestDatabase database, List<String> asked, Runnable then) {
        return new FaultProxy.Tampering() {
            @Override
            public String sql(String sql) {
                if (sql.contains("pg_try_advisory_xact_lock")) {
                    asked.add("lock");
                } else if (sql.contains("pg_catalog.count(*) FROM public.applied_migrations")) {
                    if (!asked.contains("progress")) {
                        database.execute("INSERT INTO public.applied_migrations VALUES (2, 'b')");
                        then.run();
                    }
                    asked.add("progress");
                }
                return sql;
            }
        };
    }

    @Test
    void waitStartsOverWithEachMigrationOfAnotherProcess(TestDatabase database) throws Exception {
        AtomicInteger looks = new AtomicInteger();
        try (Connection waiting = database.dataSource().getConnection();
                Connection other = database.superuser().getConnection()) {
            waiting.setAutoCommit(false);
            Sql.execute(other, "SELECT pg_advisory_lock(" + KEY + ")");
            TransactionSettings settings = new TransactionSettings("test", Duration.ZERO, null, false, null, null);

            // A pause takes 20 ms at least: 60 of them more than the time to wait.
            new AdvisoryLock(new TrackerTable("public", "applied_migrations"), Duration.ofSeconds(1))
                    .acquire(waiting, settings, 1, () -> {
                        if (looks.incrementAndGet() == 62) {
                            Sql.execute(other, "SELECT pg_advisory_unlock(" + KEY + ")");
                        }
                        return looks.get() <= 60;
                    });

            assertThat(looks).hasValue(62);
        }
    }

    @Test
    void holderIsNamedWhenTheLockTimesOut(TestDatabase database) throws Exception {
        this.files.with("1_a.up.sql", "SELECT 1;");
        try (Connection holder = database.dataSource().getConnection();
                Statement statement = holder.createStatement()) {
            statement.execute("SET application_name = 'somebody else'");
            statement.execute("SELECT pg_advisory_lock(" + KEY + ")");

            MigrationLockException failure = catchThrowableOfType(
                    MigrationLockException.class,
                    () -> migrator(database)
                            .instanceLockTimeout(Duration.ofMillis(200))
                            .build()
                            .migrate());

            assertThat(failure.waited()).isGreaterThanOrEqualTo(Duration.ofMillis(200));
            assertThat(failure).hasMessageContaining("somebody else").hasMessageContaining("Not run:     1 migration");
        }
        assertThat(labels(migrate(database))).containsExactly("1_a");
    }

    @Test
    void nothingToDoNeedsNoLock(TestDatabase database) throws Exception {
        this.files.with("1_a.up.sql", "SELECT 1;");
        migrate(database);
        try (Connection holder = database.dataSource().getConnection();
                Statement statement = holder.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + KEY + ")");

            assertThat(migrator(database)
                            .instanceLockTimeout(Duration.ZERO)
                            .build()
                            .migrate()
                            .applied())
                    .isEmpty();
        }
    }

    @Test
    void interruptedWaitEndsAndKeepsTheInterrupt(TestDatabase database) throws Exception {
        this.files.with("1_a.up.sql", "SELECT 1;");
        try (Connection holder = database.dataSource().getConnection();
                Statement statement = holder.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + KEY + ")");
            Thread.currentThread().interrupt();

            assertThatExceptionOfType(MigrationInterruptedException.class).isThrownBy(() -> migrate(database));
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void interruptEndsTheStatementThatIsRunning(boolean virtual, TestDatabase database) throws Exception {
        assumeThat(!virtual || Runtime.version().feature() >= 21)
                .as("virtual threads")
                .isTrue();
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int);\nSELECT pg_sleep(600);\n");
        ExecutorService thread = virtual
                ? (ExecutorService) Executors.class
                        .getMethod("newVirtualThreadPerTaskExecutor")
                        .invoke(null)
                : Executors.newSingleThreadExecutor();
        String sleeping = "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'"
                + " AND datname = current_database()";
        try {
            Future<MigrationReport> report = thread.submit(() -> migrate(database));
            Sql.awaitRow(database.dataSource(), sleeping);
            thread.shutdownNow();

            assertThatThrownBy(report::get).hasCauseInstanceOf(MigrationInterruptedException.class);
        } finally {
            thread.shutdownNow();
        }
        Sql.awaitNoRow(database.dataSource(), sleeping);
        assertThat(database.hasTable("public.a")).isFalse();
        assertThat(database.applied()).isEmpty();
    }

    /** Its text looks like one long name in quotes. */
    @Test
    void longTextDoesNotPreventFindingTheBlocker(TestDatabase database) throws Exception {
        this.files.with(
                "1_a.up.sql",
                "UPDATE public.t SET doc = '{\"html\": \"" + "paragraph ".repeat(20_000) + "\"}' /* "
                        + "\"\"".repeat(100_000) + " */;");
        database.execute("CREATE TABLE public.t (doc text)", "INSERT INTO public.t VALUES ('')");
        try (Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE public.t");

            assertThatExceptionOfType(MigrationFailedException.class)
                    .isThrownBy(() -> migrator(database)
                            .lockTimeout(Duration.ofMillis(50))
                            .lockRetries(1)
                            .build()
                            .migrate())
                    .withMessageContaining("AccessExclusiveLock on public.t");
        }
        assertThat(labels(migrate(database))).containsExactly("1_a");
    }

    @Test
    void deadlockIsTriedAgain(TestDatabase database) throws Exception {
        database.execute("CREATE TABLE public.a (id int)", "CREATE TABLE public.b (id int)");
        database.executeAsSuperuser("ALTER ROLE " + database.username() + " SET deadlock_timeout = '10ms'");
        this.files.with("1_x.up.sql", "LOCK TABLE public.a;\nLOCK TABLE public.b;\n");
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Connection application = database.superuser().getConnection();
                Statement statement = application.createStatement()) {
            application.setAutoCommit(false);
            statement.execute("SET LOCAL deadlock_timeout = '1h'");
            statement.execute("LOCK TABLE public.b");
            Future<MigrationReport> report = thread.submit(() -> migrate(database));
            statement.execute("DO $$ BEGIN WHILE NOT EXISTS (SELECT FROM pg_locks WHERE NOT granted"
                    + " AND relation = 'public.b'::regclass) LOOP PERFORM pg_sleep(0.001); END LOOP; END $$");
            statement.execute("LOCK TABLE public.a");
            application.commit();

            assertThat(labels(report.get())).containsExactly("1_x");
        } finally {
            thread.shutdown();
        }
    }

    @Test
    void busyTableIsTriedAgainUntilItIsFree(TestDatabase database) throws Exception {
        database.execute("CREATE TABLE public.busy (id int)");
        this.files.with("1_a.up.sql", "ALTER TABLE public.busy ADD note text;");
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Connection reader = database.dataSource().getConnection();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("SELECT * FROM public.busy");
            Future<MigrationReport> report = thread.submit(() -> migrator(database)
                    .lockTimeout(Duration.ofMillis(10))
                    .build()
                    .migrate());
            // The first attempt has given up once its transaction is gone while the migration is still not applied.
            Sql.awaitRow(
                    database.dataSource(),
                    "SELECT 1 FROM pg_stat_database WHERE datname = current_database() AND xact_rollback > 0");
            reader.commit();

            assertThat(labels(report.get())).containsExactly("1_a");
        } finally {
            thread.shutdown();
        }
    }

    @Test
    void givesUpOnABusyTableAfterRetriesAndLeavesNothing(TestDatabase database) throws Exception {
        database.execute("CREATE TABLE public.busy (id int)");
        this.files.with(
                "1_a.up.sql",
                "-- applied-set: lock-timeout=5ms\nCREATE TABLE public.a (id int);\nALTER TABLE public.busy ADD note text;");
        try (Connection reader = database.dataSource().getConnection();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("SELECT * FROM public.busy");

            MigrationFailedException failure = catchThrowableOfType(
                    MigrationFailedException.class,
                    () -> migrator(database)
                            .lockTimeout(Duration.ofMinutes(1))
                            .lockRetries(1)
                            .build()
                            .migrate());

            assertThat(failure.details().sqlState()).isEqualTo("55P03");
            assertThat(failure.details().line()).isEqualTo(3);
            assertThat(failure)
                    .hasMessageContaining("Tried 2 times")
                    .hasMessageContaining("lock-timeout=30s")
                    .hasMessageContaining("In use by: pid")
                    .hasMessageContaining("AccessShareLock on public.busy");
        }
        assertThat(database.hasTable("public.a")).isFalse();
    }

    @Test
    void trackersInOneNewSchemaDoNotInterfere(TestDatabase database) throws Exception {
        this.files.with("1_a.up.sql", "SELECT 1;");
        List<MigrationReport> reports = Together.run(
                8,
                instance -> () -> migrator(database)
                        .schema("fresh")
                        .table("t" + instance)
                        .build()
                        .migrate());

        assertThat(reports).allSatisfy(report -> assertThat(report.applied()).hasSize(1));
    }
}
