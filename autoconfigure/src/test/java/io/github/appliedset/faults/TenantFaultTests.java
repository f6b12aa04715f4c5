package io.github.appliedset.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.fault.FaultProxy;
import io.github.appliedset.support.fault.FaultProxy.Moment;
import io.github.appliedset.support.fault.ServerProcess;
import io.github.appliedset.tenant.TenantReport;
import io.github.appliedset.tenant.TenantResult;
import io.github.appliedset.tenant.TenantResult.State;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The process, or the server, is killed in the middle of a run over tenants; the next start does only what is missing.
 * {@code -Dfaults.tenants=1000} sets how many there are.
 */
@Tag("faults")
class TenantFaultTests {

    private static final int TENANTS = Integer.getInteger("faults.tenants", 16);

    private static ServerProcess server;
    private static MigrationFolder files;
    private static int messages;
    private static int databases;

    private String database;

    @BeforeAll
    static void runUndisturbed(@TempDir Path folder) {
        server = ServerProcess.start(Map.of());
        files = new MigrationFolder(folder)
                .with("1_a.up.sql", "CREATE TABLE a (id int);")
                .with("2_b.up.sql", "INSERT INTO a VALUES (1);");
        server.execute("postgres", "CREATE DATABASE undisturbed");
        try (FaultProxy proxy = FaultProxy.inFrontOf(server.port())) {
            TenantProcess.migrator(ServerProcess.dataSource(proxy.port(), "undisturbed"), files.location(), TENANTS)
                    .migrate()
                    .requireCurrent();
            messages = proxy.messages();
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void createDatabase() {
        this.database = "killed_" + ++databases;
        server.execute("postgres", "CREATE DATABASE " + this.database);
    }

    @AfterEach
    void dropDatabase() {
        server.execute("postgres", "DROP DATABASE " + this.database + " WITH (FORCE)");
    }

    @ParameterizedTest
    @CsvSource({"BEFORE, 25", "AFTER, 50", "BEFORE, 75"})
    void nextStartFinishesAfterAProcessKill(Moment moment, int percent) throws Exception {
        try (FaultProxy proxy = FaultProxy.inFrontOf(server.port())) {
            proxy.killAt(
                    messages * percent / 100,
                    moment,
                    () -> TenantProcess.start(
                            ServerProcess.url(proxy.port(), this.database), files.location(), TENANTS));
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
            try {
                // Some may fail, or wait until the server is back.
                TenantProcess.migrator(ServerProcess.dataSource(proxy.port(), this.database), files.location(), TENANTS)
                        .migrate();
            } catch (MigrationException noConnection) {
                // While tenants were looked at.
            }
            assertThat(proxy.hasStruck()).isTrue();
        }
        server.awaitConnections();
        assertNextStartFinishes();
    }

    private void assertNextStartFinishes() {
        awaitTheEndOfTheOthers();
        Map<String, Integer> before = applied();

        TenantReport report = TenantProcess.migrator(server.dataSource(this.database), files.location(), TENANTS)
                .migrate();

        report.requireCurrent();
        Map<String, Integer> now = report.in(State.MIGRATED).stream()
                .collect(Collectors.toMap(TenantResult::schema, TenantResult::migrations));
        System.out.println(
                "[faults] " + before.values().stream().filter(rows -> rows == 2).count() + " of " + TENANTS
                        + " tenants were done, " + now.size() + " were left");
        for (String tenant : IntStream.rangeClosed(1, TENANTS)
                .mapToObj(number -> "tenant_" + number)
                .toList()) {
            assertThat(now.getOrDefault(tenant, 0)).as(tenant).isEqualTo(2 - before.getOrDefault(tenant, 0));
        }
        assertThat(applied())
                .hasSize(TENANTS)
                .allSatisfy((tenant, rows) -> assertThat(rows).isEqualTo(2));
        assertThat(inAll("a", "id")).hasSize(TENANTS).doesNotHaveDuplicates();
    }

    /** A backend may still be busy for a client that is dead. */
    private void awaitTheEndOfTheOthers() {
        MixedMigrations.awaitEndOfRun(server, this.database);
    }

    private Map<String, Integer> applied() {
        return inAll("applied_migrations", "version").stream()
                .collect(Collectors.toMap(row -> row.split(" ")[0], row -> 1, Integer::sum));
    }

    /** The schema and the value, in each schema that has the table. */
    private List<String> inAll(String table, String column) {
        List<String> schemas = server.query(
                this.database, "SELECT schemaname FROM pg_tables WHERE tablename = '" + table + "' ORDER BY 1");
        return schemas.isEmpty()
                ? List.of()
                : server.query(
                        this.database,
                        schemas.stream()
                                .map(schema ->
                                        "SELECT '" + schema + " ' || " + column + " FROM " + schema + "." + table)
                                .collect(Collectors.joining(" UNION ALL ")));
    }
}
