package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.appliedset.migration.ConflictPolicy;
import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.RollbackRefusedException;
import io.github.appliedset.migration.RollbackReport;
import io.github.appliedset.run.MigrationRun;
import io.github.appliedset.run.RollbackDecision;
import io.github.appliedset.session.AdvisoryLock;
import io.github.appliedset.support.LogLines;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.tracker.TrackerTable;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RollbackTests extends MigratorTestSupport {

    private static List<String> undone(RollbackReport report) {
        return report.rolledBack().stream()
                .map(undone -> undone.migration().label())
                .toList();
    }

    private void withThree() {
        this.files
                .with("1_a.up.sql", "CREATE TABLE public.a (id int);")
                .with("1_a.down.sql", "DROP TABLE public.a;")
                .with("2_b.up.sql", "CREATE TABLE public.b (id int);")
                .with("2_b.down.sql", "DROP TABLE public.b;")
                .with("3_c.up.sql", "CREATE TABLE public.c (id int);")
                .with("3_c.down.sql", "DROP TABLE public.c;");
    }

    @Test
    void undoesTheLastOnesThatWereAppliedNewestFirst(TestDatabase database) {
        withThree();
        migrator(database)
                .only(migration -> migration.version().value() != 2)
                .build()
                .migrate();
        migrate(database);

        try (LogLines log = new LogLines(MigrationRun.class.getName())) {
            RollbackReport report = migrator(database).build().rollback(2);

            assertThat(undone(report)).containsExactly("2_b", "3_c");
            assertThat(report.rolledBack())
                    .allSatisfy(undone -> assertThat(undone.duration()).isPositive());
            assertThat(log.soFar())
                    .filteredOn(line -> line.startsWith("Rolled back "))
                    .first()
                    .asString()
                    .startsWith("Rolled back 2_b in ")
                    .endsWith(" ms (1/2)");
        }
        assertThat(database.applied()).containsExactly("1_a");
        assertThat(database.hasTable("public.c")).isFalse();
        assertThat(labels(migrate(database))).containsExactly("2_b", "3_c");
    }

    @Test
    void undoesWhatWasAppliedAfterAVersion(TestDatabase database) {
        withThree();
        migrator(database)
                .only(migration -> migration.version().value() != 2)
                .build()
                .migrate();
        migrate(database);

        assertThat(undone(migrator(database).build().rollbackTo(3))).containsExactly("2_b");
        assertThat(database.applied()).containsExactly("1_a", "3_c");
        assertThat(undone(migrator(database).build().rollbackTo(3))).isEmpty();
    }

    @Test
    void previewNamesTheSameAndUndoesNothing(TestDatabase database) {
        withThree();
        Migrator migrator = migrator(database).build();
        migrator.migrate();

        assertThat(migrator.previewRollback(2))
                .extracting(step -> step.file().path())
                .allSatisfy(path -> assertThat(path).endsWith(".down.sql"))
                .hasSize(2)
                .first()
                .asString()
                .endsWith("3_c.down.sql");
        assertThat(migrator.previewRollbackTo(1))
                .extracting(step -> step.migration().label())
                .containsExactly("3_c", "2_b");
        assertThat(catchThrowableOfType(RollbackRefusedException.class, () -> migrator.previewRollbackTo(7)))
                .isNotNull();
        assertThatIllegalArgumentException().isThrownBy(() -> migrator.previewRollback(0));
        assertThat(database.applied()).hasSize(3);
    }

    @Test
    void migrationInJavaThatBringsItsUndoIsUndone(TestDatabase database) {
        withThree();
        Migrator migrator =
                migrator(database).javaMigrations(List.of(new Undoable(false))).build();
        migrator.migrate();
        assertThat(database.hasTable("public.in_java")).isTrue();

        assertThat(undone(migrator.rollback(2))).containsExactly("4_in_java", "3_c");

        assertThat(database.hasTable("public.in_java")).isFalse();
        assertThat(database.applied()).containsExactly("1_a", "2_b");
    }

    @Test
    void undoInJavaThatFailsIsRolledBackWithItsRow(TestDatabase database) {
        withThree();
        Migrator migrator =
                migrator(database).javaMigrations(List.of(new Undoable(true))).build();
        migrator.migrate();

        assertThat(catchThrowableOfType(MigrationFailedException.class, () -> migrator.rollback(1)))
                .hasMessageContaining("Rolling back 4_in_java failed; the database is as it was before the attempt.")
                .hasMessageContaining("not today");

        assertThat(database.hasTable("public.in_java")).isTrue();
        assertThat(database.applied()).contains("4_in_java");
    }

    private record Undoable(boolean fails) implements ReversibleMigration {

        @Override
        public long version() {
            return 4;
        }

        @Override
        public String name() {
            return "in_java";
        }

        @Override
        public void migrate(Connection connection) throws Exception {
            execute(connection, "CREATE TABLE public.in_java (id int)");
        }

        @Override
        public void undo(Connection connection) throws Exception {
            execute(connection, "DROP TABLE public.in_java");
            if (this.fails) {
                throw new IllegalStateException("not today");
            }
        }

        private static void execute(Connection connection, String sql) throws Exception {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void undoesAnEditedVersionIfTheOperatorAllowsIt(TestDatabase database) {
        withThree();
        migrate(database);
        this.files.with("3_c.up.sql", "CREATE TABLE public.c (id int, merged text);");

        assertThat(catchThrowableOfType(
                        RollbackRefusedException.class,
                        () -> migrator(database).build().rollback(1)))
                .hasMessageContaining("Migration 3_c was edited after it was applied")
                .hasMessageContaining("If the down file still undoes what was applied")
                .hasMessageContaining("--applied-set.checksum-mismatch=warn")
                .hasMessageNotContaining("accept-checksum");

        try (LogLines log = new LogLines(RollbackDecision.class.getName())) {
            assertThat(undone(migrator(database)
                            .checksumMismatch(ConflictPolicy.WARN)
                            .build()
                            .rollback(1)))
                    .containsExactly("3_c");
            assertThat(log.soFar())
                    .singleElement()
                    .asString()
                    .contains("3_c was edited after it was applied", "is unknown");
        }
        assertThat(labels(migrate(database))).containsExactly("3_c");
        assertThat(database.query("SELECT merged FROM public.c")).isEmpty();
    }

    @Test
    void moreThanThereAreMeansAll(TestDatabase database) {
        withThree();
        migrate(database);

        assertThat(undone(migrator(database).build().rollback(9))).containsExactly("3_c", "2_b", "1_a");
        assertThat(database.applied()).isEmpty();
    }

    @Test
    void versionThatIsNotAppliedAndCountThatIsNoneAreRefused(TestDatabase database) {
        withThree();
        Migrator migrator = migrator(database).build();
        migrator.migrate();

        assertThat(catchThrowableOfType(RollbackRefusedException.class, () -> migrator.rollbackTo(7)))
                .hasMessageContaining("Version 7 is not applied");
        assertThatIllegalArgumentException().isThrownBy(() -> migrator.rollback(0));
        assertThat(database.applied()).hasSize(3);
    }

    @Test
    void everyReasonAgainstIsNamedAndNothingIsUndone(TestDatabase database) {
        this.files
                .with("1_no_down.up.sql", "SELECT 1;")
                .with("2_renamed.up.sql", "SELECT 1;")
                .with("2_renamed.down.sql", "SELECT 1;")
                .with("3_edited.up.sql", "SELECT 1;")
                .with("3_edited.down.sql", "SELECT 1;")
                .with("4_commits.up.sql", "SELECT 1;")
                .with("4_commits.down.sql", "SELECT 1;\nCOMMIT;\n")
                .with("5_fine.up.sql", "SELECT 1;")
                .with("5_fine.down.sql", "SELECT 1;");
        migrate(database);
        database.execute(
                "UPDATE public.applied_migrations SET name = 'other' WHERE version = 2",
                "UPDATE public.applied_migrations SET checksum = 'other' WHERE version = 3",
                "INSERT INTO public.applied_migrations VALUES (6, 'orphan')");

        RollbackRefusedException refused = catchThrowableOfType(
                RollbackRefusedException.class, () -> migrator(database).build().rollback(6));

        assertThat(refused.obstacles())
                .extracting(
                        obstacle -> obstacle.description().lines().findFirst().orElseThrow())
                .satisfiesExactlyInAnyOrder(
                        text -> assertThat(text).startsWith("Migration 6_orphan was applied at"),
                        text -> assertThat(text).startsWith("Version 2 was applied as 'other'"),
                        text -> assertThat(text).startsWith("Migration 3_edited was edited"),
                        text -> assertThat(text).isEqualTo("Migration 1_no_down has no down file:"),
                        text -> assertThat(text).endsWith("4_commits.down.sql, line 2, column 1"));
        assertThat(database.applied()).hasSize(6);
    }

    @Test
    void editedFileIsNoObstacleInModeWarn(TestDatabase database) {
        withThree();
        migrate(database);
        database.execute("UPDATE public.applied_migrations SET checksum = 'other' WHERE version = 3");

        assertThat(undone(migrator(database)
                        .checksumMismatch(ConflictPolicy.WARN)
                        .build()
                        .rollback(1)))
                .containsExactly("3_c");
    }

    @Test
    void downFileThatFailsIsRolledBackWithItsRow(TestDatabase database) {
        withThree();
        migrate(database);
        this.files.with("2_b.down.sql", "DROP TABLE public.b;\nDROP TABLE public.nowhere;\n");

        MigrationFailedException failure = catchThrowableOfType(
                MigrationFailedException.class, () -> migrator(database).build().rollback(3));

        assertThat(failure)
                .hasMessageContaining("Rolling back 2_b failed; the database is as it was before the attempt.")
                .hasMessageContaining("2_b.down.sql, line 2, column 1")
                .hasMessageContaining("Rolled back by this run: 3_c")
                .hasMessageContaining("Not tried: 1_a")
                .hasMessageContaining("Correct the down file, and roll back again");
        assertThat(database.applied()).containsExactly("1_a", "2_b");
        assertThat(database.hasTable("public.b")).isTrue();
    }

    @Test
    void doesNotSuggestRepeatingAViewForADownFile(TestDatabase database) {
        this.files
                .with("1_a.up.sql", "CREATE TABLE public.a (id int, note text);")
                .with("1_a.down.sql", "ALTER TABLE public.a DROP COLUMN note;")
                .with("v.repeatable.sql", "CREATE OR REPLACE VIEW public.v AS SELECT note FROM public.a;");
        migrate(database);

        MigrationFailedException failure = catchThrowableOfType(
                MigrationFailedException.class, () -> migrator(database).build().rollback(1));

        assertThat(failure.action())
                .doesNotContain("repeats=")
                .contains("What a repeatable migration makes is made again", "roll back again");
    }

    @Test
    void downFileThatEndsItsTransactionIsFoundOut(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;").with("1_a.down.sql", "CALL public.commits();");
        migrate(database);
        database.execute("CREATE PROCEDURE public.commits() LANGUAGE plpgsql AS 'BEGIN COMMIT; END'");

        assertThat(catchThrowableOfType(
                        MigrationFailedException.class,
                        () -> migrator(database).build().rollback(1)))
                .isNotNull();
        assertThat(database.applied()).containsExactly("1_a");
    }

    @Test
    void runsOutsideATransactionOnRequest(TestDatabase database) {
        database.execute("CREATE TABLE public.t (id int)");
        this.files
                .with("1_a.up.sql", "CREATE INDEX CONCURRENTLY t_a ON public.t (id);")
                .with("1_a.down.sql", "DROP INDEX CONCURRENTLY public.t_a;")
                .with("2_b.up.sql", "CREATE INDEX CONCURRENTLY t_b ON public.t (id);")
                .with(
                        "2_b.down.sql",
                        "-- applied-set: no-transaction\nDROP INDEX CONCURRENTLY IF EXISTS public.t_b;\nSELECT 1;\n");
        migrate(database);

        assertThat(undone(migrator(database).build().rollback(2))).containsExactly("2_b", "1_a");
        assertThat(database.query("SELECT indexname FROM pg_indexes WHERE tablename = 't'"))
                .isEmpty();
        assertThat(database.applied()).isEmpty();
    }

    @Test
    void failedNonTransactionalRollbackStaysRecorded(TestDatabase database) {
        this.files
                .with("1_a.up.sql", "SELECT 1;")
                .with("1_a.down.sql", "-- applied-set: no-transaction\nVACUUM;\nVACUUM public.nowhere;\n");
        migrate(database);

        assertThat(catchThrowableOfType(
                        MigrationFailedException.class,
                        () -> migrator(database).build().rollback(1)))
                .hasMessageContaining("failed at statement 2 of 2, outside a transaction")
                .hasMessageContaining("The next rollback continues with statement 2.");
        assertThat(database.applied()).containsExactly("1_a");
        database.execute("CREATE TABLE public.nowhere (id int)");
        assertThat(undone(migrator(database).build().rollback(1))).containsExactly("1_a");
    }

    @Test
    void triesAgainAfterALockTimeout(TestDatabase database) throws Exception {
        withThree();
        migrate(database);
        try (LogLines log = new LogLines(MigrationRun.class.getName());
                Connection reader = database.dataSource().getConnection();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("SELECT * FROM public.c");
            Migrator migrator =
                    migrator(database).lockTimeout(Duration.ofMillis(50)).build();
            CompletableFuture<RollbackReport> run = CompletableFuture.supplyAsync(() -> migrator.rollback(1));

            log.await("Rollback of 3_c hit a lock timeout or deadlock; retrying (1 of 10)");
            reader.rollback();

            assertThat(undone(run.get(60, TimeUnit.SECONDS))).containsExactly("3_c");
        }
    }

    @Test
    void concurrentRollbacksUndoOnce(TestDatabase database) throws Exception {
        this.files.with("1_a.up.sql", "SELECT 1;").with("1_a.down.sql", "DROP TABLE public.once;");
        migrate(database);
        database.execute("CREATE TABLE public.once (id int)");
        try (LogLines log = new LogLines(AdvisoryLock.class.getName());
                Connection holder = database.dataSource().getConnection();
                Statement statement = holder.createStatement()) {
            statement.execute(
                    "SELECT pg_advisory_lock(" + new TrackerTable("public", "applied_migrations").lockKey() + ")");
            CompletableFuture<RollbackReport> waiting = CompletableFuture.supplyAsync(
                    () -> migrator(database).build().rollback(1));
            log.await("Waiting up to");
            database.execute("DELETE FROM public.applied_migrations");
            statement.execute("SELECT pg_advisory_unlock_all()");

            assertThat(waiting)
                    .failsWithin(Duration.ofSeconds(60))
                    .withThrowableOfType(ExecutionException.class)
                    .havingCause()
                    .isInstanceOf(RollbackRefusedException.class)
                    .withMessageContaining("is no longer applied");
        }
        assertThat(database.hasTable("public.once")).isTrue();
    }

    @Test
    void downFileMayChangeItsSession(TestDatabase database) {
        withThree();
        migrate(database);
        this.files.with(
                "3_c.down.sql", "SET search_path = nowhere;\nSET statement_timeout = 500;\nDROP TABLE public.c;");

        assertThat(undone(migrator(database).build().rollback(2))).containsExactly("3_c", "2_b");
    }
}
