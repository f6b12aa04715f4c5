package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.pool.Handout;
import io.github.appliedset.support.DataSourceChain;
import io.github.appliedset.support.RecordingDataSource;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Twenty migrations that touch their session, through every pool and wrapper, and then the application. */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class DataSourceTests extends MigratorTestSupport {

    private static final List<String> TOUCHING = List.of(
            "SET search_path = '';",
            "SET ROLE %s_low;",
            "SET default_transaction_read_only = on; SET TimeZone = 'Asia/Kathmandu';",
            "CREATE TEMP TABLE leftover (id int); CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql AS 'SELECT 1';",
            "SELECT pg_advisory_lock(42);",
            "LISTEN news;",
            "PREPARE \"its Name\" AS SELECT 1;",
            "DECLARE leftover CURSOR WITH HOLD FOR SELECT 1;",
            "RESET work_mem; RESET ALL;");

    private static final String SESSION = """
            SELECT concat_ws(' | ', current_user, session_user, current_setting('role'),
                (SELECT string_agg(name || '=' || setting, ', ' ORDER BY name) FROM pg_settings WHERE source = 'session'
                     AND name <> 'application_name'),
                'tenant: ' || coalesce('<' || current_setting('app.tenant', true) || '>', 'none'),
                'temporary: ' || (SELECT count(*) FROM pg_class WHERE relnamespace = pg_my_temp_schema())
                    || ' ' || (SELECT count(*) FROM pg_proc WHERE pronamespace = pg_my_temp_schema()),
                'locks: ' || (SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory'),
                'listens: ' || (SELECT count(*) FROM pg_listening_channels()),
                'prepared: ' || (SELECT count(*) FROM pg_prepared_statements WHERE from_sql),
                'cursors: ' || (SELECT count(*) FROM pg_cursors WHERE is_holdable))""";

    static Stream<Arguments> chains() {
        return Stream.of(DataSourceChain.values())
                .flatMap(chain -> Stream.of(Arguments.of(chain, true), Arguments.of(chain, false)));
    }

    @ParameterizedTest
    @MethodSource("chains")
    void sessionKeepsTheSettingsOfThePool(
            DataSourceChain chain, boolean one, TestDatabase database, CapturedOutput output) throws Exception {
        database.executeAsSuperuser(
                "CREATE ROLE " + database.username() + "_low",
                "GRANT " + database.username() + "_low TO " + database.username(),
                "GRANT ALL ON SCHEMA public TO PUBLIC");
        database.execute("CREATE TABLE public.seen (version int, pid int)", "GRANT ALL ON public.seen TO PUBLIC");
        for (int version = 1; version <= 18; version++) {
            write(version, TOUCHING.get((version - 1) % TOUCHING.size()).formatted(database.username()));
        }
        write(19, "SELECT set_config('app.tenant', 'x', false);");
        write(20, "");
        DataSource dataSource = chain.make(database, one);
        try {
            String before = session(dataSource);
            String way = way(dataSource);

            MigrationReport report =
                    migrator(database).dataSource(dataSource).build().migrate();

            assertThat(report.applied()).hasSize(20);
            assertThat(database.query("SELECT version FROM public.seen ORDER BY version"))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 20)
                            .mapToObj(Integer::toString)
                            .toList());
            assertThat(database.query("SELECT count(DISTINCT pid) FROM public.seen WHERE version < 20"))
                    .containsExactly("1");
            boolean replaced = database.query("SELECT count(DISTINCT pid) FROM public.seen WHERE version > 18")
                    .equals(List.of("2"));
            pageShows(chain, "| " + way + " | " + (replaced ? "replaced" : "kept") + " |");
            List<Connection> all = new ArrayList<>();
            for (int i = 0; i < (one || chain == DataSourceChain.SINGLE ? 1 : 3); i++) {
                Connection connection = dataSource.getConnection();
                all.add(connection);
                String expected =
                        chain == DataSourceChain.SINGLE ? before.replace("tenant: none", "tenant: <>") : before;
                assertThat(session(connection)).isEqualTo(expected);
                Sql.execute(connection, "CREATE TABLE of_application_" + i + " (id int)");
            }
            for (Connection connection : all) {
                if (chain != DataSourceChain.SINGLE) {
                    connection.close();
                }
            }
            assertThat(output)
                    .doesNotContainPattern("(?i)\\bWARN|\\bERROR\\b|Exception|failover|marked as broken|\tat ");
        } finally {
            close(dataSource);
            database.endKeptSessions();
            Sql.awaitNoRow(
                    database.superuser(),
                    "SELECT 1 FROM pg_stat_activity WHERE usename = '" + database.username() + "'");
            database.executeAsSuperuser(
                    "DROP OWNED BY " + database.username() + "_low", "DROP ROLE " + database.username() + "_low");
        }
    }

    @Test
    void unknownPoolIsAnnouncedBeforeItIsNeeded(TestDatabase database, CapturedOutput output) {
        this.files.with("1_a.up.sql", "SET app.tenant = 'x';").with("2_b.up.sql", "SELECT 1;");

        migrator(database)
                .dataSource(new RecordingDataSource(database.dataSource(), true))
                .build()
                .migrate();

        assertThat(output)
                .containsPattern("(?s)cannot undo \\(app\\.tenant\\), and the pool of .* is not known.*Applied 1_a");
        assertThat(database.applied()).containsExactly("1_a", "2_b");
    }

    /** A DataSource that routes is no wrapper for any of its pools. */
    @Test
    void poolBehindARoutingDataSourceReplacesItsConnection(TestDatabase database, CapturedOutput output)
            throws Exception {
        this.files
                .with("1_a.up.sql", "CREATE TABLE public.seen (pid int);\nSET app.tenant = 'x';")
                .with("2_b.up.sql", "INSERT INTO public.seen VALUES (pg_backend_pid());");
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(database.url());
        pool.setUsername(database.username());
        pool.setPassword(database.password());
        pool.setMaximumPoolSize(1);
        AbstractDataSource routing = new AbstractDataSource() {

            @Override
            public Connection getConnection() throws SQLException {
                return pool.getConnection();
            }

            @Override
            public Connection getConnection(String username, String password) throws SQLException {
                return getConnection();
            }
        };
        try (pool) {
            migrator(database).dataSource(routing).build().migrate();

            try (Connection next = routing.getConnection()) {
                assertThat(session(next)).contains("tenant: none");
                Sql.execute(next, "CREATE TABLE of_application (id int)");
            }
            assertThat(output).doesNotContain("pool of null").doesNotContain("is not known");
        }
        assertThat(database.applied()).containsExactly("1_a", "2_b");
    }

    private static String way(DataSource dataSource) throws Exception {
        Connection connection = dataSource.getConnection();
        try {
            return Handout.of(dataSource, connection).unknown() == null ? "together" : "one by one";
        } finally {
            giveBack(dataSource, connection);
        }
    }

    private static void pageShows(DataSourceChain chain, String rest) throws Exception {
        Path path = Path.of("../docs/reference/data-sources.md");
        String page = Files.readString(path);
        String row = "| " + chain.title() + " " + rest;
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(
                    path,
                    page.replaceFirst(
                            "(?m)^\\| " + Pattern.quote(chain.title()) + " \\|.*$", Matcher.quoteReplacement(row)));
        } else {
            assertThat(page.lines()).contains(row);
        }
    }

    private void write(int version, String text) {
        this.files.with(
                version + "_x.up.sql",
                "INSERT INTO public.seen VALUES (" + version + ", pg_backend_pid());\n" + text + "\n");
    }

    private static String session(DataSource dataSource) throws Exception {
        Connection connection = dataSource.getConnection();
        try {
            return session(connection);
        } finally {
            giveBack(dataSource, connection);
        }
    }

    private static void giveBack(DataSource dataSource, Connection connection) throws Exception {
        if (!(dataSource instanceof SingleConnectionDataSource)) {
            connection.close();
        }
    }

    private static String session(Connection connection) throws Exception {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SESSION)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void close(DataSource dataSource) throws Exception {
        DataSource pool = dataSource;
        if (dataSource.isWrapperFor(HikariDataSource.class)) {
            pool = dataSource.unwrap(HikariDataSource.class);
        }
        if (pool instanceof org.apache.tomcat.jdbc.pool.DataSource tomcat) {
            tomcat.close();
        } else if (pool instanceof SingleConnectionDataSource single) {
            single.destroy();
        } else {
            ((AutoCloseable) pool).close();
        }
    }
}
