package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.session.RunProgress;
import io.github.appliedset.support.LogLines;
import io.github.appliedset.support.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

@Timeout(120)
class RunProgressTests extends MigratorTestSupport {

    private static final String LOGGER = RunProgress.class.getName();

    private CompletableFuture<MigrationReport> migrateSlowly(TestDatabase database) {
        Migrator migrator = migrator(database)
                .lockTimeout(Duration.ZERO)
                .progressEvery(Duration.ofMillis(1))
                .build();
        return CompletableFuture.supplyAsync(migrator::migrate);
    }

    @Test
    void reportsIndexProgressAndItsBlocker(TestDatabase database) throws Exception {
        database.execute("CREATE TABLE public.t (id int)");
        this.files.with("7_big_index.up.sql", "CREATE INDEX CONCURRENTLY t_id ON public.t (id);");
        try (LogLines log = new LogLines(LOGGER);
                Connection writer = database.dataSource().getConnection();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("SET application_name = 'writer'");
            statement.execute("INSERT INTO public.t VALUES (1)");
            CompletableFuture<MigrationReport> run = migrateSlowly(database);

            assertThat(log.await("CREATE INDEX CONCURRENTLY on t, waiting for writers before build"))
                    .startsWith("Migration 7_big_index has been running for 0 s: ")
                    .contains("waits for pid ", "application_name 'writer', idle in transaction, since 20");

            writer.rollback();
            assertThat(labels(run.get(60, TimeUnit.SECONDS))).containsExactly("7_big_index");
        }
    }

    @Test
    void saysWhoseLockAStatementWaitsFor(TestDatabase database) throws Exception {
        database.execute("CREATE TABLE public.t (id int)");
        this.files.with("1_a.up.sql", "ALTER TABLE public.t ADD late int;");
        try (LogLines log = new LogLines(LOGGER);
                Connection reader = database.dataSource().getConnection();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("SELECT * FROM public.t");
            CompletableFuture<MigrationReport> run = migrateSlowly(database);

            log.await("Migration 1_a has been running for 0 s: waits for pid ");

            reader.rollback();
            assertThat(labels(run.get(60, TimeUnit.SECONDS))).containsExactly("1_a");
        }
    }

    @Test
    void isSilentAboutAShortOne(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT pg_sleep(0.3);");
        try (LogLines log = new LogLines(LOGGER)) {
            migrate(database);

            assertThat(log.soFar()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void onlyConnectionIsLeftAlone(boolean suppressClose, TestDatabase database) throws Exception {
        database.execute("CREATE TABLE public.t (id int)");
        this.files.with("1_a.up.sql", "INSERT INTO public.t VALUES (1);\nALTER TABLE public.t ADD late int;");
        try (LogLines log = new LogLines(LOGGER);
                Connection reader = database.dataSource().getConnection();
                Statement statement = reader.createStatement();
                Connection only = database.dataSource().getConnection()) {
            reader.setAutoCommit(false);
            statement.execute("SELECT * FROM public.t");
            Migrator migrator = migrator(database)
                    .dataSource(new SingleConnectionDataSource(only, suppressClose))
                    .lockTimeout(Duration.ZERO)
                    .progressEvery(Duration.ofMillis(1))
                    .build();
            CompletableFuture<MigrationReport> run = CompletableFuture.supplyAsync(migrator::migrate);

            assertThat(log.await("Migration 1_a has been running for 0 s"))
                    .isEqualTo("Migration 1_a has been running for 0 s");

            reader.rollback();
            assertThat(labels(run.get(60, TimeUnit.SECONDS))).containsExactly("1_a");
        }
        assertThat(database.query("SELECT id FROM public.t")).containsExactly("1");
    }
}
