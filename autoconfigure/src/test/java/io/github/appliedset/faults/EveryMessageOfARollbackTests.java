package io.github.appliedset.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.fault.FaultProxy;
import io.github.appliedset.support.fault.FaultProxy.Moment;
import io.github.appliedset.support.fault.ServerProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connection is cut before and after each message of a rollback; the rollback goes on, or the next one does. */
class EveryMessageOfARollbackTests {

    private static final String DATABASE = "postgres";
    /** One of each kind, after the first. */
    private static final int MIGRATIONS = 9;

    private static ServerProcess server;
    private static MigrationFolder files;
    private static List<List<String>> pictures;
    private static int firstLook;
    private static int messages;
    private static int lastCommit;

    @BeforeAll
    static void runUndisturbed(@TempDir Path folder) {
        server = ServerProcess.start(Map.of());
        files = MixedMigrations.write(folder, MIGRATIONS);
        pictures = MixedMigrations.pictures(server, DATABASE, files, MIGRATIONS);
        try (FaultProxy proxy = FaultProxy.inFrontOf(server.port())) {
            Migrator migrator = migrator(ServerProcess.dataSource(proxy.port(), DATABASE));
            migrator.plan();
            firstLook = proxy.messages();
            migrator.rollbackTo(1);
            messages = proxy.messages() - firstLook;
            lastCommit = proxy.lastMessage('S') - firstLook;
        }
        isRolledBackAndCanBeApplied("undisturbed");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Migrator migrator(DataSource dataSource) {
        return Migrator.builder()
                .dataSource(dataSource)
                .locations(files.location())
                .build();
    }

    private static void isRolledBackAndCanBeApplied(String description) {
        assertThat(MixedMigrations.picture(server, DATABASE))
                .as("%s: rolled back", description)
                .isEqualTo(pictures.get(1));

        migrator(server.dataSource(DATABASE)).migrate();

        assertThat(MixedMigrations.picture(server, DATABASE))
                .as("%s: applied again", description)
                .isEqualTo(pictures.get(MIGRATIONS));
    }

    private static void cutAt(int message, Moment moment) {
        cutAt(message, moment, 0);
    }

    /** Cuts once more, so many messages later, if that is not 0. */
    private static void cutAt(int message, Moment moment, int andAfter) {
        String description = "cut " + moment + " message " + message + ", and " + andAfter + " later";
        try (FaultProxy proxy = FaultProxy.inFrontOf(server.port())) {
            proxy.strikeAt(message, moment, () -> {
                if (andAfter > 0) {
                    proxy.strikeAt(message + andAfter, moment, () -> {});
                }
            });
            Migrator migrator = migrator(ServerProcess.dataSource(proxy.port(), DATABASE));
            try {
                migrator.rollbackTo(1);
            } catch (DatabaseAccessException failure) {
                if (message >= firstLook) {
                    throw new AssertionError("a rollback that has begun goes on: " + description, failure);
                }
                migrator.rollbackTo(1);
            }
            assertThat(proxy.hasStruck()).as(description).isTrue();
        }
        isRolledBackAndCanBeApplied(description);
    }

    @Test
    void someCuts() {
        for (int message = 1; message <= messages; message += 29) {
            cutAt(message, message % 2 == 0 ? Moment.BEFORE : Moment.AFTER);
        }
    }

    /** When another connection finds that nothing is left to do, and is lost while it says so. */
    @Test
    @Tag("faults")
    void theLastCommitAndAgainOnTheNextConnection() {
        for (int later = 1; later <= 40; later++) {
            cutAt(lastCommit, Moment.AFTER, later);
        }
    }

    @Test
    @Tag("faults")
    void everyCut() {
        for (int message = 1; message <= messages; message++) {
            for (Moment moment : Moment.values()) {
                cutAt(message, moment);
            }
        }
        System.out.println("[faults] connection cut at each of " + 2 * messages + " points of a rollback");
    }
}
