package io.github.appliedset.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** They run where pg_dump is installed and not older than the server. */
@PostgresTest
class PgDumpTests {

    private static final String TABLE =
            "--\n-- Name: t; Type: TABLE; Schema: public\n--\n\nCREATE TABLE public.t (\n    v varchar(9)%s\n);\n";
    private static final String ONE_WORDING = TABLE.formatted(
            " CHECK (((v)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])))");
    private static final String OTHER_WORDING = TABLE.formatted(
            " CHECK (((v)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text])))");

    @Test
    void settingsOfANewerClientAreNotRestored(TestDatabase database) throws SQLException {
        String header =
                "--\n-- PostgreSQL database dump\n--\n\nSET setting_of_later = 0;\nSET check_function_bodies = false;\n\n";

        assertThat(dumps(database).difference(header + ONE_WORDING, header + OTHER_WORDING, database.superuser()))
                .isEmpty();
    }

    @Test
    void unrestorableDumpDoesNotCountAsADifference(TestDatabase database) throws SQLException {
        String unknown = TABLE.formatted(" CHECK (public.unknown(v))");

        assertThat(dumps(database).difference(ONE_WORDING, unknown, database.superuser()))
                .isEmpty();
    }

    @Test
    void restoresSqlStandardFunctionBodies(TestDatabase database) throws SQLException {
        String bodies = """
                --
                -- Name: one(); Type: FUNCTION; Schema: public
                --

                CREATE FUNCTION public.one() RETURNS integer
                    LANGUAGE sql
                    BEGIN ATOMIC
                 SELECT %d;
                END;


                --
                -- Name: two(); Type: PROCEDURE; Schema: public
                --

                CREATE PROCEDURE public.two()
                    LANGUAGE sql
                    BEGIN ATOMIC
                 SELECT 1;
                 SELECT 2;
                END;
                """;

        assertThat(dumps(database).difference(bodies.formatted(1), bodies.formatted(2), database.superuser()))
                .contains("SELECT 1;", "SELECT 2;");
    }

    @Test
    void ownerAndFirstCommentOfPublicAreNoDifference(TestDatabase database) throws SQLException {
        DataSource server = database.superuser();
        PgDump dumps = dumps(database);
        Sql.execute(server, "COMMENT ON SCHEMA public IS 'standard public schema'");
        String usual = dumps.dump(server).orElseThrow();
        Sql.execute(server, "COMMENT ON SCHEMA public IS NULL; ALTER SCHEMA public OWNER TO CURRENT_USER");
        String other = dumps.dump(server).orElseThrow();
        Sql.execute(server, "COMMENT ON SCHEMA public IS 'ours'");
        String ours = dumps.dump(server).orElseThrow();

        assertThat(dumps.difference(usual, other, server)).isEmpty();
        assertThat(dumps.difference(usual, ours, server)).contains("COMMENT ON SCHEMA public IS 'ours';");
    }

    private static PgDump dumps(TestDatabase database) throws SQLException {
        try (Connection connection = database.superuser().getConnection()) {
            Optional<PgDump> installed = PgDump.of(connection, "public", "applied_migrations");
            assumeTrue(installed.isPresent(), "pg_dump is not installed, or older than the server");
            return installed.get();
        }
    }
}
