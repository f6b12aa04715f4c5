package io.github.appliedset.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.AutoConfiguredWithoutJpa;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.fault.ChildJvm;
import io.github.appliedset.tracker.TrackerTable;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Configuration;

/** An application that is told to end, or is killed, while a long migration runs. */
@PostgresTest
@Timeout(120)
class ShutdownTests {

    private static final String SLEEPING =
            "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'" + " AND datname = current_database()";

    @Configuration(proxyBeanMethods = false)
    @AutoConfiguredWithoutJpa
    static class Application {

        public static void main(String[] arguments) {
            SpringApplication.run(Application.class, arguments);
        }
    }

    private static ChildJvm start(TestDatabase database, MigrationFolder files, String... arguments) {
        return ChildJvm.start(
                Application.class,
                List.of(),
                Stream.concat(
                                Stream.of(
                                        "--spring.datasource.url=" + database.url(),
                                        "--spring.datasource.username=" + database.username(),
                                        "--spring.datasource.password=" + database.password(),
                                        "--spring.main.web-application-type=none",
                                        "--applied-set.locations=" + files.location()),
                                Stream.of(arguments))
                        .toArray(String[]::new));
    }

    private static ChildJvm startAndAwaitSleep(TestDatabase database, Path folder) {
        MigrationFolder files = new MigrationFolder(folder)
                .with("1_a.up.sql", "CREATE TABLE public.a (id int);\nSELECT pg_sleep(600);\n");
        ChildJvm application = start(database, files);
        application.awaitRow(database.dataSource(), SLEEPING);
        return application;
    }

    @Test
    void processWithoutTheLockHasItsOwnExitCode(TestDatabase database, @TempDir Path folder) throws Exception {
        try (Connection holder = database.dataSource().getConnection();
                Statement statement = holder.createStatement()) {
            statement.execute(
                    "SELECT pg_advisory_lock(" + new TrackerTable("public", "applied_migrations").lockKey() + ")");
            try (ChildJvm application = start(
                    database,
                    new MigrationFolder(folder).with("1_a.up.sql", "SELECT 1;"),
                    "--applied-set.instance-lock-timeout=50ms")) {
                assertThat(application.awaitExit()).as(application.output()).isEqualTo(3);
                assertThat(application.output())
                        .contains("Gave up after")
                        .doesNotContain("Unable to close ApplicationContext");
            }
        }
    }

    @Test
    void sigtermCancelsTheStatementAndEndsTheProcess(TestDatabase database, @TempDir Path folder) throws Exception {
        try (ChildJvm application = startAndAwaitSleep(database, folder)) {
            application.terminate();

            assertThat(application.awaitExit()).isNotZero();
            assertThat(application.output()).doesNotContain("Started Application");
        }
        assertThat(database.query(SLEEPING)).isEmpty();
        assertThat(database.hasTable("public.a")).isFalse();
        assertThat(database.applied()).isEmpty();
    }

    @Test
    void sigtermEndsTheWaitForAnotherProcess(TestDatabase database, @TempDir Path folder) throws Exception {
        try (ChildJvm application = start(
                database,
                new MigrationFolder(folder).with("1_a.up.sql", "SELECT 1;"),
                "--applied-set.mode=wait",
                "--applied-set.wait-timeout=10m")) {
            application.awaitLine("Waiting for another process to apply");
            application.terminate();

            assertThat(application.awaitExit()).isNotZero();
        }
        assertThat(database.hasTable("public.applied_migrations")).isFalse();
    }

    @Test
    void sigtermEndsTheWaitForTenants(TestDatabase database, @TempDir Path folder, @TempDir Path ofTenants)
            throws Exception {
        MigrationFolder ordinary = new MigrationFolder(folder).with("1_a.up.sql", "SELECT 1;");
        MigrationFolder tenants = new MigrationFolder(ofTenants).with("1_a.up.sql", "SELECT 1;");
        Migrator.builder()
                .dataSource(database.dataSource())
                .locations(ordinary.location())
                .build()
                .migrate();
        try (ChildJvm application = start(
                database,
                ordinary,
                "--applied-set.tenants.schemas-from=SELECT 'tenant_1'",
                "--applied-set.tenants.locations=" + tenants.location(),
                "--applied-set.mode=wait",
                "--applied-set.wait-timeout=10m")) {
            application.awaitLine("Waiting for another process to migrate the tenants");
            application.terminate();

            assertThat(application.awaitExit()).isNotZero();
        }
    }

    @Test
    void sigtermEndsTheWaitForALockedTracker(TestDatabase database, @TempDir Path folder) throws Exception {
        MigrationFolder files = new MigrationFolder(folder).with("1_a.up.sql", "SELECT 1;");
        Migrator.builder()
                .dataSource(database.dataSource())
                .locations(files.location())
                .build()
                .migrate();
        try (Connection holder = database.dataSource().getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("LOCK TABLE public.applied_migrations");
            try (ChildJvm application = start(database, files)) {
                application.awaitLine("Waiting up to 300 s to read table");
                application.terminate();

                assertThat(application.awaitExit()).isNotZero();
                assertThat(application.output()).doesNotContain("Started Application");
            }
        }
    }

    @Test
    void lockOfAKilledProcessIsFreeWithoutWaitingForItsStatement(TestDatabase database, @TempDir Path folder)
            throws Exception {
        try (ChildJvm application = startAndAwaitSleep(database, folder)) {
            application.kill();
            application.awaitExit();
            // The server looks once a second whether its client still lives; the statement itself takes minutes.
            Sql.awaitNoRow(database.dataSource(), SLEEPING);
        }
        assertThat(database.query("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND database ="
                        + " (SELECT oid FROM pg_database WHERE datname = current_database())"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-- applied-set: no-transaction\n"})
    void sigtermCancelsTheRollbackAndTheNextOneFinishesIt(String directive, TestDatabase database, @TempDir Path folder)
            throws Exception {
        database.execute(
                "CREATE TABLE public.pause (seconds int)",
                "INSERT INTO public.pause VALUES (600)",
                "CREATE TABLE public.effects (version int)");
        MigrationFolder files = new MigrationFolder(folder)
                .with("1_a.up.sql", "CREATE TABLE public.a (id int);")
                .with("1_a.down.sql", "DROP TABLE public.a;")
                .with("2_b.up.sql", "CREATE TABLE public.b (id int);")
                .with("2_b.down.sql", directive + """
                        INSERT INTO public.effects VALUES (2);
                        SELECT pg_sleep(seconds) FROM public.pause;
                        DROP TABLE public.b;
                        """)
                .with("3_c.up.sql", "SELECT 1;")
                .with("3_c.down.sql", "INSERT INTO public.effects VALUES (3);");
        Migrator migrator = Migrator.builder()
                .dataSource(database.dataSource())
                .locations(files.location())
                .build();
        migrator.migrate();
        try (ChildJvm application = start(database, files, "--applied-set.command=rollback", "--applied-set.count=3")) {
            application.awaitRow(database.dataSource(), SLEEPING);
            application.terminate();

            assertThat(application.awaitExit()).isNotZero();
        }
        assertThat(database.query(SLEEPING)).isEmpty();
        assertThat(database.hasTable("public.b")).isTrue();
        assertThat(database.applied()).containsExactly("1_a", "2_b");

        database.execute("UPDATE public.pause SET seconds = 0");
        assertThat(migrator.rollback(2).rolledBack()).hasSize(2);
        assertThat(database.query("SELECT version FROM public.effects ORDER BY version"))
                .containsExactly("2", "3");
        assertThat(database.hasTable("public.b")).isFalse();
        assertThat(database.applied()).isEmpty();
    }
}
