package io.github.appliedset.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.MigrationReport.Executed;
import io.github.appliedset.migration.RollbackRefusedException;
import io.github.appliedset.migrator.MigrationListener;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.migrator.Target;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.fault.ChildJvm;
import io.github.appliedset.support.fault.FaultProxy;
import io.github.appliedset.support.fault.FaultProxy.Moment;
import io.github.appliedset.support.fault.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody kills the process that migrates or rolls back, its backend, or the server, at a random point of a run; the run
 * goes on, or the next one does. {@code -Dfaults.kill-points=1000 -Dfaults.seed=7} sets how often and where,
 * {@code -Dfaults.migrations=50} the length of a run.
 */
@Tag("faults")
class KillPointTests {

    private static final int MIGRATIONS = Integer.getInteger("faults.migrations", 20);

    private enum Victim {
        MIGRATOR,
        BACKEND,
        SERVER
    }

    /**
     * Where a run is killed.
     *
     * @param rollbacks how many migrations the run rolls back; 0 if it applies all
     */
    private record KillPoint(int rollbacks, Victim victim, Moment moment, int message) {

        static KillPoint random(Random random) {
            int rollbacks = random.nextBoolean() ? 0 : 1 + random.nextInt(MIGRATIONS - 1);
            return new KillPoint(
                    rollbacks,
                    Victim.values()[random.nextInt(Victim.values().length)],
                    Moment.values()[random.nextInt(Moment.values().length)],
                    1 + random.nextInt(rollbacks == 0 ? messages : rollbackMessages.get(rollbacks - 1)));
        }

        boolean isRollback() {
            return this.rollbacks > 0;
        }

        /** How many migrations a rollback leaves. */
        int left() {
            return MIGRATIONS - this.rollbacks;
        }

        String kind() {
            return this.victim + (isRollback() ? " in a rollback" : "");
        }
    }

    private static ServerProcess server;
    private static MigrationFolder files;
    private static List<List<String>> pictures;
    private static int messages;
    /** How many messages have been sent when 1, 2, 3 ... migrations are rolled back. */
    private static List<Integer> rollbackMessages;

    @BeforeAll
    static void runUndisturbed(@TempDir Path folder) {
        server = ServerProcess.start(Map.of());
        files = MixedMigrations.write(folder, MIGRATIONS);
        server.execute("postgres", "CREATE DATABASE one_by_one", "CREATE DATABASE undisturbed");
        pictures = MixedMigrations.pictures(server, "one_by_one", files, MIGRATIONS);
        try (FaultProxy proxy = FaultProxy.inFrontOf(server.port())) {
            migrator(proxy, "undisturbed").build().migrate();
            messages = proxy.messages();
        }
        assertThat(MixedMigrations.picture(server, "undisturbed")).isEqualTo(pictures.get(MIGRATIONS));
        server.execute("postgres", "CREATE DATABASE rolled_back TEMPLATE undisturbed");
        try (FaultProxy proxy = FaultProxy.inFrontOf(server.port())) {
            rollbackMessages = messagesOfEachRollback(proxy, "rolled_back");
        }
        assertThat(MixedMigrations.picture(server, "rolled_back")).isEqualTo(pictures.get(1));
    }

    private static List<Integer> messagesOfEachRollback(FaultProxy proxy, String database) {
        List<Integer> sent = new ArrayList<>();
        MigrationListener counter = new MigrationListener() {
            @Override
            public void afterRollback(Target target, Executed executed) {
                sent.add(proxy.messagesSoFar());
            }
        };
        migrator(proxy, database).listeners(List.of(counter)).build().rollbackTo(1);
        return sent;
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Migrator.Builder migrator(FaultProxy proxy, String database) {
        return Migrator.builder()
                .dataSource(ServerProcess.dataSource(proxy.port(), database))
                .locations(files.location());
    }

    @Test
    void nextStartFinishesWhatWasKilled() throws Exception {
        int points = Integer.getInteger("faults.kill-points", 4);
        long seed = Long.getLong("faults.seed", System.nanoTime());
        Random random = new Random(seed);
        Map<String, Integer> killed = new TreeMap<>();
        for (int point = 1; point <= points; point++) {
            KillPoint next = KillPoint.random(random);
            String description = "seed " + seed + ", point " + point + ": " + next;
            String database = "killed_" + point;
            server.execute(
                    "postgres", "CREATE DATABASE " + database + (next.isRollback() ? " TEMPLATE undisturbed" : ""));
            kill(next, database, description);
            if (next.isRollback()) {
                if (random.nextBoolean()) {
                    finishRollback(next, database, description);
                } else {
                    finishPartialRollback(database);
                }
            }
            finishMigrations(database, description);
            server.execute("postgres", "DROP DATABASE " + database);
            killed.merge(next.kind(), 1, Integer::sum);
        }
        System.out.println("[faults] killed " + killed + " in runs of " + messages + " messages, rollbacks of "
                + rollbackMessages.get(rollbackMessages.size() - 1) + ", seed " + seed
                + ": each time the next start had nothing twice and nothing missing");
    }

    private static void kill(KillPoint point, String database, String description) throws Exception {
        try (FaultProxy proxy = FaultProxy.inFrontOf(server.port())) {
            switch (point.victim()) {
                case MIGRATOR -> {
                    proxy.killAt(
                            point.message(),
                            point.moment(),
                            () -> startProcess(point, ServerProcess.url(proxy.port(), database)));
                }
                case BACKEND -> {
                    proxy.strikeAt(point.message(), point.moment(), () -> killBackend(database));
                    run(point, proxy, database);
                }
                case SERVER -> {
                    proxy.strikeAt(point.message(), point.moment(), () -> {
                        server.stopImmediately();
                        server.restart();
                    });
                    run(point, proxy, database);
                }
            }
            assertThat(proxy.hasStruck()).as(description).isTrue();
        }
    }

    private static ChildJvm startProcess(KillPoint point, String url) {
        return point.isRollback()
                ? MigratorProcess.startRollback(url, files.location(), point.rollbacks())
                : MigratorProcess.start(url, files.location());
    }

    private static void run(KillPoint point, FaultProxy proxy, String database) {
        Migrator migrator = migrator(proxy, database).build();
        try {
            if (point.isRollback()) {
                migrator.rollback(point.rollbacks());
            } else {
                migrator.migrate();
            }
        } catch (RollbackRefusedException nobodyElseIsThere) {
            throw nobodyElseIsThere;
        } catch (MigrationException theOperatorStartsAgain) {
            // The next run finishes it.
        }
        // A server that was killed after the last message comes back while nobody looks.
        server.awaitConnections();
    }

    /** A backend that is killed takes all others with it: the server cannot trust its shared memory any more. */
    private static void killBackend(String database) {
        try {
            for (String pid :
                    server.query("postgres", "SELECT pid FROM pg_stat_activity WHERE datname = '" + database + "'")) {
                new ProcessBuilder("kill", "-KILL", pid).start().waitFor();
                // Until the server has noticed, it takes new connections, and drops them then.
                while (ProcessHandle.of(Long.parseLong(pid)).isPresent()) {
                    LockSupport.parkNanos(1_000_000);
                }
            }
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        }
    }

    private static void finishRollback(KillPoint point, String database, String description) {
        MixedMigrations.awaitEndOfRun(server, database);
        next(database).rollbackTo(point.left());

        assertThat(MixedMigrations.picture(server, database))
                .as("%s, rolled back", description)
                .isEqualTo(pictures.get(point.left()));
    }

    /** Applying a migration again presupposes that the whole of it is rolled back. */
    private static void finishPartialRollback(String database) {
        if (MixedMigrations.picture(server, database).stream().anyMatch(line -> line.startsWith("unfinished"))) {
            next(database).rollback(1);
        }
    }

    private static void finishMigrations(String database, String description) {
        next(database).migrate();

        assertThat(MixedMigrations.picture(server, database))
                .as("%s, applied", description)
                .isEqualTo(pictures.get(MIGRATIONS));
    }

    private static Migrator next(String database) {
        return Migrator.builder()
                .dataSource(server.dataSource(database))
                .locations(files.location())
                .build();
    }
}
