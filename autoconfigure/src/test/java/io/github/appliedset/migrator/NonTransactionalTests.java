package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.catalog.TestSchemas;
import io.github.appliedset.support.Migrations;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.Together;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
@Timeout(120)
class NonTransactionalTests extends MigratorTestSupport {

    private static final String VALID =
            "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relname = 'orders_note'"
                    + " AND i.indisvalid";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE INDEX CONCURRENTLY i ON public.t (a)",
                "DROP INDEX CONCURRENTLY public.t_b",
                "REINDEX INDEX CONCURRENTLY public.t_b",
                "REINDEX TABLE CONCURRENTLY public.t",
                "VACUUM",
                "VACUUM (ANALYZE) public.t",
                "VACUUM FULL public.t",
                "CLUSTER",
                "REINDEX SCHEMA public",
                "ALTER SYSTEM RESET work_mem",
                "ALTER TABLE public.p DETACH PARTITION public.p1 CONCURRENTLY",
            })
    void statementThatNeedsNoTransactionRunsWithoutADirective(
            String statement, TestDatabase database, CapturedOutput output) {
        database.executeAsSuperuser(
                "CREATE TABLE public.t (a int, b int)",
                "CREATE INDEX t_b ON public.t (b)",
                "CREATE TABLE public.p (a int) PARTITION BY RANGE (a)",
                "CREATE TABLE public.p1 PARTITION OF public.p FOR VALUES FROM (1) TO (2)");
        this.files
                .with("1_a.up.sql", "-- as an old file has it\n" + statement + ";\n")
                .with("2_b.up.sql", "SELECT 1;");

        MigrationReport report =
                migrator(database).dataSource(database.superuser()).build().migrate();

        assertThat(labels(report)).containsExactly("1_a", "2_b");
        assertThat(output).contains("Migration 1_a runs outside a transaction");
    }

    private static final String AS_ANOTHER_ROLE = "-- applied-set: no-transaction\nSET ROLE %1$s;\n"
            + "CREATE TABLE public.t (x int);\nCREATE INDEX CONCURRENTLY t_x ON public.t (x);\n"
            + "CREATE TABLE public.made AS SELECT current_user AS by;\n";

    /** The role may not even read the notes. */
    @Test
    void noteIsWrittenAsTheRoleOfTheSession(TestDatabase database) {
        String role = database.username() + "_app";
        database.executeAsSuperuser(
                "CREATE ROLE " + role,
                "GRANT " + role + " TO " + database.username(),
                "GRANT CREATE ON SCHEMA public TO " + role);
        try {
            this.files.with("1_a.up.sql", AS_ANOTHER_ROLE.formatted(role) + "SELECT wrong;\n");

            assertThatExceptionOfType(MigrationFailedException.class)
                    .isThrownBy(() -> migrate(database))
                    .withMessageContaining("failed at statement 5 of 5");
            assertThat(database.query("SELECT last_error FROM public.applied_migrations_unfinished"))
                    .singleElement()
                    .asString()
                    .contains("wrong");
            assertThat(database.query("SELECT tableowner FROM pg_tables WHERE tablename IN ('t', 'made')"))
                    .containsExactly(role, role);

            database.executeAsSuperuser(
                    "DELETE FROM public.applied_migrations_unfinished", "DROP TABLE public.t, public.made");
            this.files.with("1_a.up.sql", AS_ANOTHER_ROLE.formatted(role));
            assertThat(labels(migrate(database))).containsExactly("1_a");
        } finally {
            database.executeAsSuperuser("DROP OWNED BY " + role, "DROP ROLE " + role);
        }
    }

    @Test
    void noteIsWrittenAsTheUserOfTheSession(TestDatabase database) {
        database.execute("CREATE SCHEMA mine");
        this.files.with(
                "1_a.up.sql",
                "-- applied-set: no-transaction\nSET SESSION AUTHORIZATION " + database.username() + ";\n"
                        + "CREATE TABLE mine.t (x int);\nCREATE INDEX CONCURRENTLY t_x ON mine.t (x);\n"
                        + "CREATE TABLE mine.made AS SELECT session_user AS by;\n");
        database.executeAsSuperuser("CREATE SCHEMA closed");

        migrator(database)
                .dataSource(database.superuser())
                .schema("closed")
                .build()
                .migrate();

        assertThat(database.query("SELECT by FROM mine.made")).containsExactly(database.username());
    }

    @ParameterizedTest
    @CsvSource({"'', statement 1 of 1", "SELECT 1;, statement 2 of 2"})
    void reportsAFileThatDropsTheTracker(String before, String at, TestDatabase database) {
        database.execute("CREATE SCHEMA app");
        this.files.with("1_a.up.sql", "-- applied-set: no-transaction\n" + before + "\nDROP SCHEMA app CASCADE;");

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrator(database).schema("app").build().migrate())
                .withMessageContaining("failed at " + at)
                .withMessageContaining("line 3, column 1")
                .withMessageContaining("The migration dropped or moved the tracker table")
                .satisfies(failure -> assertThat(failure.action()).contains("ALTER TABLE ... SET SCHEMA"));
        assertThat(database.hasTable("app.applied_migrations")).isTrue();
    }

    @Test
    void severalStatementsNeedTheDirective(TestDatabase database) {
        String sql =
                "CREATE TABLE public.orders (note text);\nCREATE INDEX CONCURRENTLY orders_note ON public.orders (note);\n";
        this.files.with("1_a.up.sql", sql);

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrate(database))
                .withMessageContaining("line 2, column 1")
                .withMessageContaining("-- applied-set: no-transaction");
        assertThat(database.hasTable("public.orders")).isFalse();

        this.files.with("1_a.up.sql", "-- applied-set: no-transaction\n" + sql);
        assertThat(labels(migrate(database))).containsExactly("1_a");
        assertThat(database.query(VALID)).hasSize(1);
        assertThat(database.query("SELECT version FROM public.applied_migrations_unfinished"))
                .isEmpty();
    }

    @Test
    void nextRunGoesOnWithTheStatementThatFailed(TestDatabase database, CapturedOutput output) {
        database.execute("CREATE TABLE public.effects (n int)");
        this.files.with("1_a.up.sql", """
                -- applied-set: no-transaction
                INSERT INTO public.effects VALUES (1);
                INSERT INTO public.later VALUES (2);
                INSERT INTO public.effects VALUES (3);
                """);

        MigrationFailedException failure =
                catchThrowableOfType(MigrationFailedException.class, () -> migrate(database));

        assertThat(failure)
                .hasMessageContaining("failed at statement 2 of 3, outside a transaction. Earlier statements are kept.")
                .hasMessageContaining("The next start continues with statement 2.")
                .hasMessageContaining("line 3, column 13");
        assertThat(
                        database.query(
                                "SELECT version || ' ' || name || ' ' || next_statement || ' '"
                                        + " || (last_error LIKE '%\"public.later\" does not exist%') FROM public.applied_migrations_unfinished"))
                .containsExactly("1 a 1 true");
        assertThat(database.applied()).isEmpty();

        database.execute("CREATE TABLE public.later (n int)");
        assertThat(labels(migrate(database))).containsExactly("1_a");
        assertThat(output).contains("Migration 1_a continues with statement 2");
        assertThat(database.query("SELECT n FROM public.effects ORDER BY n")).containsExactly("1", "3");
        assertThat(database.query("SELECT n FROM public.later")).containsExactly("2");
        assertThat(database.query("SELECT version FROM public.applied_migrations_unfinished"))
                .isEmpty();
    }

    @Test
    void fileThatWasEditedWhileUnfinishedIsRefused(TestDatabase database) {
        this.files.with("1_a.up.sql", "-- applied-set: no-transaction\nSELECT 1;\nSELECT wrong;\n");
        assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> migrate(database));
        this.files.with("1_a.up.sql", "-- applied-set: no-transaction\nSELECT 1;\nSELECT 2;\n");

        TrackerException failure = catchThrowableOfType(TrackerException.class, () -> migrate(database));

        assertThat(failure).hasMessageContaining("had run up to statement 1 and was then edited");
        for (String statement : failure.action().split("then run\n")[1].split("\n")) {
            database.execute(statement);
        }
        assertThat(migrate(database).applied()).as("the statements settle it").isEmpty();
    }

    @Test
    void fileWithNoCompletedStatementMayBeCorrected(TestDatabase database) {
        this.files.with("1_a.up.sql", "-- applied-set: no-transaction\nVACUUM public.nowhere;\n");
        assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> migrate(database));
        this.files.with("1_a.up.sql", "-- applied-set: no-transaction\nVACUUM public.applied_migrations;\n");

        assertThat(labels(migrate(database))).containsExactly("1_a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "IF NOT EXISTS ", "/* why */ IF NOT EXISTS -- because\n"})
    void invalidIndexOfAFailedAttemptIsDroppedAndBuiltAgain(
            String condition, TestDatabase database, CapturedOutput output) {
        database.execute("CREATE TABLE public.orders (note text)", "INSERT INTO public.orders VALUES ('x'), ('x')");
        this.files.with(
                "1_a.up.sql", "CREATE UNIQUE INDEX CONCURRENTLY " + condition + "Orders_Note ON public.orders (note);");
        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrate(database))
                .withMessageContaining("could not create unique index");
        assertThat(database.query(VALID)).isEmpty();
        database.execute("DELETE FROM public.orders");

        assertThat(labels(migrate(database))).containsExactly("1_a");
        assertThat(database.query(VALID)).hasSize(1);
        assertThat(output).contains("Dropping invalid index public.orders_note");
    }

    @Test
    void waitingInstancesDoNotBlockAConcurrentIndex(TestDatabase database) throws Exception {
        database.execute("CREATE TABLE public.orders (note text)", "CREATE TABLE public.effects (version int)");
        this.files.with("1_a.up.sql", "CREATE INDEX CONCURRENTLY orders_note ON public.orders (note);");
        for (int version = 2; version <= 10; version++) {
            this.files.with(version + "_x.up.sql", "INSERT INTO public.effects VALUES (" + version + ");");
        }
        int applied = Together.run(8, instance -> () -> migrate(database)).stream()
                .mapToInt(report -> report.applied().size())
                .sum();

        assertThat(applied).isEqualTo(10);
        assertThat(database.query(VALID)).hasSize(1);
        assertThat(database.query("SELECT 1 FROM pg_locks WHERE locktype = 'advisory'"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET search_path = app",
                "SELECT set_config('search_path', 'app', false)",
                "SELECT pg_catalog.set_config('search_path', 'app', false) AS path"
            })
    void resumedMigrationFindsTheSessionItSetUp(String setUp, TestDatabase database) {
        database.execute(
                "CREATE SCHEMA app",
                "CREATE TABLE app.t (i int)",
                "CREATE TABLE public.t (i int)",
                "INSERT INTO app.t VALUES (1), (1)");
        this.files.with(
                "1_a.up.sql",
                "-- applied-set: no-transaction\n" + setUp
                        + ";\nCREATE UNIQUE INDEX CONCURRENTLY orders_note ON t (i);\n");
        assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> migrate(database));
        database.execute("TRUNCATE app.t");

        migrate(database);

        assertThat(database.query("SELECT schemaname FROM pg_indexes WHERE indexname = 'orders_note'"))
                .containsExactly("app");
        assertThat(database.query(VALID)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO public.asset_config VALUES (1)",
                "INSERT INTO public.asset_config SELECT 1 WHERE set_config('a.b', 'c', false) = 'c'",
                "DO $$ BEGIN INSERT INTO public.asset_config VALUES (1); PERFORM set_config('a.b', 'c', false); END $$",
                "WITH x AS (INSERT INTO public.asset_config VALUES (1) RETURNING i)"
                        + " SELECT set_config('a.b', i::text, false) FROM x",
                "SELECT public.add(), set_config('a.b', 'c', false)"
            })
    void resumedMigrationRepeatsNoDoneStatement(String done, TestDatabase database) {
        database.execute(
                "CREATE TABLE public.asset_config (i int)",
                "CREATE FUNCTION public.add() RETURNS void LANGUAGE sql AS 'INSERT INTO public.asset_config VALUES (1)'",
                "CREATE TABLE public.t (i int)",
                "INSERT INTO public.t VALUES (1), (1)");
        this.files.with(
                "1_a.up.sql",
                "-- applied-set: no-transaction\n" + done
                        + ";\nCREATE UNIQUE INDEX CONCURRENTLY orders_note ON public.t (i);\n");
        assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> migrate(database));
        database.execute("TRUNCATE public.t");

        migrate(database);

        assertThat(database.query("SELECT i FROM public.asset_config")).hasSize(1);
        assertThat(database.query(VALID)).hasSize(1);
    }

    @Test
    void errorOfAnotherServerLeavesNoDoubt(TestDatabase database) {
        database.execute("CREATE TABLE public.reachable ()", "CREATE TABLE public.gate ()");
        this.files.with("1_a.up.sql", """
                -- applied-set: no-transaction
                DO $$ BEGIN
                    COMMIT;
                    IF to_regclass('public.gate') IS NOT NULL THEN
                        RAISE EXCEPTION 'could not connect to server "s"' USING ERRCODE = '08001';
                    END IF;
                END $$;
                CREATE INDEX CONCURRENTLY i ON public.reachable ((1));
                """);
        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrate(database))
                .withMessageContaining("could not connect to server")
                .withMessageContaining("failed at statement 1 of 2");
        database.execute("DROP TABLE public.gate");

        assertThat(labels(migrate(database))).containsExactly("1_a");
    }

    @Test
    void failureOutsideATransactionIsNotTriedAgain(TestDatabase database) throws Exception {
        database.execute("CREATE TABLE public.orders (note text)");
        this.files.with(
                "1_a.up.sql",
                "-- applied-set: lock-timeout=10ms\nCREATE INDEX CONCURRENTLY orders_note ON public.orders (note);");
        try (Connection writer = database.dataSource().getConnection();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("INSERT INTO public.orders VALUES ('x')");

            assertThatExceptionOfType(MigrationFailedException.class)
                    .isThrownBy(() -> migrate(database))
                    .withMessageContaining("failed at statement 1 of 1, outside a transaction");
        }

        assertThat(labels(migrate(database))).containsExactly("1_a");
        assertThat(database.query(VALID)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT pg_advisory_unlock_all();", "CALL public.give_up();"})
    void lossOfTheLockIsNoticedAndNothingIsRecorded(String statement, TestDatabase database) {
        database.execute("CREATE PROCEDURE public.give_up() LANGUAGE plpgsql AS"
                + " 'BEGIN COMMIT; PERFORM pg_advisory_unlock_all(); END'");
        database.execute("CREATE TABLE public.effects (n int)");
        this.files.with(
                "1_a.up.sql",
                "-- applied-set: no-transaction\n" + statement + "\nINSERT INTO public.effects VALUES (1);\n");

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrate(database))
                .withMessageContaining("The session lost the migration lock");
        assertThat(database.query("SELECT n FROM public.effects"))
                .as("nothing runs without the lock")
                .isEmpty();
        assertThat(database.applied()).isEmpty();
    }

    @Test
    void discardAllIsFollowedByTakingTheLockAgain(TestDatabase database) {
        this.files.with("1_a.up.sql", "DISCARD ALL;").with("2_b.up.sql", "SELECT 1;");

        assertThat(labels(migrate(database))).containsExactly("1_a", "2_b");
    }

    @Test
    void indexWithoutANameIsNotBuiltTwice(TestDatabase database) {
        database.execute("CREATE TABLE public.orders (note text)", "INSERT INTO public.orders VALUES ('x'), ('x')");
        this.files.with("1_a.up.sql", "CREATE UNIQUE INDEX CONCURRENTLY ON public.orders (note);");
        assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> migrate(database));
        database.execute("DELETE FROM public.orders");

        migrate(database);

        assertThat(database.query("SELECT c.relname || ' ' || i.indisvalid FROM pg_index i"
                        + " JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = 'public.orders'::regclass"))
                .containsExactly("orders_note_idx true");
    }

    @Test
    void foreignInvalidIndexDoesNotCountAsBuilt(TestDatabase database) throws Exception {
        database.execute("CREATE TABLE public.orders (note text)", "INSERT INTO public.orders VALUES ('x'), ('x')");
        assertThatThrownBy(
                        () -> database.execute("CREATE UNIQUE INDEX CONCURRENTLY orders_note ON public.orders (note)"))
                .isNotNull();
        database.execute("DELETE FROM public.orders");
        this.files.with("1_a.up.sql", "CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_note ON public.orders (note);");

        migrate(database);

        assertThat(database.query(VALID)).hasSize(1);
    }

    @Test
    void indexThatIsStillInvalidAfterwardsIsNotRecorded(TestDatabase database) throws Exception {
        database.execute(
                "CREATE TABLE public.orders (note text, other text)",
                "CREATE INDEX orders_other ON public.orders (other)",
                "INSERT INTO public.orders VALUES ('x'), ('x')");
        assertThatThrownBy(
                        () -> database.execute("CREATE UNIQUE INDEX CONCURRENTLY orders_note ON public.orders (note)"))
                .isNotNull();
        database.execute("DELETE FROM public.orders");
        database.executeAsSuperuser("ALTER ROLE " + database.username() + " SET deadlock_timeout = '1h'");
        this.files.with("1_a.up.sql", "CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_note ON public.orders (note);");
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Connection writer = database.dataSource().getConnection();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("INSERT INTO public.orders VALUES ('y', 'y')");
            // While somebody rebuilds an index of the table, nobody can tell what belongs to that.
            Future<?> rebuilding = threads.submit(() -> database.executeAsSuperuser(
                    "SET deadlock_timeout = '10ms'", "REINDEX INDEX CONCURRENTLY public.orders_other"));
            Sql.awaitRow(database.dataSource(), "SELECT 1 FROM pg_stat_progress_create_index");
            Future<MigrationReport> report = threads.submit(() -> migrate(database));
            Sql.awaitRow(
                    database.dataSource(),
                    "SELECT 1 FROM pg_locks WHERE NOT granted AND mode = 'ShareUpdateExclusiveLock'");
            writer.commit();

            assertThatThrownBy(rebuilding::get).hasMessageContaining("REINDEX");
            assertThatThrownBy(report::get).hasMessageContaining("exists but is invalid");
        } finally {
            threads.shutdown();
        }
        assertThat(database.applied()).isEmpty();

        migrate(database);
        assertThat(database.query(VALID)).hasSize(1);
    }

    @Test
    void indexOfAPartitionedTableIsInvalidByDesignAndStays(TestDatabase database) {
        database.execute(
                "CREATE TABLE public.orders (note text) PARTITION BY LIST (note)",
                "CREATE TABLE public.orders_x PARTITION OF public.orders FOR VALUES IN ('x')",
                "CREATE INDEX orders_note ON ONLY public.orders (note)");
        this.files.with("1_a.up.sql", "CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_note ON public.orders (note);");

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrate(database))
                .withMessageContaining("cannot create index on partitioned table");
        assertThat(database.query("SELECT indisvalid FROM pg_index WHERE indrelid = 'public.orders'::regclass"))
                .containsExactly("f");
    }

    @Test
    void copiesThatAnInterruptedReindexLeftAreDropped(TestDatabase database, CapturedOutput output) throws Exception {
        database.execute("CREATE TABLE public.orders (note text)", "CREATE INDEX orders_note ON public.orders (note)");
        this.files.with(
                "1_a.up.sql",
                "-- applied-set: statement-timeout=300ms\nREINDEX INDEX CONCURRENTLY public.orders_note;\n");
        whileWriting(
                "public.orders",
                database,
                () -> assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> migrate(database)));
        String copies = "SELECT relname FROM pg_class WHERE relname LIKE 'orders_note_cc%'";
        assertThat(database.query(copies)).hasSize(1);

        migrate(database);

        assertThat(database.query(copies)).isEmpty();
        assertThat(output).contains("Dropping invalid index public.orders_note_ccnew");
    }

    @Test
    void partitionThatIsHalfDetachedIsDetached(TestDatabase database) throws Exception {
        database.execute(
                "CREATE TABLE public.orders (note text) PARTITION BY LIST (note)",
                "CREATE TABLE public.orders_x PARTITION OF public.orders FOR VALUES IN ('x')");
        this.files.with(
                "1_a.up.sql",
                "-- applied-set: statement-timeout=300ms\nALTER TABLE public.orders DETACH PARTITION public.orders_x CONCURRENTLY;");
        whileWriting(
                "public.orders",
                database,
                () -> assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> migrate(database)));
        assertThat(database.query("SELECT 1 FROM pg_inherits WHERE inhdetachpending"))
                .hasSize(1);
        assertThat(TestSchemas.read(database).objects().values())
                .filteredOn(object -> object.is(Attribute.DETACH_PENDING))
                .extracting(object -> object.id().toString())
                .containsExactly("table public.orders_x");

        migrate(database);

        assertThat(database.query("SELECT 1 FROM pg_inherits")).isEmpty();
    }

    private static void whileWriting(String table, TestDatabase database, Runnable work) throws Exception {
        try (Connection writer = database.dataSource().getConnection();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("SELECT * FROM " + table);
            statement.execute("LOCK TABLE " + table + " IN ROW EXCLUSIVE MODE");
            work.run();
            writer.rollback();
        }
    }

    /** What an instance that was killed has left: it sent the statement and did not live to see the answer. */
    private void killedWhileItRan(TestDatabase database, String sql) {
        this.files.with("1_a.up.sql", "SELECT 1 FROM public.nowhere;");
        assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> migrate(database));
        this.files.with("1_a.up.sql", "-- applied-set: no-transaction\nSELECT wrong;\n");
        assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> migrate(database));
        this.files.with("1_a.up.sql", sql);
        database.execute("UPDATE public.applied_migrations_unfinished SET running = true, checksum = '"
                + Migrations.checksum(sql).hex() + "'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CREATE INDEX CONCURRENTLY i ON public.t (a)                         | CREATE INDEX i ON public.t (a)
            DROP INDEX CONCURRENTLY public.t_b                                  | DROP INDEX public.t_b
            ALTER TABLE public.p DETACH PARTITION public.p1 CONCURRENTLY        | ALTER TABLE public.p DETACH PARTITION public.p1
            CREATE INDEX CONCURRENTLY i ON public.t (a)                         | SELECT 1
            DROP INDEX CONCURRENTLY public.t_b                                  | SELECT 1
            VACUUM public.t                                                     | SELECT 1
            REINDEX TABLE CONCURRENTLY public.t                                 | SELECT 1
            """)
    void statementWhoseOutcomeIsUnknownIsRunAgainUnlessItWasDone(
            String statement, String whatHappened, TestDatabase database) {
        database.execute(
                "CREATE TABLE public.t (a int, b int)",
                "CREATE INDEX t_b ON public.t (b)",
                "CREATE TABLE public.p (a int) PARTITION BY RANGE (a)",
                "CREATE TABLE public.p1 PARTITION OF public.p FOR VALUES FROM (1) TO (2)");
        killedWhileItRan(database, statement + ";\n");
        database.execute(whatHappened);

        assertThat(labels(migrate(database))).containsExactly("1_a");
        assertThat(migrate(database).applied()).isEmpty();
    }

    @Test
    void indexOnAnotherTableIsNotMistakenForTheOneInDoubt(TestDatabase database) {
        database.execute(
                "CREATE TABLE public.t (a int)", "CREATE TABLE public.u (a int)", "CREATE INDEX i ON public.u (a)");
        killedWhileItRan(database, "CREATE INDEX CONCURRENTLY i ON public.t (a);\n");

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrate(database))
                .withMessageContaining("already exists");
    }

    @Test
    void callWhoseOutcomeIsUnknownIsLeftToTheOperator(TestDatabase database) {
        database.execute(
                "CREATE TABLE public.effects (n int)",
                "CREATE PROCEDURE public.work() LANGUAGE plpgsql AS"
                        + " 'BEGIN INSERT INTO public.effects VALUES (1); COMMIT; END'");
        killedWhileItRan(database, "-- applied-set: no-transaction\nCALL public.work();\n");

        TrackerException failure = catchThrowableOfType(TrackerException.class, () -> migrate(database));

        assertThat(failure).hasMessageContaining("line 2, column 1");
        assertThat(database.query("SELECT n FROM public.effects")).isEmpty();
        String runAgain = failure.action().split("\n")[1];
        database.execute(runAgain);
        assertThat(labels(migrate(database))).containsExactly("1_a");
        assertThat(database.query("SELECT n FROM public.effects")).containsExactly("1");
    }

    @Test
    void procedureThatCommitsRunsOnlyWithoutATransaction(TestDatabase database) {
        database.execute(
                "CREATE TABLE public.effects (n int)",
                "CREATE PROCEDURE public.work() LANGUAGE plpgsql AS"
                        + " 'BEGIN INSERT INTO public.effects VALUES (1); COMMIT; END'");
        this.files.with("1_a.up.sql", "CALL public.work();");
        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrate(database))
                .withMessageContaining("invalid transaction termination")
                .withMessageContaining("-- applied-set: no-transaction");
        assertThat(database.query("SELECT n FROM public.effects")).isEmpty();

        this.files.with("1_a.up.sql", "-- applied-set: no-transaction\nCALL public.work();");
        assertThat(labels(migrate(database))).containsExactly("1_a");
        assertThat(database.query("SELECT n FROM public.effects")).containsExactly("1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DO 'BEGIN COMMIT; END' | move it out of the block",
                "ALTER TYPE public.mood ADD VALUE 'bad'; SELECT CAST('bad' AS public.mood) | COMMIT; and BEGIN;",
            })
    void doesNotSuggestNoTransactionForABlock(String sql, String advice, TestDatabase database) {
        database.execute("CREATE TYPE public.mood AS ENUM ('good')");
        this.files.with("1_a.up.sql", "-- applied-set: no-transaction\nBEGIN; " + sql + "; COMMIT;");

        assertThat(catchThrowableOfType(MigrationFailedException.class, () -> migrate(database))
                        .action())
                .contains(advice)
                .doesNotContain("-- applied-set: no-transaction");
    }

    @Test
    void retriesOnlyTheStatementThatHitALock(TestDatabase database) throws Exception {
        database.execute("CREATE TABLE public.busy (id int)", "CREATE TABLE public.effects (n int)");
        this.files.with("1_a.up.sql", """
                -- applied-set: no-transaction
                INSERT INTO public.effects VALUES (1);
                ALTER TABLE public.busy ADD note text;
                """);
        whileWriting(
                "public.busy",
                database,
                () -> assertThatExceptionOfType(MigrationFailedException.class)
                        .isThrownBy(() -> migrator(database)
                                .lockTimeout(Duration.ofMillis(5))
                                .lockRetries(2)
                                .build()
                                .migrate())
                        .withMessageContaining("Tried 3 times")
                        .withMessageContaining("In use by: pid"));

        assertThat(labels(migrate(database))).containsExactly("1_a");
        assertThat(database.query("SELECT n FROM public.effects")).containsExactly("1");
    }

    @Test
    void blockIsCommittedAsOnePartAndRepeatedAsAWhole(TestDatabase database, CapturedOutput output) {
        database.execute("CREATE TABLE public.effects (n int)");
        this.files.with("1_a.up.sql", """
                -- applied-set: no-transaction
                INSERT INTO public.effects VALUES (1);
                BEGIN;
                INSERT INTO public.effects VALUES (2);
                INSERT INTO public.later VALUES (3);
                COMMIT;
                CREATE INDEX CONCURRENTLY effects_n ON public.effects (n);
                """);

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrate(database))
                .withMessageContaining("failed at statement 2 of 3, outside a transaction.")
                .withMessageContaining("line 5, column 13");
        assertThat(database.query("SELECT n FROM public.effects")).containsExactly("1");
        assertThat(database.query("SELECT next_statement || ' ' || running FROM public.applied_migrations_unfinished"))
                .containsExactly("1 false");

        database.execute("CREATE TABLE public.later (n int)");
        assertThat(labels(migrate(database))).containsExactly("1_a");
        assertThat(output).contains("Migration 1_a continues with statement 2");
        assertThat(database.query("SELECT n FROM public.effects ORDER BY n")).containsExactly("1", "2");
        assertThat(database.query("SELECT n FROM public.later")).containsExactly("3");
        assertThat(database.query(
                        "SELECT 1 FROM pg_index WHERE indexrelid = 'public.effects_n'::regclass AND indisvalid"))
                .hasSize(1);
    }

    @Test
    void failedCommitOfABlockIsReported(TestDatabase database) {
        database.execute(
                "CREATE TABLE public.parent (id int PRIMARY KEY)",
                "CREATE TABLE public.effects (n int REFERENCES public.parent DEFERRABLE INITIALLY DEFERRED)");
        this.files.with(
                "1_a.up.sql",
                "-- applied-set: no-transaction\nSTART TRANSACTION;\nINSERT INTO public.effects VALUES (1);\nEND;\n");

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrate(database))
                .withMessageContaining("line 4, column 1")
                .withMessageContaining("23503");
        assertThat(database.query("SELECT n FROM public.effects")).isEmpty();
    }

    @Test
    void blocksCommitOneByOneSoThatANewEnumValueCanBeUsed(TestDatabase database) {
        database.execute("CREATE TYPE public.mood AS ENUM ('ok')", "CREATE TABLE public.moods (m public.mood)");
        String sql = """
                BEGIN;
                ALTER TYPE public.mood ADD VALUE 'bad';
                COMMIT;
                BEGIN;
                INSERT INTO public.moods VALUES ('bad');
                COMMIT;
                """;
        this.files.with("1_a.up.sql", sql);

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrate(database))
                .withMessageContaining("line 5, column 34")
                .withMessageContaining("its BEGIN and COMMIT, if it has any, do not count")
                .withMessageContaining("-- applied-set: no-transaction");

        this.files.with("1_a.up.sql", "-- applied-set: no-transaction\n" + sql);
        assertThat(labels(migrate(database))).containsExactly("1_a");
        assertThat(database.query("SELECT m FROM public.moods")).containsExactly("bad");
    }

    @Test
    void suggestsMovingAStatementOutOfItsBlock(TestDatabase database) {
        this.files.with("1_a.up.sql", "-- applied-set: no-transaction\nBEGIN;\nVACUUM;\nCOMMIT;\n");

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrate(database))
                .withMessageContaining("move it out of the block from BEGIN to COMMIT")
                .withMessageContaining("line 3, column 1");
    }

    @Test
    void sessionThatADoneBlockSetUpIsSetUpAgain(TestDatabase database) {
        this.files.with("1_a.up.sql", """
                -- applied-set: no-transaction
                BEGIN;
                SET search_path = there;
                SET LOCAL lock_timeout = '1h';
                COMMIT;
                CREATE TABLE t (a int);
                """);
        assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> migrate(database));

        database.execute("CREATE SCHEMA there");
        migrate(database);

        assertThat(database.hasTable("there.t")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00c4rger_idx",
                "an_index_with_a_name_that_is_longer_than_the_63_bytes_that_postgresql_keeps",
                "\u00e4n_index_with_a_name_that_is_longer_than_the_63_bytes_that_postgresql_keeps",
                "\"An index \"\"with\"\" a name that is longer than the 63 bytes that PostgreSQL keeps\"",
            })
    void invalidIndexIsFoundByTheNameThatIsStored(String name, TestDatabase database) {
        database.execute("CREATE TABLE public.t (c int)", "INSERT INTO public.t VALUES (1), (1)");
        this.files.with("1_a.up.sql", "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS " + name + " ON public.t (c)");
        assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> migrate(database));
        database.execute("DELETE FROM public.t");

        assertThat(labels(migrate(database))).containsExactly("1_a");
        assertThat(database.query("SELECT indisvalid FROM pg_index WHERE indrelid = to_regclass('public.t')"))
                .containsExactly("t");
    }
}
