package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.MigrationConflictException;
import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

class JavaMigrationTests extends MigratorTestSupport {

    private interface Work {

        void on(Connection connection) throws Exception;
    }

    private record Written(long version, String name, Work work) implements JavaMigration {

        @Override
        public void migrate(Connection connection) throws Exception {
            this.work.on(connection);
        }
    }

    private static Written executing(long version, String name, String sql) {
        return new Written(version, name, connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        });
    }

    private MigrationReport migrate(TestDatabase database, JavaMigration... migrations) {
        return migrator(database).javaMigrations(List.of(migrations)).build().migrate();
    }

    private MigrationFailedException failureOf(TestDatabase database, Work work) {
        return catchThrowableOfType(
                MigrationFailedException.class, () -> migrate(database, new Written(2, "java", work)));
    }

    @Test
    void hasItsPlaceAmongTheFiles(TestDatabase database) {
        this.files
                .with("1_a.up.sql", "CREATE TABLE public.a (id int)")
                .with("3_c.up.sql", "ALTER TABLE public.a ADD later int");
        Written java = new Written(2, "fill_a", connection -> {
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO public.a VALUES (?)")) {
                insert.setInt(1, 42);
                insert.executeUpdate();
            }
        });

        MigrationReport report = migrate(database, java);
        MigrationReport again = migrate(database, java);

        assertThat(labels(report)).containsExactly("1_a", "2_fill_a", "3_c");
        assertThat(again.applied()).isEmpty();
        assertThat(database.query("SELECT id FROM public.a")).containsExactly("42");
        assertThat(database.query("SELECT name FROM public.applied_migrations WHERE checksum IS NULL"))
                .containsExactly("fill_a");
    }

    @Test
    void runsUnderTheLockAlsoBehindAFile(TestDatabase database) {
        this.files.with("1_a.up.sql", "CREATE TABLE public.locks AS SELECT 0::bigint AS held;");

        migrate(
                database,
                executing(
                        2,
                        "b",
                        "UPDATE public.locks SET held = (SELECT count(*) FROM pg_locks"
                                + " WHERE locktype = 'advisory' AND pid = pg_backend_pid())"));

        assertThat(database.query("SELECT held FROM public.locks")).containsExactly("1");
    }

    @Test
    void retriesWhenALockWasUnavailable(TestDatabase database) throws Exception {
        database.execute("CREATE TABLE public.busy (id int)");
        AtomicInteger attempts = new AtomicInteger();
        try (Connection other = database.dataSource().getConnection()) {
            other.setAutoCommit(false);
            try (Statement statement = other.createStatement()) {
                statement.execute("LOCK TABLE public.busy");
            }
            JavaMigration java = new Written(1, "java", connection -> {
                if (attempts.incrementAndGet() == 2) {
                    other.rollback();
                }
                new JdbcTemplate(new SingleConnectionDataSource(connection, true))
                        .execute("INSERT INTO public.busy VALUES (1)");
            });

            migrator(database)
                    .javaMigrations(List.of(java))
                    .lockTimeout(Duration.ofMillis(50))
                    .build()
                    .migrate();
        }
        assertThat(attempts).hasValue(2);
        assertThat(database.query("SELECT count(*) FROM public.busy")).containsExactly("1");
    }

    @Test
    void failureRollsBackAndNamesTheLineOfTheClass(TestDatabase database) {
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int)").with("3_c.up.sql", "SELECT 1");

        MigrationFailedException failure = failureOf(database, connection -> {
            Sql.execute(connection, "INSERT INTO public.a VALUES (1)");
            throw new IllegalStateException("no more paper");
        });

        assertThat(failure.description())
                .contains("2_java failed and was rolled back", "no more paper", "JavaMigrationTests.java:")
                .contains("Applied by this run: 1_a", "Not tried: 3_c");
        assertThat(failure).hasRootCauseMessage("no more paper");
        assertThat(database.applied()).containsExactly("1_a");
        assertThat(database.query("SELECT count(*) FROM public.a")).containsExactly("0");
    }

    @Test
    void reportsTheSqlStateOfAPostgresError(TestDatabase database) {
        MigrationFailedException failure = failureOf(
                database,
                connection -> new JdbcTemplate(new SingleConnectionDataSource(connection, true))
                        .execute("INSERT INTO public.nowhere VALUES (1)"));

        assertThat(failure.details().sqlState()).isEqualTo("42P01");
        assertThat(failure.description()).contains("relation \"public.nowhere\" does not exist");
    }

    @Test
    void nonTransactionalStatementIsRefusedWithoutRetry(TestDatabase database) {
        AtomicInteger calls = new AtomicInteger();

        MigrationFailedException failure = failureOf(database, connection -> {
            calls.incrementAndGet();
            Sql.execute(connection, "VACUUM");
        });

        assertThat(failure.details().sqlState()).isEqualTo("25001");
        assertThat(calls).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE public.t DROP COLUMN a",
                "SET LOCAL statement_timeout = 1; SELECT pg_sleep(5)",
                "ALTER TYPE public.mood ADD VALUE 'bad'; SELECT CAST('bad' AS public.mood)",
                "LOCK TABLE public.t NOWAIT",
                "DO 'BEGIN COMMIT; END'",
            })
    void doesNotSuggestDirectivesForAClass(String sql, TestDatabase database) throws Exception {
        database.execute(
                "CREATE TABLE public.t (a int)",
                "CREATE VIEW public.v AS SELECT a FROM public.t",
                "CREATE TYPE public.mood AS ENUM ('good')");
        try (Connection other = database.dataSource().getConnection()) {
            other.setAutoCommit(false);
            Sql.execute(other, "LOCK TABLE public.t IN ACCESS SHARE MODE");
            JavaMigration java = executing(1, "java", sql);

            MigrationFailedException failure = catchThrowableOfType(
                    MigrationFailedException.class,
                    () -> migrator(database)
                            .javaMigrations(List.of(java))
                            .lockTimeout(Duration.ofMillis(50))
                            .lockRetries(0)
                            .build()
                            .migrate());

            assertThat(failure.action()).doesNotContain("in the file", "in this file", "top of the file");
            other.rollback();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"commit", "rollback", "autoCommit"})
    void mustNotEndTheTransaction(String how, TestDatabase database) {
        MigrationFailedException failure = failureOf(database, connection -> {
            Sql.execute(connection, "CREATE TABLE public.a (id int)");
            switch (how) {
                case "commit" -> connection.commit();
                case "rollback" -> connection.rollback();
                default -> connection.setAutoCommit(true);
            }
        });

        assertThat(failure.description()).contains("A migration must not call");
        assertThat(database.hasTable("public.a")).isFalse();
        assertThat(database.applied()).isEmpty();
    }

    @Test
    void detectsAHiddenCommit(TestDatabase database) {
        MigrationFailedException failure = failureOf(database, connection -> Sql.execute(connection, "COMMIT"));

        assertThat(failure.description()).contains("ended its own transaction");
        assertThat(database.applied()).isEmpty();
    }

    @Test
    void closingAndSavepointsDoNoHarm(TestDatabase database) {
        migrate(database, new Written(1, "java", connection -> {
            try (connection) {
                var before = connection.setSavepoint();
                try {
                    Sql.execute(connection, "SELECT 1 / 0");
                } catch (SQLException expected) {
                    connection.rollback(before);
                }
                assertThat(connection.equals(connection)).isTrue();
            }
        }));

        assertThat(database.applied()).containsExactly("1_java");
    }

    @Test
    void reportsTakenVersionsAndInvalidNamesTogether(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1");

        InvalidMigrationException failure = catchThrowableOfType(
                InvalidMigrationException.class,
                () -> migrate(
                        database,
                        executing(1, "also_one", "SELECT 1"),
                        executing(-1, "negative", "SELECT 1"),
                        executing(5, " ", "SELECT 1"),
                        executing(6, "x".repeat(201), "SELECT 1")));

        assertThat(failure.problems()).hasSize(4);
        assertThat(failure.description())
                .contains("Version 1 has 2 up files", "1_a.up.sql", "class " + Written.class.getName())
                .contains("version() is -1", "name() is empty", "name() has 201 characters");
        assertThat(database.hasTable("public.applied_migrations")).isFalse();
    }

    @Test
    void otherNameIsAConflict(TestDatabase database) {
        migrate(database, executing(1, "before", "SELECT 1"));

        MigrationConflictException failure = catchThrowableOfType(
                MigrationConflictException.class, () -> migrate(database, executing(1, "after", "SELECT 1")));

        assertThat(failure.action())
                .contains(
                        "Make its name() return 'before' again",
                        "--applied-set.command=accept-rename --applied-set.version=1");
    }

    @Test
    void lostConnectionOfTheClassItselfIsItsFailure(TestDatabase database) {
        List<String> runs = new ArrayList<>();

        MigrationFailedException failure = failureOf(database, connection -> {
            runs.add("run");
            throw new SQLException("the other database is down", "08001");
        });

        assertThat(runs).hasSize(1);
        assertThat(failure).hasMessageContaining("2_java failed and was rolled back");
        assertThat(failure).hasMessageContaining("the other database is down");
    }
}
