package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.fault.FaultProxy;
import io.github.appliedset.support.fault.FaultProxy.Tampering;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class SessionTests extends MigratorTestSupport {

    private static HikariDataSource pool(TestDatabase database) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.url());
        config.setUsername(database.username());
        config.setPassword(database.password());
        config.setMaximumPoolSize(1);
        config.setConnectionTimeout(2000);
        return new HikariDataSource(config);
    }

    private static String ask(HikariDataSource pool, String sql) throws Exception {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void applicationNeverGetsASessionOfAMigration(TestDatabase database, CapturedOutput output) throws Exception {
        this.files
                .with("1_a.up.sql", "SET search_path = ''; SET TimeZone = 'Asia/Kathmandu'; SET app.tenant = 'x';")
                .with("2_b.up.sql", "CREATE TABLE public.b (id int);")
                .with("3_c.up.sql", "SET search_path = ''; SET TimeZone = 'Asia/Kathmandu'; SET app.tenant = 'x';");
        try (HikariDataSource pool = pool(database)) {
            String before = ask(pool, "SHOW search_path");

            migrator(database).dataSource(pool).build().migrate();

            assertThat(ask(pool, "SHOW search_path")).isEqualTo(before);
            assertThat(ask(pool, "SHOW TimeZone")).isNotEqualTo("Asia/Kathmandu");
            assertThat(ask(pool, "SELECT current_setting('app.tenant', true)")).isNull();
            assertThat(ask(pool, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"))
                    .isEqualTo("0");
            assertThat(output).doesNotContain("marked as broken");
        }
    }

    @Test
    void settingNamedInALaterFileOfAGroupIsNotLeft(TestDatabase database) throws Exception {
        this.files
                .with("1_a.up.sql", "CREATE TABLE public.a (id int);")
                .with("2_b.up.sql", "SET LOCAL app.tenant = '7'; CREATE TABLE public.b (id int);")
                .with("3_c.up.sql", "CREATE TABLE public.c (id int);");
        try (HikariDataSource pool = pool(database)) {
            migrator(database).dataSource(pool).build().migrate();

            assertThat(ask(pool, "SELECT current_setting('app.tenant', true)")).isNull();
        }
    }

    @Test
    void nextMigrationFindsAFreshSession(TestDatabase database) {
        database.execute("CREATE TABLE public.seen (what text)");
        this.files
                .with("1_a.up.sql", "SET search_path = ''; SET statement_timeout = '1h'; CREATE TEMP TABLE t (a int);")
                .with(
                        "2_b.up.sql",
                        "INSERT INTO public.seen SELECT current_setting('search_path') || ' ' || current_setting('statement_timeout') || ' ' || coalesce(to_regclass('pg_temp.t')::text, 'clean')");

        migrate(database);

        assertThat(database.query("SELECT what FROM public.seen")).containsExactly("elsewhere, public 0 clean");
    }

    /** The text of the file does not tell. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "PERFORM set_config('search_path', 'elsewhere', false)",
                "PERFORM set_config('statement_timeout', '1h', false)",
                "SET ROLE pg_monitor",
                "EXECUTE 'PREPARE left_behind AS SELECT 1'",
                "CREATE TEMP TABLE left_behind (id int)",
                "PERFORM pg_advisory_lock(42)",
                "LISTEN left_behind",
                "EXECUTE 'DECLARE left_behind CURSOR WITH HOLD FOR SELECT 1'"
            })
    void sessionStateOfACalledFunctionDoesNotLeak(String statement, TestDatabase database) {
        database.executeAsSuperuser("GRANT pg_monitor TO " + database.username());
        database.execute("CREATE TABLE public.seen (what text)", """
                CREATE FUNCTION public.leave_behind() RETURNS void LANGUAGE plpgsql AS $$ BEGIN %s; END $$
                """.formatted(statement));
        this.files.with("1_a.up.sql", "SELECT public.leave_behind();").with("2_b.up.sql", """
                        INSERT INTO public.seen SELECT concat_ws(' ',
                            current_setting('search_path'), current_setting('statement_timeout'), current_setting('role'),
                            (SELECT count(*) FROM pg_prepared_statements), (SELECT count(*) FROM pg_cursors WHERE is_holdable),
                            (SELECT count(*) FROM pg_listening_channels()), to_regclass('pg_temp.left_behind'),
                            (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()));""");

        migrate(database);

        assertThat(database.query("SELECT what FROM public.seen"))
                .as("but for the migration lock")
                .containsExactly("elsewhere, public 0 none 0 0 0 1");
        database.executeAsSuperuser("REVOKE pg_monitor FROM " + database.username());
    }

    private static final String SET_BY_A_FUNCTION = """
            CREATE FUNCTION public.remember() RETURNS int LANGUAGE plpgsql AS
            $$ BEGIN PERFORM set_config('app.tenant', 'x', false); RETURN 1; END $$""";

    /** PostgreSQL does not list such a setting. */
    @Test
    void settingOfAFunctionLosesItsValue(TestDatabase database) throws Exception {
        database.execute(SET_BY_A_FUNCTION);
        this.files
                .with("1_a.up.sql", "CREATE TABLE public.a AS SELECT public.remember();")
                .with("2_b.up.sql", "CREATE TABLE public.b AS SELECT current_setting('app.tenant', true) AS tenant;");
        try (HikariDataSource pool = pool(database)) {
            migrator(database).dataSource(pool).build().migrate();

            assertThat(database.query("SELECT tenant FROM public.b")).containsExactly("");
            assertThat(ask(pool, "SELECT current_setting('app.tenant', true)")).isEmpty();
        }
    }

    private static HikariDataSource pool(TestDatabase database, String first) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.url());
        config.setUsername(database.username());
        config.setPassword(database.password());
        config.setMaximumPoolSize(1);
        config.setConnectionInitSql(first);
        return new HikariDataSource(config);
    }

    private static final String OF_THE_POOL =
            "SET search_path = elsewhere, pg_catalog; SET application_name = 'it''s {fn}';"
                    + " SET idle_session_timeout = '1h'";
    private static final String SEEN = " AS SELECT concat_ws(' ', current_setting('search_path'),"
            + " (SELECT setting FROM pg_settings WHERE name = 'idle_session_timeout')) AS seen;";

    @Test
    void settingsOfThePoolAreThereForEachMigration(TestDatabase database) throws Exception {
        database.execute("CREATE SCHEMA elsewhere", """
                CREATE FUNCTION public.forget() RETURNS int LANGUAGE plpgsql AS
                $$ BEGIN PERFORM set_config('search_path', 'public', false); RETURN 1; END $$""");
        this.files
                .with("1_a.up.sql", "CREATE TABLE a AS SELECT public.forget();")
                .with("2_b.up.sql", "CREATE TABLE b" + SEEN)
                .with("3_c.up.sql", "RESET search_path; SET application_name = 'mine';")
                .with("4_d.up.sql", "CREATE TABLE d" + SEEN);
        try (HikariDataSource pool = pool(database, OF_THE_POOL)) {
            String pid = ask(pool, "SELECT pg_backend_pid()");

            migrator(database).dataSource(pool).build().migrate();

            assertThat(database.query("SELECT seen FROM elsewhere.b UNION ALL SELECT seen FROM elsewhere.d"))
                    .containsExactly("elsewhere, pg_catalog 0", "elsewhere, pg_catalog 0");
            assertThat(ask(
                            pool,
                            "SELECT concat_ws(' ', current_setting('search_path'), current_setting('application_name'),"
                                    + " current_setting('idle_session_timeout'), pg_backend_pid())"))
                    .isEqualTo("elsewhere, pg_catalog it's {fn} 1h " + pid);
        }
    }

    /** What was set again must not be part of the transaction that is rolled back. */
    @Test
    void settingsOfThePoolOutliveAnAttemptThatGaveWay(TestDatabase database) throws Exception {
        database.execute("CREATE SCHEMA elsewhere", "CREATE TABLE public.busy (id int)");
        this.files
                .with("1_a.up.sql", "CREATE TABLE a (id int);")
                .with("2_b.up.sql", "CREATE TABLE b" + SEEN + " LOCK TABLE public.busy;");
        AtomicInteger tries = new AtomicInteger();
        try (Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement();
                FaultProxy proxy = FaultProxy.inFrontOf(database.port())) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE public.busy");
            proxy.tamper(new Tampering() {
                @Override
                public String sql(String sql) {
                    if (sql.startsWith("LOCK TABLE public.busy") && tries.incrementAndGet() == 2) {
                        try {
                            other.rollback();
                        } catch (SQLException failure) {
                            throw new IllegalStateException(failure);
                        }
                    }
                    return sql;
                }
            });
            PGSimpleDataSource target = (PGSimpleDataSource) database.dataSourceAt(proxy.port());
            HikariConfig config = new HikariConfig();
            config.setDataSource(target);
            config.setMaximumPoolSize(1);
            config.setConnectionInitSql(OF_THE_POOL);
            try (HikariDataSource pool = new HikariDataSource(config)) {
                migrator(database)
                        .dataSource(pool)
                        .lockTimeout(Duration.ofMillis(50))
                        .build()
                        .migrate();
            }
        }
        assertThat(tries.get()).isGreaterThanOrEqualTo(2);
        assertThat(database.query("SELECT seen FROM elsewhere.b")).containsExactly("elsewhere, pg_catalog 0");
    }

    /** By the pool, in another session, where what a migration has left cannot be told from it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TEMP TABLE of_the_pool (id int)",
                "LISTEN of_the_pool",
                "PREPARE of_the_pool AS SELECT 1",
                "SELECT pg_advisory_lock(42)"
            })
    void whatThePoolHasMadeInTheSessionStays(String made, TestDatabase database) throws Exception {
        this.files
                .with("1_a.up.sql", "CREATE TABLE public.a (id int);")
                .with("2_b.up.sql", "CREATE TEMP TABLE left_behind (id int); LISTEN left_behind;")
                .with("3_c.up.sql", "CREATE TABLE public.c AS SELECT to_regclass('pg_temp.left_behind') AS seen;");
        String question = "SELECT concat_ws(' ', to_regclass('pg_temp.of_the_pool'),"
                + " (SELECT string_agg(c, ',') FROM pg_listening_channels() c), (SELECT count(*) FROM pg_prepared_statements"
                + " WHERE from_sql), (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()))";
        try (HikariDataSource pool = pool(database, made)) {
            String before = ask(pool, question);

            migrator(database).dataSource(pool).build().migrate();

            assertThat(ask(pool, question)).isEqualTo(before);
            assertThat(database.query("SELECT seen FROM public.c")).containsExactly((String) null);
        }
    }

    /** The driver has named them on the server. */
    @Test
    void preparedStatementsOfTheApplicationGoOn(TestDatabase database) throws Exception {
        this.files
                .with("1_a.up.sql", "CREATE TABLE public.a (id int);")
                .with("2_b.up.sql", "CREATE TABLE public.b (id int);");
        try (HikariDataSource pool = pool(database)) {
            for (int time = 0; time < 2; time++) {
                try (Connection connection = pool.getConnection();
                        PreparedStatement statement = connection.prepareStatement("SELECT ? + 1")) {
                    for (int number = 0; number < 10; number++) {
                        statement.setInt(1, number);
                        try (ResultSet row = statement.executeQuery()) {
                            row.next();
                            assertThat(row.getInt(1)).isEqualTo(number + 1);
                        }
                    }
                }
                migrator(database).dataSource(pool).build().migrate();
            }
        }
        assertThat(database.applied()).containsExactly("1_a", "2_b");
    }

    @Test
    void modesOfLaterTransactionsAreASettingOfTheSession(TestDatabase database) throws Exception {
        String modes = "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY;";
        this.files
                .with("1_a.up.sql", modes + " CREATE TABLE public.a (id int);")
                .with(
                        "2_b.up.sql",
                        "CREATE TABLE public.b AS SELECT current_setting('transaction_isolation') AS level;")
                .with("3_c.up.sql", "-- applied-set: no-transaction\nCREATE TABLE public.c (id int);\n" + modes);
        try (HikariDataSource pool = pool(database)) {
            migrator(database).dataSource(pool).build().migrate();

            assertThat(database.query("SELECT level FROM public.b")).containsExactly("read committed");
            assertThat(ask(pool, "SHOW default_transaction_read_only")).isEqualTo("off");
            assertThat(database.applied()).containsExactly("1_a", "2_b", "3_c");
        }
    }

    @Test
    void migrationThatLeavesNothingBehindKeepsTheSession(TestDatabase database) {
        database.execute("CREATE TABLE public.seen (pid int)");
        for (int version = 1; version <= 3; version++) {
            this.files.with(
                    version + "_a.up.sql",
                    "SET LOCAL work_mem = '5MB'; INSERT INTO public.seen SELECT pg_backend_pid();");
        }

        migrate(database);

        assertThat(database.query("SELECT DISTINCT pid FROM public.seen")).hasSize(1);
    }

    @Test
    void roleThatAMigrationTakesDoesNotWriteTheRow(TestDatabase database) {
        String role = database.username() + "_low";
        database.executeAsSuperuser("CREATE ROLE " + role, "GRANT " + role + " TO " + database.username());
        try {
            this.files.with("1_a.up.sql", "SET ROLE " + role + "; SELECT 1;").with("2_b.up.sql", "SELECT 1;");

            migrate(database);

            assertThat(database.applied()).containsExactly("1_a", "2_b");
        } finally {
            database.executeAsSuperuser("DROP ROLE " + role);
        }
    }

    @Test
    void roleThatThePoolSetsWritesTheRow(TestDatabase database) {
        String role = database.username() + "_app";
        database.executeAsSuperuser(
                "ALTER ROLE " + database.username() + " NOINHERIT",
                "CREATE ROLE " + role,
                "GRANT " + role + " TO " + database.username(),
                "GRANT USAGE, CREATE ON SCHEMA public TO " + role);
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.url());
        config.setUsername(database.username());
        config.setPassword(database.password());
        config.setConnectionInitSql("SET ROLE " + role);
        this.files.with("1_a.up.sql", "SET ROLE NONE; SELECT 1;");
        try (HikariDataSource pool = new HikariDataSource(config)) {
            MigrationReport report = migrator(database).dataSource(pool).build().migrate();

            assertThat(labels(report)).containsExactly("1_a");
        }
        database.executeAsSuperuser("DROP OWNED BY " + role, "DROP ROLE " + role);
    }

    @Test
    void userThatAMigrationBecomesDoesNotWriteTheRow(TestDatabase database) {
        this.files
                .with("1_a.up.sql", "SET SESSION AUTHORIZATION " + database.username() + "; SELECT 1;")
                .with("2_b.up.sql", "CREATE TABLE public.made AS SELECT session_user AS who;");
        database.executeAsSuperuser("CREATE SCHEMA closed", "REVOKE ALL ON SCHEMA closed FROM " + database.username());

        migrator(database)
                .dataSource(database.superuser())
                .schema("closed")
                .build()
                .migrate();

        database.executeAsSuperuser("GRANT SELECT ON public.made TO " + database.username());
        assertThat(database.query("SELECT who <> '" + database.username() + "' FROM public.made"))
                .containsExactly("t");
    }

    @Test
    void temporaryTableIsNotMistakenForTheTracker(TestDatabase database) {
        this.files.with(
                "1_a.up.sql",
                "CREATE TEMP TABLE applied_migrations (version bigint, name text, applied_at timestamptz, checksum text);");

        migrate(database);

        assertThat(database.applied()).containsExactly("1_a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PREPARE p AS SELECT 1", "SELECT public.prepare()"})
    void abandonedAttemptLeavesNoPreparedStatement(String prepare, TestDatabase database) throws Exception {
        database.execute(
                "CREATE TABLE public.busy (id int)",
                "CREATE FUNCTION public.prepare() RETURNS void LANGUAGE plpgsql AS"
                        + " $$ BEGIN EXECUTE 'PREPARE p AS SELECT 1'; END $$");
        this.files.with("1_a.up.sql", prepare + ";\nALTER TABLE public.busy ADD note text;\n");
        try (Connection reader = database.dataSource().getConnection();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("SELECT * FROM public.busy");

            assertThatThrownBy(() -> migrator(database)
                            .lockTimeout(Duration.ofMillis(5))
                            .lockRetries(1)
                            .build()
                            .migrate())
                    .hasMessageContaining("55P03")
                    .hasMessageContaining("Tried 2 times");
        }
    }

    @Test
    void statementTimeoutOfTheMigratorOrTheFileEndsIt(TestDatabase database) {
        this.files.with("1_a.up.sql", "-- applied-set: statement-timeout=10ms\nSELECT pg_sleep(60);");

        assertThatThrownBy(() -> migrate(database))
                .hasMessageContaining("57014")
                .hasMessageContaining("statement-timeout=30m");
    }

    @Test
    void outputOfPgDumpIsAMigration(TestDatabase database) {
        this.files.with("1_dump.up.sql", """
                        --
                        -- PostgreSQL database dump
                        --

                        \\restrict k3y

                        SET statement_timeout = 0;
                        SET lock_timeout = 0;
                        SET client_encoding = 'UTF8';
                        SET standard_conforming_strings = on;
                        SELECT pg_catalog.set_config('search_path', '', false);
                        SET row_security = off;

                        CREATE TABLE public.a (
                            id integer NOT NULL,
                            note text
                        );

                        COPY public.a (id, note) FROM stdin;
                        1\tone
                        2\t\\N
                        \\.

                        \\unrestrict k3y
                        """).with("2_next.up.sql", "SELECT 1;");

        migrate(database);

        assertThat(database.applied()).containsExactly("1_dump", "2_next");
        assertThat(database.query("SELECT id FROM public.a")).containsExactly("1", "2");
    }
}
