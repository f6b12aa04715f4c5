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
import java.util.Random;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
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
    private static List<Rollback> rollbacks;
    private static Cuts cuts;

    /**
     * A rollback of some of them.
     *
     * @param from the last one that is applied
     * @param to the last one that is still applied afterwards
     * @param messages how many messages it sends
     * @param lastCommit which of them commits the last step
     * @param deeds the messages at which the server does something
     */
    private record Rollback(int from, int to, int messages, int lastCommit, List<Integer> deeds) {

        static Rollback undisturbed(int from, int to) {
            try (FaultProxy proxy = FaultProxy.inFrontOf(server.port())) {
                FirstLock lock = FirstLock.of(proxy);
                migrator(ServerProcess.dataSource(proxy.port(), DATABASE), from).rollbackTo(to);
                firstLook = lock.messagesBefore();
                return new Rollback(from, to, proxy.messages(), proxy.lastMessage('S'), proxy.deeds());
            }
        }

        void begin() {
            apply(this.from);
        }

        static void apply(int last) {
            migrator(server.dataSource(DATABASE), MIGRATIONS).rollbackTo(1);
            migrator(server.dataSource(DATABASE), last).migrate();
        }

        void cutAt(int message, Moment moment) {
            cutAt(message, moment, 0);
        }

        /** Cuts once more, so many messages later, if that is not 0. */
        void cutAt(int message, Moment moment, int andAfter) {
            String description =
                    "cut " + moment + " message " + message + " of " + this + ", and " + andAfter + " later";
            try (FaultProxy proxy = FaultProxy.inFrontOf(server.port())) {
                proxy.strikeAt(message, moment, () -> {
                    if (andAfter > 0) {
                        proxy.strikeAt(message + andAfter, moment, () -> {});
                    }
                });
                Migrator migrator = migrator(ServerProcess.dataSource(proxy.port(), DATABASE), this.from);
                try {
                    migrator.rollbackTo(this.to);
                } catch (DatabaseAccessException failure) {
                    if (message > firstLook) {
                        throw new AssertionError("a rollback that has begun goes on: " + description, failure);
                    }
                    migrator.rollbackTo(this.to);
                }
                cuts.tell(proxy, message);
            }
            isDoneAndCanBeAppliedAgain(description);
        }

        private void isDoneAndCanBeAppliedAgain(String description) {
            assertThat(MixedMigrations.picture(server, DATABASE))
                    .as("%s: rolled back", description)
                    .isEqualTo(pictures.get(this.to));

            migrator(server.dataSource(DATABASE), this.from).migrate();

            assertThat(MixedMigrations.picture(server, DATABASE))
                    .as("%s: applied again", description)
                    .isEqualTo(pictures.get(this.from));
        }
    }

    @BeforeEach
    void none() {
        cuts = new Cuts();
    }

    @AfterEach
    void nearlyAll() {
        cuts.areNearlyAllMade();
    }

    @BeforeAll
    static void rollBackUndisturbed(@TempDir Path folder) {
        server = ServerProcess.start(Map.of());
        files = MixedMigrations.write(folder, MIGRATIONS);
        pictures = MixedMigrations.pictures(server, DATABASE, files, MIGRATIONS);
        rollbacks = List.of(Rollback.undisturbed(MIGRATIONS, 5), Rollback.undisturbed(5, 1));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Migrator migrator(DataSource dataSource, int last) {
        return Migrator.builder()
                .dataSource(dataSource)
                .locations(files.location())
                .only(migration -> migration.version().value() <= last)
                .build();
    }

    @Test
    void undisturbed() {
        for (Rollback rollback : rollbacks) {
            rollback.begin();
            migrator(server.dataSource(DATABASE), rollback.from()).rollbackTo(rollback.to());

            rollback.isDoneAndCanBeAppliedAgain("undisturbed " + rollback);
        }
    }

    @Test
    void someCuts() {
        for (Rollback rollback : rollbacks) {
            rollback.begin();
            for (int message = 1; message <= rollback.messages(); message += 199) {
                rollback.cutAt(message, message % 2 == 0 ? Moment.BEFORE : Moment.AFTER);
            }
        }
    }

    /** When another connection finds that nothing is left to do, and is lost while it says so. */
    @Test
    @Tag("faults")
    void theLastCommitAndAgainOnTheNextConnection() {
        for (Rollback rollback : rollbacks) {
            rollback.begin();
            for (int later = 1 + new Random().nextInt(13); later <= 40; later += 13) {
                rollback.cutAt(rollback.lastCommit(), Moment.AFTER, later);
            }
        }
    }

    /**
     * Of one migration inside a transaction, and of one outside. A cut anywhere else leaves the server as one of these does:
     * between two of them it only reads. {@code -Dfaults.cut-stride=1} makes all of them.
     */
    @Test
    @Tag("faults")
    void cutsOfASmallRollback() {
        Rollback.apply(4);
        Rollback small = Rollback.undisturbed(4, 2);
        small.begin();
        small.cutAt(1, Moment.BEFORE);
        int stride = Integer.getInteger("faults.cut-stride", 10);
        for (int at = new Random().nextInt(stride); at < small.deeds().size(); at += stride) {
            small.cutAt(small.deeds().get(at), Moment.AFTER);
        }
    }

    /** Every cut takes a rollback and a run: {@code -Dfaults.cut-stride=1} makes all of them, which takes minutes. */
    @Test
    @Tag("faults")
    void everyCut() {
        int stride = Integer.getInteger("faults.cut-stride", 600);
        for (Rollback rollback : rollbacks) {
            rollback.begin();
            for (int message = 1 + new Random().nextInt(stride); message <= rollback.messages(); message += stride) {
                for (Moment moment : Moment.values()) {
                    rollback.cutAt(message, moment);
                }
            }
        }
    }
}
