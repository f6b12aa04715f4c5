package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.appliedset.migration.ConflictPolicy;
import io.github.appliedset.migration.MigrationStatus;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.session.RunProgress;
import io.github.appliedset.support.LogLines;
import io.github.appliedset.support.RecordingDataSource;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.tracker.TrackerTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody who looks is told by a migrator. */
@Timeout(120)
class MigratorStatusTests extends MigratorTestSupport {

    private static final long LOCK = new TrackerTable("public", "applied_migrations").lockKey();

    private static List<String> words(MigrationStatus status) {
        return status.all().stream()
                .map(state -> state.version() + " " + state.words())
                .toList();
    }

    private List<String> seen(TestDatabase database) {
        return words(migrator(database).build().status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE public.t ADD note text;",
                "CREATE INDEX CONCURRENTLY i ON public.t (id);",
                "-- applied-set: no-transaction\nSELECT 1;\nCREATE INDEX CONCURRENTLY i ON public.t (id);",
            })
    void migrationThatAnotherProcessAppliesIsRunning(String sql, TestDatabase database) throws Exception {
        this.files
                .with("1_a.up.sql", "CREATE TABLE public.t (id int);")
                .with("2_" + "é_".repeat(60) + ".up.sql", sql)
                .with("3_c.up.sql", "SELECT 1;");
        assertThat(seenWhileBlocked(database, Migrator::migrate))
                .containsExactly("1 applied", "2 running", "3 pending");
        assertThat(seen(database)).containsExactly("1 applied", "2 applied", "3 applied");
    }

    @Test
    void dryRunOfAnotherProcessIsNotRunning(TestDatabase database) throws Exception {
        database.execute("CREATE TABLE public.t (id int)");
        this.files.with("1_a.up.sql", "SELECT 1;").with("2_b.up.sql", "ALTER TABLE public.t ADD late int;");

        assertThat(seenWhileBlocked(database, Migrator::dryRun)).containsExactly("1 applied", "2 pending");
    }

    /** Applies version 1, then reads the states while a writer blocks the work of another process. */
    private <T> List<String> seenWhileBlocked(TestDatabase database, Function<Migrator, T> work) throws Exception {
        migrator(database)
                .only(migration -> migration.version().value() == 1)
                .build()
                .migrate();
        try (LogLines log = new LogLines(RunProgress.class.getName());
                Connection writer = database.dataSource().getConnection();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("INSERT INTO public.t VALUES (1)");
            Migrator other = migrator(database)
                    .lockTimeout(Duration.ZERO)
                    .progressEvery(Duration.ofMillis(1))
                    .build();
            CompletableFuture<T> run = CompletableFuture.supplyAsync(() -> work.apply(other));
            log.await("has been running for ");

            List<String> seen = seen(database);

            writer.rollback();
            run.get(60, TimeUnit.SECONDS);
            return seen;
        }
    }

    /** Holds the lock as a migration would. */
    private static Connection applying(DataSource dataSource, String activity) throws SQLException {
        Connection connection = dataSource.getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET application_name = '" + activity + "'");
            statement.execute("SELECT pg_advisory_lock(" + LOCK + ")");
        }
        return connection;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "psql",
                "applied-set dry run",
                "applied-set adopt",
                "applied-set 2_unknown",
                "applied-set 0_a",
                "applied-set 99999999999999999999_a"
            })
    void unrelatedLockDoesNotCountAsAMigration(String activity, TestDatabase database) throws Exception {
        this.files.with("1_a.up.sql", "SELECT 1;");
        database.execute("CREATE TABLE public.applied_migrations (version int PRIMARY KEY, name varchar NOT NULL,"
                + " applied_at timestamptz NOT NULL, checksum varchar)");

        try (Connection holder = applying(database.dataSource(), activity)) {
            assertThat(holder.isValid(1)).isTrue();
            assertThat(seen(database)).containsExactly("1 pending");
        }
    }

    @Test
    void sharedLocksDoNotGetInTheWay(TestDatabase database) throws Exception {
        this.files.with("1_a.up.sql", "SELECT 1;");
        migrate(database);
        try (Connection one = database.dataSource().getConnection();
                Connection two = database.dataSource().getConnection()) {
            for (Connection holder : List.of(one, two)) {
                try (Statement statement = holder.createStatement()) {
                    statement.execute("SELECT pg_advisory_lock_shared(" + LOCK + ")");
                }
            }

            assertThat(seen(database)).containsExactly("1 applied");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readerWithoutPrivilegesSeesIt(boolean activityIsHidden, TestDatabase database) throws Exception {
        this.files.with("1_a.up.sql", "SELECT 1;");
        migrate(database);
        this.files.with("2_b.up.sql", "SELECT 1;");
        String reader = database.name() + "_reader";
        database.executeAsSuperuser(
                "CREATE ROLE " + reader + " LOGIN PASSWORD 'p'",
                "GRANT CONNECT ON DATABASE " + database.name() + " TO " + reader,
                "GRANT SELECT ON public.applied_migrations TO " + reader);
        if (activityIsHidden) {
            database.executeAsSuperuser("REVOKE SELECT ON pg_catalog.pg_stat_activity FROM PUBLIC");
        }

        try (Connection holder = applying(database.superuser(), "applied-set 2_b")) {
            assertThat(holder.isValid(1)).isTrue();
            assertThat(words(migrator(database)
                            .dataSource(database.dataSource(reader, "p"))
                            .build()
                            .status()))
                    .containsExactly("1 applied", activityIsHidden ? "2 pending" : "2 running");
        }
    }

    @Test
    void reportsAnUnreadableTracker(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;");
        migrate(database);
        String stranger = database.name() + "_stranger";
        database.executeAsSuperuser(
                "CREATE ROLE " + stranger + " LOGIN PASSWORD 'p'",
                "GRANT CONNECT ON DATABASE " + database.name() + " TO " + stranger);

        assertThatExceptionOfType(TrackerException.class)
                .isThrownBy(() -> migrator(database)
                        .dataSource(database.dataSource(stranger, "p"))
                        .build()
                        .status())
                .withMessageContaining("applied_migrations");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isReadWithOneQuery(boolean withTable, TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;");
        if (withTable) {
            migrate(database);
            database.execute("DELETE FROM public.applied_migrations");
        }
        RecordingDataSource recording = new RecordingDataSource(database.dataSource());
        Migrator migrator = migrator(database).dataSource(recording).build();

        assertThat(words(migrator.status())).containsExactly("1 pending");

        assertThat(recording.statements()).hasSize(1);
        assertThat(migrator.lastCounts())
                .hasValueSatisfying(counts -> assertThat(counts.pending()).isEqualTo(1));
    }

    @Test
    void startWithNothingPendingDoesNotQueryOtherSessions(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;");
        migrate(database);
        RecordingDataSource recording = new RecordingDataSource(database.dataSource());

        migrator(database).dataSource(recording).build().migrate();

        assertThat(recording.statements()).singleElement().asString().doesNotContain("pg_stat_activity");
    }

    @Test
    void editedFileIsSeenUnlessItIsIgnored(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;").with("2_b.up.sql", "SELECT 1;");
        migrate(database);
        this.files.with("1_a.up.sql", "SELECT 2;").renamed("2_b.up.sql", "2_better.up.sql");

        Map<ConflictPolicy, String> expected = Map.of(
                ConflictPolicy.FAIL, "1 edited", ConflictPolicy.WARN, "1 edited", ConflictPolicy.IGNORE, "1 applied");
        expected.forEach((policy, first) -> assertThat(words(
                        migrator(database).checksumMismatch(policy).build().status()))
                .containsExactly(first, "2 renamed"));
    }

    @Test
    void migrationMergedLateIsLate(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;").with("3_c.up.sql", "SELECT 1;");
        migrate(database);
        this.files.with("2_b.up.sql", "SELECT 1;");
        migrate(database);

        assertThat(seen(database)).containsExactly("1 applied", "2 applied, late", "3 applied");
    }
}
