package io.github.appliedset.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migration.RollbackReport;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.Together;
import io.github.appliedset.support.fault.PgBouncer;
import io.github.appliedset.support.fault.ServerDatabases;
import io.github.appliedset.support.fault.ServerProcess;
import io.github.appliedset.tenant.TenantMigrator;
import io.github.appliedset.tenant.TenantReport;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PgBouncer with transaction pooling between the migrator and the server. */
@Tag("faults")
class PgBouncerTests {

    private static final String SETTINGS =
            "SELECT string_agg(name || '=' || setting, ' ' ORDER BY name) FROM pg_settings"
                    + " WHERE setting IS DISTINCT FROM reset_val AND name NOT IN ('application_name', 'extra_float_digits')";

    private static ServerProcess server;
    private static PgBouncer bouncer;
    private static int databases;

    private MigrationFolder files;
    private String database;

    @BeforeAll
    static void start() {
        server = ServerProcess.start(Map.of());
        bouncer = PgBouncer.start(server.port(), 1);
    }

    @AfterAll
    static void stop() {
        bouncer.close();
        server.close();
    }

    @BeforeEach
    void createDatabase(@TempDir Path folder) {
        this.files = new MigrationFolder(folder);
        this.database = "bounced_" + ++databases;
        server.execute("postgres", "CREATE DATABASE " + this.database);
    }

    private Migrator migrator(int port) {
        return Migrator.builder()
                .dataSource(ServerProcess.dataSource(port, this.database))
                .locations(this.files.location())
                .instanceLockTimeout(Duration.ofMinutes(2))
                .build();
    }

    @Test
    void twoClientsShareOneBackend() throws Exception {
        assertThat(ask("SELECT pg_backend_pid()")).isEqualTo(ask("SELECT pg_backend_pid()"));
        assertThat(server.query(this.database, "SELECT pg_backend_pid()"))
                .isNotEqualTo(server.query(this.database, "SELECT pg_backend_pid()"));
    }

    /** As another client of the pooler, which gets the only backend there is. */
    private String ask(String sql) throws Exception {
        try (Connection connection =
                        ServerProcess.dataSource(bouncer.port(), this.database).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : null;
        }
    }

    @Test
    void settingsOfAMigrationDoNotLeak() throws Exception {
        String before = ask(SETTINGS);
        this.files.with("1_a.up.sql", sessionChanges());

        migrator(bouncer.port()).migrate();

        assertSettingsDidNotLeak(before);
        assertThat(server.query(this.database, "SELECT version FROM public.applied_migrations"))
                .containsExactly("1");
    }

    /** A role or a database may have another default, which what a session is told does not outlast behind a pooler. */
    @ParameterizedTest
    @ValueSource(strings = {"repeatable read", "serializable"})
    void everyTransactionReadsCommittedRows(String isolation) throws Exception {
        server.execute(
                this.database,
                "ALTER DATABASE " + this.database + " SET default_transaction_isolation = '" + isolation + "'",
                "CREATE TABLE public.seen (work text, level text)",
                "CREATE TABLE public.users (id int PRIMARY KEY, level text)",
                "INSERT INTO public.users SELECT generate_series(1, 3)");
        String before = ask(SETTINGS);
        for (int version = 1; version <= 3; version++) {
            this.files
                    .with(version + "_x.up.sql", see("up " + version))
                    .with(version + "_x.down.sql", see("down " + version));
        }
        this.files
                .with("v.repeatable.sql", see("repeatable"))
                .with("4_fill.up.sql", """
                -- applied-set: batches=public.users.id
                -- applied-set: batch-size=2
                -- applied-set: done-when=SELECT FROM public.users WHERE level IS NULL
                UPDATE public.users SET level = current_setting('transaction_isolation')
                WHERE id BETWEEN current_setting('applied_set.batch_from')::bigint
                             AND current_setting('applied_set.batch_to')::bigint;
                """)
                .with("4_fill.down.sql", "UPDATE public.users SET level = NULL;");
        Migrator migrator = migrator(bouncer.port());

        assertThat(migrator.dryRun().attempts()).hasSize(4);
        migrator.migrate();
        assertThat(server.query(this.database, "SELECT DISTINCT level FROM public.users"))
                .containsExactly("read committed");
        this.files.with("5_x.up.sql", see("up 5"));
        migrator.migrate();
        this.files.without("5_x.up.sql");
        migrator.forget(5);
        migrator.rollback(3);

        assertThat(server.query(this.database, "SELECT DISTINCT level FROM public.seen"))
                .containsExactly("read committed");
        assertThat(server.query(this.database, "SELECT work FROM public.seen ORDER BY work"))
                .containsExactly("down 2", "down 3", "repeatable", "up 1", "up 2", "up 3", "up 5");
        assertThat(ask(SETTINGS)).isEqualTo(before);
        assertThat(ask("SHOW default_transaction_isolation")).isEqualTo(isolation);
    }

    private static String see(String work) {
        return "INSERT INTO public.seen VALUES ('" + work + "', current_setting('transaction_isolation'));";
    }

    @Test
    void processesShareTheWorkWhateverTheDefaultIsolation() throws Exception {
        server.execute(
                this.database,
                "ALTER DATABASE " + this.database + " SET default_transaction_isolation = 'serializable'",
                "CREATE TABLE public.effects (version int)");
        for (int version = 1; version <= 30; version++) {
            this.files.with(version + "_x.up.sql", "INSERT INTO public.effects VALUES (" + version + ");");
        }
        try (PgBouncer wide = PgBouncer.start(server.port(), 4)) {
            Together.run(4, instance -> () -> migrator(wide.port()).migrate());
        }

        assertThat(server.query(this.database, "SELECT version FROM public.effects ORDER BY version"))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 30).mapToObj(Integer::toString).toList());
    }

    @Test
    void searchPathOfATenantDoesNotLeak() throws Exception {
        String before = ask(SETTINGS);
        this.files
                .with("1_a.up.sql", "CREATE TABLE a (id int);\nSET search_path = tenant_1;")
                .with("2_b.up.sql", "CREATE TABLE b (id int);");

        TenantReport report = TenantMigrator.builder(
                        migrator(bouncer.port()), () -> List.of("tenant_1", "tenant_2", "tenant_3"))
                .build()
                .migrate();

        report.requireCurrent();
        assertThat(ask(SETTINGS)).isEqualTo(before);
        assertThat(server.query(
                        this.database, "SELECT schemaname FROM pg_tables WHERE tablename = 'b' ORDER BY schemaname"))
                .containsExactly("tenant_1", "tenant_2", "tenant_3");
    }

    @Test
    void searchPathOfAFailedTenantDoesNotLeak() throws Exception {
        String before = ask(SETTINGS);
        this.files
                .with("1_a.up.sql", "CREATE TABLE a (id int);")
                .with("2_b.up.sql", "SET search_path = tenant_1;\nSELECT 1 / (SELECT count(*) FROM a);")
                .with("v.repeatable.sql", "CREATE OR REPLACE VIEW v AS SELECT id FROM a;\nSET search_path = tenant_1;");

        TenantReport report = tenants().migrate();

        assertThat(report.summary()).contains("3 failed: tenant_1, tenant_2, tenant_3");
        assertThat(ask(SETTINGS)).isEqualTo(before);
        this.files.with("2_b.up.sql", "SELECT 1;");

        tenants().migrate().requireCurrent();

        assertThat(ask(SETTINGS)).isEqualTo(before);
        assertThat(server.query(
                        this.database, "SELECT schemaname FROM pg_views WHERE viewname = 'v' ORDER BY schemaname"))
                .containsExactly("tenant_1", "tenant_2", "tenant_3");
    }

    private TenantMigrator tenants() {
        return TenantMigrator.builder(migrator(bouncer.port()), () -> List.of("tenant_1", "tenant_2", "tenant_3"))
                .build();
    }

    /** With a database each, the pooler has a backend for each, and what one leaves there reaches its next client. */
    @Test
    void settingsOfATenantDatabaseDoNotLeak() throws Exception {
        String ordinary = this.database;
        List<String> names = List.of(ordinary + "_tenant_1", ordinary + "_tenant_2");
        this.files
                .with("1_a.up.sql", "CREATE TABLE public.a (id bigint PRIMARY KEY, n int);\n" + sessionChanges())
                .with("2_b.up.sql", "INSERT INTO public.a SELECT generate_series(1, 4);\nSET search_path = elsewhere;")
                .with("3_fill.up.sql", """
                        -- applied-set: batches=public.a.id
                        -- applied-set: batch-size=2
                        UPDATE public.a SET n = 1
                        WHERE id BETWEEN current_setting('applied_set.batch_from')::bigint
                                     AND current_setting('applied_set.batch_to')::bigint;
                        """)
                .with(
                        "v.repeatable.sql",
                        "CREATE VIEW public.v AS SELECT n FROM public.a;\nSET search_path = nowhere;");
        names.forEach(name -> server.execute("postgres", "CREATE DATABASE " + name));
        String before = ask(SETTINGS);

        TenantMigrator.builder(migrator(bouncer.port()), new ServerDatabases(bouncer.port(), names))
                .build()
                .migrate()
                .requireCurrent();

        for (String name : names) {
            this.database = name;
            assertSettingsDidNotLeak(before);
            assertRangeDidNotLeak();
            assertAdvisoryLockDidNotLeak();
            assertThat(server.query(name, "SELECT count(*) FROM public.v WHERE n = 1"))
                    .containsExactly("4");
        }
    }

    /** What docs/how-to/migrate-many-schemas.md warns of, and the way out that it names. */
    @Test
    void setSchemaReachesOthersAndSetLocalDoesNot() throws Exception {
        String before = ask("SHOW search_path");
        try (Connection client =
                ServerProcess.dataSource(bouncer.port(), this.database).getConnection()) {
            client.setSchema("tenant_1");
            assertThat(ask("SHOW search_path")).isEqualTo("tenant_1");
            client.setSchema("tenant_2");
            client.createStatement().execute("RESET search_path");
            assertThat(ask("SHOW search_path")).isEqualTo(before);

            client.setAutoCommit(false);
            client.createStatement().execute("SET LOCAL search_path = tenant_1");
            client.commit();
            assertThat(ask("SHOW search_path")).isEqualTo(before);
        }
    }

    @Test
    void settingsOfARepeatableDoNotLeak() throws Exception {
        String before = ask(SETTINGS);
        this.files.with("a.repeatable.sql", sessionChanges());

        migrator(bouncer.port()).migrate();

        assertSettingsDidNotLeak(before);
        assertThat(server.query(this.database, "SELECT name FROM public.applied_migrations_repeatable"))
                .containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1_a.up.sql", "a.repeatable.sql"})
    void lockOfAFailedFileDoesNotLeak(String file) throws Exception {
        this.files.with(file, "SELECT pg_advisory_lock(42);\nSELECT 1 / 0;");

        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> migrator(bouncer.port()).migrate());

        assertAdvisoryLockDidNotLeak();
    }

    @Test
    void lockOfADryRunDoesNotLeak() throws Exception {
        this.files
                .with("1_a.up.sql", "SELECT pg_advisory_lock(42);")
                .with("2_b.up.sql", "SELECT pg_advisory_lock(1 / 0);");

        assertThat(migrator(bouncer.port()).dryRun().attempts()).hasSize(2);

        assertAdvisoryLockDidNotLeak();
    }

    private void assertAdvisoryLockDidNotLeak() throws Exception {
        assertThat(ask("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"))
                .isEqualTo("0");
    }

    @Test
    void settingsOfABatchDoNotLeak() throws Exception {
        server.execute(
                this.database,
                "CREATE TABLE public.users (id int PRIMARY KEY, mail text)",
                "INSERT INTO public.users SELECT generate_series(1, 35)",
                "CREATE FUNCTION public.change() RETURNS text LANGUAGE sql AS $$"
                        + " SELECT set_config('search_path', 'nowhere', false)"
                        + " || set_config('app.tenant', 'x', false) $$");
        String before = ask(SETTINGS);
        this.files.with("1_fill.up.sql", """
                -- applied-set: batches=public.users.id
                -- applied-set: batch-size=10
                -- applied-set: pause=0ms
                -- applied-set: background
                UPDATE public.users SET mail = public.change()
                WHERE id BETWEEN current_setting('applied_set.batch_from')::bigint
                             AND current_setting('applied_set.batch_to')::bigint;""");
        Migrator migrator = migrator(bouncer.port());

        migrator.migrate();

        assertThat(migrator.hasLeftBackfills()).isTrue();
        assertRangeDidNotLeak();
        assertSettingsDidNotLeak(before);
        while (migrator.continueBackfills() != null) {
            assertRangeDidNotLeak();
            assertSettingsDidNotLeak(before);
        }
        assertThat(server.query(this.database, "SELECT DISTINCT mail FROM public.users"))
                .containsExactly("nowherex");
        assertThat(server.query(this.database, "SELECT version FROM public.applied_migrations"))
                .containsExactly("1");
    }

    private void assertRangeDidNotLeak() throws Exception {
        assertThat(ask("SELECT concat(current_setting('applied_set.batch_from', true),"
                        + " current_setting('applied_set.batch_to', true))"))
                .isEmpty();
        assertAdvisoryLockDidNotLeak();
    }

    @Test
    void settingsOfADownFileDoNotLeak() throws Exception {
        String before = ask(SETTINGS);
        this.files.with("1_a.up.sql", "SELECT 1;").with("1_a.down.sql", sessionChanges());
        migrator(bouncer.port()).migrate();

        migrator(bouncer.port()).rollback(1);

        assertSettingsDidNotLeak(before);
        assertThat(server.query(this.database, "SELECT version FROM public.applied_migrations"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT public.change();",
                "DO $$ BEGIN PERFORM public.change(); END $$;",
                "CREATE TABLE public.made AS SELECT public.change();",
                "INSERT INTO public.a SELECT public.change();",
                "DELETE FROM public.a WHERE public.change() = 'x';"
            })
    void settingsOfAFunctionDoNotLeak(String statement) throws Exception {
        server.execute(
                this.database,
                "CREATE TABLE public.a (name text)",
                "INSERT INTO public.a VALUES ('y')",
                "CREATE FUNCTION public.change() RETURNS text LANGUAGE sql AS $$"
                        + " SELECT set_config('search_path', 'nowhere', false)"
                        + " || set_config('app.tenant', 'x', false) $$");
        String before = ask(SETTINGS);
        this.files.with("1_a.up.sql", "SELECT 1;").with("1_a.down.sql", statement);
        migrator(bouncer.port()).migrate();

        migrator(bouncer.port()).rollback(1);

        assertSettingsDidNotLeak(before);
        this.files.with("1_a.up.sql", statement);
        server.execute(this.database, "DROP TABLE IF EXISTS public.made");

        migrator(bouncer.port()).migrate();

        assertSettingsDidNotLeak(before);
    }

    private String sessionChanges() {
        server.execute(this.database, "CREATE ROLE low_" + this.database);
        return """
                SET search_path = '';
                SET TimeZone = 'Asia/Kathmandu';
                SET session_replication_role = replica;
                SET statement_timeout = '1h';
                SET client_min_messages = error;
                SET app.tenant = 'x';
                CREATE TEMP TABLE applied_migrations (version int);
                DECLARE c CURSOR WITH HOLD FOR SELECT 1;
                LISTEN somebody;
                SELECT pg_advisory_lock(42), pg_advisory_lock_shared(43);
                SET ROLE low_%1$s;
                SET SESSION AUTHORIZATION low_%1$s;
                SELECT 1;
                """.formatted(this.database);
    }

    private void assertSettingsDidNotLeak(String settings) throws Exception {
        assertThat(ask(SETTINGS)).isEqualTo(settings);
        assertThat(ask("SELECT current_user || session_user")).isEqualTo("postgrespostgres");
        assertThat(ask("SELECT count(*) FROM pg_class WHERE relpersistence = 't'"))
                .isEqualTo("0");
        assertThat(ask("SELECT count(*) FROM pg_cursors WHERE name = 'c'")).isEqualTo("0");
        assertThat(ask("SELECT count(*) FROM pg_listening_channels()")).isEqualTo("0");
        assertThat(ask("SELECT coalesce(current_setting('app.tenant', true), '')"))
                .isEmpty();
        assertThat(ask("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"))
                .isEqualTo("0");
    }

    /** What puts the session back for the pooler would hide it. */
    @Test
    void encodingChangedByAFunctionIsNoticedFirst() {
        server.execute(
                this.database,
                "CREATE TABLE public.a (name text)",
                "CREATE FUNCTION public.change() RETURNS text LANGUAGE sql"
                        + " AS $$ SELECT set_config('client_' || 'encoding', 'LATIN1', false) $$");
        this.files.with("1_a.up.sql", """
                SET app.tenant = 'x';
                INSERT INTO public.a SELECT public.change();
                INSERT INTO public.a VALUES ('ü');
                """);

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrator(bouncer.port()).migrate())
                .withMessageContaining("client_encoding is no longer UTF8");
        assertThat(server.query(this.database, "SELECT name FROM public.a")).isEmpty();
    }

    @Test
    void migrationWithoutATransactionIsRefusedAndRunsPastThePooler() {
        this.files
                .with("1_a.up.sql", "CREATE TABLE public.t (id int);")
                .with("2_b.up.sql", "CREATE INDEX CONCURRENTLY i ON public.t (id);")
                .with("3_c.up.sql", "SELECT 1;");

        assertThatExceptionOfType(TrackerException.class)
                .isThrownBy(() -> migrator(bouncer.port()).migrate())
                .withMessageContaining("2_b runs outside a transaction")
                .withMessageContaining("applied-set.url")
                .withMessageContaining("INSERT INTO public.applied_migrations");
        assertThat(server.query(this.database, "SELECT 1 FROM pg_class WHERE relname = 'i'"))
                .isEmpty();

        assertThat(migrator(server.port()).migrate().applied()).hasSize(2);
    }

    @Test
    void downFileWithoutATransactionIsRefusedAndRunsPastThePooler() {
        this.files
                .with("1_a.up.sql", "CREATE TABLE public.t (id int);\nCREATE INDEX i ON public.t (id);")
                .with("1_a.down.sql", "DROP INDEX CONCURRENTLY public.i;")
                .with("2_b.up.sql", "SELECT 1;")
                .with("2_b.down.sql", "SELECT 1;");
        migrator(bouncer.port()).migrate();

        assertThatExceptionOfType(TrackerException.class)
                .isThrownBy(() -> migrator(bouncer.port()).rollback(2))
                .withMessageContaining("Rollback of 1_a runs outside a transaction")
                .withMessageContaining("applied-set.url")
                .withMessageContaining("DELETE FROM public.applied_migrations WHERE version = 1");
        assertThat(server.query(this.database, "SELECT 1 FROM pg_class WHERE relname = 'i'"))
                .hasSize(1);
        assertThat(server.query(this.database, "SELECT version FROM public.applied_migrations"))
                .containsExactly("1");

        assertThat(migrator(server.port()).rollback(1).rolledBack()).hasSize(1);
        assertThat(server.query(this.database, "SELECT 1 FROM pg_class WHERE relname = 'i'"))
                .isEmpty();
    }

    @Test
    void serverThatIsRestartedBehindThePoolerDoesNotEndTheRun() throws Exception {
        this.files
                .with("1_a.up.sql", "CREATE TABLE public.a (id int);\nSELECT pg_sleep(2);\n")
                .with("2_b.up.sql", "SELECT 1;");
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<MigrationReport> report =
                    thread.submit(() -> migrator(bouncer.port()).migrate());
            server.awaitWait("PgSleep");
            server.stopImmediately();
            server.restart();

            assertThat(report.get().applied()).hasSize(2);
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void serverThatIsRestartedBehindThePoolerDoesNotEndTheRollback() throws Exception {
        this.files
                .with("1_a.up.sql", "CREATE TABLE public.a (id int);")
                .with("1_a.down.sql", "DROP TABLE public.a;")
                .with("2_b.up.sql", "SELECT 1;")
                .with("2_b.down.sql", "SELECT pg_sleep(2);");
        migrator(bouncer.port()).migrate();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<RollbackReport> report =
                    thread.submit(() -> migrator(bouncer.port()).rollback(2));
            server.awaitWait("PgSleep");
            server.stopImmediately();
            server.restart();

            assertThat(report.get().rolledBack()).hasSize(2);
        } finally {
            thread.shutdownNow();
        }
        assertThat(server.query(this.database, "SELECT version FROM public.applied_migrations"))
                .isEmpty();
    }

    @Test
    void everyMigrationRunsOnceThoughAllInstancesShareFewBackends() throws Exception {
        server.execute(this.database, "CREATE TABLE public.effects (version int)");
        for (int version = 1; version <= 30; version++) {
            this.files.with(version + "_x.up.sql", "INSERT INTO public.effects VALUES (" + version + ");");
        }
        try (PgBouncer few = PgBouncer.start(server.port(), 3)) {
            List<MigrationReport> reports =
                    Together.run(12, instance -> () -> migrator(few.port()).migrate());

            assertThat(reports.stream()
                            .mapToInt(report -> report.applied().size())
                            .sum())
                    .isEqualTo(30);
        }
        assertThat(server.query(this.database, "SELECT version FROM public.effects ORDER BY version"))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 30).mapToObj(Integer::toString).toList());
    }
}
