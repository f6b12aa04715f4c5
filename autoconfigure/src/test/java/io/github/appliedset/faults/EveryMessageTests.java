package io.github.appliedset.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.adoption.LegacyTool;
import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.fault.FaultProxy;
import io.github.appliedset.support.fault.FaultProxy.Moment;
import io.github.appliedset.support.fault.ServerProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connection is cut before and after each message of a run; the run goes on, or the next one does. */
class EveryMessageTests {

    private static final String DATABASE = "postgres";

    private static ServerProcess server;
    private static MigrationFolder files;
    private static List<String> undisturbed;
    private static int firstLook;
    private static int messages;
    private static Cuts cuts;

    @BeforeEach
    void none() {
        cuts = new Cuts();
    }

    @AfterEach
    void nearlyAll() {
        cuts.areNearlyAllMade();
    }

    @BeforeAll
    static void runUndisturbed(@TempDir Path folder) {
        server = ServerProcess.start(Map.of());
        files = MixedMigrations.write(folder, 6);
        emptyDatabase();
        try (FaultProxy proxy = FaultProxy.inFrontOf(server.port())) {
            FirstLock lock = FirstLock.of(proxy);
            migrator(ServerProcess.dataSource(proxy.port(), DATABASE)).migrate();
            firstLook = lock.messagesBefore();
            messages = proxy.messages();
        }
        undisturbed = MixedMigrations.picture(server, DATABASE);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Empties the one database there is: a new one takes the server longer than a run. */
    private static void emptyDatabase() {
        server.execute(
                DATABASE,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND pid <> pg_backend_pid()",
                "DROP SCHEMA IF EXISTS extra CASCADE",
                "DROP SCHEMA public CASCADE",
                "CREATE SCHEMA public");
    }

    private static Migrator migrator(DataSource dataSource) {
        return Migrator.builder()
                .dataSource(dataSource)
                .locations(files.location())
                .build();
    }

    private static void cutAt(int message, Moment moment) {
        cutAt(message, moment, 0);
    }

    /** Cuts once more, so many messages later, if that is not 0. */
    private static void cutAt(int message, Moment moment, int andAfter) {
        emptyDatabase();
        try (FaultProxy proxy = FaultProxy.inFrontOf(server.port())) {
            proxy.strikeAt(message, moment, () -> {
                if (andAfter > 0) {
                    proxy.strikeAt(message + andAfter, moment, () -> {});
                }
            });
            Migrator migrator = migrator(ServerProcess.dataSource(proxy.port(), DATABASE));
            try {
                migrator.migrate();
            } catch (DatabaseAccessException failure) {
                if (message > firstLook) {
                    throw new AssertionError("a run that has begun goes on: cut " + moment + " " + message, failure);
                }
                migrator.migrate();
            }
            cuts.tell(proxy, message);
        }
        assertThat(MixedMigrations.picture(server, DATABASE))
                .as("cut %s message %s, and %s later", moment, message, andAfter)
                .isEqualTo(undisturbed);
    }

    @Test
    void someCuts() {
        for (int message = 1; message <= messages; message += 109) {
            cutAt(message, message % 2 == 0 ? Moment.BEFORE : Moment.AFTER);
        }
    }

    /** When another connection finds that nothing is left to do, and is lost while it says so. */
    @Test
    @Tag("faults")
    void theLastCommitAndAgainOnTheNextConnection() {
        for (int later = 50 + new Random().nextInt(3); later <= 70; later += 3) {
            cutAt(messages - 6, Moment.AFTER, later);
        }
    }

    /** Every cut takes a run: {@code -Dfaults.cut-stride=1} makes all of them, which takes minutes. */
    @Test
    @Tag("faults")
    void everyCut() {
        int stride = Integer.getInteger("faults.cut-stride", 220);
        for (int message = 1 + new Random().nextInt(stride); message <= messages; message += stride) {
            for (Moment moment : Moment.values()) {
                cutAt(message, moment);
            }
        }
    }

    @Test
    void anotherToolsTableIsAdoptedAsAWhole(@TempDir Path folder) {
        MigrationFolder adopted = new MigrationFolder(folder)
                .with("101_a.up.sql", "SELECT wrong;")
                .with("102_b.up.sql", "SELECT wrong;")
                .with("104_c.up.sql", "SELECT 1;");
        int last = adopt(adopted, Integer.MAX_VALUE);
        for (int message = 1; message <= last; message += Integer.getInteger("faults.cut-stride", 23)) {
            adopt(adopted, message);
        }
    }

    /** Returns how many messages that took. */
    private static int adopt(MigrationFolder adopted, int cutAt) {
        emptyDatabase();
        server.execute(
                DATABASE,
                "CREATE TABLE public.schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL)",
                "INSERT INTO public.schema_migrations VALUES (103, false)");
        try (FaultProxy proxy = FaultProxy.inFrontOf(server.port())) {
            proxy.strikeAt(cutAt, cutAt % 2 == 0 ? Moment.BEFORE : Moment.AFTER, () -> {});
            Migrator migrator = Migrator.builder()
                    .dataSource(ServerProcess.dataSource(proxy.port(), DATABASE))
                    .locations(adopted.location())
                    .legacy(LegacyTool.GOLANG_MIGRATE, null)
                    .build();
            try {
                migrator.migrate();
            } catch (DatabaseAccessException beforeTheRun) {
                migrator.migrate();
            }
            assertThat(
                            server.query(
                                    DATABASE,
                                    "SELECT version || ' ' || (checksum IS NULL) FROM public.applied_migrations ORDER BY version"))
                    .as("cut at message %s", cutAt)
                    .containsExactly("101 true", "102 true", "104 false");
            return proxy.messages();
        }
    }
}
