package io.github.appliedset.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.migration.MigrationException;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The connection is cut, the process or the server killed, before and after messages of a run with repeatable migrations; row and
 * effects stay together.
 */
class RepeatableFaultTests {

    private static final String DATABASE = "postgres";

    private static ServerProcess server;
    private static MigrationFolder files;
    private static int firstLook;
    private static int messages;

    @BeforeAll
    static void runUndisturbed(@TempDir Path folder) {
        server = ServerProcess.start(Map.of());
        files = new MigrationFolder(folder)
                .with("1_seeds.up.sql", "CREATE TABLE public.seeds (name text);")
                .with("2_again.up.sql", "-- applied-set: repeats=a\nCREATE TABLE public.again (id int);")
                .with(
                        "a.repeatable.sql",
                        "INSERT INTO public.seeds VALUES ('a'); CREATE OR REPLACE VIEW public.a AS SELECT 1;")
                .with(
                        "b.repeatable.sql",
                        "INSERT INTO public.seeds VALUES ('b'); CREATE OR REPLACE VIEW public.b AS SELECT 1;");
        emptyDatabase();
        try (FaultProxy proxy = FaultProxy.inFrontOf(server.port())) {
            Migrator migrator = migrator(ServerProcess.dataSource(proxy.port(), DATABASE));
            migrator.plan();
            firstLook = proxy.messages();
            migrator.migrate();
            messages = proxy.messages() - firstLook;
        }
        assertThatEverythingRanOnce("undisturbed");
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

    private static Migrator migrator(DataSource dataSource) {
        return Migrator.builder()
                .dataSource(dataSource)
                .locations(files.location())
                .build();
    }

    private static void assertThatEverythingRanOnce(String when) {
        assertThat(server.query(DATABASE, "SELECT name FROM public.seeds ORDER BY name"))
                .as(when)
                .containsExactly("a", "b");
        assertThat(server.query(
                        DATABASE,
                        "SELECT name || ' ' || array_to_string(objects, '+')"
                                + " FROM public.applied_migrations_repeatable ORDER BY seq"))
                .as(when)
                .isEqualTo(List.of("a view public.a", "b view public.b"));
        assertThat(server.query(DATABASE, "SELECT version FROM public.applied_migrations ORDER BY 1"))
                .as(when)
                .containsExactly("1", "2");
    }

    private static void cutAt(int message, Moment moment) {
        emptyDatabase();
        try (FaultProxy proxy = FaultProxy.inFrontOf(server.port())) {
            proxy.strikeAt(message, moment, () -> {});
            Migrator migrator = migrator(ServerProcess.dataSource(proxy.port(), DATABASE));
            try {
                migrator.migrate();
            } catch (DatabaseAccessException cut) {
                // Reading without the lock is not tried again by a run that has not begun, or has nothing left but to
                // look.
                migrator.migrate();
            }
        }
        assertThatEverythingRanOnce("cut " + moment + " message " + message);
    }

    @Test
    void someCuts() {
        for (int message = firstLook; message <= messages; message += 101) {
            cutAt(message, message % 2 == 0 ? Moment.BEFORE : Moment.AFTER);
        }
    }

    /** {@code -Dfaults.cut-stride=1} makes all of them. */
    @Test
    @Tag("faults")
    void cutsAtManyMessages() {
        for (int message = firstLook; message <= messages; message += Integer.getInteger("faults.cut-stride", 151)) {
            for (Moment moment : Moment.values()) {
                cutAt(message, moment);
            }
        }
    }

    /** In the half in which the repeatable migrations run. {@code -Dfaults.kill-stride=1} kills at each message of it. */
    @ParameterizedTest
    @EnumSource
    @Tag("faults")
    void killsAtManyMessages(Victim victim) throws Exception {
        int stride = Integer.getInteger("faults.kill-stride", 101);
        for (int message = (firstLook + messages) / 2; message < messages - 2; message += stride) {
            Moment moment = message % 2 == 0 ? Moment.BEFORE : Moment.AFTER;
            emptyDatabase();
            try (FaultProxy proxy = FaultProxy.inFrontOf(server.port())) {
                victim.isKilledAt(message, moment, proxy);
                assertThat(proxy.hasStruck()).isTrue();
            }
            server.awaitConnections();
            MixedMigrations.awaitEndOfRun(server, DATABASE);
            migrator(server.dataSource(DATABASE)).migrate();
            assertThatEverythingRanOnce(victim + " killed " + moment + " message " + message);
        }
    }

    private enum Victim {
        PROCESS {
            @Override
            void isKilledAt(int message, Moment moment, FaultProxy proxy) throws Exception {
                proxy.killAt(
                        message,
                        moment,
                        () -> MigratorProcess.start(ServerProcess.url(proxy.port(), DATABASE), files.location()));
            }
        },

        SERVER {
            @Override
            void isKilledAt(int message, Moment moment, FaultProxy proxy) {
                proxy.strikeAt(message, moment, () -> {
                    server.stopImmediately();
                    server.restart();
                });
                try {
                    migrator(ServerProcess.dataSource(proxy.port(), DATABASE)).migrate();
                } catch (MigrationException noConnection) {
                    // The server was away for too long, or nothing was left but to look.
                }
            }
        };

        abstract void isKilledAt(int message, Moment moment, FaultProxy proxy) throws Exception;
    }
}
