package io.github.appliedset.support.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/** A connection that gets a session of an earlier one cannot tell. */
@PostgresTest
@KeepsSessions
class LastingSessionsTests {

    private TestDatabase database;

    @BeforeEach
    void prepare(TestDatabase database) {
        assumeFalse(LastingSessions.areNone(), "a server that is not of embedded binaries");
        this.database = database;
    }

    private DataSource plain() {
        return this.database.dataSource();
    }

    /** What is done in a session, and which one that was. */
    private int session(String... statements) throws SQLException {
        try (Connection connection = plain().getConnection()) {
            for (String sql : statements) {
                one(connection, sql);
            }
            return connection.unwrap(PGConnection.class).getBackendPID();
        }
    }

    private static String one(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (ResultSet rows = statement.getResultSet()) {
                return rows.next() ? rows.getString(1) : "";
            }
        }
    }

    @Test
    void nextConnectionGetsTheSession() throws SQLException {
        assertThat(session("SELECT 1")).isEqualTo(session("SELECT 2")).isEqualTo(session());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET work_mem = '3MB' :: SHOW work_mem",
                "SET search_path = pg_catalog :: SHOW search_path",
                "SET TIME ZONE 'Asia/Tokyo' :: SHOW timezone",
                "SET ROLE pg_monitor :: SELECT current_user",
                "CREATE TEMP TABLE t (id int) :: SELECT to_regclass('t')",
                "PREPARE p AS SELECT 1 :: SELECT count(*) FROM pg_prepared_statements",
                "LISTEN l :: SELECT count(*) FROM pg_listening_channels()",
                "DECLARE c CURSOR WITH HOLD FOR SELECT 1 :: SELECT count(*) FROM pg_cursors",
                "SELECT pg_advisory_lock(7) :: SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'",
                "BEGIN; CREATE TABLE public.u (id int) :: SELECT to_regclass('public.u')"
            })
    void resetsTheSession(String leftAndShown) throws SQLException {
        this.database.executeAsSuperuser("GRANT pg_monitor TO " + this.database.username());
        String[] parts = leftAndShown.split(" :: ");
        try (Connection connection = plain().getConnection()) {
            String before = one(connection, parts[1]);
            one(connection, parts[0]);
            connection.close();
            try (Connection next = plain().getConnection()) {
                assertThat(one(next, parts[1])).isEqualTo(before);
            }
        }
    }

    @Test
    void transactionOfTheDriverEndsWithTheConnection() throws SQLException {
        try (Connection connection = plain().getConnection()) {
            connection.setAutoCommit(false);
            one(connection, "CREATE TABLE public.t (id int)");
        }
        assertThat(this.database.hasTable("public.t")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET a.b = 'c'",
                "SELECT set_config('a.b', 'c', false)",
                "SELECT pg_stat_clear_snapshot()",
                "SELECT count(*) FROM pg_stat_activity"
            })
    void closesASessionThatCannotBeReset(String sql) throws SQLException {
        int first = session(sql);

        assertThat(session("SELECT current_setting('a.b', true)")).isNotEqualTo(first);
    }

    @Test
    void appliesDefaultsOfNewSessions() throws SQLException {
        session("SELECT 1");
        this.database.executeAsSuperuser("ALTER ROLE " + this.database.username() + " SET work_mem = '5MB'");
        try (Connection connection = plain().getConnection()) {
            assertThat(one(connection, "SHOW work_mem")).isEqualTo("5MB");
        }
        this.database.executeAsSuperuser("ALTER DATABASE " + this.database.name() + " SET lock_timeout = '7s'");
        assertThat(Sql.firstColumn(this.database.superuser(), "SHOW lock_timeout"))
                .isEqualTo(List.of("7s"));
    }

    @Test
    void otherPasswordIsJudgedByTheServer() throws SQLException {
        session("SELECT 1");

        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> this.database
                        .dataSource(this.database.username(), "wrong")
                        .getConnection()
                        .close())
                .withMessageContaining("password authentication failed");
        assertThat(session("SELECT 1")).isEqualTo(session("SELECT 2"));
    }

    @Test
    void sessionsAreSeenOnlyWhileTheyAreUsed() throws SQLException {
        session("SELECT 1");
        String others =
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
        try (Connection connection = plain().getConnection()) {
            this.database.endKeptSessions();
            assertThat(one(connection, others)).isEqualTo("0");
        }
    }

    @Test
    void openSessionsDoNotBlockDatabaseCommands() throws SQLException {
        this.database.executeAsSuperuser("ALTER ROLE " + this.database.username() + " CREATEDB");
        String copy = this.database.name() + "_copy";
        DataSource other = this.database.dataSourceOf(copy);
        this.database.execute("CREATE DATABASE " + copy);
        Sql.execute(other, "CREATE TABLE public.t (id int)");

        this.database.execute("CREATE DATABASE " + copy + "_2 TEMPLATE " + copy);
        Sql.execute(other, "SELECT 1");
        this.database.execute("ALTER DATABASE " + copy + " RENAME TO " + copy + "_3");
        assertThat(Sql.firstColumn(this.database.dataSourceOf(copy + "_3"), "TABLE public.t"))
                .isEmpty();
        this.database.execute("DROP DATABASE " + copy + "_2", "DROP DATABASE " + copy + "_3");
    }

    @Test
    void sessionThatWasEndedIsNotGivenAway() throws SQLException {
        int ended = session("SELECT 1");
        try (Connection other = this.database.superuser().getConnection()) {
            one(other, "SELECT pg_terminate_backend(" + ended + ", 60000)");
        }
        assertThat(session("SELECT 1")).isNotEqualTo(ended);
    }

    @Test
    void connectionThatIsAbortedEndsItsSession() throws SQLException {
        int aborted;
        try (Connection connection = plain().getConnection()) {
            aborted = connection.unwrap(PGConnection.class).getBackendPID();
            connection.abort(Runnable::run);
        }
        assertThat(session("SELECT 1")).isNotEqualTo(aborted);
    }
}
