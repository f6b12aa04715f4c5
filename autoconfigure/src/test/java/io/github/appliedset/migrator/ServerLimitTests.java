package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.run.DevelopmentSettings;
import io.github.appliedset.support.TestDatabase;
import java.sql.Connection;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What a server, its database or its roles forbid, and clients that are set up to give up early. */
@ExtendWith(OutputCaptureExtension.class)
class ServerLimitTests extends MigratorTestSupport {

    private void failsAndKeepsNothing(TestDatabase database, String sqlState) {
        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrate(database))
                .withMessageContaining("SQLSTATE " + sqlState)
                .withMessageContaining("line 2");
        assertThat(database.hasTable("public.a")).isFalse();
        assertThat(database.applied()).isEmpty();
    }

    @Test
    void limitOfTemporaryFilesIsPassedOn(TestDatabase database) {
        database.executeAsSuperuser(
                "ALTER ROLE " + database.username() + " SET temp_file_limit = '64kB'",
                "ALTER ROLE " + database.username() + " SET work_mem = '64kB'");
        this.files.with(
                "1_a.up.sql",
                "CREATE TABLE public.a (id int);\nSELECT * FROM generate_series(1, 100000) n ORDER BY n DESC;\n");

        failsAndKeepsNothing(database, "53400");

        database.executeAsSuperuser("ALTER ROLE " + database.username() + " RESET temp_file_limit");
        assertThat(labels(migrate(database))).containsExactly("1_a");
    }

    @Test
    void eventTriggerThatRefusesIsPassedOn(TestDatabase database) {
        database.executeAsSuperuser(
                "CREATE FUNCTION public.refuse() RETURNS event_trigger LANGUAGE plpgsql AS"
                        + " $$ BEGIN IF tg_tag = 'DROP TABLE' THEN RAISE EXCEPTION 'not on a Friday'; END IF; END $$",
                "CREATE EVENT TRIGGER refuse ON ddl_command_start EXECUTE FUNCTION public.refuse()");
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int);\nDROP TABLE public.a;\n");

        failsAndKeepsNothing(database, "P0001");
    }

    @Test
    void enumValueUsedInItsOwnTransactionIsExplained(TestDatabase database) {
        database.execute("CREATE TYPE public.mood AS ENUM ('fine')", "CREATE TABLE public.t (m public.mood)");
        this.files.with(
                "1_a.up.sql",
                "ALTER TYPE public.mood ADD VALUE 'late'; CREATE TABLE public.a (id int);\nINSERT INTO public.t VALUES ('late');\n");

        failsAndKeepsNothing(database, "55P04");
        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrate(database))
                .withMessageContaining("to a migration of their own");
    }

    @Test
    void rowOfCopyDataThatDoesNotFitIsNamed(TestDatabase database) {
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int);\nCOPY public.a FROM STDIN;\n1\ntwo\n\\.\n");

        failsAndKeepsNothing(database, "22P02");
        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrate(database))
                .withMessageContaining("COPY a, line 2, column id: \"two\"");
    }

    @Test
    void reportsTheConnectionLimitOfARole(TestDatabase database) throws Exception {
        this.files.with("1_a.up.sql", "SELECT 1;");
        database.executeAsSuperuser("ALTER ROLE " + database.username() + " CONNECTION LIMIT 1");
        try (Connection taken = database.dataSource().getConnection()) {
            assertThatExceptionOfType(DatabaseAccessException.class)
                    .isThrownBy(() -> migrate(database))
                    .withMessageContaining("too many connections");
        }
        assertThat(labels(migrate(database))).as("one connection is enough").containsExactly("1_a");
    }

    @ParameterizedTest
    @CsvSource({"statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"})
    void timeoutOfTheRoleDoesNotTouchTheRun(String timeout, TestDatabase database) {
        database.executeAsSuperuser("ALTER ROLE " + database.username() + " SET " + timeout + " = '100ms'");
        database.execute("CREATE TABLE public.t (id int)");
        this.files
                .with("1_a.up.sql", "SELECT pg_sleep(0.3);")
                .with("2_b.up.sql", "CREATE INDEX CONCURRENTLY i ON public.t (id);")
                .with("3_c.up.sql", "-- applied-set: no-transaction\nSELECT pg_sleep(0.3);\nVACUUM public.t;\n");

        assertThat(labels(migrate(database))).containsExactly("1_a", "2_b", "3_c");
    }

    /** As it is in the pauses between two attempts, or while another instance has the lock. */
    @Test
    void sessionMayBeIdleForLongerThanItsRoleAllows(TestDatabase database) {
        database.executeAsSuperuser("ALTER ROLE " + database.username() + " SET idle_session_timeout = '1h'");
        this.files.with(
                "1_a.up.sql", "CREATE TABLE public.a AS SELECT current_setting('idle_session_timeout') AS at_most;");

        migrate(database);

        assertThat(database.query("SELECT at_most FROM public.a")).containsExactly("0");
    }

    @Test
    void socketTimeoutOfTheUrlDoesNotCutOffALongMigration(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT pg_sleep(1.5);");
        PGSimpleDataSource impatient = new PGSimpleDataSource();
        impatient.setUrl(database.url() + "?socketTimeout=1");
        impatient.setUser(database.username());
        impatient.setPassword(database.password());

        assertThat(labels(migrator(database).dataSource(impatient).build().migrate()))
                .containsExactly("1_a");
    }

    @Test
    void timeOfApplyingIsTheServers(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;");
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
        try {
            migrate(database);
        } finally {
            TimeZone.setDefault(before);
        }
        assertThat(database.query("SELECT applied_at BETWEEN now() - interval '1 minute' AND now()"
                        + " FROM public.applied_migrations"))
                .containsExactly("t");
    }

    @Test
    void downFileThatADevelopmentDatabaseCannotKeepIsNamed(TestDatabase database) {
        String latin = database.name() + "_latin";
        database.executeAsSuperuser("CREATE DATABASE " + latin + " ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'"
                + " TEMPLATE template0 OWNER " + database.username());
        try {
            PGSimpleDataSource dataSource = new PGSimpleDataSource();
            dataSource.setUrl(database.url().replace(database.name(), latin));
            dataSource.setUser(database.username());
            dataSource.setPassword(database.password());
            this.files.with("1_a.up.sql", "CREATE SCHEMA mine;").with("1_a.down.sql", "-- 日本\nDROP SCHEMA mine;");

            assertThatExceptionOfType(MigrationFailedException.class)
                    .isThrownBy(() -> migrator(database)
                            .dataSource(dataSource)
                            .schema("mine_too")
                            .development(new DevelopmentSettings(List.of(), List.of(), false))
                            .build()
                            .migrate())
                    .withMessageContaining("The down SQL of the migration could not be kept. (SQLSTATE 22P05)")
                    .satisfies(failure -> assertThat(failure.action())
                            .startsWith("Take the character out of the down file")
                            .doesNotContain("Rename"));
        } finally {
            database.executeAsSuperuser("DROP DATABASE " + latin + " WITH (FORCE)");
        }
    }

    @Test
    void databaseThatCannotHoldACharacterIsNamed(TestDatabase database, CapturedOutput output) {
        String latin = database.name() + "_latin";
        database.executeAsSuperuser("CREATE DATABASE " + latin + " ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'"
                + " TEMPLATE template0 OWNER " + database.username());
        try {
            PGSimpleDataSource dataSource = new PGSimpleDataSource();
            dataSource.setUrl(database.url().replace(database.name(), latin));
            dataSource.setUser(database.username());
            dataSource.setPassword(database.password());
            this.files
                    .with("1_a.up.sql", "CREATE SCHEMA mine; COMMENT ON SCHEMA mine IS 'für alle';")
                    .with("2_b.up.sql", "SELECT 1;\nCOMMENT ON SCHEMA mine IS '日本';\n");
            database.executeAsSuperuser("GRANT ALL ON DATABASE " + latin + " TO " + database.username());

            assertThatExceptionOfType(MigrationFailedException.class)
                    .isThrownBy(() -> migrator(database)
                            .dataSource(dataSource)
                            .schema("tracker")
                            .build()
                            .migrate())
                    .withMessageContaining("2_b.up.sql, line 2")
                    .withMessageContaining("22P05");
            assertThat(output).contains("stores text as LATIN1");
        } finally {
            database.executeAsSuperuser("DROP DATABASE " + latin + " WITH (FORCE)");
        }
    }

    @Test
    void readerOfTheTrackerStartsAsLongAsNothingIsPending(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;");
        migrate(database);
        String reader = database.name() + "_reader";
        database.executeAsSuperuser("CREATE ROLE " + reader + " LOGIN PASSWORD 'secret'");
        database.execute("GRANT SELECT ON public.applied_migrations TO " + reader);
        try {
            assertThat(migrator(database)
                            .dataSource(database.dataSource(reader, "secret"))
                            .build()
                            .migrate()
                            .applied())
                    .isEmpty();
        } finally {
            database.execute("REVOKE ALL ON public.applied_migrations FROM " + reader);
            database.executeAsSuperuser("DROP ROLE " + reader);
        }
    }

    @Test
    void writerOfTheTrackerNeedsNoRightToCreateOne(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;");
        migrate(database);
        this.files.with("2_b.up.sql", "SELECT 1;");
        String writer = database.name() + "_writer";
        database.executeAsSuperuser("CREATE ROLE " + writer + " LOGIN PASSWORD 'secret'");
        database.execute("GRANT SELECT, INSERT ON public.applied_migrations TO " + writer);
        try {
            assertThat(labels(migrator(database)
                            .dataSource(database.dataSource(writer, "secret"))
                            .build()
                            .migrate()))
                    .containsExactly("2_b");
        } finally {
            database.execute("REVOKE ALL ON public.applied_migrations FROM " + writer);
            database.executeAsSuperuser("DROP ROLE " + writer);
        }
    }

    @Test
    void resultTooLargeForTheUrlIsNotALostConnection(TestDatabase database) {
        database.execute("CREATE SEQUENCE public.tries");
        this.files.with(
                "1_a.up.sql", "SELECT nextval('public.tries'), n FROM generate_series(1, 3000) AS numbers (n);");
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(database.url());
        dataSource.setUser(database.username());
        dataSource.setPassword(database.password());
        dataSource.setMaxResultBuffer("2K");

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(
                        () -> migrator(database).dataSource(dataSource).build().migrate())
                .withMessageContaining("Have the statement return fewer rows")
                .withMessageContaining("raise maxResultBuffer in the URL");
        assertThat(database.query("SELECT last_value < 6000 FROM public.tries"))
                .as("one try")
                .containsExactly("t");
    }
}
