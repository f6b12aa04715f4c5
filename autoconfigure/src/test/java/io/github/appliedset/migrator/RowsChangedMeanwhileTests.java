package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.script.ScriptOutline;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A row that the application changes so that it should stay, while a DELETE waits for it. */
@Timeout(120)
class RowsChangedMeanwhileTests extends MigratorTestSupport {

    private static final String PAUSED = "SELECT paused || ' ' || batches FROM public.applied_migrations_backfill";

    private TestDatabase database;

    @BeforeEach
    void prepare(TestDatabase database) {
        this.database = database;
        database.execute(
                "CREATE TABLE public.jobs (id bigint PRIMARY KEY, old boolean NOT NULL)",
                "CREATE TABLE public.archive (id bigint, old boolean)",
                "CREATE TABLE public.kinds (old boolean)",
                "INSERT INTO public.kinds VALUES (true)",
                "CREATE VIEW public.shown AS SELECT id, old FROM public.jobs",
                "CREATE VIEW public.old_jobs AS SELECT id FROM public.shown WHERE old",
                "CREATE VIEW public.above AS SELECT j.id, o.id IS NOT NULL AS old FROM public.jobs j"
                        + " LEFT JOIN public.old_jobs o ON o.id = j.id",
                "CREATE TABLE public.all_jobs (id bigint, old boolean NOT NULL)",
                "ALTER TABLE public.jobs INHERIT public.all_jobs",
                "INSERT INTO public.jobs SELECT n, true FROM generate_series(1, 10) n");
    }

    /** Runs something while the application has changed row 5 to one that is not old, and has not committed yet. */
    private void whileTheApplicationKeepsRow5(Runnable work) throws Exception {
        try (Connection application = this.database.dataSource().getConnection()) {
            application.setAutoCommit(false);
            Sql.execute(application, "UPDATE public.jobs SET old = false WHERE id = 5");
            CompletableFuture<Void> deleting = CompletableFuture.runAsync(work);
            Sql.awaitRow(
                    this.database.superuser(),
                    "SELECT 1 FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted"
                            + " AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())",
                    () -> assertThat(deleting).as("waits for the row").isNotDone());
            application.commit();
            deleting.get(60, TimeUnit.SECONDS);
        }
    }

    private void execute(String sql) {
        try (Connection session = this.database.dataSource().getConnection()) {
            Sql.execute(session, sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(sql, failure);
        }
    }

    private static boolean looksForRows(String sql) throws Exception {
        return ScriptOutline.of(new StringReader("-- applied-set: batches\n" + sql))
                .findsRowsUnlocked();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM public.jobs WHERE id IN (SELECT id FROM public.jobs WHERE old ORDER BY id LIMIT 6)",
                "DELETE FROM public.jobs USING (SELECT id FROM public.jobs WHERE old ORDER BY id LIMIT 6) c"
                        + " WHERE jobs.id = c.id",
                "WITH c AS (SELECT id FROM public.jobs WHERE old ORDER BY id LIMIT 6)"
                        + " DELETE FROM public.jobs USING c WHERE jobs.id = c.id",
                "WITH d AS (DELETE FROM public.jobs WHERE id IN (SELECT id FROM public.jobs WHERE old ORDER BY id LIMIT 6)"
                        + " RETURNING *) INSERT INTO public.archive SELECT * FROM d",
                "DELETE FROM public.jobs USING public.jobs o WHERE o.id = jobs.id AND o.old",
                "DELETE FROM public.jobs WHERE EXISTS (SELECT FROM public.jobs o WHERE o.id = jobs.id AND o.old)",
                "DELETE FROM public.jobs WHERE id IN (SELECT j.id FROM public.jobs j JOIN public.kinds k ON k.old = j.old"
                        + " ORDER BY j.id LIMIT 6)",
                "DELETE FROM public.jobs WHERE id IN (SELECT j.id FROM public.jobs j JOIN public.kinds k ON k.old = j.old"
                        + " ORDER BY j.id LIMIT 6 FOR UPDATE OF k)",
                "DELETE FROM public.jobs USING public.kinds, public.jobs o WHERE o.id = jobs.id AND o.old = kinds.old",
            })
    void rowThatShouldStayIsKeptWithoutALockInTheFile(String sql) throws Exception {
        this.files.with("1_purge.up.sql", "-- applied-set: batches\n-- applied-set: pause=0ms\n" + sql + ";");

        whileTheApplicationKeepsRow5(() -> migrate(this.database));

        assertThat(this.database.query("SELECT id FROM public.jobs")).containsExactly("5");
        assertThat(this.database.applied()).containsExactly("1_purge");
        assertThat(looksForRows(sql)).isTrue();
    }

    /** Only the server knows that these are the same rows. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM public.jobs WHERE id IN (SELECT id FROM public.old_jobs ORDER BY id LIMIT 6)",
                "DELETE FROM public.jobs WHERE id IN (SELECT id FROM public.above WHERE old ORDER BY id LIMIT 6)",
                "DELETE FROM public.jobs USING public.old_jobs o WHERE o.id = jobs.id",
                "DELETE FROM public.shown WHERE id IN (SELECT id FROM public.jobs WHERE old ORDER BY id LIMIT 6)",
                "DELETE FROM public.all_jobs WHERE id IN (SELECT id FROM public.jobs WHERE old ORDER BY id LIMIT 6)",
                "WITH d AS (DELETE FROM public.jobs WHERE id IN (SELECT id FROM public.old_jobs ORDER BY id LIMIT 6)"
                        + " RETURNING *) INSERT INTO public.archive SELECT * FROM d",
            })
    void viewsAndParentsCountAsTheTable(String sql) throws Exception {
        this.files.with("1_purge.up.sql", "-- applied-set: batches\n-- applied-set: pause=0ms\n" + sql + ";");

        whileTheApplicationKeepsRow5(() -> migrate(this.database));

        assertThat(this.database.query("SELECT id FROM public.jobs")).containsExactly("5");
        assertThat(this.database.applied()).containsExactly("1_purge");
        assertThat(looksForRows(sql)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM public.jobs WHERE id IN (SELECT id FROM public.jobs WHERE old ORDER BY id LIMIT 6 FOR UPDATE)",
                "DELETE FROM public.jobs USING (SELECT id FROM public.jobs WHERE old ORDER BY id LIMIT 6 FOR UPDATE) c"
                        + " WHERE jobs.id = c.id",
                "WITH c AS (SELECT id FROM public.jobs WHERE old ORDER BY id LIMIT 6 FOR NO KEY UPDATE)"
                        + " DELETE FROM public.jobs USING c WHERE jobs.id = c.id",
                "DELETE FROM public.jobs WHERE ctid = ANY (ARRAY(SELECT ctid FROM public.jobs WHERE old ORDER BY id LIMIT 6"
                        + " FOR UPDATE))",
                "DELETE FROM public.jobs WHERE old",
                "WITH d AS (DELETE FROM public.jobs WHERE id IN (SELECT id FROM public.jobs WHERE old ORDER BY id LIMIT 6"
                        + " FOR UPDATE) RETURNING *) INSERT INTO public.archive SELECT * FROM d",
            })
    void withALockPostgresKeepsItByItself(String sql) throws Exception {
        whileTheApplicationKeepsRow5(() -> execute(sql));

        assertThat(this.database.query("SELECT id FROM public.jobs WHERE NOT old"))
                .containsExactly("5");
        assertThat(this.database.query("SELECT count(*) <= 5 FROM public.jobs")).containsExactly("t");
        assertThat(looksForRows(sql)).isFalse();
    }

    /** Deletes six of ten rows in a batch that lasts until somebody holds the lock 4711. */
    private CompletableFuture<Void> batchThatLasts() {
        this.database.execute(
                "CREATE FUNCTION public.hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                        + " WHILE NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711) LOOP"
                        + " PERFORM pg_sleep(0.01); END LOOP; RETURN NULL; END $$",
                "CREATE TRIGGER hold BEFORE DELETE ON public.jobs EXECUTE FUNCTION public.hold()");
        this.files.with(
                "1_purge.up.sql",
                "-- applied-set: batches\n-- applied-set: background\nDELETE FROM public.jobs WHERE id IN"
                        + " (SELECT id FROM public.jobs WHERE old ORDER BY id LIMIT 6);");
        Migrator worker = migrator(this.database).build();
        CompletableFuture<Void> running = CompletableFuture.runAsync(worker::migrate);
        Sql.awaitRow(
                this.database.superuser(),
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'",
                () -> assertThat(running).as("is in its batch").isNotDone());
        return running;
    }

    private void endTheBatch(Runnable meanwhile) throws SQLException {
        try (Connection end = this.database.dataSource().getConnection()) {
            Sql.execute(end, "SELECT pg_advisory_lock(4711)");
            meanwhile.run();
        }
    }

    @Test
    void pauseWaitsForTheBatchThatIsRunning() throws Exception {
        CompletableFuture<Void> running = batchThatLasts();
        CompletableFuture<Void> pausing =
                CompletableFuture.runAsync(() -> migrator(this.database).build().pauseBackfill(1));
        Sql.awaitRow(
                this.database.superuser(),
                "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted",
                () -> assertThat(pausing).as("waits for the batch").isNotDone());

        endTheBatch(() -> CompletableFuture.allOf(running, pausing).join());

        assertThat(this.database.query(PAUSED)).containsExactly("true 1");
        assertThat(this.database.query("SELECT count(*) FROM public.jobs")).containsExactly("4");
    }

    /** Somebody who pauses it is in a hurry: a batch that lasts is not worth waiting for, and is done once more. */
    @Test
    void pauseWaitsForABatchNoLongerThanForALock() throws Exception {
        CompletableFuture<Void> running = batchThatLasts();

        migrator(this.database).lockTimeout(Duration.ofMillis(50)).build().pauseBackfill(1);
        endTheBatch(running::join);

        assertThat(this.database.query(PAUSED)).containsExactly("true 0");
        assertThat(this.database.query("SELECT count(*) FROM public.jobs")).containsExactly("10");
    }

    @Test
    void theDocumentedFormDeletesAllOtherRows() {
        this.files.with(
                "1_purge.up.sql",
                "-- applied-set: batches\n-- applied-set: pause=0ms\nDELETE FROM public.jobs WHERE id IN ("
                        + "SELECT id FROM public.jobs WHERE old AND id <> 5 LIMIT 2);");

        assertThat(labels(migrate(this.database))).containsExactly("1_purge");
        assertThat(this.database.query("SELECT id FROM public.jobs")).containsExactly("5");
    }
}
