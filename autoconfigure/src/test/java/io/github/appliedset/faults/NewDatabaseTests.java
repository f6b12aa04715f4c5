package io.github.appliedset.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migration.MigrationReport.Executed;
import io.github.appliedset.migrator.MigrationListener;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.migrator.Target;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.fault.FaultProxy;
import io.github.appliedset.support.fault.FaultProxy.Moment;
import io.github.appliedset.support.fault.FaultProxy.Tampering;
import io.github.appliedset.support.fault.ServerProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A new database, where only the last migration of a group waits for the disk, and a server that fails. */
@Tag("faults")
@Timeout(300)
class NewDatabaseTests {

    private static final String APPLIED =
            "SELECT concat_ws('_', version, name) FROM public.applied_migrations ORDER BY version";

    /** Hears what is applied, and does something at the first. */
    private static final class Heard implements MigrationListener {

        private final List<String> labels = new ArrayList<>();
        private final Runnable first;

        Heard(Runnable first) {
            this.first = first;
        }

        @Override
        public void afterMigration(Target target, Executed executed) {
            this.labels.add(executed.migration().toString());
            if (this.labels.size() == 1) {
                this.first.run();
            }
        }
    }

    @TempDir
    private Path folder;

    private ServerProcess server;

    /** It writes nothing to the disk by itself. */
    @BeforeEach
    void start() {
        this.server = ServerProcess.start(Map.of("wal_writer_delay", "10s", "wal_writer_flush_after", "100MB"));
        this.server.execute("postgres", "CREATE DATABASE shop");
    }

    @AfterEach
    void stop() {
        this.server.close();
    }

    private MigrationFolder files(int last) {
        MigrationFolder files = new MigrationFolder(this.folder);
        for (int version = 1; version <= last; version++) {
            files.with(version + "_a.up.sql", "CREATE TABLE public.t" + version + " (id int);");
        }
        return files;
    }

    private static MigrationReport migrate(FaultProxy proxy, MigrationFolder files, MigrationListener listener) {
        return Migrator.builder()
                .dataSource(ServerProcess.dataSource(proxy.port(), "shop"))
                .locations(files.location())
                .listeners(List.of(listener))
                .build()
                .migrate();
    }

    @Test
    void groupWithAFailureIsOnDiskBeforeItIsReported() {
        MigrationFolder files = files(5).with("4_a.up.sql", "INSERT INTO public.t1 (wrong) VALUES (1);");
        Heard heard = new Heard(this.server::stopImmediately);
        try (FaultProxy proxy = FaultProxy.inFrontOf(this.server.port())) {
            assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> migrate(proxy, files, heard));
        }
        this.server.restart();

        assertThat(heard.labels).containsExactly("1_a", "2_a", "3_a");
        assertThat(this.server.query("shop", APPLIED)).containsExactly("1_a", "2_a", "3_a");
    }

    @Test
    void groupIsOnDiskBeforeItIsReported() {
        MigrationFolder files = files(5);
        Heard heard = new Heard(this.server::stopImmediately);
        try (FaultProxy proxy = FaultProxy.inFrontOf(this.server.port())) {
            migrate(proxy, files, heard);
        }
        this.server.restart();

        assertThat(this.server.query("shop", APPLIED))
                .containsExactlyElementsOf(heard.labels)
                .hasSize(5);
    }

    /** What was committed when the connection was lost is reported by the next one, from the rows. */
    @Test
    void rowsSeenAfterALostConnectionAreOnDiskBeforeTheyAreReported() {
        MigrationFolder files = files(5);
        Heard heard = new Heard(() -> {
            this.server.stopImmediately();
            this.server.restart();
        });
        AtomicInteger commits = new AtomicInteger();
        try (FaultProxy proxy = FaultProxy.inFrontOf(this.server.port())) {
            proxy.tamper(new Tampering() {
                @Override
                public String sql(String sql) {
                    // Of the third in the group: its answer, and those to the two before it, never arrive.
                    if (sql.equals("SET LOCAL synchronous_commit = off") && commits.incrementAndGet() == 3) {
                        proxy.strikeAt(proxy.messagesSoFar() + 1, Moment.AFTER, () -> {});
                    }
                    return sql;
                }
            });
            migrate(proxy, files, heard);
            assertThat(proxy.hasStruck()).isTrue();
        }

        assertThat(heard.labels).containsExactly("1_a", "2_a", "3_a", "4_a", "5_a");
        assertThat(this.server.query("shop", APPLIED)).containsExactlyElementsOf(heard.labels);
    }

    @Test
    void onlyTheLastOfAGroupWaitsAndOnlyWhileTheTrackerIsNew() {
        AtomicInteger hasty = new AtomicInteger();
        try (FaultProxy proxy = FaultProxy.inFrontOf(this.server.port())) {
            proxy.tamper(new Tampering() {
                @Override
                public String sql(String sql) {
                    if (sql.equals("SET LOCAL synchronous_commit = off")) {
                        hasty.incrementAndGet();
                    }
                    return sql;
                }
            });
            migrate(proxy, files(5), new Heard(() -> {}));
            assertThat(hasty).hasValue(4);

            migrate(proxy, files(10), new Heard(() -> {}));
            assertThat(hasty).hasValue(4);
        }
        assertThat(this.server.query("shop", APPLIED)).hasSize(10);
    }

    /** {@code -Dfaults.cut-stride=1} makes it at each message. */
    @Test
    void serverKilledInAGroupIsFollowedByTheTruth() {
        MigrationFolder files = files(5);
        List<String> all =
                IntStream.rangeClosed(1, 5).mapToObj(version -> version + "_a").toList();
        int first;
        int messages;
        try (FaultProxy proxy = FaultProxy.inFrontOf(this.server.port())) {
            FirstLock lock = FirstLock.of(proxy);
            migrate(proxy, files, new Heard(() -> {}));
            first = lock.messagesBefore() + 1;
            messages = proxy.messages();
        }
        for (int message = first; message <= messages; message += 5 * Integer.getInteger("faults.cut-stride", 40)) {
            this.server.execute("postgres", "DROP DATABASE shop", "CREATE DATABASE shop");
            Heard heard = new Heard(() -> {});
            try (FaultProxy proxy = FaultProxy.inFrontOf(this.server.port())) {
                proxy.strikeAt(message, message % 2 == 0 ? Moment.BEFORE : Moment.AFTER, () -> {
                    this.server.stopImmediately();
                    this.server.restart();
                });
                MigrationReport report = migrate(proxy, files, heard);
                assertThat(proxy.hasStruck()).as("message %s", message).isTrue();
                assertThat(report.applied())
                        .extracting(it -> it.migration().toString())
                        .isEqualTo(heard.labels);
            }
            this.server.awaitConnections();
            assertThat(heard.labels).as("message %s", message).isEqualTo(all);
            assertThat(this.server.query("shop", APPLIED))
                    .as("message %s", message)
                    .isEqualTo(all);
            assertThat(this.server.query(
                            "shop", "SELECT tablename FROM pg_tables WHERE tablename LIKE 't_' ORDER BY 1"))
                    .containsExactlyElementsOf(
                            Stream.of("t1", "t2", "t3", "t4", "t5").toList());
        }
    }
}
