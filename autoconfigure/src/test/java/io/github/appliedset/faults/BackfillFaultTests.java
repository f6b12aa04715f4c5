package io.github.appliedset.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.faults.DisturbedRuns.AfterACut;
import io.github.appliedset.faults.DisturbedRuns.Victim;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.fault.FaultProxy.Moment;
import io.github.appliedset.support.fault.PgBouncer;
import io.github.appliedset.support.fault.ServerProcess;
import java.nio.file.Path;
import java.util.Random;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A run is disturbed in a batch, between two, and before the row is written; each row is changed exactly once.
 * {@code -Dfaults.kill-points=50} sets how often somebody is killed anywhere, {@code -Dfaults.cut-stride=1} cuts at each
 * message.
 */
@Tag("faults")
class BackfillFaultTests {

    private static final String BATCH = "UPDATE public.users";
    private static final String MARK = "INSERT INTO public.applied_migrations (version, name";

    private static MigrationFolder files;
    private static DisturbedRuns runs;

    @BeforeAll
    static void runUndisturbed(@TempDir Path folder) {
        files = new MigrationFolder(folder)
                .with("1_count.up.sql", """
                        -- applied-set: batches=public.users.id
                        -- applied-set: batch-size=10
                        -- applied-set: pause=0ms
                        UPDATE public.users SET n = n + 1
                        WHERE id BETWEEN current_setting('applied_set.batch_from')::bigint
                                     AND current_setting('applied_set.batch_to')::bigint;
                        """)
                .with("2_after.up.sql", "-- applied-set: after=1_count\nSELECT 1;");
        runs = new DisturbedRuns(
                files,
                "CREATE TABLE public.users (id int PRIMARY KEY, n int NOT NULL DEFAULT 0)",
                "INSERT INTO public.users SELECT generate_series(1, 35)");
        assertThatEachRowIsChangedOnce("undisturbed");
    }

    @AfterAll
    static void stop() {
        runs.close();
    }

    private static void assertThatEachRowIsChangedOnce(String when) {
        assertThat(runs.query("SELECT n || ': ' || count(*) FROM public.users GROUP BY n"))
                .as(when)
                .containsExactly("1: 35");
        assertThat(runs.query("SELECT version FROM public.applied_migrations ORDER BY 1"))
                .as(when)
                .containsExactly("1", "2");
        assertThat(runs.query("SELECT version FROM public.applied_migrations_backfill"))
                .as(when)
                .isEmpty();
    }

    @Test
    void cutsAnywhere() {
        int stride = Integer.getInteger("faults.cut-stride", 53);
        for (int message = 1; message <= runs.messages(); message += stride) {
            Moment moment = message % 2 == 0 ? Moment.BEFORE : Moment.AFTER;
            runs.cutAt(message, moment, AfterACut.GOES_ON);
            assertThatEachRowIsChangedOnce("cut " + moment + " message " + message);
        }
        runs.requireThatNearlyAllCutsAreMade();
    }

    @ParameterizedTest
    @CsvSource({
        BATCH + ", BEFORE, MIGRATOR",
        BATCH + ", AFTER, SERVER",
        "'" + MARK + "', BEFORE, SERVER",
        "'" + MARK + "', AFTER, MIGRATOR"
    })
    void killedInABatchAndBetweenBatchAndMark(String sql, Moment moment, Victim victim) throws Exception {
        runs.killAt(runs.sent().firstWith(sql), moment, victim);
        assertThatEachRowIsChangedOnce(victim + " killed " + moment + " " + sql);
    }

    @ParameterizedTest
    @EnumSource
    void killedAnywhere(Victim victim) throws Exception {
        long seed = Long.getLong("faults.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int point = 1; point <= Integer.getInteger("faults.kill-points", 1); point++) {
            int message = 1 + random.nextInt(runs.messages());
            Moment moment = Moment.values()[random.nextInt(Moment.values().length)];
            runs.killAt(message, moment, victim);
            assertThatEachRowIsChangedOnce(victim + " killed " + moment + " " + message + ", seed " + seed);
        }
    }

    @Test
    void nothingIsLeftBehindAPooler() {
        runs.startAgain();
        try (PgBouncer bouncer = PgBouncer.start(runs.server().port(), 1)) {
            DataSource pooled = ServerProcess.dataSource(bouncer.port(), DisturbedRuns.DATABASE);

            Migrator.builder()
                    .dataSource(pooled)
                    .locations(files.location())
                    .build()
                    .migrate();

            assertThatEachRowIsChangedOnce("behind a pooler");
            assertThat(Sql.firstColumn(
                            pooled,
                            "SELECT COALESCE(current_setting('applied_set.batch_from', true), '') || '|'"
                                    + " || current_setting('lock_timeout') || '|' || current_setting('statement_timeout')"
                                    + " || '|' || (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory')"))
                    .containsExactly("|0|0|0");
        }
    }
}
