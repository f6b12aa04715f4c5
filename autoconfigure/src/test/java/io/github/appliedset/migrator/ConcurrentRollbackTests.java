package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migration.MigrationReport.Executed;
import io.github.appliedset.migration.RollbackRefusedException;
import io.github.appliedset.session.AdvisoryLock;
import io.github.appliedset.support.LogLines;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.Together;
import io.github.appliedset.tracker.TrackerTable;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two processes that roll back at once, or one that rolls back while another applies. */
@Timeout(120)
class ConcurrentRollbackTests extends MigratorTestSupport {

    private static final long KEY = new TrackerTable("public", "applied_migrations").lockKey();
    private static final String DONE = "done";

    /** What happens twice, or not at all, is seen in the sum of the changes. */
    private void write(int first, int last) {
        for (int version = first; version <= last; version++) {
            this.files
                    .with(version + "_x.up.sql", "INSERT INTO public.effects VALUES (" + version + ", 1);")
                    .with(version + "_x.down.sql", "INSERT INTO public.effects VALUES (" + version + ", -1);");
        }
    }

    private void apply(TestDatabase database, int count) {
        database.execute("CREATE TABLE public.effects (version int, change int)");
        write(1, count);
        migrate(database);
    }

    private String rollBack(TestDatabase database, int count) {
        try {
            migrator(database).build().rollback(count);
            return DONE;
        } catch (RollbackRefusedException refused) {
            return refused.getMessage();
        }
    }

    private static void schemaAndTableAgree(TestDatabase database) {
        assertThat(database.query("SELECT version || '_x ' || sum(change) FROM public.effects GROUP BY version"
                        + " HAVING sum(change) <> 0 ORDER BY version"))
                .containsExactlyElementsOf(
                        database.applied().stream().map(label -> label + " 1").toList());
    }

    /** Both have decided, and wait for the lock that somebody else holds, when they begin. */
    private static List<String> whenTheLockIsFree(
            TestDatabase database, Callable<String> first, Callable<String> second) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Future<String>> outcomes = new ArrayList<>();
        try (Connection holder = database.dataSource().getConnection()) {
            Sql.execute(holder, "SELECT pg_advisory_lock(" + KEY + ")");
            for (Callable<String> process : List.of(first, second)) {
                try (LogLines log = new LogLines(AdvisoryLock.class.getName())) {
                    outcomes.add(threads.submit(process));
                    log.await("Waiting up to");
                }
            }
            Sql.execute(holder, "SELECT pg_advisory_unlock(" + KEY + ")");
            return List.of(outcomes.get(0).get(), outcomes.get(1).get());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void oneOfTwoConcurrentRollbacksIsRefused(TestDatabase database) throws Exception {
        apply(database, 6);

        List<String> outcomes = whenTheLockIsFree(database, () -> rollBack(database, 3), () -> rollBack(database, 3));

        assertThat(outcomes)
                .containsOnlyOnce(DONE)
                .filteredOn(outcome -> !outcome.equals(DONE))
                .singleElement()
                .asString()
                .contains("The rollback was refused. Nothing was rolled back.")
                .contains("Migration 6_x is no longer applied: another process changed the table")
                .contains("--applied-set.command=status");
        assertThat(database.applied()).containsExactly("1_x", "2_x", "3_x");
        schemaAndTableAgree(database);
    }

    /** The versions are those that were there: only the rows tell. */
    @ParameterizedTest
    @CsvSource({
        "applied_at = now(), 2, 2_x was rolled back and applied again",
        "applied_at = now(), 3, 3_x was rolled back and applied again",
        "checksum = md5(checksum), 3, 3_x has another name or checksum now",
        "name = 'y', 3, 3_y has another name or checksum now"
    })
    void rollbackOfARowThatIsNotTheSameIsRefused(String change, int version, String reason, TestDatabase database)
            throws Exception {
        apply(database, 3);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (LogLines log = new LogLines(AdvisoryLock.class.getName());
                Connection holder = database.dataSource().getConnection()) {
            Sql.execute(holder, "SELECT pg_advisory_lock(" + KEY + ")");
            Future<String> refused = threads.submit(() -> rollBack(database, 1));
            log.await("Waiting up to");
            database.execute("UPDATE public.applied_migrations SET " + change + " WHERE version = " + version);
            Sql.execute(holder, "SELECT pg_advisory_unlock(" + KEY + ")");

            assertThat(refused.get())
                    .contains("The rollback was refused. Nothing was rolled back.")
                    .contains("Migration " + reason + ": another process changed the table after this rollback");
        } finally {
            threads.shutdownNow();
        }
        assertThat(database.query("SELECT sum(change) FROM public.effects")).containsExactly("3");
    }

    @Test
    void rollbackThatWaitsForAProcessThatAppliesIsRefused(TestDatabase database) throws Exception {
        apply(database, 6);
        this.files.with("7_gate.up.sql", "SELECT pg_advisory_lock_shared(1);");
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (LogLines log = new LogLines(AdvisoryLock.class.getName());
                Connection gate = database.dataSource().getConnection()) {
            Sql.execute(gate, "SELECT pg_advisory_lock(1)");
            Future<MigrationReport> applying = threads.submit(() -> migrate(database));
            Sql.awaitRow(
                    database.superuser(),
                    "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = current_database()");
            Future<String> refused = threads.submit(() -> rollBack(database, 1));
            log.await("Waiting up to");
            Sql.execute(gate, "SELECT pg_advisory_unlock(1)");

            assertThat(labels(applying.get())).containsExactly("7_gate");
            assertThat(refused.get())
                    .contains("The rollback was refused. Nothing was rolled back.")
                    .contains("Migration 7_gate was applied: another process changed the table after this rollback");
        } finally {
            threads.shutdownNow();
        }
        assertThat(database.applied()).hasSize(7);
    }

    @Test
    void rollbackStopsHalfwayIfAnotherProcessApplies(TestDatabase database) {
        apply(database, 6);
        MigrationListener another = new MigrationListener() {
            @Override
            public void afterRollback(Target target, Executed executed) {
                write(7, 7);
                migrate(database);
            }
        };

        assertThatExceptionOfType(RollbackRefusedException.class)
                .isThrownBy(() ->
                        migrator(database).listeners(List.of(another)).build().rollback(3))
                .withMessageContaining("The rollback was refused. Already rolled back: 6_x.")
                .withMessageContaining("Migration 6_x was applied: another process changed the table")
                .withMessageContaining("Migration 7_x was applied: another process changed the table");
        assertThat(database.applied()).hasSize(7);
        schemaAndTableAgree(database);
    }

    @Test
    void rollbackIsRefusedOrDoneBeforeAnotherProcessApplies(TestDatabase database) throws Exception {
        apply(database, 6);
        write(7, 8);

        List<String> outcomes = whenTheLockIsFree(database, () -> rollBack(database, 3), () -> {
            migrate(database);
            return DONE;
        });

        if (!outcomes.get(0).equals(DONE)) {
            assertThat(outcomes.get(0))
                    .contains("The rollback was refused.")
                    .contains("another process changed the table after this rollback was decided");
        }
        assertThat(outcomes.get(1)).isEqualTo(DONE);
        schemaAndTableAgree(database);
        assertThat(labels(migrate(database))).doesNotContain("7_x", "8_x");
        assertThat(database.applied()).hasSize(8);
        schemaAndTableAgree(database);
    }

    @Test
    void schemaAndTableAgreeAfterConcurrentRollbacks(TestDatabase database) throws Exception {
        apply(database, 20);
        for (int round = 1; round <= 5; round++) {
            List<String> outcomes = Together.run(8, process -> () -> {
                if (process % 2 == 0) {
                    return rollBack(database, 5);
                }
                migrate(database);
                return DONE;
            });

            assertThat(outcomes)
                    .allSatisfy(outcome -> assertThat(outcome).matches("(?s)done|The rollback was refused\\..*"));
            schemaAndTableAgree(database);
        }
        migrate(database);
        assertThat(database.applied()).hasSize(20);
        schemaAndTableAgree(database);
    }
}
