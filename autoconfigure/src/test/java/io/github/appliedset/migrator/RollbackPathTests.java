package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationCounts;
import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.MigrationReport.Executed;
import io.github.appliedset.migration.RollbackRefusedException;
import io.github.appliedset.migration.RollbackReport;
import io.github.appliedset.run.MigrationRun;
import io.github.appliedset.session.AdvisoryLock;
import io.github.appliedset.session.RunProgress;
import io.github.appliedset.support.LogLines;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.fault.FaultProxy;
import io.github.appliedset.support.fault.FaultProxy.Moment;
import io.github.appliedset.tracker.TrackerTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A rollback gets around each step what a migration gets: it is the same code. */
@Timeout(120)
class RollbackPathTests extends MigratorTestSupport {

    private static final long LOCK = new TrackerTable("public", "applied_migrations").lockKey();

    private static List<String> labels(RollbackReport report) {
        return report.rolledBack().stream()
                .map(executed -> executed.migration().label())
                .toList();
    }

    private void withTables(int count) {
        for (int version = 1; version <= count; version++) {
            this.files
                    .with(version + "_t.up.sql", "CREATE TABLE public.t" + version + " (id int);")
                    .with(version + "_t.down.sql", "DROP TABLE public.t" + version + ";");
        }
    }

    private static class Reversible implements ReversibleMigration {

        private final String undo;
        private int undone;

        Reversible(String undo) {
            this.undo = undo;
        }

        @Override
        public long version() {
            return 9;
        }

        @Override
        public String name() {
            return "java";
        }

        @Override
        public void migrate(Connection connection) throws SQLException {
            Sql.execute(connection, "CREATE TABLE public.j (id int)");
            Sql.execute(connection, "CREATE INDEX j_id ON public.j (id)");
        }

        @Override
        public void undo(Connection connection) throws SQLException {
            this.undone++;
            Sql.execute(connection, "ALTER TABLE public.j ADD late int");
            Sql.execute(connection, this.undo);
        }
    }

    @Test
    void undoInJavaNeverRunsOutsideATransaction(TestDatabase database) {
        for (String refused : List.of("DROP INDEX CONCURRENTLY public.j_id", "VACUUM", "ALTER SYSTEM RESET ALL")) {
            Reversible java = new Reversible(refused);
            Migrator migrator = Migrator.builder()
                    .dataSource(database.superuser())
                    .locations(this.files.location())
                    .javaMigrations(List.of(java))
                    .build();
            migrator.migrate();

            assertThat(catchThrowableOfType(MigrationFailedException.class, () -> migrator.rollback(1)))
                    .as(refused)
                    .hasMessageContaining("Rolling back 9_java failed; the database is as it was before the attempt.")
                    .hasMessageContaining("Move the statement to a SQL file.");

            assertThat(java.undone).as(refused).isEqualTo(1);
            assertThat(Sql.firstColumn(database.superuser(), "SELECT version FROM public.applied_migrations"))
                    .containsExactly("9");
        }
        assertThat(database.query(
                        "SELECT attname FROM pg_attribute WHERE attrelid = 'public.j'::regclass" + " AND attnum > 0"))
                .containsExactly("id");
    }

    @Test
    void classIsCalledAgainAfterALockTimeout(TestDatabase database) throws Exception {
        Reversible java = new Reversible("DROP TABLE public.j");
        Migrator migrator = migrator(database)
                .javaMigrations(List.of(java))
                .lockTimeout(Duration.ofMillis(50))
                .build();
        migrator.migrate();
        try (LogLines log = new LogLines(MigrationRun.class.getName());
                Connection reader = database.dataSource().getConnection();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("SELECT * FROM public.j");
            CompletableFuture<RollbackReport> run = CompletableFuture.supplyAsync(() -> migrator.rollback(1));
            log.await("Rollback of 9_java hit a lock timeout or deadlock; retrying (1 of 10)");
            reader.rollback();

            assertThat(labels(run.get(60, TimeUnit.SECONDS))).containsExactly("9_java");
        }
        assertThat(java.undone).isGreaterThan(1);
    }

    @Test
    void migrationAppliedBeforeTheLockIsFreeRefusesIt(TestDatabase database) throws Exception {
        withTables(2);
        migrate(database);

        refusedIfMeanwhile(
                database,
                "INSERT INTO public.applied_migrations VALUES (3, 'newest', clock_timestamp())",
                "Migration 3_newest was applied: another process changed the table");

        assertThat(database.applied()).containsExactly("1_t", "2_t", "3_newest");
        assertThat(database.hasTable("public.t2")).isTrue();
    }

    @Test
    void lateMigrationAppliedMeanwhileRefusesItToo(TestDatabase database) throws Exception {
        withTables(2);
        migrate(database);

        refusedIfMeanwhile(
                database,
                "INSERT INTO public.applied_migrations VALUES (0 + 7, 'x', '2001-01-01'); "
                        + "DELETE FROM public.applied_migrations WHERE version = 1",
                "1_t is no longer applied");

        assertThat(database.hasTable("public.t2")).isTrue();
    }

    private void refusedIfMeanwhile(TestDatabase database, String meanwhile, String message) throws Exception {
        Migrator migrator = migrator(database).build();
        try (LogLines log = new LogLines(AdvisoryLock.class.getName());
                Connection holder = database.dataSource().getConnection();
                Statement statement = holder.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + LOCK + ")");
            CompletableFuture<RollbackReport> waiting = CompletableFuture.supplyAsync(() -> migrator.rollback(1));
            log.await("Waiting up to");
            statement.execute(meanwhile);
            statement.execute("SELECT pg_advisory_unlock_all()");

            assertThat(waiting)
                    .failsWithin(Duration.ofSeconds(60))
                    .withThrowableOfType(ExecutionException.class)
                    .havingCause()
                    .isInstanceOf(RollbackRefusedException.class)
                    .withMessageContaining("The rollback was refused. Nothing was rolled back.")
                    .withMessageContaining(message);
        }
    }

    @Test
    void changeBetweenTwoStepsEndsTheRest(TestDatabase database) {
        withTables(3);
        migrate(database);
        Migrator migrator = migrator(database)
                .listeners(List.of(new MigrationListener() {
                    @Override
                    public void afterRollback(Target target, Executed executed) {
                        database.execute("INSERT INTO public.applied_migrations VALUES (8, 'other')");
                    }
                }))
                .build();

        assertThat(catchThrowableOfType(RollbackRefusedException.class, () -> migrator.rollback(2)))
                .hasMessageContaining("The rollback was refused. Already rolled back: 3_t.")
                .hasMessageContaining("Migration 8_other was applied");
        assertThat(database.applied()).containsExactly("1_t", "2_t", "8_other");
    }

    @Test
    void fileOutsideATransactionContinuesWhereItFailed(TestDatabase database) {
        database.execute("CREATE TABLE public.done (id int)");
        this.files.with("1_a.up.sql", "SELECT 1;").with("1_a.down.sql", """
                -- applied-set: no-transaction
                INSERT INTO public.done VALUES (1);
                INSERT INTO public.later VALUES (2);
                INSERT INTO public.done VALUES (3);
                """);
        migrate(database);
        Migrator migrator = migrator(database).build();

        assertThat(catchThrowableOfType(MigrationFailedException.class, () -> migrator.rollback(1)))
                .hasMessageContaining("Rolling back 1_a failed at statement 2 of 3, outside a transaction."
                        + " Earlier statements are kept. The next rollback continues with statement 2.");
        database.execute("CREATE TABLE public.later (id int)");
        assertThat(labels(migrator.rollback(1))).containsExactly("1_a");

        assertThat(database.query("SELECT id FROM public.done ORDER BY id")).containsExactly("1", "3");
        assertThat(database.query("SELECT version FROM public.applied_migrations_unfinished"))
                .isEmpty();
        assertThat(database.applied()).isEmpty();
    }

    @Test
    void connectionThatIsLostIsReplaced(TestDatabase database) throws Exception {
        withTables(4);
        migrate(database);
        int before;
        int messages;
        try (FaultProxy proxy = FaultProxy.inFrontOf(database.port())) {
            Migrator migrator = migratorAt(proxy, database);
            migrator.plan();
            before = proxy.messages();
            migrator.rollback(2);
            messages = proxy.messages();
        }
        migrate(database);
        // Somewhere in the first step, and with the answer to its commit.
        for (int message = before + (messages - before) / 3; message < messages; message += 7) {
            try (FaultProxy proxy = FaultProxy.inFrontOf(database.port())) {
                proxy.strikeAt(message, Moment.AFTER, () -> {});

                migratorAt(proxy, database).rollback(2);
            }
            assertThat(database.applied()).as("cut at %s", message).containsExactly("1_t", "2_t");
            assertThat(database.hasTable("public.t3")).isFalse();
            migrate(database);
        }
    }

    private Migrator migratorAt(FaultProxy proxy, TestDatabase database) {
        return Migrator.builder()
                .dataSource(database.dataSourceAt(proxy.port()))
                .locations(this.files.location())
                .build();
    }

    @Test
    void listenersAndProgressHearOfARollback(TestDatabase database) throws Exception {
        withTables(2);
        this.files.with("1_t.down.sql", "DROP TABLE public.nowhere;");
        migrate(database);
        List<String> calls = new ArrayList<>();
        Migrator migrator = migrator(database)
                .listeners(List.of(new MigrationListener() {
                    @Override
                    public void beforeMigration(Target target, Migration migration) {
                        calls.add("before migration");
                    }

                    @Override
                    public void beforeRollback(Target target, Migration migration) {
                        calls.add("before " + migration + " of " + target);
                    }

                    @Override
                    public void afterRollback(Target target, Executed executed) {
                        calls.add("after " + executed.migration());
                    }

                    @Override
                    public void rollbackFailed(Target target, Migration migration, RuntimeException failure) {
                        calls.add("failed " + migration);
                    }
                }))
                .progressEvery(Duration.ofMillis(1))
                .build();
        try (LogLines log = new LogLines(RunProgress.class.getName());
                Connection reader = database.dataSource().getConnection()) {
            reader.setAutoCommit(false);
            Sql.execute(reader, "LOCK TABLE public.t2 IN ACCESS SHARE MODE");
            CompletableFuture<RollbackReport> run = CompletableFuture.supplyAsync(() -> migrator.rollback(2));
            log.await("Rollback of 2_t has been running for 0 s: waits for pid ");
            reader.rollback();
            assertThat(run)
                    .failsWithin(Duration.ofSeconds(60))
                    .withThrowableOfType(ExecutionException.class)
                    .havingCause()
                    .isInstanceOf(MigrationFailedException.class);
        }
        assertThat(calls)
                .containsExactly(
                        "before 2_t of public.applied_migrations",
                        "after 2_t",
                        "before 1_t of public.applied_migrations",
                        "failed 1_t");
    }

    @Test
    void countsFollowRollbacksAndRepairs(TestDatabase database) {
        withTables(3);
        Migrator migrator = migrator(database).build();
        migrator.migrate();

        migrator.rollback(1);
        assertThat(migrator.lastCounts()).contains(new MigrationCounts(2, 1, 0));
        migrator.forget(1);
        assertThat(migrator.lastCounts()).contains(new MigrationCounts(1, 2, 0));

        this.files.with("2_t.down.sql", "SELECT 1 / 0;");
        database.execute("DROP TABLE public.t1");
        migrator.migrate();
        assertThat(catchThrowableOfType(MigrationFailedException.class, () -> migrator.rollback(3)))
                .isNotNull();
        assertThat(migrator.lastCounts())
                .contains(new MigrationCounts(
                        database.applied().size(), 3 - database.applied().size(), 0));
    }
}
