package io.github.appliedset.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.fault.FaultProxy;
import io.github.appliedset.support.fault.FaultProxy.Moment;
import io.github.appliedset.support.fault.PgBouncer;
import io.github.appliedset.support.fault.ServerProcess;
import java.nio.file.Path;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connection is cut in a batch, between two, and before the row is written; each row is changed exactly once. */
@Tag("faults")
class BackfillFaultTests {

    private static final String DATABASE = "postgres";

    private static ServerProcess server;
    private static MigrationFolder files;
    private static int firstLook;
    private static int messages;

    @BeforeAll
    static void runUndisturbed(@TempDir Path folder) {
        server = ServerProcess.start(Map.of());
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
        users();
        try (FaultProxy proxy = FaultProxy.inFrontOf(server.port())) {
            Migrator migrator = migrator(ServerProcess.dataSource(proxy.port(), DATABASE));
            migrator.plan();
            firstLook = proxy.messages();
            migrator.migrate();
            messages = proxy.messages() - firstLook;
        }
        assertThatEachRowIsChangedOnce("undisturbed");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void users() {
        server.execute(
                DATABASE,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND pid <> pg_backend_pid()",
                "DROP SCHEMA public CASCADE",
                "CREATE SCHEMA public",
                "CREATE TABLE public.users (id int PRIMARY KEY, n int NOT NULL DEFAULT 0)",
                "INSERT INTO public.users SELECT generate_series(1, 35)");
    }

    private static Migrator migrator(DataSource dataSource) {
        return Migrator.builder()
                .dataSource(dataSource)
                .locations(files.location())
                .build();
    }

    private static void assertThatEachRowIsChangedOnce(String when) {
        assertThat(server.query(DATABASE, "SELECT n || ': ' || count(*) FROM public.users GROUP BY n"))
                .as(when)
                .containsExactly("1: 35");
        assertThat(server.query(DATABASE, "SELECT version FROM public.applied_migrations ORDER BY 1"))
                .as(when)
                .containsExactly("1", "2");
        assertThat(server.query(DATABASE, "SELECT version FROM public.applied_migrations_backfill"))
                .as(when)
                .isEmpty();
    }

    @Test
    void nextRunGoesOnBehindTheLastBatch() {
        for (int message = firstLook; message <= messages; message += 11) {
            Moment moment = message % 2 == 0 ? Moment.BEFORE : Moment.AFTER;
            users();
            try (FaultProxy proxy = FaultProxy.inFrontOf(server.port())) {
                proxy.strikeAt(message, moment, () -> {});
                try {
                    migrator(ServerProcess.dataSource(proxy.port(), DATABASE)).migrate();
                } catch (MigrationException cut) {
                    migrator(ServerProcess.dataSource(proxy.port(), DATABASE)).migrate();
                }
            }
            assertThatEachRowIsChangedOnce("cut " + moment + " message " + message);
        }
    }

    @Test
    void nothingIsLeftBehindAPooler() {
        users();
        try (PgBouncer bouncer = PgBouncer.start(server.port(), 1)) {
            DataSource pooled = ServerProcess.dataSource(bouncer.port(), DATABASE);

            migrator(pooled).migrate();

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
