package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.github.appliedset.migration.DryRunReport;
import io.github.appliedset.migration.DryRunReport.Attempt;
import io.github.appliedset.migration.DryRunReport.Blocks;
import io.github.appliedset.migration.DryRunReport.Outcome;
import io.github.appliedset.migration.DryRunReport.Rewrite;
import io.github.appliedset.migration.DryRunReport.TableLock;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.MigrationConflictException;
import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.MigrationLockException;
import io.github.appliedset.migration.PipelineMode;
import io.github.appliedset.migration.RepeatableFailedException;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.tracker.TrackerTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DryRunTests extends MigratorTestSupport {

    private DryRunReport dryRun(TestDatabase database) {
        return migrator(database).build().dryRun();
    }

    private static List<String> outcomes(DryRunReport report) {
        return report.attempts().stream()
                .map(attempt -> attempt.migration().label() + " " + attempt.outcome()
                        + (attempt.reason() == null ? "" : ": " + attempt.reason()))
                .toList();
    }

    @Test
    void everythingPendingRunsAndNothingIsLeft(TestDatabase database) {
        this.files
                .with("1_a.up.sql", "CREATE TABLE public.a (id int);")
                .with(
                        "2_b.up.sql",
                        "INSERT INTO public.a VALUES (1);\nCREATE TABLE public.b AS SELECT * FROM public.a;");

        DryRunReport report = dryRun(database);

        assertThat(outcomes(report)).containsExactly("1_a RAN", "2_b RAN");
        assertThat(report.isFailed()).isFalse();
        assertThat(report.attempts()).allSatisfy(attempt -> {
            assertThat(attempt.duration()).isPositive();
            assertThat(attempt.locks()).isEmpty();
            assertThat(attempt.rewrites()).isEmpty();
        });
        assertThat(database.hasTable("public.applied_migrations")).isFalse();
        assertThat(database.hasTable("public.a")).isFalse();
        assertThat(labels(migrate(database))).containsExactly("1_a", "2_b");
    }

    @Test
    void runsOnlyPendingMigrations(TestDatabase database) {
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int);");
        migrate(database);
        this.files.with("2_b.up.sql", "DROP TABLE public.a;");

        assertThat(outcomes(dryRun(database))).containsExactly("2_b RAN");
        assertThat(database.applied()).containsExactly("1_a");
        assertThat(database.hasTable("public.a")).isTrue();
    }

    @Test
    void runsNothingIfNothingIsPending(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;");
        migrate(database);

        assertThat(dryRun(database).attempts()).isEmpty();
    }

    @Test
    void failureIsShownWithItsPlaceAndTheOthersAreTriedToo(TestDatabase database) {
        this.files
                .with("1_a.up.sql", "CREATE TABLE public.a (id int);")
                .with("2_bad.up.sql", "CREATE TABLE public.b (id int);\nSELECT 1 / 0;")
                .with("3_needs_b.up.sql", "INSERT INTO public.b VALUES (1);")
                .with("4_also_bad.up.sql", "SELEKT;")
                .with("5_c.up.sql", "ALTER TABLE public.a ADD x int;");

        DryRunReport report = dryRun(database);

        assertThat(outcomes(report))
                .containsExactly(
                        "1_a RAN",
                        "2_bad FAILED",
                        "3_needs_b NOT_TRIED: it may need what 2_bad makes",
                        "4_also_bad FAILED",
                        "5_c RAN");
        assertThat(report.isFailed()).isTrue();
        assertThat(report.attempts().get(1).failure()).isNotNull().satisfies(failure -> {
            assertThat(failure.line()).isEqualTo(2);
            assertThat(failure.sqlState()).isEqualTo("22012");
        });
        assertThat(report.attempts().get(2).failure()).isNotNull();
    }

    @Test
    void skipsNonTransactionalMigrations(TestDatabase database) {
        this.files
                .with("1_a.up.sql", "CREATE TABLE public.a (id int);")
                .with(
                        "2_directive.up.sql",
                        "-- applied-set: no-transaction\nCREATE INDEX CONCURRENTLY i ON public.a (id);")
                .with("3_alone.up.sql", "CREATE INDEX CONCURRENTLY j ON public.a (id);")
                .with("4_uses.up.sql", "ALTER INDEX public.j RENAME TO k;")
                .with("5_several.up.sql", "SELECT 1;\nVACUUM;");

        assertThat(outcomes(dryRun(database)))
                .containsExactly(
                        "1_a RAN",
                        "2_directive NOT_TRIED: it runs outside a transaction",
                        "3_alone NOT_TRIED: PostgreSQL runs its statement only outside a transaction",
                        "4_uses NOT_TRIED: it may need what 3_alone makes",
                        "5_several FAILED");
    }

    /** Each of these is what migrate does without a failure: the second file is skipped, and the third needs it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            CREATE UNIQUE INDEX CONCURRENTLY a_id ON public.a (id)      | ALTER TABLE public.b ADD FOREIGN KEY (a_id) REFERENCES public.a (id)
            CREATE UNIQUE INDEX CONCURRENTLY ON public.a (id)           | ALTER INDEX public.a_id_idx RENAME TO x
            CREATE UNIQUE INDEX CONCURRENTLY a_id ON public.a (id)      | INSERT INTO public.a VALUES (1) ON CONFLICT (id) DO NOTHING
            CREATE UNIQUE INDEX CONCURRENTLY a_id ON public.a (id)      | INSERT INTO public.v VALUES (1) ON CONFLICT (id) DO NOTHING
            CREATE UNIQUE INDEX CONCURRENTLY a_id ON public.a (id)      | ALTER TABLE public.a ADD PRIMARY KEY USING INDEX a_id
            CREATE UNIQUE INDEX CONCURRENTLY a_id ON public.a (id)      | ALTER TABLE public.a REPLICA IDENTITY USING INDEX a_id
            CREATE UNIQUE INDEX CONCURRENTLY a_id ON public.a (id)      | DO $$ BEGIN ASSERT to_regclass('public.a_id') IS NOT NULL; END $$
            CREATE INDEX CONCURRENTLY a_id ON public.a (id)             | SELECT 1 / (SELECT count(*)::int FROM pg_class WHERE relname = 'a_id')
            DROP INDEX CONCURRENTLY public.b_unique                     | INSERT INTO public.b VALUES (1), (1)
            DROP INDEX CONCURRENTLY public.b_unique                     | CREATE TABLE public.b_unique (a int)
            -- applied-set: no-transaction;DELETE FROM public.c         | ALTER TABLE public.c ALTER n SET NOT NULL
            -- applied-set: no-transaction;INSERT INTO public.c VALUES (7) | SELECT 1 / n FROM public.c WHERE n <> 0 UNION ALL SELECT 1 / count(*)::int FROM public.c WHERE n = 7
            -- applied-set: no-transaction;ALTER TABLE public.c ADD x int | INSERT INTO public.c VALUES (1, 2)
            -- applied-set: no-transaction;GRANT SELECT ON public.c TO PUBLIC | SELECT 1 / count(*)::int FROM information_schema.table_privileges WHERE table_name = 'c' AND grantee = 'PUBLIC'
            """)
    void failureExplainedByASkippedMigrationDoesNotCount(String skipped, String needsIt, TestDatabase database) {
        database.execute(
                "CREATE TABLE public.a (id int NOT NULL)",
                "CREATE VIEW public.v AS SELECT id FROM public.a",
                "CREATE TABLE public.b (a_id int)",
                "CREATE UNIQUE INDEX b_unique ON public.b (a_id)",
                "CREATE TABLE public.c (n int)",
                "INSERT INTO public.c VALUES (NULL)");
        this.files.with("1_skipped.up.sql", skipped.replace(";", "\n") + ";").with("2_needs_it.up.sql", needsIt + ";");

        DryRunReport report = dryRun(database);

        assertThat(outcomes(report).get(1)).isEqualTo("2_needs_it NOT_TRIED: it may need what 1_skipped makes");
        assertThat(report.isFailed()).isFalse();
        assertThat(labels(migrate(database))).containsExactly("1_skipped", "2_needs_it");
    }

    /** What no skipped migration can explain is a failure of migrate as well. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            -- applied-set: no-transaction;ALTER TABLE public.c ADD x int | SELEKT 1
            -- applied-set: no-transaction;ALTER TABLE public.c ADD x int | CREATE TABLE public.t (a int, b int
            -- applied-set: no-transaction;ALTER TABLE public.c ADD x int | SELECT 1; VACUUM public.a
            CREATE INDEX CONCURRENTLY a_id ON public.a (id)             | INSERT INTO public.nowhere VALUES (1)
            CREATE INDEX CONCURRENTLY a_id ON public.a (id)             | SELECT 1 / 0
            CREATE INDEX CONCURRENTLY a_id ON public.a (id)             | ALTER TABLE public.c ADD CHECK (n IS NOT NULL)
            VACUUM public.a                                             | SELECT wrong FROM public.a
            """)
    void failureUnexplainedBySkippedMigrationsCounts(String skipped, String wrong, TestDatabase database) {
        database.execute(
                "CREATE TABLE public.a (id int)",
                "CREATE TABLE public.c (n int)",
                "INSERT INTO public.c VALUES (NULL)");
        this.files.with("1_skipped.up.sql", skipped.replace(";", "\n") + ";").with("2_wrong.up.sql", wrong + ";");

        assertThat(outcomes(dryRun(database)).get(1)).isEqualTo("2_wrong FAILED");
    }

    @Test
    void theSchemaPublicExplainsNoFailure(TestDatabase database) {
        database.execute("CREATE TABLE public.a (id int)");
        this.files
                .with("1_grant.up.sql", "GRANT SELECT ON nowhere TO PUBLIC;")
                .with("2_wrong.up.sql", "SELECT wrong FROM public.a;");

        assertThat(outcomes(dryRun(database))).containsExactly("1_grant FAILED", "2_wrong FAILED");
    }

    @Test
    void skippedMigrationThatMattersIsNamed(TestDatabase database) {
        this.files
                .with("1_a.up.sql", "CREATE TABLE public.a (id int); CREATE TABLE public.b (id int);")
                .with("2_first.up.sql", "CREATE INDEX CONCURRENTLY a_i ON public.a (id);")
                .with(
                        "3_table.up.sql",
                        "-- applied-set: no-transaction\nCREATE TABLE public.kind (name text); VACUUM public.b;")
                .with("4_column.up.sql", "-- applied-set: no-transaction\nALTER TABLE public.b ADD COLUMN colour text;")
                .with("5_uses_table.up.sql", "INSERT INTO public.kind VALUES ('x');")
                .with("6_uses_column.up.sql", "UPDATE public.b SET colour = 'red';")
                .with("7_uses_neither.up.sql", "SELECT f(1);");

        assertThat(outcomes(dryRun(database)).subList(4, 7))
                .containsExactly(
                        "5_uses_table NOT_TRIED: it may need what 3_table makes",
                        "6_uses_column NOT_TRIED: it may need what 4_column makes",
                        "7_uses_neither NOT_TRIED: it may need what one of 3_table, 4_column, 5_uses_table and 1 more"
                                + " makes");
    }

    @Test
    void newEnumValueIsTheReasonWhateverWasSkipped(TestDatabase database) {
        this.files
                .with(
                        "1_a.up.sql",
                        "CREATE TYPE public.mood AS ENUM ('ok'); CREATE TABLE public.a (id int, m public.mood);")
                .with("2_unrelated.up.sql", "CREATE INDEX CONCURRENTLY a_m ON public.a (m);")
                .with("3_value.up.sql", "ALTER TYPE public.mood ADD VALUE 'bad';")
                .with("4_use.up.sql", "INSERT INTO public.a VALUES (1, 'bad');");
        migrator(database)
                .only(migration -> migration.version().value() == 1)
                .build()
                .migrate();

        assertThat(outcomes(dryRun(database)))
                .containsExactly(
                        "2_unrelated NOT_TRIED: PostgreSQL runs its statement only outside a transaction",
                        "3_value RAN",
                        "4_use NOT_TRIED: it uses an enum value that the dry run added in the same transaction");
    }

    @Test
    void newEnumValueUsedInItsOwnFileIsAFailure(TestDatabase database) {
        database.execute("CREATE TYPE public.mood AS ENUM ('ok')", "CREATE TABLE public.a (m public.mood)");
        this.files.with("1_a.up.sql", "ALTER TYPE public.mood ADD VALUE 'bad';\nINSERT INTO public.a VALUES ('bad');");

        DryRunReport report = dryRun(database);

        assertThat(outcomes(report)).containsExactly("1_a FAILED");
        assertThat(Objects.requireNonNull(report.attempts().get(0).failure()).advice())
                .contains("-- applied-set: no-transaction");
    }

    @Test
    void newEnumValueThatIsUsedLaterIsNotCalledAFailure(TestDatabase database) {
        this.files.with("1_a.up.sql", "CREATE TYPE public.mood AS ENUM ('a'); CREATE TABLE public.t (m public.mood);");
        migrate(database);
        this.files
                .with("2_b.up.sql", "ALTER TYPE public.mood ADD VALUE 'b';")
                .with("3_c.up.sql", "INSERT INTO public.t VALUES ('b');");

        assertThat(outcomes(dryRun(database)))
                .containsExactly(
                        "2_b RAN",
                        "3_c NOT_TRIED: it uses an enum value that the dry run added in the same transaction");
        assertThat(labels(migrate(database))).containsExactly("2_b", "3_c");
    }

    @Test
    void constraintThatIsCheckedAtCommitFails(TestDatabase database) {
        this.files
                .with("1_a.up.sql", """
                CREATE TABLE public.a (id int PRIMARY KEY);
                CREATE TABLE public.b (a int REFERENCES public.a DEFERRABLE INITIALLY DEFERRED);
                """)
                .with("2_b.up.sql", "INSERT INTO public.b VALUES (1);")
                .with("3_c.up.sql", """
                INSERT INTO public.b VALUES (2);
                INSERT INTO public.a VALUES (2);
                """);

        DryRunReport report = dryRun(database);

        assertThat(outcomes(report)).containsExactly("1_a RAN", "2_b FAILED", "3_c RAN");
        assertThat(Objects.requireNonNull(report.attempts().get(1).failure()).message())
                .startsWith("At commit: ERROR: insert or update on table \"b\" violates foreign key constraint");
    }

    @Test
    void sessionStateDoesNotReachTheNextMigration(TestDatabase database) {
        this.files
                .with("1_a.up.sql", "CREATE SCHEMA s; CREATE TABLE s.t (id int);")
                .with("2_b.up.sql", "SET search_path = s; CREATE TEMP TABLE x (id int); SELECT * FROM t;")
                .with("3_c.up.sql", "SELECT * FROM t;")
                .with("4_d.up.sql", "CREATE TEMP TABLE x (id int);");

        assertThat(outcomes(dryRun(database))).containsExactly("1_a RAN", "2_b RAN", "3_c FAILED", "4_d RAN");
    }

    /** A run that stops between the two, and goes on later, knows no more than the dry run. */
    @ParameterizedTest
    @EnumSource(PipelineMode.class)
    void sequenceStateDoesNotReachTheNextMigration(PipelineMode pipeline, TestDatabase database) {
        this.files
                .with(
                        "1_a.up.sql",
                        "CREATE TABLE public.a (id serial); INSERT INTO public.a DEFAULT VALUES;"
                                + " SELECT currval('public.a_id_seq');")
                .with("2_b.up.sql", "SELECT currval('public.a_id_seq');");
        Migrator migrator = migrator(database).pipeline(pipeline).build();

        assertThat(outcomes(migrator.dryRun())).containsExactly("1_a RAN", "2_b FAILED");
        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(migrator::migrate)
                .withMessageContaining("2_b.up.sql")
                .withMessageContaining("55000");
        this.files
                .with("2_b.up.sql", "SELECT nextval('public.a_id_seq');")
                .with("v.repeatable.sql", "SELECT lastval();");
        assertThatExceptionOfType(RepeatableFailedException.class)
                .isThrownBy(migrator::migrate)
                .withMessageContaining("v.repeatable.sql")
                .withMessageContaining("55000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT 1;", "SELECT 1 / 0;"})
    void sequenceStateDoesNotReachTheApplication(String end, TestDatabase database) throws SQLException {
        database.execute("CREATE SEQUENCE public.s");
        this.files.with("1_a.up.sql", "SELECT nextval('public.s');\n" + end);
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setDataSource(database.dataSource());
            pool.setMaximumPoolSize(1);
            try {
                migrator(database).dataSource(pool).build().migrate();
            } catch (MigrationFailedException failed) {
                assertThat(end).contains("/ 0");
            }

            try (Connection connection = pool.getConnection()) {
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> connection.createStatement().executeQuery("SELECT lastval()"))
                        .withMessageContaining("lastval is not yet defined in this session");
            }
        }
    }

    @Test
    void settingsOfAMigrationEndWithItAndThoseOfThePoolStay(TestDatabase database) {
        database.execute("CREATE SCHEMA app");
        this.files
                .with("1_a.up.sql", "CREATE TABLE t (id int);\nSET LOCAL search_path = pg_catalog;")
                .with("2_b.up.sql", "SELECT * FROM t;\nSET search_path = public;")
                .with("3_c.up.sql", "SELECT * FROM t;\nSELECT set_config('search_path', 'public', true);")
                .with("4_d.up.sql", "SELECT * FROM t;");
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setDataSource(database.dataSource());
            pool.setConnectionInitSql("SET search_path = app");
            Migrator migrator = migrator(database).dataSource(pool).build();

            assertThat(outcomes(migrator.dryRun())).containsExactly("1_a RAN", "2_b RAN", "3_c RAN", "4_d RAN");
            assertThat(migrator.migrate().applied()).hasSize(4);
        }
    }

    @Test
    void locksAndRewritesOfTablesThatWereThereAreShown(TestDatabase database) {
        this.files.with("1_a.up.sql", """
                CREATE TABLE public.orders (id int PRIMARY KEY, total int);
                CREATE TABLE public.customers (id int PRIMARY KEY);
                INSERT INTO public.orders SELECT g, g FROM generate_series(1, 1000) g;
                """);
        migrate(database);
        long bytes = Long.parseLong(
                database.query("SELECT pg_relation_size('public.orders')").get(0));
        this.files
                .with("2_index.up.sql", "CREATE INDEX ON public.orders (total);")
                .with("3_rewrite.up.sql", "ALTER TABLE public.orders ALTER total TYPE bigint;")
                .with("4_key.up.sql", "ALTER TABLE public.orders ADD customer int REFERENCES public.customers;")
                .with("5_rows.up.sql", "UPDATE public.customers SET id = id; CREATE TABLE public.n (id int);")
                .with("6_new.up.sql", "ALTER TABLE public.n ALTER id TYPE bigint;");

        List<Attempt> attempts = dryRun(database).attempts();

        assertThat(attempts).extracting(Attempt::outcome).containsOnly(Outcome.RAN);
        assertThat(attempts.get(0).locks()).containsExactly(new TableLock("public.orders", "SHARE", Blocks.WRITES));
        assertThat(attempts.get(0).rewrites()).isEmpty();
        assertThat(attempts.get(1).locks())
                .containsExactly(new TableLock("public.orders", "ACCESS EXCLUSIVE", Blocks.READS_AND_WRITES));
        assertThat(attempts.get(1).rewrites()).extracting(Rewrite::relation).contains("public.orders");
        assertThat(attempts.get(1).rewrites().get(0).bytes()).isPositive();
        assertThat(attempts.get(2).locks())
                .contains(new TableLock("public.customers", "SHARE ROW EXCLUSIVE", Blocks.WRITES));
        assertThat(attempts.get(3).locks()).isEmpty();
        assertThat(attempts.get(4).locks()).isEmpty();
        assertThat(attempts.get(4).rewrites()).isEmpty();
    }

    @Test
    void lockTimeoutIsNotAFailureOfTheMigration(TestDatabase database) throws Exception {
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int);");
        migrate(database);
        this.files.with("2_b.up.sql", "-- applied-set: lock-timeout=10ms\nALTER TABLE public.a ADD x int;");
        try (Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE public.a");

            DryRunReport report = dryRun(database);

            assertThat(outcomes(report)).containsExactly("2_b NOT_TRIED: timed out waiting for a lock");
            assertThat(report.attempts().get(0).failure()).isNotNull();
        }
    }

    @Test
    void migrationInJavaIsNotTried(TestDatabase database) {
        Migrator migrator = migrator(database)
                .javaMigrations(List.of(new JavaMigration() {
                    @Override
                    public long version() {
                        return 1;
                    }

                    @Override
                    public String name() {
                        return "mails";
                    }

                    @Override
                    public void migrate(Connection connection) {
                        throw new AssertionError("it was run");
                    }
                }))
                .build();

        assertThat(outcomes(migrator.dryRun()))
                .containsExactly(
                        "1_mails NOT_TRIED: it is written in Java: effects outside the database could not be rolled back");
    }

    @Test
    void refusesWhatARealRunRefuses(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;\nCOMMIT;\n");
        assertThatExceptionOfType(InvalidMigrationException.class).isThrownBy(() -> dryRun(database));

        this.files.with("1_a.up.sql", "SELECT 1;");
        migrate(database);
        this.files.with("1_a.up.sql", "SELECT 2;").with("2_b.up.sql", "SELECT 2;");
        assertThatExceptionOfType(MigrationConflictException.class).isThrownBy(() -> dryRun(database));
    }

    @Test
    void waitsForARunningMigration(TestDatabase database) throws Exception {
        this.files.with("1_a.up.sql", "SELECT 1;");
        try (Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            statement.execute(
                    "SELECT pg_advisory_lock(" + new TrackerTable("public", "applied_migrations").lockKey() + ")");

            assertThatExceptionOfType(MigrationLockException.class)
                    .isThrownBy(() -> migrator(database)
                            .instanceLockTimeout(Duration.ZERO)
                            .build()
                            .dryRun());
        }
    }

    /** A real run gives the locks back after each migration. */
    @Test
    void locksOfAllMigrationsMayBeTooMany(TestDatabase database) {
        String locks = "SELECT count(pg_advisory_xact_lock(%d, n)) FROM generate_series(1, %d) n;";
        this.files
                .with("1_a.up.sql", locks.formatted(1, 100))
                .with("2_b.up.sql", locks.formatted(2, 100_000))
                .with("3_c.up.sql", "SELECT 1;")
                .with("view.repeatable.sql", "SELECT 1;");

        DryRunReport report = dryRun(database);

        assertThat(report.repeated())
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.reason()).contains("max_locks_per_transaction"));
        assertThat(outcomes(report))
                .containsExactly(
                        "1_a RAN",
                        "2_b NOT_TRIED: the locks of everything before it do not fit beside its own"
                                + " (max_locks_per_transaction)",
                        "3_c NOT_TRIED: the locks of everything before it do not fit beside its own"
                                + " (max_locks_per_transaction)");
    }

    @Test
    void firstMigrationWithTooManyLocksFails(TestDatabase database) {
        this.files
                .with("1_a.up.sql", "SELECT count(pg_advisory_xact_lock(1, n)) FROM generate_series(1, 100000) n;")
                .with("2_b.up.sql", "SELECT 1;");

        assertThat(outcomes(dryRun(database))).containsExactly("1_a FAILED", "2_b RAN");
    }

    @Test
    void missingKeyMayComeFromASkippedIndex(TestDatabase database) {
        this.files.with(
                "1_base.up.sql",
                "CREATE TABLE public.base (id int, code int);\nCREATE TABLE public.line (id int, code int);\n");
        migrate(database);
        this.files
                .with(
                        "2_index.up.sql",
                        "-- applied-set: no-transaction\nCREATE UNIQUE INDEX CONCURRENTLY base_code ON public.base (code);")
                .with(
                        "3_copy.up.sql",
                        "CREATE TABLE public.copy (LIKE public.base INCLUDING ALL);\n"
                                + "ALTER TABLE public.line ADD FOREIGN KEY (code) REFERENCES public.copy (code);")
                .with(
                        "4_upsert.up.sql",
                        "CREATE TABLE public.other (LIKE public.base INCLUDING ALL);\n"
                                + "INSERT INTO public.other VALUES (1, 1) ON CONFLICT (code) DO NOTHING;");

        assertThat(outcomes(dryRun(database)))
                .element(1)
                .asString()
                .startsWith("3_copy NOT_TRIED: it may need what 2_index makes");
        assertThat(outcomes(dryRun(database)))
                .element(2)
                .asString()
                .startsWith("4_upsert NOT_TRIED: it may need what one of 2_index, 3_copy makes");
    }

    @Test
    void keyThatNoSkippedIndexMakesIsMissing(TestDatabase database) {
        this.files.with(
                "1_base.up.sql",
                "CREATE TABLE public.base (id int, code int);\nCREATE TABLE public.line (id int, code int);\n");
        migrate(database);
        this.files
                .with(
                        "2_index.up.sql",
                        "-- applied-set: no-transaction\nCREATE INDEX CONCURRENTLY line_code ON public.line (id);")
                .with("3_key.up.sql", "ALTER TABLE public.base ADD FOREIGN KEY (code) REFERENCES public.base (code);");

        assertThat(outcomes(dryRun(database))).element(1).isEqualTo("3_key FAILED");
    }

    @Test
    void migrationIsTriedAfterTheOneThatItWaitsFor(TestDatabase database) {
        this.files
                .with("1_view.up.sql", "-- applied-set: after=2_t\nCREATE VIEW public.v AS SELECT * FROM public.t")
                .with("2_t.up.sql", "CREATE TABLE public.t (id int)");

        assertThat(outcomes(dryRun(database))).containsExactly("2_t RAN", "1_view RAN");
        assertThat(labels(migrate(database))).containsExactly("2_t", "1_view");
    }

    @Test
    void migrationThatWaitsForNothingIsAnError(TestDatabase database) {
        this.files.with("1_a.up.sql", "-- applied-set: after=2_typo\nSELECT 1").with("2_b.up.sql", "SELECT 1");

        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(() -> dryRun(database))
                .withMessageContaining("waits for 2_typo, but version 2 is named 'b'");
    }

    @Test
    void repeatedFileMayNeedALaterVersion(TestDatabase database) {
        this.files
                .with("1_t.up.sql", "CREATE TABLE public.t (id int)")
                .with("2_b.up.sql", "-- applied-set: repeats=all\nINSERT INTO public.t VALUES (1)")
                .with("3_phone.up.sql", "ALTER TABLE public.t ADD phone text")
                .with("all.repeatable.sql", "CREATE OR REPLACE VIEW public.v AS SELECT phone FROM public.t");

        DryRunReport report = dryRun(database);

        assertThat(outcomes(report)).containsExactly("1_t RAN", "2_b RAN", "3_phone RAN");
        assertThat(report.repeated())
                .singleElement()
                .satisfies(repeated -> assertThat(repeated.outcome()).isEqualTo(Outcome.RAN));
        this.files.with("4_c.up.sql", "-- applied-set: repeats=all\nALTER TABLE public.t DROP phone CASCADE");
        assertThat(outcomes(dryRun(database)).get(3)).isEqualTo("4_c FAILED");
    }

    private static List<String> repeated(DryRunReport report) {
        return report.repeated().stream()
                .map(attempt -> attempt.migration().label() + " " + attempt.outcome()
                        + (attempt.reason() == null ? "" : ": " + attempt.reason()))
                .toList();
    }

    @Test
    void repeatableMayNeedOneThatWasNotTried(TestDatabase database) {
        this.files
                .with("1_t.up.sql", "CREATE TABLE public.t (id int)")
                .with(
                        "a.repeatable.sql",
                        "-- applied-set: no-transaction\nCREATE VIEW public.a AS SELECT id FROM public.t")
                .with("b.repeatable.sql", "-- applied-set: after=a\nCREATE VIEW public.b AS SELECT id FROM public.a")
                .with("c.repeatable.sql", "CREATE VIEW public.c AS SELECT id FROM public.t")
                .with("d.repeatable.sql", "SELEKT");

        DryRunReport report = dryRun(database);

        assertThat(repeated(report))
                .containsExactly(
                        "a NOT_TRIED: it runs outside a transaction",
                        "b NOT_TRIED: it may need what repeatable a makes",
                        "c RAN",
                        "d FAILED");
    }

    @Test
    void repeatableThatNeedsAFailedOneIsNoFailure(TestDatabase database) {
        this.files
                .with("a.repeatable.sql", "CREATE VIEW public.a AS SELECT 1 AS id WHERE 1 / 0 > id")
                .with("b.repeatable.sql", "SELECT 1 / 0")
                .with("c.repeatable.sql", "CREATE VIEW public.c AS SELECT id FROM public.a");

        assertThat(repeated(dryRun(database)))
                .containsExactly("a FAILED", "b FAILED", "c NOT_TRIED: it may need what repeatable a makes");
    }

    @Test
    void renamedRepeatableWouldOnlyBeRecorded(TestDatabase database) {
        String sql = "CREATE TABLE public.t (id int PRIMARY KEY);\nINSERT INTO public.t VALUES (1)";
        this.files.with("old.repeatable.sql", sql);
        migrate(database);
        this.files.without("old.repeatable.sql").with("renamed.repeatable.sql", sql);

        DryRunReport report = dryRun(database);

        assertThat(repeated(report))
                .containsExactly("renamed NOT_TRIED: it would be recorded, not run: old with the same content has run");
        assertThat(report.isFailed()).isFalse();
        assertThat(migrate(database).repeated()).isEmpty();
        assertThat(dryRun(database).repeated()).isEmpty();
    }
}
