package io.github.appliedset.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.fault.ChildJvm;
import io.github.appliedset.support.fault.FaultProxy;
import io.github.appliedset.support.fault.FaultProxy.Moment;
import io.github.appliedset.support.fault.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody kills the process that migrates, its backend, or the server, at a random point of a run; the run goes on, or
 * the next one does. {@code -Dfaults.kill-points=1000 -Dfaults.seed=7} sets how often and where.
 */
@Tag("faults")
class KillPointTests {

    private enum Victim {
        MIGRATOR,
        BACKEND,
        SERVER
    }

    private static ServerProcess server;
    private static MigrationFolder files;
    private static List<String> undisturbed;
    private static int messages;

    @BeforeAll
    static void runUndisturbed(@TempDir Path folder) {
        server = ServerProcess.start(Map.of());
        files = MixedMigrations.write(folder, 50);
        server.execute("postgres", "CREATE DATABASE undisturbed");
        try (FaultProxy proxy = FaultProxy.inFrontOf(server.port())) {
            migrate(proxy, "undisturbed");
            messages = proxy.messages();
        }
        undisturbed = MixedMigrations.picture(server, "undisturbed");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void migrate(FaultProxy proxy, String database) {
        Migrator.builder()
                .dataSource(ServerProcess.dataSource(proxy.port(), database))
                .locations(files.location())
                .build()
                .migrate();
    }

    @Test
    void nextStartFinishesWhatWasKilled() throws Exception {
        int points = Integer.getInteger("faults.kill-points", 30);
        long seed = Long.getLong("faults.seed", System.nanoTime());
        Random random = new Random(seed);
        Map<Victim, Integer> killed = new EnumMap<>(Victim.class);
        for (int point = 1; point <= points; point++) {
            Victim victim = Victim.values()[point % Victim.values().length];
            int message = 1 + random.nextInt(messages);
            Moment moment = Moment.values()[random.nextInt(Moment.values().length)];
            String database = "killed_" + point;
            server.execute("postgres", "CREATE DATABASE " + database);

            kill(victim, message, moment, database);

            assertThat(MixedMigrations.picture(server, database))
                    .as("seed %s, point %s: %s killed %s message %s", seed, point, victim, moment, message)
                    .isEqualTo(undisturbed);
            server.execute("postgres", "DROP DATABASE " + database);
            killed.merge(victim, 1, Integer::sum);
        }
        System.out.println("[faults] killed " + killed + " in runs of " + messages + " messages, seed " + seed
                + ": each time the next start had nothing twice and nothing missing");
    }

    private static void kill(Victim victim, int message, Moment moment, String database) throws Exception {
        try (FaultProxy proxy = FaultProxy.inFrontOf(server.port())) {
            switch (victim) {
                case MIGRATOR -> {
                    ChildJvm[] child = new ChildJvm[1];
                    synchronized (child) {
                        proxy.strikeAt(message, moment, () -> {
                            synchronized (child) {
                                child[0].kill();
                            }
                        });
                        child[0] = MigratorProcess.start(ServerProcess.url(proxy.port(), database), files.location());
                    }
                    assertThat(child[0].awaitExit()).as(child[0].output()).isNotZero();
                    migrate(proxy, database);
                }
                case BACKEND -> {
                    proxy.strikeAt(message, moment, () -> killBackend(database));
                    migrateUntilDone(proxy, database);
                }
                case SERVER -> {
                    proxy.strikeAt(message, moment, () -> {
                        server.stopImmediately();
                        server.restart();
                    });
                    migrateUntilDone(proxy, database);
                }
            }
            assertThat(proxy.hasStruck()).isTrue();
        }
    }

    /** A backend that is killed takes all others with it: the server cannot trust its shared memory any more. */
    private static void killBackend(String database) {
        try {
            for (String pid :
                    server.query("postgres", "SELECT pid FROM pg_stat_activity WHERE datname = '" + database + "'")) {
                new ProcessBuilder("kill", "-KILL", pid).start().waitFor();
            }
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        }
    }

    private static void migrateUntilDone(FaultProxy proxy, String database) {
        try {
            migrate(proxy, database);
        } catch (MigrationException theOperatorStartsAgain) {
            server.awaitConnections();
            migrate(proxy, database);
        }
    }
}
