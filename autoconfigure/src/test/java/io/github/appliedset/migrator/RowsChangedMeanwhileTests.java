package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.script.ScriptOutline;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import java.io.StringReader;
import java.sql.Connection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What PostgreSQL does to a row that the application changes so that it should stay, while a DELETE waits for it. The check of a
 * file refuses what takes the row away, and accepts what keeps it.
 */
@Timeout(120)
class RowsChangedMeanwhileTests extends MigratorTestSupport {

    private TestDatabase database;

    @BeforeEach
    void prepare(TestDatabase database) {
        this.database = database;
        database.execute(
                "CREATE TABLE public.jobs (id bigint PRIMARY KEY, old boolean NOT NULL)",
                "CREATE TABLE public.archive (id bigint, old boolean)",
                "INSERT INTO public.jobs SELECT n, true FROM generate_series(1, 10) n");
    }

    /** The rows that are left after the application has changed row 5 to one that is not old, while the statement waits. */
    private void run(String sql) throws Exception {
        try (Connection application = this.database.dataSource().getConnection();
                Connection batch = this.database.dataSource().getConnection()) {
            application.setAutoCommit(false);
            Sql.execute(application, "UPDATE public.jobs SET old = false WHERE id = 5");
            CompletableFuture<Void> deleting = CompletableFuture.runAsync(() -> Sql.executeUnchecked(batch, sql));
            while (!deleting.isDone()
                    && this.database
                            .query("SELECT 1 FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted")
                            .isEmpty()) {
                // Until it waits for the row.
            }
            assertThat(deleting).isNotDone();
            application.commit();
            deleting.get(60, TimeUnit.SECONDS);
        }
    }

    private static boolean isRefused(String sql) throws Exception {
        return !ScriptOutline.of(new StringReader("-- applied-set: batches\n" + sql))
                .problems()
                .isEmpty();
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
            })
    void withoutALockARowThatShouldStayIsDeleted(String sql) throws Exception {
        run(sql);

        assertThat(this.database.query("SELECT id FROM public.jobs WHERE NOT old"))
                .isEmpty();
        assertThat(isRefused(sql)).isTrue();
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
    void withALockItIsKept(String sql) throws Exception {
        run(sql);

        assertThat(this.database.query("SELECT id FROM public.jobs WHERE NOT old"))
                .containsExactly("5");
        assertThat(this.database.query("SELECT count(*) <= 5 FROM public.jobs")).containsExactly("t");
        assertThat(isRefused(sql)).isFalse();
    }

    @Test
    void theDocumentedFormDeletesAllOtherRows() {
        this.files.with(
                "1_purge.up.sql",
                "-- applied-set: batches\n-- applied-set: pause=0ms\nDELETE FROM public.jobs WHERE id IN ("
                        + "SELECT id FROM public.jobs WHERE old AND id <> 5 LIMIT 2 FOR UPDATE);");

        assertThat(labels(migrate(this.database))).containsExactly("1_purge");
        assertThat(this.database.query("SELECT id FROM public.jobs")).containsExactly("5");
    }
}
