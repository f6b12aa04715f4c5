package io.github.appliedset.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.Together;
import io.github.appliedset.support.fault.PgBouncer;
import io.github.appliedset.support.fault.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fifty instances start at once with a hundred migrations pending, five of them outside a transaction. */
@Tag("faults")
class FiftyInstancesTests {

    private static final int INSTANCES = 50;
    private static final int MIGRATIONS = 100;

    private static ServerProcess server;

    private MigrationFolder files;

    @BeforeAll
    static void start() {
        // Whoever waits for the migration lock inside the database is seen in the log.
        server = ServerProcess.start(Map.of("log_lock_waits", "on", "deadlock_timeout", "100ms"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void writeMigrations(@TempDir Path folder) {
        this.files = new MigrationFolder(folder)
                .with("1_first.up.sql", "CREATE TABLE public.effects (version int, instant timestamptz);");
        for (int version = 2; version <= MIGRATIONS; version++) {
            this.files.with(
                    version + "_x.up.sql",
                    version % 20 == 0
                            ? "CREATE INDEX CONCURRENTLY i%1$d ON public.effects (version) WHERE version < %1$d;"
                                    .formatted(version)
                            : "INSERT INTO public.effects VALUES (" + version + ");");
        }
    }

    private Migrator migrator(int port, String database) {
        return Migrator.builder()
                .dataSource(ServerProcess.dataSource(port, database))
                .locations(this.files.location())
                .instanceLockTimeout(Duration.ofMinutes(5))
                .build();
    }

    private static void eachRanOnce(String database) {
        assertThat(server.query(database, "SELECT version FROM public.effects ORDER BY version"))
                .containsExactlyElementsOf(IntStream.rangeClosed(2, MIGRATIONS)
                        .filter(version -> version % 20 != 0)
                        .mapToObj(Integer::toString)
                        .toList());
        assertThat(server.query(database, "SELECT version FROM public.applied_migrations"))
                .hasSize(MIGRATIONS);
        assertThat(server.query(
                        database, "SELECT indisvalid FROM pg_index WHERE indrelid = 'public.effects'::regclass"))
                .containsExactly("t", "t", "t", "t", "t");
        assertThat(server.query(database, "SELECT 1 FROM pg_locks WHERE locktype = 'advisory'"))
                .isEmpty();
        assertThat(server.log())
                .doesNotContain("deadlock detected")
                .doesNotContain("still waiting for ExclusiveLock on advisory");
    }

    @Test
    void withoutAPooler() throws Exception {
        server.execute("postgres", "CREATE DATABASE direct");

        List<Integer> applied = Together.run(
                INSTANCES,
                instance -> () ->
                        migrator(server.port(), "direct").migrate().applied().size());

        assertThat(applied.stream().mapToInt(Integer::intValue).sum()).isEqualTo(MIGRATIONS);
        eachRanOnce("direct");
    }

    /** Half of them go past the pooler; the others are refused what needs that, and are started again, as pods are. */
    @Test
    void behindPgBouncer() throws Exception {
        server.execute("postgres", "CREATE DATABASE pooled");
        AtomicInteger restarts = new AtomicInteger();
        try (PgBouncer bouncer = PgBouncer.start(server.port(), 5)) {
            List<Integer> applied = Together.run(INSTANCES, instance -> () -> {
                int port = instance % 2 == 0 ? bouncer.port() : server.port();
                int done = 0;
                while (true) {
                    try {
                        return done
                                + migrator(port, "pooled").migrate().applied().size();
                    } catch (TrackerException needsTheServerItself) {
                        assertThat(port).isEqualTo(bouncer.port());
                        restarts.incrementAndGet();
                    }
                }
            });
            System.out.println("[faults] 50 instances, 25 of them behind PgBouncer and refused a migration " + restarts
                    + " times; reported as applied: "
                    + applied.stream().mapToInt(Integer::intValue).sum());
        }
        eachRanOnce("pooled");
    }
}
