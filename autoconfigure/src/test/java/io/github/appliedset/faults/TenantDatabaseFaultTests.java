package io.github.appliedset.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.fault.FaultProxy;
import io.github.appliedset.support.fault.FaultProxy.Moment;
import io.github.appliedset.support.fault.ServerProcess;
import io.github.appliedset.tenant.TenantMigrator;
import io.github.appliedset.tenant.TenantReport;
import io.github.appliedset.tenant.TenantResult;
import io.github.appliedset.tenant.TenantResult.State;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The process, or the server, is killed in the middle of a run over tenants with a database each, also between their batches;
 * the next start does only what is missing. {@code -Dfaults.tenant-databases=100} sets how many there are.
 */
@Tag("faults")
class TenantDatabaseFaultTests {

    private static final int TENANTS = Integer.getInteger("faults.tenant-databases", 4);
    private static final int MIGRATIONS = 3;

    private static ServerProcess server;
    private static MigrationFolder files;
    private static int messages;
    private static int runs;

    private String ordinary;

    @BeforeAll
    static void writeFiles(@TempDir Path folder) {
        server = ServerProcess.start(Map.of());
        files = new MigrationFolder(folder)
                .with(
                        "1_a.up.sql",
                        "CREATE TABLE public.a (id bigint PRIMARY KEY, n int NOT NULL DEFAULT 0);\n"
                                + "INSERT INTO public.a SELECT generate_series(1, 6);")
                .with("2_b.up.sql", "INSERT INTO public.a VALUES (7);")
                .with("3_count.up.sql", """
                        -- applied-set: batches=public.a.id
                        -- applied-set: batch-size=2
                        -- applied-set: pause=0ms
                        UPDATE public.a SET n = n + 1
                        WHERE id BETWEEN current_setting('applied_set.batch_from')::bigint
                                     AND current_setting('applied_set.batch_to')::bigint;
                        """);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void createDatabases() {
        this.ordinary = "customers_" + ++runs;
        server.execute("postgres", "CREATE DATABASE " + this.ordinary);
        tenants().forEach(tenant -> server.execute("postgres", "CREATE DATABASE " + tenant));
        if (messages == 0) {
            runUndisturbed();
        }
    }

    private void runUndisturbed() {
        try (FaultProxy proxy = FaultProxy.inFrontOf(server.port())) {
            migrator(proxy.port()).migrate().requireCurrent();
            messages = proxy.messages();
        }
        dropDatabases();
        createDatabases();
    }

    @AfterEach
    void dropDatabases() {
        tenants().forEach(tenant -> server.execute("postgres", "DROP DATABASE " + tenant + " WITH (FORCE)"));
        server.execute("postgres", "DROP DATABASE " + this.ordinary + " WITH (FORCE)");
    }

    private List<String> tenants() {
        return TenantDatabasesProcess.names(this.ordinary, TENANTS);
    }

    private TenantMigrator migrator(int port) {
        return TenantDatabasesProcess.migrator(port, this.ordinary, files.location(), TENANTS);
    }

    @ParameterizedTest
    @CsvSource({"BEFORE, 25", "AFTER, 50", "BEFORE, 75"})
    void nextStartFinishesAfterAProcessKill(Moment moment, int percent) throws Exception {
        try (FaultProxy proxy = FaultProxy.inFrontOf(server.port())) {
            proxy.killAt(
                    messages * percent / 100,
                    moment,
                    () -> TenantDatabasesProcess.start(proxy.port(), this.ordinary, files.location(), TENANTS));
            assertThat(proxy.hasStruck()).isTrue();
        }
        assertNextStartFinishes();
    }

    @ParameterizedTest
    @CsvSource({"AFTER, 25", "BEFORE, 50", "AFTER, 75"})
    void nextStartFinishesAfterAServerKill(Moment moment, int percent) {
        try (FaultProxy proxy = FaultProxy.inFrontOf(server.port())) {
            proxy.strikeAt(messages * percent / 100, moment, () -> {
                server.stopImmediately();
                server.restart();
            });
            // Some may fail, or wait until the server is back.
            migrator(proxy.port()).migrate();
            assertThat(proxy.hasStruck()).isTrue();
        }
        server.awaitConnections();
        assertNextStartFinishes();
    }

    private void assertNextStartFinishes() {
        tenants().forEach(tenant -> MixedMigrations.awaitEndOfRun(server, tenant));
        Map<String, Integer> before = applied();

        TenantReport report = migrator(server.port()).migrate();

        report.requireCurrent();
        Map<String, Integer> now = report.in(State.MIGRATED).stream()
                .collect(Collectors.toMap(TenantResult::schema, TenantResult::migrations));
        System.out.println("[faults] "
                + before.values().stream().filter(rows -> rows == MIGRATIONS).count() + " of " + TENANTS
                + " tenants with a database each were done, " + now.size() + " were left");
        assertThat(tenants()).allSatisfy(tenant -> {
            assertThat(now.getOrDefault(tenant, 0)).isEqualTo(MIGRATIONS - before.get(tenant));
            assertThat(server.query(tenant, "SELECT id || ' ' || n FROM public.a ORDER BY id"))
                    .containsExactly("1 1", "2 1", "3 1", "4 1", "5 1", "6 1", "7 1");
            assertThat(server.query(tenant, "SELECT version FROM public.applied_migrations ORDER BY version"))
                    .containsExactly("1", "2", "3");
            assertThat(server.query(tenant, "SELECT version FROM public.applied_migrations_backfill"))
                    .isEmpty();
        });
        assertThat(server.query(this.ordinary, "SELECT to_regclass('public.a') IS NULL"))
                .containsExactly("t");
    }

    private Map<String, Integer> applied() {
        Map<String, Integer> applied = new TreeMap<>();
        for (String tenant : tenants()) {
            boolean begun = server.query(tenant, "SELECT to_regclass('public.applied_migrations') IS NOT NULL")
                    .contains("t");
            applied.put(
                    tenant,
                    begun
                            ? Integer.parseInt(server.query(tenant, "SELECT count(*) FROM public.applied_migrations")
                                    .get(0))
                            : 0);
        }
        return applied;
    }
}
