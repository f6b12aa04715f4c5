package io.github.appliedset.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.LogLines;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.fault.ServerProcess;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A server with a standby: the wrong one of the two, a failover, a commit that nobody confirms. */
@Tag("faults")
@ExtendWith(OutputCaptureExtension.class)
class ReplicationTests {

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private ServerProcess server;
    private MigrationFolder files;

    @BeforeEach
    void start(@TempDir Path folder) {
        this.server = ServerProcess.start(Map.of("hot_standby", "on"));
        this.files = new MigrationFolder(folder);
    }

    @AfterEach
    void stop() {
        this.thread.shutdownNow();
        this.server.close();
    }

    private Migrator migrator(String url) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        return Migrator.builder()
                .dataSource(dataSource)
                .locations(this.files.location())
                .build();
    }

    @Test
    void standbyServesAppliedAndRefusesPendingMigrations() {
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int);");
        migrator(this.server.url("postgres")).migrate();
        try (ServerProcess standby = this.server.standby()) {
            assertThat(migrator(standby.url("postgres")).migrate().applied()).isEmpty();

            this.files.with("2_b.up.sql", "SELECT 1;");
            assertThatExceptionOfType(DatabaseAccessException.class)
                    .isThrownBy(() -> migrator(standby.url("postgres")).migrate())
                    .withMessageContaining("is a standby")
                    .withMessageContaining(":" + standby.port());
        }
    }

    @Test
    void runGoesOnWithTheServerThatTakesOver(CapturedOutput output) throws Exception {
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int);");
        migrator(this.server.url("postgres")).migrate();
        try (ServerProcess standby = this.server.standby()) {
            this.files.with(
                    "2_b.up.sql",
                    "CREATE TABLE public.b (id int);\nSELECT CASE WHEN inet_server_port() = " + this.server.port()
                            + " THEN pg_sleep(600) END;\n");
            this.files.with("3_c.up.sql", "CREATE TABLE public.c (id int);");
            Future<MigrationReport> report = this.thread.submit(() -> migrator("jdbc:postgresql://localhost:"
                            + this.server.port() + ",localhost:" + standby.port()
                            + "/postgres?user=postgres&sslmode=disable&targetServerType=primary")
                    .migrate());
            this.server.awaitWait("PgSleep");
            this.server.stopImmediately();
            standby.promote();

            assertThat(report.get().applied()).hasSize(2);
            assertThat(standby.query("postgres", "SELECT version FROM public.applied_migrations ORDER BY 1"))
                    .containsExactly("1", "2", "3");
            assertThat(output).contains("reconnecting");
        }
        this.server.restart();
    }

    @Test
    void backfillWaitsForAStandbyThatIsBehind() throws Exception {
        try (ServerProcess standby = this.server.standby();
                LogLines log = new LogLines("io.github.appliedset.run.BatchLog")) {
            standby.execute(
                    "postgres",
                    "ALTER SYSTEM SET wal_receiver_status_interval = '1s'",
                    "SELECT pg_reload_conf()",
                    "SELECT pg_wal_replay_pause()");
            this.server.execute(
                    "postgres",
                    "CREATE TABLE public.users (id int PRIMARY KEY, mail text)",
                    "INSERT INTO public.users SELECT generate_series(1, 35)");
            Sql.awaitRow(
                    this.server.dataSource("postgres"), "SELECT 1 FROM pg_stat_replication WHERE replay_lag > '1s'");
            this.files.with("1_fill.up.sql", """
                    -- applied-set: batches=public.users.id
                    -- applied-set: batch-size=10
                    -- applied-set: pause=0ms
                    -- applied-set: max-lag=500ms
                    UPDATE public.users SET mail = 'a'
                    WHERE id BETWEEN current_setting('applied_set.batch_from')::bigint
                                 AND current_setting('applied_set.batch_to')::bigint;""");
            Future<MigrationReport> report = this.thread.submit(
                    () -> migrator(this.server.url("postgres")).migrate());

            log.await("s behind (max-lag=0.5s)");
            assertThat(this.server.query("postgres", "SELECT count(mail) FROM public.users"))
                    .containsExactly("0");
            assertThat(this.server.query("postgres", "SELECT reason FROM public.applied_migrations_backfill"))
                    .singleElement()
                    .asString()
                    .matches("standby \\S+ is [0-9.]+ s behind \\(max-lag=0.5s\\)");
            standby.execute("postgres", "SELECT pg_wal_replay_resume()");

            assertThat(report.get().applied()).hasSize(1);
            assertThat(this.server.query("postgres", "SELECT count(mail) FROM public.users"))
                    .containsExactly("35");
        }
    }

    @Test
    void commitThatIsDoneButNotConfirmedIsNotRepeated(CapturedOutput output) throws Exception {
        Future<MigrationReport> report = migrateWithoutConfirmation();
        this.server.execute(
                "postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
        this.server.execute("postgres", "ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()");

        assertThat(report.get().applied()).hasSize(1);
        assertThat(this.server.query("postgres", "SELECT n FROM public.effects"))
                .containsExactly("1");
        assertThat(output).contains("Migration 1_a was committed before the connection was lost");
    }

    @Test
    void warningAtCommitIsLogged(CapturedOutput output) throws Exception {
        Future<MigrationReport> report = migrateWithoutConfirmation();
        this.server.execute(
                "postgres", "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");

        assertThat(report.get().applied()).hasSize(1);
        assertThat(output).contains("PostgreSQL at commit: canceling wait for synchronous replication");
    }

    /** Its commit waits for a standby that does not exist. */
    private Future<MigrationReport> migrateWithoutConfirmation() {
        this.server.execute("postgres", "CREATE TABLE public.effects (n int)");
        this.files.with("1_a.up.sql", "SELECT 1;");
        migrator(this.server.url("postgres")).migrate();
        this.server.execute("postgres", "DELETE FROM public.applied_migrations");
        this.files.with("1_a.up.sql", "INSERT INTO public.effects VALUES (1);");
        this.server.execute(
                "postgres", "ALTER SYSTEM SET synchronous_standby_names = 'nosuch'", "SELECT pg_reload_conf()");
        Future<MigrationReport> report =
                this.thread.submit(() -> migrator(this.server.url("postgres")).migrate());
        this.server.awaitWait("SyncRep");
        return report;
    }
}
