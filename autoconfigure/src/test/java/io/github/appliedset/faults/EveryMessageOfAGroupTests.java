package io.github.appliedset.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migration.MigrationReport.Executed;
import io.github.appliedset.migrator.MigrationListener;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.migrator.Target;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.fault.FaultProxy;
import io.github.appliedset.support.fault.FaultProxy.Moment;
import io.github.appliedset.support.fault.ServerProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connection is cut at the messages of five migrations in one round trip: each runs once, and is told once. */
class EveryMessageOfAGroupTests {

    private static final String DATABASE = "postgres";
    private static final List<String> ALL = List.of("1_a", "2_a", "3_a", "4_a", "5_a");

    private static ServerProcess server;
    private static MigrationFolder files;
    private static int firstLook;
    private static int messages;

    @BeforeAll
    static void runUndisturbed(@TempDir Path folder) {
        server = ServerProcess.start(Map.of());
        files = new MigrationFolder(folder);
        for (int version = 1; version <= 5; version++) {
            files.with(
                    version + "_a.up.sql",
                    "CREATE TABLE IF NOT EXISTS public.runs (version int);\nINSERT INTO public.runs VALUES (" + version
                            + ");");
        }
        emptyDatabase();
        try (FaultProxy proxy = FaultProxy.inFrontOf(server.port())) {
            FirstLock lock = FirstLock.of(proxy);
            List<String> heard = new ArrayList<>();
            migrate(proxy, heard);
            assertThat(heard).isEqualTo(ALL);
            firstLook = lock.messagesBefore();
            messages = proxy.messages();
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void emptyDatabase() {
        server.execute(
                DATABASE,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND pid <> pg_backend_pid()",
                "DROP SCHEMA public CASCADE",
                "CREATE SCHEMA public");
    }

    private static MigrationReport migrate(FaultProxy proxy, List<String> heard) {
        return Migrator.builder()
                .dataSource(ServerProcess.dataSource(proxy.port(), DATABASE))
                .locations(files.location())
                .listeners(List.of(new MigrationListener() {
                    @Override
                    public void afterMigration(Target target, Executed executed) {
                        heard.add(executed.migration().toString());
                    }
                }))
                .build()
                .migrate();
    }

    private static void cutAt(int message, Moment moment) {
        String when = "cut " + moment + " message " + message + " of " + messages;
        emptyDatabase();
        try (FaultProxy proxy = FaultProxy.inFrontOf(server.port())) {
            proxy.strikeAt(message, moment, () -> {});
            List<String> heard = new ArrayList<>();
            MigrationReport report;
            try {
                report = migrate(proxy, heard);
            } catch (DatabaseAccessException failure) {
                assertThat(message).as("a run that has begun goes on: " + when).isLessThanOrEqualTo(firstLook);
                report = migrate(proxy, heard);
            }
            assertThat(heard).as(when).isEqualTo(ALL);
            assertThat(report.applied().stream()
                            .map(executed -> executed.migration().toString()))
                    .as(when)
                    .isEqualTo(ALL);
        }
        assertThat(server.query(DATABASE, "SELECT version FROM public.runs ORDER BY 1"))
                .as(when)
                .containsExactly("1", "2", "3", "4", "5");
        assertThat(server.query(DATABASE, "SELECT version FROM public.applied_migrations ORDER BY 1"))
                .as(when)
                .containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    void someCuts() {
        for (int message = firstLook; message <= messages; message += 41) {
            cutAt(message, message % 2 == 0 ? Moment.BEFORE : Moment.AFTER);
        }
    }

    /** {@code -Dfaults.cut-stride=1} makes all of them. */
    @Test
    @Tag("faults")
    void everyCut() {
        int stride = Integer.getInteger("faults.cut-stride", 80);
        for (int message = firstLook + new Random().nextInt(stride); message <= messages; message += stride) {
            for (Moment moment : Moment.values()) {
                cutAt(message, moment);
            }
        }
    }
}
