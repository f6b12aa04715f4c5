package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.MigrationInterruptedException;
import io.github.appliedset.migration.MigrationLockException;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.fault.FaultProxy;
import io.github.appliedset.support.fault.FaultProxy.Moment;
import io.github.appliedset.support.fault.FaultProxy.Tampering;
import io.github.appliedset.tracker.TrackerTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A migration whose statements, row and commit are sent together. */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
@Tag("pipeline")
class PipelineTests extends MigratorTestSupport {

    private static final long KEY = new TrackerTable("public", "applied_migrations").lockKey();
    private static final String LONG_COMMENT = "/* " + "long ".repeat(2_000) + "*/ ";

    /** Round trips before the first migration. */
    private static final int BEFORE_THE_FIRST = 7;
    /** The lock, the rows under it, and the step. */
    private static final int DECIDED_AND_RUN = 3;

    private static final List<String> ORDINARY = List.of(
            "CREATE TABLE public.t%1$d (id int PRIMARY KEY);\nCREATE INDEX i%1$d ON public.t%1$d (id);\n",
            "BEGIN;\nALTER TABLE public.t1 ADD c%1$d int;\nCOMMENT ON COLUMN public.t1.c%1$d IS 'it''s; new';\nCOMMIT;\n",
            "INSERT INTO public.t1 (id) VALUES (%1$d);\nUPDATE public.t1 SET id = id + 1000 WHERE id = %1$d;\n",
            """
            CREATE FUNCTION public.f%1$d() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN %1$d; END $$;
            CREATE FUNCTION public.g%1$d() RETURNS int BEGIN ATOMIC SELECT 1; SELECT %1$d; END;
            """);

    private void writeOrdinary(int from, int to) {
        for (int version = from; version <= to; version++) {
            this.files.with(
                    version + "_a.up.sql",
                    ORDINARY.get((version - 1) % ORDINARY.size()).formatted(version));
        }
    }

    private int roundTripsOfARun(TestDatabase database) {
        try (FaultProxy proxy = FaultProxy.inFrontOf(database.port())) {
            migrator(database)
                    .dataSource(database.dataSourceAt(proxy.port()))
                    .listeners(List.of(new Asked()))
                    .build()
                    .migrate();
            return proxy.roundTrips();
        }
    }

    /** Planning a query of the locks takes the server longer than the rest of the change of a row. */
    @Test
    void queriesLocksOnlyIfTheMarkerIsGone(TestDatabase database) {
        Tampering withoutLocks = new Tampering() {
            @Override
            public String sql(String sql) {
                return sql.replace("pg_catalog.pg_locks l", "pg_catalog.no_locks l");
            }
        };
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int);");
        migrate(database);
        this.files.with("2_b.up.sql", "CREATE TABLE public.b (id int);");
        migrate(database, withoutLocks);
        this.files.with("3_c.up.sql", "RESET ALL;\nCREATE TABLE public.c (id int);");

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrate(database, withoutLocks))
                .withMessageContaining("no_locks");
        assertThat(labels(migrate(database))).containsExactly("3_c");
        assertThat(database.applied()).containsExactly("1_a", "2_b", "3_c");
    }

    /** A listener that is asked before each migration keeps them apart. */
    private static final class Asked implements MigrationListener {

        @Override
        public void beforeMigration(Target target, Migration migration) {
            // Has no objection.
        }
    }

    @Test
    void eachOrdinaryMigrationTakesOneRoundTrip(TestDatabase database) {
        writeOrdinary(1, 1);
        migrate(database);
        writeOrdinary(2, 2);
        int one = roundTripsOfARun(database);
        writeOrdinary(3, 102);

        int hundred = roundTripsOfARun(database);

        assertThat(database.applied()).hasSize(102);
        assertThat(hundred - one).isEqualTo(99);
        // Starting the session; what is applied; what the server and the session are like; the lock; the tracker; its
        // rows under the lock.
        assertThat(one).isEqualTo(BEFORE_THE_FIRST + 1);
    }

    /** Each is decided by itself; whether it stops a backfill is asked on the way. */
    @Test
    void aRollbackDoesNotAskForBackfillsByItself(TestDatabase database) {
        for (int version = 1; version <= 9; version++) {
            this.files
                    .with(version + "_a.up.sql", "CREATE TABLE public.t" + version + " (id int);")
                    .with(version + "_a.down.sql", "DROP TABLE public.t" + version + ";");
        }
        migrate(database);

        int one = roundTripsOfARollback(database, 1);

        assertThat(roundTripsOfARollback(database, 7) - one).isEqualTo(6 * DECIDED_AND_RUN);
        assertThat(database.applied()).containsExactly("1_a");
    }

    @Test
    void backfillsThatAreDoneCostARollbackNothing(TestDatabase database) {
        for (int version = 1; version <= 4; version++) {
            this.files
                    .with(version + "_a.up.sql", "CREATE TABLE public.t" + version + " (id int PRIMARY KEY, n int);")
                    .with(version + "_a.down.sql", "DROP TABLE public.t" + version + ";");
        }
        migrate(database);
        int before = roundTripsOfARollback(database, 1);
        this.files.with("5_fill.up.sql", """
                -- applied-set: batches=public.t1.id
                UPDATE public.t1 SET n = 1 WHERE id BETWEEN current_setting('applied_set.batch_from')::bigint
                                                        AND current_setting('applied_set.batch_to')::bigint;
                """).with("5_fill.down.sql", "UPDATE public.t1 SET n = NULL;");
        migrate(database);
        assertThat(database.hasTable("public.applied_migrations_backfill")).isTrue();

        assertThat(roundTripsOfARollback(database, 1)).isEqualTo(before);
        assertThat(database.applied()).containsExactly("1_a", "2_a", "3_a", "4_a");
    }

    private int roundTripsOfARollback(TestDatabase database, int count) {
        try (FaultProxy proxy = FaultProxy.inFrontOf(database.port())) {
            migrator(database)
                    .dataSource(database.dataSourceAt(proxy.port()))
                    .listeners(List.of(new Asked()))
                    .build()
                    .rollback(count);
            return proxy.roundTrips();
        }
    }

    @Test
    void nothingToDoTakesOneRoundTrip(TestDatabase database) {
        writeOrdinary(1, 8);
        migrate(database);

        // The first gives the session its name.
        assertThat(roundTripsOfARun(database)).isEqualTo(1 + 1);
    }

    @ParameterizedTest
    @CsvSource({
        "INSERT INTO public.b (wrong) VALUES (1), 4, 23, 42703",
        "CREATE TABLE public.a (id int), 4, 1, 42P07",
        "INSERT INTO public.b VALUES (1 / 0), 4, 1, 22012"
    })
    void errorHasItsPlaceAmongTheStatements(
            String third, int line, int column, String sqlState, TestDatabase database) {
        this.files.with(
                "1_a.up.sql",
                "CREATE TABLE public.a (id int);\n-- ü\nCREATE TABLE public.b (id int);\n" + third
                        + ";\nCREATE TABLE public.c (id int);\n");
        MigrationFailedException failure =
                catchThrowableOfType(MigrationFailedException.class, () -> migrate(database));

        assertThat(failure.details().line()).isEqualTo(line);
        assertThat(failure.details().column()).isEqualTo(column);
        assertThat(failure.details().sqlState()).isEqualTo(sqlState);
        assertThat(failure.details().statement()).isEqualTo(third);
        assertThat(failure).hasMessageContaining("failed and was rolled back");
        assertThat(database.hasTable("public.a")).isFalse();
        assertThat(database.applied()).isEmpty();
    }

    @Test
    void fileThatIsTooLargeForOneRoundTripIsStillOneTransaction(TestDatabase database) {
        StringBuilder file = new StringBuilder("CREATE TABLE public.a (id int PRIMARY KEY);\n");
        for (int line = 2; line <= 20; line++) {
            file.append(LONG_COMMENT + "INSERT INTO public.a VALUES (" + line + ");\n");
        }
        this.files.with("1_first.up.sql", "CREATE TABLE public.first (id int);");
        migrate(database);
        this.files.with("2_a.up.sql", file.toString());
        // Four of the statements of 10,000 characters at a time.
        assertThat(roundTripsOfARun(database)).isBetween(BEFORE_THE_FIRST + 4, BEFORE_THE_FIRST + 6);
        assertThat(database.query("SELECT count(*) FROM public.a")).containsExactly("19");

        this.files.with(
                "3_b.up.sql", file.toString().replace("public.a", "public.b") + "INSERT INTO public.b VALUES (2);\n");
        MigrationFailedException failure =
                catchThrowableOfType(MigrationFailedException.class, () -> migrate(database));

        assertThat(failure.details().line()).isEqualTo(21);
        assertThat(database.hasTable("public.b")).isFalse();
    }

    @Test
    void sizeOfARoundTripIsCountedAsItIsSent(TestDatabase database) {
        this.files.with("1_first.up.sql", "CREATE TABLE public.first (id int);");
        migrate(database);
        this.files.with(
                "2_a.up.sql", ("/* " + "長".repeat(9_000) + " */ INSERT INTO public.first VALUES (1);\n").repeat(3));

        // One of the statements of 27,000 bytes at a time.
        assertThat(roundTripsOfARun(database)).isBetween(BEFORE_THE_FIRST + 3, BEFORE_THE_FIRST + 5);
    }

    /** The driver waits for the server now and then, so that not too many answers are on their way. */
    @Test
    void manyStatementsAreStillOneTransaction(TestDatabase database) {
        this.files.with(
                "1_a.up.sql",
                "CREATE TABLE public.a (id int);\n" + "INSERT INTO public.a VALUES (1);\n".repeat(700)
                        + "INSERT INTO public.b VALUES (1);\n");

        MigrationFailedException failure =
                catchThrowableOfType(MigrationFailedException.class, () -> migrate(database));

        assertThat(failure.details().line()).isEqualTo(702);
        assertThat(database.hasTable("public.a")).isFalse();
    }

    @Test
    void statementAnsweredWithDataRunsAlone(TestDatabase database) {
        this.files.with(
                "1_a.up.sql", "CREATE TABLE public.a (id int);\nCOPY public.a TO STDOUT;\nCOPY nowhere TO STDOUT;\n");

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrate(database))
                .withMessageContaining("1_a.up.sql, line 3");
        assertThat(database.hasTable("public.a")).isFalse();
        assertThat(database.applied()).isEmpty();
    }

    /** The driver would keep all of them until the commit. */
    @Test
    void returnedRowsAreReadPieceByPiece(TestDatabase database) {
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int, b int, c int, d int, e int);");
        migrate(database);
        this.files.with(
                "2_b.up.sql",
                "INSERT INTO public.a SELECT id, id AS b, id AS c, id AS d, id AS e FROM generate_series(1, 5500) AS s (id)"
                        + " RETURNING id;");

        assertThat(roundTripsOfARun(database)).isGreaterThan(BEFORE_THE_FIRST + 5);
    }

    @Test
    void warningsAreLoggedAndTheirNumberIsBounded(TestDatabase database, CapturedOutput output) {
        this.files.with(
                "1_a.up.sql",
                "DO $$ BEGIN FOR i IN 1..7 LOOP RAISE WARNING 'number %', i; END LOOP; END $$;\n"
                        + "DO $$ BEGIN RAISE WARNING 'the last'; END $$;\n");

        migrate(database);

        assertThat(output)
                .contains("PostgreSQL: number 5", "PostgreSQL: 2 more warnings", "PostgreSQL: the last")
                .doesNotContain("number 6");
    }

    @Test
    void oneMoreWarningIsCountedInTheSingular(TestDatabase database, CapturedOutput output) {
        this.files.with("1_a.up.sql", "DO $$ BEGIN FOR i IN 1..6 LOOP RAISE WARNING 'number %', i; END LOOP; END $$;");

        migrate(database);

        assertThat(output).contains("PostgreSQL: 1 more warning of the same statement");
    }

    @ParameterizedTest
    @ValueSource(strings = {"preferQueryMode=simple", "preferQueryMode=extendedForPrepared", "autosave=always"})
    void driverModesThatContinueAfterErrorsRunStepByStep(String mode, TestDatabase database) {
        PGSimpleDataSource dataSource = (PGSimpleDataSource) database.dataSource();
        dataSource.setUrl(database.url() + "?" + mode);
        dataSource.setUser(database.username());
        dataSource.setPassword(database.password());
        writeOrdinary(1, 8);
        this.files.with("9_b.up.sql", "CREATE TABLE public.b (id int);\nINSERT INTO public.b VALUES (1 / 0);\n");

        MigrationFailedException failure = catchThrowableOfType(
                MigrationFailedException.class,
                () -> migrator(database).dataSource(dataSource).build().migrate());

        assertThat(failure.details().line()).isEqualTo(2);
        assertThat(database.applied()).hasSize(8);
        assertThat(database.hasTable("public.b")).isFalse();
    }

    @Test
    void heldLockEndsTheAttemptBeforeItsFirstStatement(TestDatabase database) throws Exception {
        this.files
                .with("1_a.up.sql", "CREATE TABLE public.a (id int);")
                .with("2_b.up.sql", "CREATE SEQUENCE public.b;")
                .with("3_c.up.sql", "CREATE SEQUENCE public.c;");
        List<String> told = new ArrayList<>();
        try (Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            MigrationListener listener = new MigrationListener() {
                @Override
                public void beforeMigration(Target target, Migration migration) {
                    told.add("before " + migration);
                    if (told.size() == 2) {
                        execute("SELECT pg_advisory_lock(" + KEY + ")");
                    }
                }

                @Override
                public void appliedElsewhere(Target target, Migration migration) {
                    told.add("elsewhere " + migration);
                    if (told.size() > 3) {
                        execute("SELECT pg_advisory_unlock_all()");
                    }
                }

                private void execute(String sql) {
                    try {
                        statement.execute(sql);
                    } catch (SQLException failure) {
                        throw new IllegalStateException(failure);
                    }
                }
            };

            assertThatExceptionOfType(MigrationLockException.class)
                    .isThrownBy(() -> migrator(database)
                            .instanceLockTimeout(Duration.ofMillis(200))
                            .listeners(List.of(listener))
                            .build()
                            .migrate());
        }
        assertThat(told).containsExactly("before 1_a", "before 2_b", "elsewhere 2_b");
        assertThat(database.applied()).containsExactly("1_a");
        assertThat(labels(migrate(database))).containsExactly("2_b", "3_c");
    }

    @Test
    void trackerStaysIfTheFirstMigrationFails(TestDatabase database) {
        this.files.with("1_a.up.sql", "CREATE TABLE wrong.a (id int);");

        assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> migrate(database));
        assertThat(database.applied()).isEmpty();
    }

    @Test
    void interruptEndsTheStatementThatIsRunning(TestDatabase database) throws Exception {
        this.files.with("1_a.up.sql", "CREATE TABLE public.a AS SELECT 1 AS n FROM pg_sleep(60);");
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<MigrationReport> report = thread.submit(() -> migrate(database));
            Sql.awaitRow(
                    database.dataSource(),
                    "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()");
            thread.shutdownNow();

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(report::get)
                    .withCauseInstanceOf(MigrationInterruptedException.class);
        } finally {
            thread.shutdownNow();
        }
        assertThat(database.applied()).isEmpty();
    }

    @Test
    void failureAfterTheCommitDoesNotFailTheMigration(TestDatabase database, CapturedOutput output) {
        this.files
                .with("1_a.up.sql", "CREATE TABLE public.a (id int);")
                .with("2_b.up.sql", "-- applied-set: lock-timeout=1s\nCREATE TABLE public.b (id int);")
                .with("3_c.up.sql", "CREATE TABLE public.c (id int);");
        AtomicInteger resets = new AtomicInteger();

        MigrationReport report = migrate(database, new Tampering() {
            @Override
            public String sql(String sql) {
                return sql.equals("DISCARD ALL") && resets.incrementAndGet() == 2 ? "DISCARD NOTHING" : sql;
            }
        });

        assertThat(labels(report)).containsExactly("1_a", "2_b", "3_c");
        assertThat(output)
                .doesNotContain("The connection was lost")
                .containsPattern("After the commit, the driver reported: .*NOTHING");
    }

    /** The server says what its settings are when it is asked for the answers; the driver would end the connection then. */
    @Test
    void resetsASettingBeforeTheDriverSeesIt(TestDatabase database, CapturedOutput output) {
        this.files
                .with("1_a.up.sql", "CREATE TABLE public.a (id int);")
                .with("2_b.up.sql", "DO $$ BEGIN PERFORM set_config('DateStyle', 'German', false); END $$;")
                .with("3_c.up.sql", "CREATE TABLE public.c (id int);");

        assertThat(labels(migrate(database))).containsExactly("1_a", "2_b", "3_c");
        assertThat(output).doesNotContain("The connection was lost", "DateStyle");
    }

    @Test
    void migrationThatAnotherInstanceHasAppliedMeanwhileIsNotRun(TestDatabase database) {
        this.files
                .with("1_a.up.sql", "CREATE TABLE public.a (id int);")
                .with("2_b.up.sql", "CREATE TABLE public.b (id int);")
                .with("3_c.up.sql", "CREATE TABLE public.c (id int);");
        MigrationListener other = new MigrationListener() {
            @Override
            public void beforeMigration(Target target, Migration migration) {
                if (migration.name().equals("b")) {
                    database.execute(
                            "CREATE TABLE public.b (id int)",
                            "INSERT INTO public.applied_migrations (version, name) VALUES (2, 'b')");
                }
            }
        };

        assertThat(labels(migrator(database).listeners(List.of(other)).build().migrate()))
                .containsExactly("1_a", "3_c");
    }

    private MigrationReport migrate(TestDatabase database, Tampering tampering) {
        try (FaultProxy proxy = FaultProxy.inFrontOf(database.port())) {
            proxy.tamper(tampering);
            return migrator(database)
                    .dataSource(database.dataSourceAt(proxy.port()))
                    .build()
                    .migrate();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "COMMIT,",
        "COMMIT, BEGIN",
        "COMMIT AND CHAIN,",
        "ROLLBACK,",
        "ROLLBACK, BEGIN",
        "ROLLBACK AND CHAIN,",
        "END, START TRANSACTION"
    })
    void missedTransactionControlIsDetectedBeforeTheRow(String first, String second, TestDatabase database) {
        this.files.with(
                "1_a.up.sql",
                "CREATE TABLE public.a (id int);\nSET LOCAL a.b = 'first';\nSET LOCAL a.b = 'second';\n"
                        + "CREATE TABLE public.b (id int);\n");
        Tampering tampering = new Tampering() {
            @Override
            public String sql(String sql) {
                return switch (sql) {
                    case "SET LOCAL a.b = 'first'" -> first;
                    case "SET LOCAL a.b = 'second'" -> second == null ? sql : second;
                    default -> sql;
                };
            }
        };

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrate(database, tampering))
                .withMessageContaining("ended its own transaction");
        assertThat(database.applied()).isEmpty();
    }

    /** In this mode the server goes on with what was sent after an error. */
    @Test
    void detectsTransactionControlInModesThatContinue(TestDatabase database) {
        this.files.with(
                "1_a.up.sql",
                "CREATE TABLE public.a (id int);\nSET LOCAL a.b = 'c';\nCREATE TABLE public.b (id int);\n");
        try (FaultProxy proxy = FaultProxy.inFrontOf(database.port())) {
            proxy.tamper(new Tampering() {
                @Override
                public String sql(String sql) {
                    return sql.equals("SET LOCAL a.b = 'c'") ? "COMMIT" : sql;
                }
            });
            PGSimpleDataSource dataSource = (PGSimpleDataSource) database.dataSourceAt(proxy.port());
            dataSource.setPreferQueryMode(PreferQueryMode.SIMPLE);

            assertThatExceptionOfType(MigrationFailedException.class)
                    .isThrownBy(() ->
                            migrator(database).dataSource(dataSource).build().migrate())
                    .withMessageContaining("ended its own transaction");
        }
        assertThat(database.applied()).isEmpty();
    }

    @Test
    void swallowedErrorIsNotMistakenForSuccess(TestDatabase database) {
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int);\nCREATE TABLE public.a (id int);\n");
        Tampering tampering = new Tampering() {
            @Override
            public boolean swallows(String error) {
                return error.contains("42P07");
            }
        };

        assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> migrate(database, tampering));
        assertThat(database.applied()).isEmpty();
        assertThat(database.hasTable("public.a")).isFalse();
    }

    @Test
    void rowThatATriggerDiscardsUndoesTheMigration(TestDatabase database) {
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int);");
        migrate(database);
        database.execute(
                "CREATE FUNCTION public.swallow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
                "CREATE TRIGGER t BEFORE INSERT ON public.applied_migrations FOR EACH ROW EXECUTE FUNCTION public.swallow()");
        this.files.with("2_b.up.sql", "CREATE TABLE public.b (id int);");

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrate(database))
                .withMessageContaining("a trigger or a rule on the tracker table discards it");
        assertThat(database.hasTable("public.b")).isFalse();
    }

    /** The Sync after the last migration is the last message but what ends the session. */
    @ParameterizedTest
    @ValueSource(strings = {"BEFORE", "AFTER"})
    void rowDecidesTheOutcomeAfterALostConnection(Moment moment, TestDatabase database, CapturedOutput output) {
        this.files
                .with("1_a.up.sql", "CREATE TABLE public.a (id int);")
                .with("2_b.up.sql", "CREATE TABLE public.b (id int);");
        int last = lastSync(database);
        database.execute("DROP TABLE public.a, public.b, public.applied_migrations");
        try (FaultProxy proxy = FaultProxy.inFrontOf(database.port())) {
            proxy.strikeAt(last, moment, () -> {});
            DataSource through = database.dataSourceAt(proxy.port());

            assertThat(labels(migrator(database).dataSource(through).build().migrate()))
                    .containsExactly("1_a", "2_b");

            assertThat(proxy.hasStruck()).isTrue();
        }
        assertThat(database.applied()).containsExactly("1_a", "2_b");
        assertThat(output)
                .contains(
                        moment == Moment.AFTER
                                ? "Migration 2_b was committed before the connection was lost"
                                // The proxy had all of it, and passed nothing on.
                                : "Migration 1_a was not committed when the connection was lost; it runs again");
    }

    private int lastSync(TestDatabase database) {
        try (FaultProxy proxy = FaultProxy.inFrontOf(database.port())) {
            migrator(database)
                    .dataSource(database.dataSourceAt(proxy.port()))
                    .build()
                    .migrate();
            return proxy.lastMessage('S');
        }
    }
}
