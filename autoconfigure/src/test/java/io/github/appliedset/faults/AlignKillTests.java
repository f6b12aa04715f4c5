package io.github.appliedset.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.align.AlignmentReport;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.fault.FaultProxy;
import io.github.appliedset.support.fault.FaultProxy.Moment;
import io.github.appliedset.support.fault.ServerProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An alignment that is killed in the middle is finished by the next one. */
class AlignKillTests {

    private static ServerProcess server;
    private static MigrationFolder files;
    private static int messages;

    /** A branch that is renumbered, edited and taken away in turn; one rollback runs outside a transaction. */
    @BeforeAll
    static void checkOutAnotherBranch(@TempDir Path folder) {
        server = ServerProcess.start(Map.of());
        files = new MigrationFolder(folder)
                .with(
                        "1_employee.up.sql",
                        "CREATE TABLE employee (id int PRIMARY KEY, name text); INSERT INTO employee VALUES (1, 'Ada');")
                .with("2_a.up.sql", "CREATE TABLE a (id int);")
                .with("2_a.down.sql", "DROP TABLE a;")
                .with("3_phone.up.sql", "ALTER TABLE employee ADD phone text;")
                .with("3_phone.down.sql", "ALTER TABLE employee DROP phone;")
                .with("4_index.up.sql", "CREATE INDEX CONCURRENTLY by_phone ON employee (phone);")
                .with("4_index.down.sql", "DROP INDEX CONCURRENTLY by_phone;")
                .with("5_b.up.sql", "CREATE TABLE b (id int);")
                .with("5_b.down.sql", "DROP TABLE b;");
        server.execute("postgres", "CREATE DATABASE before");
        AlignProcess.migrator(ServerProcess.url(server.port(), "before"), files.location())
                .migrate();
        files.with("2_a.up.sql", "CREATE TABLE a (id bigint);")
                .without("3_phone.up.sql")
                .without("3_phone.down.sql")
                .without("4_index.up.sql")
                .without("4_index.down.sql")
                .renamed("5_b.up.sql", "6_b.up.sql")
                .renamed("5_b.down.sql", "6_b.down.sql")
                .with("7_new.up.sql", "CREATE TABLE new (id int);");
        server.execute("postgres", "CREATE DATABASE undisturbed TEMPLATE before");
        try (FaultProxy proxy = FaultProxy.inFrontOf(server.port())) {
            align(proxy.port(), "undisturbed");
            messages = proxy.messages();
        }
        isAligned("undisturbed", "undisturbed");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static AlignmentReport align(int port, String database) {
        return AlignProcess.align(AlignProcess.migrator(ServerProcess.url(port, database), files.location()));
    }

    private static void isAligned(String database, String description) {
        assertThat(server.query(database, "SELECT version || '_' || name FROM applied_migrations ORDER BY version"))
                .as(description)
                .containsExactly("1_employee", "2_a", "6_b", "7_new");
        assertThat(server.query(database, "SELECT version FROM applied_migrations_down ORDER BY version"))
                .as(description)
                .containsExactly("1", "2", "6", "7");
        assertThat(server.query(database, "SELECT version FROM applied_migrations_unfinished"))
                .as(description)
                .isEmpty();
        assertThat(server.query(
                        database,
                        "SELECT string_agg(relname || '.' || attname || ' ' || atttypid::regtype, ', ' ORDER BY relname, attnum)"
                                + " FROM pg_attribute JOIN pg_class c ON c.oid = attrelid"
                                + " WHERE relname IN ('employee', 'a', 'b', 'new', 'by_phone') AND attnum > 0"
                                + " AND NOT attisdropped"))
                .as(description)
                .containsExactly("a.id bigint, b.id integer, employee.id integer, employee.name text, new.id integer");
        assertThat(server.query(database, "SELECT name FROM employee"))
                .as(description)
                .containsExactly("Ada");
    }

    @Test
    void nextRunFinishesWhatAKillInterrupted() throws Exception {
        for (int part = 1; part <= 3; part++) {
            int message = messages * part / 4;
            String database = "killed_" + part;
            server.execute("postgres", "CREATE DATABASE " + database + " TEMPLATE before");
            try (FaultProxy proxy = FaultProxy.inFrontOf(server.port())) {
                proxy.killAt(
                        message,
                        Moment.AFTER,
                        () -> AlignProcess.start(ServerProcess.url(proxy.port(), database), files.location()));
                assertThat(proxy.hasStruck()).isTrue();
            }

            align(server.port(), database);

            isAligned(database, "killed at message " + message + " of " + messages);
        }
    }

    /** Every cut takes two alignments: {@code -Dfaults.cut-stride=1} makes all of them, which takes an hour. */
    @Test
    @Tag("faults")
    void nextRunFinishesWhateverCutItOff() {
        int stride = Integer.getInteger("faults.cut-stride", messages);
        for (int message = 1 + new Random().nextInt(stride); message <= messages; message += stride) {
            for (Moment moment : Moment.values()) {
                String description = "cut " + moment + " message " + message + " of " + messages;
                String database = "cut_" + message + "_" + moment.name().toLowerCase(Locale.ROOT);
                server.execute("postgres", "CREATE DATABASE " + database + " TEMPLATE before");
                try (FaultProxy proxy = FaultProxy.inFrontOf(server.port())) {
                    proxy.strikeAt(message, moment, () -> {});
                    align(proxy.port(), database);
                } catch (MigrationException theDeveloperStartsAgain) {
                    server.awaitConnections();
                }

                align(server.port(), database);

                isAligned(database, description);
                server.execute("postgres", "DROP DATABASE " + database + " WITH (FORCE)");
            }
        }
    }

    @Test
    void reportSaysAllOfItWhateverTheParts() {
        server.execute("postgres", "CREATE DATABASE parts TEMPLATE before");

        AlignmentReport report = align(server.port(), "parts");

        assertThat(report.rolledBack())
                .extracting(done -> done.row().label())
                .isEqualTo(List.of("4_index", "3_phone", "2_a"));
        assertThat(report.renumbered())
                .extracting(move -> move.before().label())
                .containsExactly("5_b");
    }
}
