package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.MigrationInterruptedException;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migration.MigrationReport.Executed;
import io.github.appliedset.migration.PipelineMode;
import io.github.appliedset.session.RunProgress;
import io.github.appliedset.support.LogLines;
import io.github.appliedset.support.RecordingDataSource;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.fault.FaultProxy;
import io.github.appliedset.support.fault.FaultProxy.Moment;
import io.github.appliedset.support.fault.FaultProxy.Tampering;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Several migrations in one round trip, each in its own transaction. */
@Timeout(120)
class GroupTests extends MigratorTestSupport {

    /** What a listener hears that is asked before nothing. */
    private static final class Afterwards implements MigrationListener {

        private final List<String> heard = new ArrayList<>();

        @Override
        public void afterMigration(Target target, Executed executed) {
            this.heard.add("after " + executed.migration());
        }

        @Override
        public void migrationFailed(Target target, Migration migration, RuntimeException failure) {
            this.heard.add("failed " + migration);
        }

        @Override
        public void appliedElsewhere(Target target, Migration migration) {
            this.heard.add("elsewhere " + migration);
        }
    }

    private final Afterwards listener = new Afterwards();

    private void write(int from, int to) {
        for (int version = from; version <= to; version++) {
            this.files.with(version + "_a.up.sql", "CREATE TABLE public.t" + version + " (id int PRIMARY KEY);");
        }
    }

    private MigrationReport migrateHearing(TestDatabase database) {
        return migrator(database).listeners(List.of(this.listener)).build().migrate();
    }

    private MigrationReport migrate(TestDatabase database, Tampering tampering) {
        try (FaultProxy proxy = FaultProxy.inFrontOf(database.port())) {
            proxy.tamper(tampering);
            return migrator(database)
                    .dataSource(database.dataSourceAt(proxy.port()))
                    .listeners(List.of(this.listener))
                    .build()
                    .migrate();
        }
    }

    @Test
    void tenMigrationsShareARoundTrip(TestDatabase database) {
        write(1, 1);
        migrate(database);
        write(2, 101);
        try (FaultProxy proxy = FaultProxy.inFrontOf(database.port())) {
            migrator(database)
                    .dataSource(database.dataSourceAt(proxy.port()))
                    .listeners(List.of(this.listener))
                    .build()
                    .migrate();

            assertThat(proxy.roundTrips()).isLessThanOrEqualTo(18);
        }
        assertThat(database.applied()).hasSize(101);
        assertThat(this.listener.heard).hasSize(100).startsWith("after 2_a", "after 3_a");
    }

    @Test
    void trackerWithATriggerNeedsOneMoreAttempt(TestDatabase database) {
        write(1, 1);
        migrate(database);
        database.execute(
                "CREATE TABLE public.noticed (version bigint)",
                "CREATE FUNCTION public.notice() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$ BEGIN INSERT INTO public.noticed VALUES (NEW.version); RETURN NEW; END $$",
                "CREATE TRIGGER notice AFTER INSERT ON public.applied_migrations FOR EACH ROW EXECUTE FUNCTION public.notice()");
        write(2, 8);
        AtomicInteger tries = new AtomicInteger();

        MigrationReport report = migrate(database, new Tampering() {
            @Override
            public String sql(String sql) {
                if (sql.startsWith("CREATE TABLE public.t")) {
                    tries.incrementAndGet();
                }
                return sql;
            }
        });

        assertThat(labels(report)).hasSize(7);
        assertThat(database.query("SELECT version FROM public.noticed ORDER BY version"))
                .containsExactly("2", "3", "4", "5", "6", "7", "8");
        assertThat(tries).as("the first group is tried twice").hasValue(14);
        assertThat(this.listener.heard)
                .containsExactly(
                        "after 2_a", "after 3_a", "after 4_a", "after 5_a", "after 6_a", "after 7_a", "after 8_a");
    }

    /** It is added when the run has looked. */
    @Test
    void detectsATriggerAddedDuringTheRun(TestDatabase database) {
        write(1, 3);
        database.execute("CREATE FUNCTION public.swallow() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN RETURN NULL; END $$");
        this.files.with(
                "2_a.up.sql",
                "CREATE TRIGGER t BEFORE INSERT ON public.applied_migrations FOR EACH ROW EXECUTE FUNCTION public.swallow();");

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrateHearing(database))
                .withMessageContaining("a trigger or a rule on the tracker table discards it");
        assertThat(database.applied()).containsExactly("1_a");
        assertThat(this.listener.heard).containsExactly("after 1_a", "failed 2_a");
    }

    @Test
    void failureIsThatOfItsFileAndEndsTheGroup(TestDatabase database) {
        write(1, 5);
        this.files.with(
                "3_a.up.sql", "CREATE TABLE public.t3 (id int);\n\n  INSERT INTO public.t2 (wrong) VALUES (1);");

        MigrationFailedException failure =
                catchThrowableOfType(MigrationFailedException.class, () -> migrateHearing(database));

        assertThat(failure).hasMessageContaining("3_a");
        assertThat(failure.details().line()).isEqualTo(3);
        assertThat(failure.details().column()).isEqualTo(26);
        assertThat(failure.applied()).extracting(Migration::toString).containsExactly("1_a", "2_a");
        assertThat(failure.notTried()).extracting(Migration::toString).containsExactly("4_a", "5_a");
        assertThat(database.applied()).containsExactly("1_a", "2_a");
        assertThat(database.hasTable("public.t4")).isFalse();
        assertThat(this.listener.heard).containsExactly("after 1_a", "after 2_a", "failed 3_a");
    }

    @Test
    void commitThatIsRefusedEndsTheGroup(TestDatabase database) {
        write(1, 5);
        database.execute("CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN RAISE 'refused at the end'; END $$");
        this.files.with("3_a.up.sql", """
                CREATE TABLE public.t3 (id int);
                CREATE CONSTRAINT TRIGGER t AFTER INSERT ON public.t3 DEFERRABLE INITIALLY DEFERRED
                    FOR EACH ROW EXECUTE FUNCTION public.refuse();
                INSERT INTO public.t3 VALUES (1);
                """);

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrateHearing(database))
                .withMessageContaining("3_a")
                .withMessageContaining("refused at the end");
        assertThat(database.applied()).containsExactly("1_a", "2_a");
        assertThat(this.listener.heard).containsExactly("after 1_a", "after 2_a", "failed 3_a");
    }

    @Test
    void settingsOfAFunctionDoNotReachTheNextMigration(TestDatabase database) {
        write(1, 5);
        database.execute("CREATE SCHEMA other", """
                CREATE FUNCTION public.leave() RETURNS int LANGUAGE plpgsql AS
                $$ BEGIN PERFORM set_config('search_path', 'other', false); RETURN 1; END $$""");
        this.files
                .with("2_a.up.sql", "CREATE TABLE public.t2 (id int);\nINSERT INTO public.t2 VALUES (public.leave());")
                .with("3_a.up.sql", "CREATE TABLE t3 (id int);");

        assertThat(labels(migrateHearing(database))).containsExactly("1_a", "2_a", "3_a", "4_a", "5_a");
        assertThat(database.hasTable("public.t3")).isTrue();
        assertThat(this.listener.heard)
                .containsExactly("after 1_a", "after 2_a", "after 3_a", "after 4_a", "after 5_a");
    }

    @Test
    void sessionThatCannotBeResetIsReplaced(TestDatabase database) {
        write(1, 5);
        for (int version = 1; version <= 5; version++) {
            this.files.with(
                    version + "_a.up.sql",
                    "CREATE TABLE public.t" + version + " AS SELECT pg_catalog.pg_backend_pid() AS pid;");
        }
        AtomicInteger resets = new AtomicInteger();

        MigrationReport report = migrate(database, new Tampering() {
            @Override
            public String sql(String sql) {
                return sql.equals("DISCARD ALL") && resets.incrementAndGet() == 2 ? "DISCARD NOTHING" : sql;
            }
        });

        assertThat(resets.get()).isGreaterThan(2);
        assertThat(database.query("SELECT concat_ws(' ', t1.pid = t2.pid, t2.pid = t3.pid, t3.pid = t5.pid)"
                        + " FROM public.t1, public.t2, public.t3, public.t5"))
                .containsExactly("t f t");
        assertThat(labels(report)).containsExactly("1_a", "2_a", "3_a", "4_a", "5_a");
        assertThat(this.listener.heard)
                .containsExactly("after 1_a", "after 2_a", "after 3_a", "after 4_a", "after 5_a");
    }

    @Test
    void afterALockTimeoutTheRunGoesOnWhereItStopped(TestDatabase database) throws Exception {
        write(1, 5);
        database.execute("CREATE TABLE public.busy (id int)");
        this.files.with("3_a.up.sql", "ALTER TABLE public.busy ADD more int;");
        AtomicInteger tries = new AtomicInteger();
        try (Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement();
                FaultProxy proxy = FaultProxy.inFrontOf(database.port())) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE public.busy");
            proxy.tamper(new Tampering() {
                @Override
                public String sql(String sql) {
                    if (sql.startsWith("ALTER TABLE public.busy") && tries.incrementAndGet() == 3) {
                        assertThat(database.applied()).containsExactly("1_a", "2_a");
                        release(other);
                    }
                    return sql;
                }
            });

            MigrationReport report = migrator(database)
                    .dataSource(database.dataSourceAt(proxy.port()))
                    .listeners(List.of(this.listener))
                    .lockTimeout(Duration.ofMillis(50))
                    .lockRetries(5)
                    .build()
                    .migrate();

            assertThat(labels(report)).containsExactly("1_a", "2_a", "3_a", "4_a", "5_a");
        }
        assertThat(tries.get()).isGreaterThanOrEqualTo(3);
        assertThat(this.listener.heard)
                .containsExactly("after 1_a", "after 2_a", "after 3_a", "after 4_a", "after 5_a");
    }

    private static void release(Connection other) {
        try {
            other.rollback();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    void interruptLeavesWhatWasCommittedBefore(TestDatabase database) throws Exception {
        write(1, 5);
        this.files.with("3_a.up.sql", "CREATE TABLE public.t3 AS SELECT 1 AS n FROM pg_sleep(100);");
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<MigrationReport> report = thread.submit(() -> migrateHearing(database));
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
        assertThat(database.applied()).containsExactly("1_a", "2_a");
        assertThat(this.listener.heard).containsExactly("after 1_a", "after 2_a", "failed 3_a");
    }

    @Test
    void doesNotRunMigrationsAppliedMeanwhile(TestDatabase database) {
        write(1, 5);

        MigrationReport report = migrate(database, new Tampering() {
            @Override
            public String sql(String sql) {
                if (sql.startsWith("CREATE TABLE public.t1 ")) {
                    database.execute("INSERT INTO public.applied_migrations (version, name) VALUES (3, 'a')");
                }
                return sql;
            }
        });

        assertThat(labels(report)).containsExactly("1_a", "2_a", "4_a", "5_a");
        assertThat(database.hasTable("public.t3")).isFalse();
        assertThat(this.listener.heard).containsExactly("after 1_a", "after 2_a", "after 4_a", "after 5_a");
    }

    /** The first is too long for others behind it: the second was planned, and never sent. */
    @Test
    void afterALostConnectionWorkOfAnotherProcessIsNotOurs(TestDatabase database) {
        write(1, 3);
        this.files.with(
                "1_a.up.sql",
                "CREATE TABLE public.t1 (long text);\n"
                        + ("INSERT INTO public.t1 VALUES ('" + "long".repeat(1_000) + "');\n").repeat(10));
        AtomicBoolean first = new AtomicBoolean();
        MigrationReport report;
        try (FaultProxy proxy = FaultProxy.inFrontOf(database.port())) {
            proxy.tamper(new Tampering() {
                @Override
                public String sql(String sql) {
                    if (sql.startsWith("INSERT INTO public.t1")) {
                        first.set(true);
                    } else if (sql.equals("COMMIT") && first.getAndSet(false)) {
                        // Four messages for the commit, as many for each of two statements behind it, and the Sync.
                        proxy.strikeAt(
                                proxy.messagesSoFar() + 13,
                                Moment.AFTER,
                                () -> database.execute(
                                        "INSERT INTO public.applied_migrations (version, name) VALUES (2, 'a')"));
                    }
                    return sql;
                }
            });
            report = migrator(database)
                    .dataSource(database.dataSourceAt(proxy.port()))
                    .listeners(List.of(this.listener))
                    .build()
                    .migrate();
            assertThat(proxy.hasStruck()).isTrue();
        }

        assertThat(labels(report)).containsExactly("1_a", "3_a");
        assertThat(this.listener.heard).containsExactly("after 1_a", "after 3_a");
    }

    /** Nothing of the edited one is sent: what is before it is committed all the same. */
    @Test
    void failureNamesTheFileEditedDuringTheRun(TestDatabase database) {
        write(1, 20);
        try (FaultProxy proxy = FaultProxy.inFrontOf(database.port())) {
            proxy.tamper(new Tampering() {
                @Override
                public String sql(String sql) {
                    if (sql.startsWith("CREATE TABLE public.t1 ")) {
                        GroupTests.this.files.with("15_a.up.sql", "CREATE TABLE public.other (id int);");
                    }
                    return sql;
                }
            });
            assertThatExceptionOfType(InvalidMigrationException.class)
                    .isThrownBy(() -> migrator(database)
                            .dataSource(database.dataSourceAt(proxy.port()))
                            .listeners(List.of(this.listener))
                            .build()
                            .migrate())
                    .withMessageContaining("15_a.up.sql");
        }
        assertThat(database.applied()).hasSize(14);
        assertThat(database.hasTable("public.other")).isFalse();
        assertThat(this.listener.heard).hasSize(15).startsWith("after 1_a").endsWith("after 14_a", "failed 15_a");
    }

    @Test
    void waitsForALockTakenBetweenTwoMigrations(TestDatabase database) {
        write(1, 5);
        AtomicInteger asked = new AtomicInteger();

        MigrationReport report = migrate(database, new Tampering() {
            @Override
            public String sql(String sql) {
                boolean third =
                        sql.contains("another process holds the migration lock") && asked.incrementAndGet() == 2;
                return third ? sql.replaceFirst("pg_catalog.pg_try_advisory_xact_lock\\(-?\\d+\\)", "false") : sql;
            }
        });

        assertThat(asked.get()).isGreaterThan(2);
        assertThat(labels(report)).containsExactly("1_a", "2_a", "3_a", "4_a", "5_a");
        assertThat(this.listener.heard)
                .containsExactly("after 1_a", "after 2_a", "after 3_a", "after 4_a", "after 5_a");
    }

    /** It may refuse: nothing of a migration is sent before. */
    @Test
    void listenerThatIsAskedBeforeIsAskedBeforeEach(TestDatabase database) {
        write(1, 5);
        MigrationListener asked = new MigrationListener() {
            @Override
            public void beforeMigration(Target target, Migration migration) {
                if (migration.toString().equals("3_a")) {
                    assertThat(database.applied()).containsExactly("1_a", "2_a");
                    throw new IllegalStateException("not this one");
                }
            }
        };

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() ->
                        migrator(database).listeners(List.of(asked)).build().migrate());
        assertThat(database.applied()).containsExactly("1_a", "2_a");
        assertThat(database.hasTable("public.t3")).isFalse();
    }

    /** A listener that hears of the beginning as well. */
    private static class Watching implements MigrationListener {

        private final List<String> heard = new ArrayList<>();

        @Override
        public boolean mayRefuse() {
            return false;
        }

        @Override
        public void beforeMigration(Target target, Migration migration) {
            this.heard.add("before " + migration);
        }

        @Override
        public void afterMigration(Target target, Executed executed) {
            this.heard.add("after " + executed.migration());
        }

        @Override
        public void migrationFailed(Target target, Migration migration, RuntimeException failure) {
            this.heard.add("failed " + migration);
        }
    }

    /** Counts what stands behind each migration. */
    private static final class Borders implements Tampering {

        private final AtomicInteger seen = new AtomicInteger();

        @Override
        public String sql(String sql) {
            if (sql.equals("DISCARD ALL")) {
                this.seen.incrementAndGet();
            }
            return sql;
        }
    }

    private void migrate(TestDatabase database, Tampering tampering, MigrationListener listener) {
        try (FaultProxy proxy = FaultProxy.inFrontOf(database.port())) {
            proxy.tamper(tampering);
            migrator(database)
                    .dataSource(database.dataSourceAt(proxy.port()))
                    .listeners(List.of(listener))
                    .build()
                    .migrate();
        }
    }

    @Test
    void listenerThatMayNotRefuseEndsNoGroup(TestDatabase database) {
        write(1, 4);
        this.files.with("3_a.up.sql", "CREATE TABLE public.t3 (id int); INSERT INTO public.t2 (wrong) VALUES (1);");
        Watching watching = new Watching();
        Borders borders = new Borders();

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrate(database, borders, watching));

        assertThat(borders.seen).hasValue(4);
        assertThat(watching.heard)
                .containsExactly("before 1_a", "after 1_a", "before 2_a", "after 2_a", "before 3_a", "failed 3_a");
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void listenerThatMayNotRefuseCannotEndTheRun(TestDatabase database, CapturedOutput output) {
        write(1, 4);
        Watching watching = new Watching() {
            @Override
            public void beforeRun(Target target) {
                throw new IllegalStateException("not this run");
            }

            @Override
            public void beforeMigration(Target target, Migration migration) {
                super.beforeMigration(target, migration);
                if (migration.toString().equals("1_a") || migration.toString().equals("3_a")) {
                    throw new IllegalStateException("not " + migration);
                }
            }
        };
        migrate(database, new Borders(), watching);

        assertThat(database.applied()).containsExactly("1_a", "2_a", "3_a", "4_a");
        assertThat(watching.heard)
                .containsExactly("before 1_a", "before 2_a", "after 2_a", "before 3_a", "before 4_a", "after 4_a");
        assertThat(output).contains("not this run", "not 1_a", "not 3_a");
    }

    /** Its data are exchanged, so the answers to what is before it have come. */
    @Test
    void progressIsThatOfTheMemberThatIsRunning(TestDatabase database) throws Exception {
        write(1, 3);
        database.execute("CREATE TABLE public.busy (id int)");
        this.files.with("2_a.up.sql", """
                CREATE TABLE public.t2 (id int);
                COPY public.t2 FROM stdin;
                1
                \\.
                LOCK TABLE public.busy;
                """);
        try (LogLines log = new LogLines(RunProgress.class.getName());
                Connection other = database.dataSource().getConnection()) {
            other.setAutoCommit(false);
            Sql.execute(other, "LOCK TABLE public.busy");
            Migrator migrator = migrator(database)
                    .lockTimeout(Duration.ZERO)
                    .progressEvery(Duration.ofMillis(1))
                    .listeners(List.of(this.listener))
                    .build();
            CompletableFuture<MigrationReport> run = CompletableFuture.supplyAsync(migrator::migrate);

            log.await("The group from 2_a to 3_a has been running for ");

            other.rollback();
            assertThat(labels(run.get(60, TimeUnit.SECONDS))).containsExactly("1_a", "2_a", "3_a");
        }
    }

    @Test
    void withoutThePipelineEachGoesByItself(TestDatabase database) {
        write(1, 5);
        this.files.with("4_a.up.sql", "SELECT wrong;");

        MigrationFailedException failure = catchThrowableOfType(
                MigrationFailedException.class,
                () -> migrator(database)
                        .pipeline(PipelineMode.OFF)
                        .listeners(List.of(this.listener))
                        .build()
                        .migrate());

        assertThat(failure.details().line()).isEqualTo(1);
        assertThat(database.applied()).containsExactly("1_a", "2_a", "3_a");
        assertThat(this.listener.heard).containsExactly("after 1_a", "after 2_a", "after 3_a", "failed 4_a");
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void withoutThePipelineNoGroupIsPlanned(TestDatabase database, CapturedOutput output) {
        for (int version = 1; version <= 5; version++) {
            this.files.with(version + "_a.up.sql", "BEGIN; CREATE TABLE public.t" + version + " (id int); COMMIT;");
        }
        RecordingDataSource recording = new RecordingDataSource(database.dataSource());

        migrator(database)
                .dataSource(recording)
                .pipeline(PipelineMode.OFF)
                .build()
                .migrate();

        assertThat(recording.statements())
                .hasSizeGreaterThan(5)
                .noneMatch(sql -> sql.contains("transaction_timestamp()"));
        for (int version = 1; version <= 5; version++) {
            assertThat(output).containsOnlyOnce("Migration " + version + "_a: 1 pair of BEGIN and COMMIT dropped");
        }
    }

    @Test
    void durationsAreThoseOfEachMigration(TestDatabase database) {
        write(1, 5);
        this.files.with("3_a.up.sql", "CREATE TABLE public.t3 AS SELECT 1 AS n FROM pg_sleep(0.3);");

        List<Executed> applied = migrateHearing(database).applied();

        // The answers to all of them came together.
        assertThat(applied.get(2).duration()).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    /** A migration of 20,000 bytes does not fit behind others. */
    @Test
    void longMigrationsTakeMoreRoundTripsAndStayWhole(TestDatabase database) {
        write(1, 6);
        this.files.with(
                "3_a.up.sql",
                ("INSERT INTO public.t1 SELECT count(*) FROM public.t1 WHERE '" + "long".repeat(1_000) + "' <> '';\n")
                                .repeat(20)
                        + "SELECT wrong;");

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrateHearing(database))
                .withMessageContaining("3_a.up.sql, line 21");
        assertThat(database.applied()).containsExactly("1_a", "2_a");
        assertThat(this.listener.heard).containsExactly("after 1_a", "after 2_a", "failed 3_a");
    }
}
