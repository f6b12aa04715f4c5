package io.github.appliedset.migrator;

import static io.github.appliedset.test.MigrationsAssert.assertThatMigrations;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationConflictException;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migration.MigrationReport.Executed;
import io.github.appliedset.migration.MigrationStatus;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.RepeatableState;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migration.VersionState.Pending;
import io.github.appliedset.run.DevelopmentSettings;
import io.github.appliedset.support.JdbcProxy;
import io.github.appliedset.support.LogLines;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.session.KeepsSessions;
import io.github.appliedset.tracker.Backfills;
import io.github.appliedset.tracker.TrackerTable;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Migrations that run in batches, while a run waits for them and in the background. */
@Timeout(120)
@KeepsSessions
class BackfillTests extends MigratorTestSupport {

    private static final String RANGE = "id BETWEEN current_setting('applied_set.batch_from')::bigint"
            + " AND current_setting('applied_set.batch_to')::bigint";
    private static final String FILL =
            "UPDATE public.users SET mail = lower(email) WHERE " + RANGE + " AND mail IS NULL;";
    private static final String BATCHES = """
            -- applied-set: batches=public.users.id
            -- applied-set: batch-size=10
            -- applied-set: pause=0ms
            """;
    private static final String BACKGROUND = BATCHES + "-- applied-set: background\n";
    private static final String PROGRESS = "SELECT batches || ' ' || row_count FROM public.applied_migrations_backfill";

    private static void users(TestDatabase database, int count) {
        database.execute(
                "CREATE TABLE public.users (id bigint PRIMARY KEY, email text, mail text)",
                "INSERT INTO public.users SELECT n, 'A' || n FROM generate_series(1, " + count + ") n");
    }

    private static List<String> filled(TestDatabase database) {
        return database.query("SELECT count(*) || ' of ' || (SELECT count(*) FROM public.users)"
                + " FROM public.users WHERE mail = lower(email)");
    }

    private static List<String> words(MigrationStatus status) {
        return status.all().stream()
                .map(state -> state.version() + " " + state.words())
                .toList();
    }

    /** Until nothing is left. */
    private static void finishInBackground(Migrator migrator) {
        while (migrator.continueBackfills() != null) {
            // Each call does what it can.
        }
    }

    @Test
    void everyBatchIsDoneInTheRun(TestDatabase database) {
        users(database, 95);
        database.execute("INSERT INTO public.users VALUES (-5, 'X'), (100000, 'Y')");
        this.files.with("1_fill.up.sql", BATCHES + FILL).with("2_next.up.sql", "SELECT 1;");

        MigrationReport report = migrate(database);

        assertThat(labels(report)).containsExactly("1_fill", "2_next");
        assertThat(filled(database)).containsExactly("97 of 97");
        assertThat(database.query(PROGRESS)).isEmpty();
        assertThat(migrate(database).applied()).isEmpty();
    }

    @Test
    void emptyTableIsDoneAtOnce(TestDatabase database) {
        this.files
                .with("1_t.up.sql", "CREATE TABLE public.users (id int PRIMARY KEY, email text, mail text);")
                .with("2_fill.up.sql", BACKGROUND + FILL)
                .with("3_after.up.sql", "-- applied-set: after=2_fill\nSELECT 1;");

        assertThat(labels(migrate(database))).containsExactly("1_t", "2_fill", "3_after");
    }

    @Test
    void batchesAreCommittedOneByOneAndGoOnAfterAFailure(TestDatabase database) {
        users(database, 30);
        database.execute("ALTER TABLE public.users ADD CHECK (mail <> 'a25')");
        this.files.with("1_fill.up.sql", BATCHES + FILL).with("2_next.up.sql", "SELECT 1;");

        MigrationFailedException failure =
                catchThrowableOfType(MigrationFailedException.class, () -> migrate(database));

        assertThat(failure.description())
                .contains(
                        "Migration 1_fill failed in batch 3 (keys 21 to 30), which was rolled back. Earlier batches are kept.")
                .contains("line 4, column 1")
                .contains("Not tried: 2_next");
        assertThat(failure.action())
                .contains("start again: it continues after its last batch")
                .contains("An edited file does so only after\n    --applied-set.command=resume --applied-set.version=1")
                .doesNotContain("Correct the file");
        assertThat(database.query(PROGRESS)).containsExactly("2 20");
        assertThat(filled(database)).containsExactly("20 of 30");
        assertThat(words(migrator(database).build().status())).containsExactly("1 failed", "2 pending");
        database.execute("ALTER TABLE public.users DROP CONSTRAINT users_mail_check");
        database.execute("UPDATE public.users SET mail = 'by app' WHERE id = 3");

        assertThat(labels(migrate(database))).containsExactly("1_fill", "2_next");
        assertThat(filled(database)).containsExactly("29 of 30");
    }

    @Test
    void firstBatchInTheForegroundTheRestInTheBackground(TestDatabase database) {
        users(database, 45);
        this.files
                .with("1_fill.up.sql", BACKGROUND + FILL)
                .with(
                        "2_not_null.up.sql",
                        "-- applied-set: after=1_fill\nALTER TABLE public.users ALTER mail SET NOT NULL;")
                .with("3_after.up.sql", "-- applied-set: after=2_not_null\nSELECT 1;")
                .with("4_other.up.sql", "SELECT 1;");
        Migrator migrator = migrator(database).build();

        MigrationReport report = migrator.migrate();

        assertThat(labels(report)).containsExactly("4_other");
        assertThat(database.query(PROGRESS)).containsExactly("1 10");
        MigrationStatus status = migrator.status();
        assertThat(words(status)).containsExactly("1 running", "2 waiting", "3 waiting", "4 applied");
        assertThat(status.missing()).isEmpty();
        Pending running = status.pending().get(0);
        assertThat(running.state().backfill().rows()).isEqualTo(10);
        assertThat(running.state().backfill().progress()).startsWith("10 of about ");
        assertThat(migrator.verify().pending()).hasSize(3);
        assertThat(migrator.await(Duration.ZERO).pending()).hasSize(3);
        assertThat(migrator.requireApplied(report.onDisk()).pending()).hasSize(3);
        assertThatMigrations(migrator).areAllApplied();

        finishInBackground(migrator);

        assertThat(filled(database)).containsExactly("45 of 45");
        assertThat(words(migrator.status()))
                .containsExactly("1 applied, late", "2 applied, late", "3 applied, late", "4 applied");
    }

    @Test
    void unstartedBackfillIsPending(TestDatabase database) {
        users(database, 45);
        this.files.with("1_fill.up.sql", BACKGROUND + FILL);
        Migrator migrator = migrator(database).build();

        assertThat(words(migrator.status())).containsExactly("1 pending");
        assertThat(migrator.status().missing()).hasSize(1);
        assertThatExceptionOfType(MigrationConflictException.class).isThrownBy(migrator::verify);
    }

    @Test
    void foregroundWaitsForAllOfIt(TestDatabase database) {
        users(database, 45);
        this.files
                .with("1_fill.up.sql", BACKGROUND + FILL)
                .with("2_after.up.sql", "-- applied-set: after=1_fill\nSELECT 1;");
        Migrator started = migrator(database).build();
        started.migrate();
        started.pauseBackfill(1);
        started.resumeBackfill(1);

        MigrationReport report = migrator(database).build().migrateWithBackfills();

        assertThat(labels(report)).containsExactly("1_fill", "2_after");
        assertThat(filled(database)).containsExactly("45 of 45");
        assertThat(started.continueBackfills()).isNull();
    }

    @Test
    void oneOfAllWorksAndAnotherTakesOver(TestDatabase database) {
        users(database, 45);
        this.files.with("1_fill.up.sql", BACKGROUND + FILL);
        Migrator first = migrator(database).build();
        Migrator second = migrator(database).build();
        first.migrate();
        second.migrate();

        second.continueBackfills();
        assertThat(database.query(PROGRESS)).as("the first works").containsExactly("1 10");
        first.continueBackfills();
        assertThat(database.query(PROGRESS)).containsExactly("2 20");
        // As if the first had died a minute ago.
        database.execute("UPDATE public.applied_migrations_backfill SET changed_at = changed_at - interval '1 minute'");
        finishInBackground(second);

        assertThat(filled(database)).containsExactly("45 of 45");
        assertThat(first.continueBackfills()).isNull();
    }

    @Test
    void noBatchRunsTwice(TestDatabase database) throws Exception {
        users(database, 200);
        database.execute("ALTER TABLE public.users ADD n int NOT NULL DEFAULT 0");
        this.files.with("1_fill.up.sql", BATCHES + "UPDATE public.users SET n = n + 1 WHERE " + RANGE + ";");

        List<CompletableFuture<MigrationReport>> runs = List.of(
                CompletableFuture.supplyAsync(() -> migrate(database)),
                CompletableFuture.supplyAsync(() -> migrate(database)),
                CompletableFuture.supplyAsync(() -> migrate(database)));
        int applied = 0;
        for (CompletableFuture<MigrationReport> run : runs) {
            applied += run.get(60, TimeUnit.SECONDS).applied().size();
        }

        assertThat(applied).isEqualTo(1);
        assertThat(database.query("SELECT DISTINCT n FROM public.users")).containsExactly("1");
    }

    /** Those that the check of the file accepts. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                FILL,
                "UPDATE public.users SET mail = lower(email) WHERE " + RANGE
                        + " AND id IN (SELECT id FROM public.users WHERE mail IS NULL FOR UPDATE);",
                "INSERT INTO public.users SELECT id, email, lower(email) FROM public.users WHERE " + RANGE
                        + " ON CONFLICT (id) DO UPDATE SET mail = excluded.mail WHERE users.mail IS NULL;"
            })
    void valueThatTheApplicationWritesMeanwhileIsKept(String statement, TestDatabase database) throws Exception {
        users(database, 30);
        this.files.with("1_fill.up.sql", BATCHES + statement);
        Migrator migrator = migrator(database).build();
        try (LogLines log = new LogLines("io.github.appliedset.run.BatchLog");
                Connection application = database.dataSource().getConnection()) {
            application.setAutoCommit(false);
            Sql.execute(application, "UPDATE public.users SET mail = 'by app' WHERE id = 5");

            CompletableFuture<MigrationReport> run = CompletableFuture.supplyAsync(migrator::migrate);
            log.await("gave way to a lock of another session");
            assertThat(database.query("SELECT reason FROM public.applied_migrations_backfill"))
                    .containsExactly("gave way to a lock of another session");
            application.commit();
            run.get(60, TimeUnit.SECONDS);
        }
        assertThat(database.query("SELECT mail FROM public.users WHERE id IN (4, 5, 6) ORDER BY id"))
                .containsExactly("a4", "by app", "a6");
    }

    @Test
    void sizeAdaptsUnlessItIsSet(TestDatabase database) {
        users(database, 5_000);
        this.files.with(
                "1_fill.up.sql",
                "-- applied-set: batches=public.users.id\n-- applied-set: background\n-- applied-set: pause=0ms\n"
                        + FILL);
        migrator(database).build().migrate();

        assertThat(database.query("SELECT size > 1000 FROM public.applied_migrations_backfill"))
                .containsExactly("t");
    }

    @Test
    void deletesUntilNothingIsLeft(TestDatabase database) {
        users(database, 95);
        this.files.with(
                "1_purge.up.sql",
                "-- applied-set: batches\n-- applied-set: pause=0ms\n"
                        + "DELETE FROM public.users WHERE id IN (SELECT id FROM public.users WHERE id > 5 LIMIT 10 FOR UPDATE);");

        assertThat(labels(migrate(database))).containsExactly("1_purge");
        assertThat(filled(database)).containsExactly("0 of 5");
    }

    @Test
    void deletesThroughAView(TestDatabase database) {
        users(database, 300);
        database.execute(
                "CREATE VIEW public.seen AS SELECT id FROM public.users",
                "CREATE TABLE public.\"od\"\"d\" AS SELECT id FROM public.users");
        this.files
                .with(
                        "1_purge.up.sql",
                        "-- applied-set: batches\n-- applied-set: pause=0ms\n"
                                + "DELETE FROM public.seen WHERE id IN (SELECT id FROM public.seen WHERE id > 5 LIMIT 60 FOR UPDATE);")
                .with(
                        "2_odd.up.sql",
                        "-- applied-set: batches\n-- applied-set: pause=0ms\n"
                                + "DELETE FROM public.\"od\"\"d\" WHERE ctid = ANY (ARRAY(SELECT ctid FROM"
                                + " public.\"od\"\"d\" LIMIT 60));");

        assertThat(labels(migrate(database))).containsExactly("1_purge", "2_odd");
        assertThat(filled(database)).containsExactly("0 of 5");
        assertThat(database.query("SELECT count(*) FROM public.\"od\"\"d\"")).containsExactly("0");
    }

    @Test
    void smallDeleteEndsInTheForeground(TestDatabase database) {
        users(database, 5);
        this.files.with(
                "1_purge.up.sql",
                "-- applied-set: batches\n-- applied-set: background\nDELETE FROM public.users WHERE id > 3;");

        assertThat(labels(migrate(database))).containsExactly("1_purge");
    }

    @Test
    void insertThatDoesNotEndIsStopped(TestDatabase database) {
        users(database, 200);
        database.execute("CREATE TABLE public.copy (id bigint, mail text)", "ANALYZE public.users, public.copy");
        this.files.with(
                "1_copy.up.sql",
                "-- applied-set: batches\n-- applied-set: pause=0ms\n"
                        + "INSERT INTO public.copy SELECT id, mail FROM public.users u"
                        + " WHERE NOT EXISTS (SELECT FROM public.copy c WHERE c.id = -u.id);");

        MigrationFailedException failure =
                catchThrowableOfType(MigrationFailedException.class, () -> migrate(database));

        assertThat(failure.reference().anchor()).isEqualTo("batches-do-not-end");
        assertThat(failure.description()).contains("its batches do not end");
        assertThat(database.applied()).isEmpty();
        assertThat(database.query(PROGRESS + " WHERE failed")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "public.nobody.id, there is no table public.nobody",
        "public.users.nothing, has no column nothing",
        "public.users.email, has the type text",
        "public.users.n, may be NULL",
        "public.users.k, is not unique",
        "public.seen.id, is not a table",
    })
    void columnMustBeAKey(String column, String reason, TestDatabase database) {
        users(database, 3);
        database.execute(
                "ALTER TABLE public.users ADD n int UNIQUE, ADD k int NOT NULL DEFAULT 1",
                "CREATE VIEW public.seen AS SELECT * FROM public.users");
        this.files.with("1_fill.up.sql", "\n-- applied-set: batches=" + column + "\n" + FILL);

        InvalidMigrationException refusal =
                catchThrowableOfType(InvalidMigrationException.class, () -> migrate(database));

        assertThat(refusal.description()).contains(reason).contains("1_fill.up.sql, line 2, column 1");
        assertThat(refusal.reference().anchor()).isEqualTo("invalid-backfill");
        assertThat(filled(database)).containsExactly("0 of 3");
    }

    @Test
    void rowsThatAreLeftAreWalkedAgainThreeTimes(TestDatabase database) {
        users(database, 30);
        this.files.with(
                "1_fill.up.sql",
                BATCHES + "-- applied-set: done-when=SELECT 1 FROM public.users WHERE mail IS NULL\n"
                        + FILL.replace("lower(email)", "nullif(lower(email), 'a7')"));

        MigrationFailedException failure =
                catchThrowableOfType(MigrationFailedException.class, () -> migrate(database));

        assertThat(failure.description()).contains("3 times").contains("line 4, column 1");
        assertThat(failure.reference().anchor()).isEqualTo("backfill-not-done");
        assertThat(database.query("SELECT walk || ' ' || row_count FROM public.applied_migrations_backfill"))
                .containsExactly("3 32");
        database.execute("UPDATE public.users SET mail = 'x' WHERE id = 7");
        assertThat(labels(migrate(database))).containsExactly("1_fill");
    }

    @Test
    void doneWhenMayOnlyRead(TestDatabase database) {
        users(database, 3);
        this.files.with(
                "1_fill.up.sql",
                BATCHES + "-- applied-set: done-when=WITH d AS (DELETE FROM public.users RETURNING 1) SELECT 1 FROM d\n"
                        + FILL);

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrate(database))
                .withMessageContaining("read-only transaction");
        assertThat(filled(database)).containsExactly("3 of 3");
        assertThat(database.applied()).isEmpty();
    }

    /** As by a batch that was on when somebody paused it. */
    @Test
    void pausedBackfillIsNotReportedAsSlow(TestDatabase database) throws SQLException {
        users(database, 30);
        this.files.with("1_fill.up.sql", BACKGROUND + FILL);
        Migrator migrator = migrator(database).build();
        migrator.pauseBackfill(1);

        try (Connection connection = database.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            new Backfills(new TrackerTable("public", "applied_migrations"))
                    .say(connection, MigrationVersion.of(1), "another session has changed a row", 10, "worker");
            connection.commit();
        }

        assertThat(database.query("SELECT paused || ' ' || coalesce(reason, '-') || ' ' || size"
                        + " FROM public.applied_migrations_backfill"))
                .containsExactly("true - 10");
    }

    @Test
    void pausedBackfillGoesOnWhenItIsResumed(TestDatabase database) {
        users(database, 45);
        this.files.with("1_fill.up.sql", BACKGROUND + FILL);
        Migrator migrator = migrator(database).build();
        migrator.migrate();

        migrator.pauseBackfill(1);
        migrator.continueBackfills();

        assertThat(database.query(PROGRESS)).containsExactly("1 10");
        assertThat(words(migrator.status())).containsExactly("1 paused");
        assertThat(migrator.status().missing()).isEmpty();
        assertThat(labels(migrate(database))).isEmpty();
        assertThat(database.query(PROGRESS)).containsExactly("1 10");

        migrator.resumeBackfill(1);
        finishInBackground(migrator);

        assertThat(filled(database)).containsExactly("45 of 45");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void timeOfAPauseIsNotTimeOfWork(boolean failed, TestDatabase database) {
        users(database, 45);
        this.files.with("1_fill.up.sql", BACKGROUND + FILL);
        List<Duration> durations = new ArrayList<>();
        Migrator migrator = migrator(database)
                .listeners(List.of(new MigrationListener() {

                    @Override
                    public void afterMigration(Target target, Executed executed) {
                        durations.add(executed.duration());
                    }
                }))
                .build();
        migrator.migrate();
        String anHourAgo = "UPDATE public.applied_migrations_backfill SET started_at = started_at - interval '1 hour',"
                + " changed_at = changed_at - interval '1 hour'";
        if (failed) {
            database.execute("UPDATE public.applied_migrations_backfill SET failed = true", anHourAgo);
        }
        migrator.pauseBackfill(1);
        database.execute(anHourAgo);
        migrator.resumeBackfill(1);
        finishInBackground(migrator);

        assertThat(durations)
                .singleElement()
                .satisfies(duration -> assertThat(duration).isPositive().isLessThan(Duration.ofMinutes(10)));
    }

    @Test
    void backfillThatIsPausedBeforeItBeginsDoesNotBegin(TestDatabase database) {
        users(database, 45);
        this.files.with("1_fill.up.sql", BACKGROUND + FILL).with("0_a.up.sql", "SELECT 1;");
        Migrator migrator = migrator(database).build();
        migrator.migrateTo(0);
        migrator.pauseBackfill(1);

        migrator.migrate();

        assertThat(filled(database)).containsExactly("0 of 45");
        assertThat(words(migrator.status())).containsExactly("0 applied", "1 paused");
        migrator.resumeBackfill(1);
        finishInBackground(migrator);
        assertThat(filled(database)).containsExactly("45 of 45");
    }

    @Test
    void runThatWaitsForAPausedBackfillSaysSo(TestDatabase database) throws Exception {
        users(database, 45);
        this.files.with("1_fill.up.sql", BATCHES + FILL).with("0_a.up.sql", "SELECT 1;");
        Migrator migrator = migrator(database).build();
        migrator.migrateTo(0);
        migrator.pauseBackfill(1);
        try (LogLines log = new LogLines("io.github.appliedset.run.BatchLog")) {
            CompletableFuture<MigrationReport> run = CompletableFuture.supplyAsync(migrator::migrate);
            log.await("--applied-set.command=resume --applied-set.version=1");
            assertThat(filled(database)).containsExactly("0 of 45");
            migrator.resumeBackfill(1);
            assertThat(labels(run.get(60, TimeUnit.SECONDS))).containsExactly("1_fill");
        }
    }

    @Test
    void onlyABackfillThatIsPendingCanBePaused(TestDatabase database) {
        users(database, 3);
        this.files
                .with("1_fill.up.sql", BATCHES + FILL)
                .with("2_plain.up.sql", "SELECT 1;")
                .with("3_fill.up.sql", BATCHES + FILL);
        Migrator migrator = migrator(database).build();
        migrator.migrateTo(1);

        assertRefused(() -> migrator.pauseBackfill(1), "Version 1 is applied");
        assertRefused(() -> migrator.pauseBackfill(2), "does not run in batches");
        assertRefused(() -> migrator.resumeBackfill(3), "has not begun");
        assertRefused(() -> migrator.pauseBackfill(9), "no migration with version 9");
    }

    private static void assertRefused(Runnable change, String why) {
        TrackerException refusal = catchThrowableOfType(TrackerException.class, change::run);
        assertThat(refusal.description()).contains(why);
        assertThat(refusal.reference().anchor()).isEqualTo("not-a-backfill");
    }

    @Test
    void failureInTheBackgroundIsKeptAndDoesNotEndTheApplication(TestDatabase database) {
        users(database, 30);
        database.execute("ALTER TABLE public.users ADD CHECK (mail <> 'a25')");
        this.files.with("1_fill.up.sql", BACKGROUND + FILL);
        Migrator migrator = migrator(database).build();
        migrator.migrate();

        migrator.continueBackfills();
        migrator.continueBackfills();
        migrator.continueBackfills();

        MigrationStatus status = migrator.status();
        assertThat(words(status)).containsExactly("1 failed");
        assertThat(status.missing()).isEmpty();
        assertThat(status.pending().get(0).state().backfill().error()).contains("users_mail_check");
        assertThat(labels(migrate(database)))
                .as("the next start goes on without it")
                .isEmpty();
        database.execute("ALTER TABLE public.users DROP CONSTRAINT users_mail_check");
        migrator.resumeBackfill(1);
        finishInBackground(migrator);
        assertThat(filled(database)).containsExactly("30 of 30");
    }

    @Test
    void failureBehindTheFirstBatchSaysHowToGoOn(TestDatabase database) {
        users(database, 30);
        database.execute("ALTER TABLE public.users ADD CHECK (mail <> 'a25')");
        this.files.with("1_fill.up.sql", BACKGROUND + FILL);

        MigrationFailedException failure = catchThrowableOfType(
                MigrationFailedException.class, () -> migrator(database).build().migrateWithBackfills());

        assertThat(failure.action())
                .startsWith("Remove the cause")
                .contains("then continue after its last batch:\n"
                        + "    --applied-set.command=resume --applied-set.version=1\n"
                        + "An edited file is not run before that command.");
    }

    @Test
    void fileThatIsEditedInBetweenIsNotRun(TestDatabase database) {
        users(database, 30);
        this.files.with("1_fill.up.sql", BACKGROUND + FILL);
        migrator(database).build().migrate();
        this.files.with("1_fill.up.sql", BACKGROUND + FILL + " -- edited");
        Migrator migrator = migrator(database).build();

        migrator.migrate();
        assertThat(words(migrator.status())).containsExactly("1 failed");
        TrackerException refusal = catchThrowableOfType(TrackerException.class, migrator::migrateWithBackfills);
        assertThat(refusal.reference().anchor()).isEqualTo("edited-backfill");
        assertThat(database.query(PROGRESS)).containsExactly("1 10");

        migrator.resumeBackfill(1);
        finishInBackground(migrator);
        assertThat(filled(database)).containsExactly("30 of 30");
    }

    @Test
    void firstBatchThatFailsEndsTheRun(TestDatabase database) {
        users(database, 30);
        this.files.with("1_fill.up.sql", BACKGROUND + FILL.replace("lower", "lowest"));
        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrate(database))
                .satisfies(failure -> assertThat(failure.action()).startsWith("Correct the file, and start again"));

        this.files.with("1_fill.up.sql", BACKGROUND + FILL);
        Migrator migrator = migrator(database).build();
        migrator.migrate();
        finishInBackground(migrator);
        assertThat(filled(database)).containsExactly("30 of 30");
    }

    @Test
    void limitOnTheLagNeedsTheRightToSeeIt(TestDatabase database) {
        users(database, 3);
        this.files.with("1_fill.up.sql", BATCHES + "-- applied-set: max-lag=10s\n" + FILL);

        MigrationException refusal = catchThrowableOfType(InvalidMigrationException.class, () -> migrate(database));

        assertThat(refusal.reference().anchor()).isEqualTo("lag-not-visible");
        database.executeAsSuperuser("GRANT pg_monitor TO " + database.username());
        try {
            assertThat(labels(migrate(database))).containsExactly("1_fill");
        } finally {
            database.executeAsSuperuser("REVOKE pg_monitor FROM " + database.username());
        }
    }

    @Test
    void rollbackBelowABackfillStopsIt(TestDatabase database) {
        this.files
                .with(
                        "1_t.up.sql",
                        "CREATE TABLE public.users (id bigint PRIMARY KEY, email text, mail text);"
                                + "INSERT INTO public.users SELECT n, 'A' || n FROM generate_series(1, 30) n;")
                .with("1_t.down.sql", "DROP TABLE public.users;")
                .with("2_fill.up.sql", BACKGROUND + FILL);
        Migrator migrator = migrator(database).build();
        migrator.migrate();

        migrator.rollback(1);

        assertThat(database.query(PROGRESS)).isEmpty();
        assertThat(migrator.continueBackfills()).as("nobody begins it again").isNull();
        assertThat(words(migrator.status())).containsExactly("1 pending", "2 pending");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-- applied-set: no-transaction\n"})
    void rollbackThatFailsKeepsTheProgress(String way, TestDatabase database) {
        counted(database, 30);
        this.files
                .with("1_note.up.sql", "SELECT 1;")
                .with("1_note.down.sql", way + "SELECT 2; DROP VIEW public.not_there;")
                .with("2_fill.up.sql", BACKGROUND + count("n"));
        Migrator migrator = migrator(database).build();
        migrator.migrate();

        assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> migrator.rollback(1));

        assertThat(database.query(PROGRESS)).containsExactly("1 10");
        finishInBackground(migrator);
        assertThat(database.query("SELECT DISTINCT n FROM public.users")).containsExactly("1");
    }

    @Test
    void nonTransactionalRollbackStopsALaterBackfill(TestDatabase database) {
        counted(database, 30);
        this.files
                .with("1_note.up.sql", "SELECT 1;")
                .with("1_note.down.sql", "-- applied-set: no-transaction\nSELECT 2; SELECT 3;")
                .with("2_fill.up.sql", BACKGROUND + count("n"));
        Migrator migrator = migrator(database).build();
        migrator.migrate();

        migrator.rollback(1);

        assertThat(database.query(PROGRESS)).isEmpty();
        assertThat(database.applied()).isEmpty();
        assertThat(database.query("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database ="
                        + " (SELECT oid FROM pg_database WHERE datname = current_database())"))
                .containsExactly("0");
    }

    /** The table of backfills is not there when the rollback begins. */
    @Test
    void rollbackStopsABackfillThatBeginsBetweenItsSteps(TestDatabase database, @TempDir Path newer) {
        counted(database, 30);
        for (String name : List.of("1_a", "2_b")) {
            this.files.with(name + ".up.sql", "SELECT 1;").with(name + ".down.sql", "SELECT 1;");
        }
        migrate(database);
        MigrationFolder withFill = new MigrationFolder(newer)
                .with("1_a.up.sql", "SELECT 1;")
                .with("1_a.down.sql", "SELECT 1;")
                .with("3_fill.up.sql", BACKGROUND + count("n"));
        Migrator other = migrator(database).locations(withFill.location()).build();
        List<String> begun = new ArrayList<>();

        migrator(database)
                .listeners(List.of(new MigrationListener() {
                    @Override
                    public void beforeMigration(Target target, Migration migration) {
                        // Keeps the steps apart.
                    }

                    @Override
                    public void afterRollback(Target target, Executed executed) {
                        if (executed.migration().version().value() == 2) {
                            other.migrate();
                            begun.addAll(database.query(PROGRESS));
                        }
                    }
                }))
                .build()
                .rollback(2);

        assertThat(begun).containsExactly("1 10");
        assertThat(database.query(PROGRESS)).isEmpty();
        assertThat(database.applied()).isEmpty();
    }

    @Test
    void doesNotWriteATableOfAnotherRole(TestDatabase database) {
        users(database, 30);
        this.files.with("1_fill.up.sql", BACKGROUND + FILL);
        migrator(database).build().migrate();
        database.executeAsSuperuser(
                "CREATE ROLE backfill_stranger",
                "ALTER TABLE public.applied_migrations_backfill OWNER TO backfill_stranger",
                "GRANT ALL ON public.applied_migrations_backfill TO PUBLIC");
        try {
            TrackerException refusal = catchThrowableOfType(
                    TrackerException.class, () -> migrator(database).build().migrateWithBackfills());
            assertThat(refusal.reference().anchor()).isEqualTo("tracker-owner");
            assertThat(filled(database)).containsExactly("10 of 30");
        } finally {
            database.executeAsSuperuser("DROP OWNED BY backfill_stranger", "DROP ROLE backfill_stranger");
        }
    }

    @Test
    void dryRunSaysThatItDoesNotTryBatches(TestDatabase database) {
        users(database, 30);
        this.files.with("1_fill.up.sql", BATCHES + FILL);

        assertThat(migrator(database).build().dryRun().attempts())
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.reason()).contains("runs in batches"));
    }

    @Test
    void lowerVersionRunsAfterTheHigherOneThatItWaitsFor(TestDatabase database) {
        this.files
                .with("1_a.up.sql", "-- applied-set: after=3_c\nSELECT 1;")
                .with("2_b.up.sql", "SELECT 1;")
                .with("3_c.up.sql", "SELECT 1;")
                .with("4_d.up.sql", "SELECT 1;");

        assertThat(labels(migrator(database).build().migrateTo(2))).containsExactly("2_b");
        assertThat(labels(migrate(database))).containsExactly("3_c", "1_a", "4_d");
    }

    @Test
    void downFileHasNoBatches(TestDatabase database) {
        this.files
                .with("1_fill.up.sql", BATCHES + FILL)
                .with(
                        "1_fill.down.sql",
                        "-- applied-set: batches=public.users.id\n-- applied-set: after=0_a\nSELECT 1;");

        InvalidMigrationException refusal =
                catchThrowableOfType(InvalidMigrationException.class, () -> migrate(database));

        assertThat(refusal.problems()).hasSize(2);
        assertThat(refusal.description()).contains("1_fill.down.sql, line 1").contains("1_fill.down.sql, line 2");
    }

    /** Before the {@code nth} statement that contains {@code text}, something else happens. */
    private static DataSource before(TestDatabase database, String text, int nth, Runnable meanwhile) {
        AtomicInteger attempts = new AtomicInteger();
        return JdbcProxy.of(DataSource.class, (source, getConnection, none) -> {
            Object connection = JdbcProxy.pass(getConnection, database.dataSource(), none);
            return !(connection instanceof Connection)
                    ? connection
                    : JdbcProxy.of(Connection.class, (proxy, method, arguments) -> {
                        Object statement = JdbcProxy.pass(method, connection, arguments);
                        return !method.getName().equals("createStatement")
                                ? statement
                                : JdbcProxy.of(Statement.class, (same, execute, sql) -> {
                                    if (sql != null
                                            && sql.length > 0
                                            && String.valueOf(sql[0]).contains(text)
                                            && attempts.incrementAndGet() == nth) {
                                        meanwhile.run();
                                    }
                                    return JdbcProxy.pass(execute, statement, sql);
                                });
                    });
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void firstBatchOfAnotherProcessIsNotRepeated(int lock, TestDatabase database) {
        users(database, 45);
        database.execute("ALTER TABLE public.users ADD n int NOT NULL DEFAULT 0");
        this.files.with("1_fill.up.sql", BACKGROUND + "UPDATE public.users SET n = n + 1 WHERE " + RANGE + ";");
        Migrator other = migrator(database).build();
        other.migrate();
        database.execute(
                "UPDATE public.applied_migrations_backfill SET batches = 0, row_count = 0, next_key = 1",
                "UPDATE public.users SET n = 0");

        String key = String.valueOf(
                new TrackerTable("public", "applied_migrations").backfillLockKey(MigrationVersion.of(1)));
        migrator(database)
                .dataSource(before(database, key, lock, other::continueBackfills))
                .build()
                .migrate();

        assertThat(database.query(PROGRESS)).containsExactly("1 10");
        assertThat(database.query("SELECT sum(n) FROM public.users")).containsExactly("10");
    }

    @Test
    void retriesAFailedWaitingMigration(TestDatabase database) {
        users(database, 20);
        this.files
                .with("1_fill.up.sql", BACKGROUND + FILL)
                .with("2_next.up.sql", "-- applied-set: after=1_fill\nALTER TABLE public.missing ADD n int;");
        Migrator migrator = migrator(database).build();
        migrator.migrate();
        assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> finishInBackground(migrator));
        database.execute("CREATE TABLE public.missing (id int)");

        assertThat(migrator.continueBackfills()).as("not at once").isPositive();
        assertThat(database.applied()).containsExactly("1_fill");
        finishInBackground(migrator);

        assertThat(database.applied()).containsExactly("1_fill", "2_next");
    }

    @Test
    void backfillThatEndsWhileTheStatusIsReadIsNotMissing(TestDatabase database) {
        users(database, 20);
        this.files.with("0_a.up.sql", "SELECT 1;").with("1_fill.up.sql", BACKGROUND + FILL);
        Migrator other = migrator(database).build();
        other.migrate();

        MigrationStatus status = migrator(database)
                .dataSource(before(database, "next_key", 1, () -> finishInBackground(other)))
                .build()
                .status();

        assertThat(database.applied()).hasSize(2);
        assertThat(status.missing()).isEmpty();
    }

    @Test
    void failedWaitingMigrationIsMissingUntilApplied(TestDatabase database) {
        users(database, 20);
        this.files
                .with("1_fill.up.sql", BACKGROUND + FILL)
                .with("2_next.up.sql", "-- applied-set: after=1_fill\nALTER TABLE public.missing ADD n int;");
        Migrator migrator = migrator(database).build();
        Migrator other = migrator(database).build();
        migrator.migrate();
        other.migrate();
        assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> finishInBackground(migrator));

        assertThat(other.status().missing()).as("this one has not tried it").isEmpty();
        assertThat(migrator.status().missing()).as("it was tried, and failed").hasSize(1);
        assertThatExceptionOfType(MigrationConflictException.class).isThrownBy(migrator::verify);
        assertThat(migrator(database).build().status().missing())
                .as("a process that starts now needs it")
                .hasSize(1);
        database.execute("CREATE TABLE public.missing (id int)");
        finishInBackground(migrator);
        assertThat(migrator.status().missing()).isEmpty();
    }

    @Test
    void repeatableThatUsesAWaitingVersionRunsBehindIt(TestDatabase database) {
        users(database, 20);
        this.files
                .with("1_fill.up.sql", BACKGROUND + FILL)
                .with("2_next.up.sql", "-- applied-set: after=1_fill\nALTER TABLE public.users ADD later int;")
                .with("v.repeatable.sql", "CREATE OR REPLACE VIEW public.v AS SELECT later FROM public.users;")
                .with("w.repeatable.sql", "CREATE OR REPLACE VIEW public.w AS SELECT mail FROM public.users;");
        Migrator migrator = migrator(database).build();

        assertThat(migrator.migrate().repeated())
                .extracting(done -> done.migration().name())
                .containsExactly("w");
        assertThat(migrator.status().pendingRepeatables()).hasSize(1);
        assertThat(migrator.status().missingRepeatables()).isEmpty();
        assertThat(migrator.verify().pending()).hasSize(2);
        assertThatMigrations(migrator).areAllApplied();
        finishInBackground(migrator);

        assertThat(migrator.status().pendingRepeatables()).isEmpty();
        assertThat(database.hasTable("public.v")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ALTER TABLE public.users ADD later int           | SELECT later FROM public.users           | true
            ALTER TABLE public.users ADD later int           | SELECT mail FROM public.users            | false
            ALTER TABLE public.users ADD later int           | SELECT mail /* later */ FROM public.users | false
            ALTER TABLE public.users ADD price int           | SELECT price FROM public.users           | true
            ALTER TABLE public.users ADD price int           | SELECT price FROM public.goods           | false
            CREATE TABLE public.orders (id int, paid bool)   | SELECT paid FROM public.orders           | true
            CREATE TABLE public.orders (id int, paid bool)   | SELECT id, price FROM public.goods       | false
            ALTER TABLE public.users ADD "Later" int         | SELECT "Later" FROM public.users         | true
            """)
    void namesTellWhichRepeatableMayWait(String waiting, String query, boolean waits, TestDatabase database) {
        users(database, 20);
        database.execute("CREATE TABLE public.goods (id int, price int)");
        this.files
                .with("1_fill.up.sql", BACKGROUND + FILL)
                .with("2_next.up.sql", "-- applied-set: after=1_fill\n" + waiting + ";");
        migrator(database).build().migrate();
        this.files.with("v.repeatable.sql", "CREATE OR REPLACE VIEW public.v AS " + query + ";");

        assertThat(missing(migrator(database).build())).hasSize(waits ? 0 : 1);
    }

    private static List<String> missing(Migrator migrator) {
        return migrator.status().missingRepeatables().stream()
                .map(RepeatableState::name)
                .toList();
    }

    @Test
    void onlyRepeatablesThatWereSkippedMayBeMissing(TestDatabase database) {
        users(database, 20);
        this.files
                .with("1_fill.up.sql", BACKGROUND + FILL)
                .with("2_next.up.sql", "-- applied-set: after=1_fill\nALTER TABLE public.users ADD later int;")
                .with("v.repeatable.sql", "CREATE OR REPLACE VIEW public.v AS SELECT later FROM public.users;")
                .with("w.repeatable.sql", "CREATE OR REPLACE VIEW public.w AS SELECT mail FROM public.users;");
        Migrator migrator = migrator(database).build();
        migrator.migrate();
        database.execute("DROP VIEW public.w");
        Migrator looking = migrator(database).build();

        assertThat(missing(migrator)).containsExactly("w");
        assertThatExceptionOfType(MigrationConflictException.class)
                .isThrownBy(migrator::verify)
                .withMessageContaining("w.repeatable.sql")
                .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("v.repeatable.sql"));
        assertThat(missing(looking)).as("by its names").containsExactly("w");
        assertThatExceptionOfType(MigrationConflictException.class)
                .isThrownBy(looking::verify)
                .withMessageContaining("w.repeatable.sql")
                .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("v.repeatable.sql"));
        database.execute("CREATE VIEW public.w AS SELECT mail FROM public.users");
        assertThat(looking.verify().pending()).hasSize(2);
        finishInBackground(migrator);
        assertThat(migrator.status().pendingRepeatables()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 6, 7})
    void backfillThatEndsMeanwhileIsNoOrphan(int nth, TestDatabase database, @TempDir Path older) {
        users(database, 20);
        this.files.with("1_fill.up.sql", BACKGROUND + FILL);
        Migrator other = migrator(database)
                .locations(new MigrationFolder(older)
                        .with("1_fill.up.sql", BACKGROUND + FILL)
                        .location())
                .build();
        other.migrate();
        this.files.with("w.repeatable.sql", "CREATE OR REPLACE VIEW public.w AS SELECT mail FROM public.users;");

        MigrationReport report = migrator(database)
                .dataSource(before(database, "advisory", nth, () -> finishInBackground(other)))
                .build()
                .migrate();

        assertThat(report.repeated()).hasSize(1);
        assertThat(database.applied()).containsExactly("1_fill");
    }

    @Test
    void stoppedDeleteGoesOnAlongAColumn(TestDatabase database) {
        users(database, 200);
        database.execute("CREATE TABLE public.copy (id bigint, mail text)", "ANALYZE public.users, public.copy");
        String copy = "INSERT INTO public.copy SELECT id, mail FROM public.users u"
                + " WHERE NOT EXISTS (SELECT FROM public.copy c WHERE c.id = ";
        this.files.with("1_copy.up.sql", "-- applied-set: batches\n-- applied-set: pause=0ms\n" + copy + "-u.id);");
        assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> migrate(database));
        database.execute("TRUNCATE public.copy");
        this.files.with("1_copy.up.sql", BATCHES + copy + "u.id) AND " + RANGE + ";");
        Migrator migrator = migrator(database).build();

        migrator.resumeBackfill(1);

        assertThat(labels(migrator.migrate())).containsExactly("1_copy");
        assertThat(database.query("SELECT count(DISTINCT id) FROM public.copy")).containsExactly("200");
    }

    @Test
    void anotherMigrationOfTheNumberStartsAfresh(TestDatabase database) {
        users(database, 45);
        this.files.with("1_fill.up.sql", BACKGROUND + FILL);
        migrator(database).build().migrate();
        database.execute("UPDATE public.users SET mail = NULL");
        this.files.without("1_fill.up.sql").with("1_other.up.sql", BACKGROUND + FILL + " -- another");
        Migrator migrator = migrator(database).build();
        assertThat(words(migrator.status())).containsExactly("1 pending");
        assertRefused(() -> migrator.resumeBackfill(1), "has not begun");

        migrator.migrate();
        finishInBackground(migrator);

        assertThat(database.applied()).containsExactly("1_other");
        assertThat(filled(database)).containsExactly("45 of 45");
    }

    private static void counted(TestDatabase database, int count) {
        users(database, count);
        database.execute(
                "ALTER TABLE public.users ADD n int NOT NULL DEFAULT 0, ADD m int NOT NULL DEFAULT 0, ADD place int"
                        + " NOT NULL DEFAULT 0");
    }

    private static String count(String column) {
        return "UPDATE public.users SET " + column + " = " + column + " + 1 WHERE " + RANGE + ";";
    }

    @Test
    void progressGoesWithTheFileToItsNewNumber(TestDatabase database, @TempDir Path newer) {
        counted(database, 45);
        this.files.with("1_count.up.sql", BACKGROUND + count("n"));
        Migrator former = migrator(database).build();
        former.migrate();
        MigrationFolder renumbered = new MigrationFolder(newer)
                .with("3_count_again.up.sql", BACKGROUND + count("n"))
                .with("2_other.up.sql", "SELECT 1;");
        Migrator migrator = migrator(database).locations(renumbered.location()).build();
        assertThat(words(migrator.status())).containsExactly("2 pending", "3 running");

        migrator.pauseBackfill(3);
        assertThat(database.query("SELECT version || ' ' || name || ' ' || row_count"
                        + " FROM public.applied_migrations_backfill"))
                .containsExactly("3 count_again 10");
        migrator.migrate();
        assertThat(former.continueBackfills())
                .as("in case the other release ends")
                .isNotNull();
        assertThat(database.query("SELECT version || ' ' || row_count FROM public.applied_migrations_backfill"))
                .containsExactly("3 10");
        migrator.resumeBackfill(3);
        finishInBackground(migrator);

        assertThat(database.applied()).containsExactly("2_other", "3_count_again");
        assertThat(database.query("SELECT DISTINCT n FROM public.users")).containsExactly("1");
    }

    @Test
    void reclaimsProgressTakenBackByAnOldRelease(TestDatabase database, @TempDir Path newer) {
        counted(database, 45);
        this.files.with("1_count.up.sql", BACKGROUND + count("n"));
        migrator(database).build().migrate();
        MigrationFolder renumbered = new MigrationFolder(newer).with("3_count_again.up.sql", BACKGROUND + count("n"));
        Migrator migrator = migrator(database).locations(renumbered.location()).build();
        migrator.migrate();
        Migrator old = migrator(database).build();
        old.migrate();
        String version = "SELECT version FROM public.applied_migrations_backfill";
        assertThat(database.query(version)).containsExactly("1");
        old.continueBackfills();
        database.execute("UPDATE public.applied_migrations_backfill SET changed_at = now() + interval '1 hour'");

        assertThat(migrator.continueBackfills()).as("the old one works on it").isNotNull();
        assertThat(database.query(version)).containsExactly("1");
        String left = "UPDATE public.applied_migrations_backfill SET changed_at = now() - interval '1 minute'";
        database.execute(left + ", paused = true");
        assertThat(migrator.continueBackfills()).as("somebody paused it").isNotNull();
        assertThat(database.query(version)).containsExactly("1");
        database.execute(left + ", paused = false");
        finishInBackground(migrator);

        assertThat(database.applied()).containsExactly("3_count_again");
        assertThat(database.query("SELECT DISTINCT n FROM public.users")).containsExactly("1");
    }

    @Test
    void progressDoesNotGoToAFileThatIsApplied(TestDatabase database, @TempDir Path newer) {
        counted(database, 45);
        this.files.with("1_count.up.sql", BACKGROUND + count("n"));
        migrator(database).build().migrateWithBackfills();
        this.files.with("2_count_again.up.sql", BACKGROUND + count("n"));
        migrator(database).build().migrate();
        MigrationFolder renumbered = new MigrationFolder(newer)
                .with("1_count.up.sql", BACKGROUND + count("n"))
                .with("3_count_again.up.sql", BACKGROUND + count("n"));
        Migrator migrator = migrator(database).locations(renumbered.location()).build();

        assertThat(words(migrator.status())).containsExactly("1 applied", "3 running");
        migrator.migrateWithBackfills();

        assertThat(database.applied()).containsExactly("1_count", "3_count_again");
        assertThat(database.query("SELECT DISTINCT n FROM public.users")).containsExactly("2");
    }

    private static void older(TestDatabase database) {
        database.execute("ALTER TABLE public.applied_migrations_backfill DROP COLUMN keys");
    }

    @Test
    void olderTableIsReadAndThenGivenItsColumn(TestDatabase database) {
        counted(database, 45);
        this.files.with("1_count.up.sql", BACKGROUND + count("n"));
        migrator(database).build().migrate();
        older(database);
        Migrator migrator = migrator(database).build();

        assertThat(words(migrator.status())).containsExactly("1 running");
        migrator.migrateWithBackfills();

        assertThat(database.applied()).containsExactly("1_count");
        assertThat(database.query("SELECT DISTINCT n FROM public.users")).containsExactly("1");
    }

    @Test
    void editedBackfillOfAnOlderTableGoesOnWhereItWas(TestDatabase database) {
        counted(database, 45);
        this.files.with("1_count.up.sql", BACKGROUND + count("n"));
        migrator(database).build().migrate();
        older(database);
        this.files.with("1_count.up.sql", BACKGROUND + "-- edited\n" + count("n"));
        Migrator migrator = migrator(database).build();

        migrator.resumeBackfill(1);
        migrator.migrateWithBackfills();

        assertThat(database.query("SELECT DISTINCT n FROM public.users")).containsExactly("1");
    }

    @Test
    void columnThatOnlyTheOwnerMayAddIsNamed(TestDatabase database) {
        String role = "backfiller_" + database.name();
        counted(database, 45);
        this.files.with("1_count.up.sql", BACKGROUND + count("n"));
        migrator(database).build().migrate();
        older(database);
        database.executeAsSuperuser("CREATE ROLE " + role + " LOGIN PASSWORD 'low'");
        try {
            database.execute(
                    "GRANT USAGE ON SCHEMA public TO " + role, "GRANT ALL ON ALL TABLES IN SCHEMA public TO " + role);
            Migrator migrator = migrator(database)
                    .dataSource(database.dataSource(role, "low"))
                    .build();

            assertThatExceptionOfType(TrackerException.class)
                    .isThrownBy(migrator::migrateWithBackfills)
                    .satisfies(refusal -> {
                        assertThat(refusal.description()).contains("has no column keys");
                        assertThat(refusal.action())
                                .contains("ALTER TABLE public.applied_migrations_backfill"
                                        + " ADD COLUMN IF NOT EXISTS keys pg_catalog.text");
                    });
        } finally {
            database.executeAsSuperuser("DROP OWNED BY " + role, "DROP ROLE " + role);
        }
    }

    @Test
    void backfillsThatExchangeTheirNumbersKeepTheirProgress(TestDatabase database) {
        counted(database, 45);
        this.files.with("1_n.up.sql", BACKGROUND + count("n")).with("2_m.up.sql", BACKGROUND + count("m"));
        Migrator former = migrator(database).build();
        former.migrate();
        former.continueBackfills();
        this.files
                .without("1_n.up.sql")
                .without("2_m.up.sql")
                .with("1_m.up.sql", BACKGROUND + count("m"))
                .with("2_n.up.sql", BACKGROUND + count("n"));
        Migrator migrator = migrator(database).build();

        migrator.migrateWithBackfills();

        assertThat(database.applied()).containsExactly("1_m", "2_n");
        assertThat(database.query("SELECT DISTINCT n || ' ' || m FROM public.users"))
                .containsExactly("1 1");
    }

    @Test
    void backfillThatIsEditedToAnotherColumnLeavesNoRowOut(TestDatabase database) {
        counted(database, 45);
        database.execute("UPDATE public.users SET place = 46 - id", "ALTER TABLE public.users ADD UNIQUE (place)");
        this.files.with("1_fill.up.sql", BACKGROUND + FILL);
        Migrator migrator = migrator(database).build();
        migrator.migrate();
        this.files.with(
                "1_fill.up.sql",
                BACKGROUND.replace("users.id", "users.place") + FILL.replace("WHERE id", "WHERE place"));

        migrator.resumeBackfill(1);
        migrator(database).build().migrateWithBackfills();

        assertThat(filled(database)).containsExactly("45 of 45");
    }

    @Test
    void deleteWhoseRowsTheApplicationDeletedGoesOn(TestDatabase database) throws Exception {
        users(database, 20);
        this.files.with(
                "1_purge.up.sql",
                "-- applied-set: batches\n-- applied-set: pause=0ms\nDELETE FROM public.users WHERE id IN"
                        + " (SELECT id FROM public.users ORDER BY id LIMIT 10);");
        try (Connection application = database.dataSource().getConnection()) {
            application.setAutoCommit(false);
            Sql.execute(application, "DELETE FROM public.users WHERE id <= 10");
            CompletableFuture<MigrationReport> run = CompletableFuture.supplyAsync(() -> migrate(database));
            while (!run.isDone()
                    && database.query("SELECT 1 FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted")
                            .isEmpty()) {
                // Until the batch waits for a row that goes away.
            }
            application.commit();
            assertThat(labels(run.get(60, TimeUnit.SECONDS))).containsExactly("1_purge");
        }
        assertThat(filled(database)).containsExactly("0 of 0");
    }

    @Test
    void chainWithVersionsBetweenRunsToItsEnd(TestDatabase database) {
        this.files
                .with("3_a.up.sql", "-- applied-set: after=10_c\nSELECT 1;")
                .with("5_b.up.sql", "-- applied-set: after=3_a\nSELECT 1;")
                .with("10_c.up.sql", "SELECT 1;");

        assertThat(labels(migrate(database))).containsExactly("10_c", "3_a", "5_b");
    }

    @Test
    void backfillInTheBackgroundKeepsItsDownSql(TestDatabase database) {
        users(database, 20);
        this.files
                .with("1_fill.up.sql", BACKGROUND + FILL)
                .with("1_fill.down.sql", "UPDATE public.users SET mail = NULL;");
        Migrator migrator = migrator(database)
                .development(new DevelopmentSettings(List.of(), List.of(), false))
                .build();
        migrator.migrate();
        finishInBackground(migrator);

        assertThat(database.query("SELECT version FROM public.applied_migrations_down"))
                .containsExactly("1");
    }
}
