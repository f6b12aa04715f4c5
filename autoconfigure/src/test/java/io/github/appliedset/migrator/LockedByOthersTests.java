package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.MigrationLockException;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.run.UnlockedRead;
import io.github.appliedset.support.LogLines;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.tracker.TrackerTable;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Locks that no migrator holds: on the tracker itself, and those of prepared transactions. */
@Timeout(60)
class LockedByOthersTests extends MigratorTestSupport {

    @BeforeEach
    void apply(TestDatabase database) {
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int);");
        migrate(database);
    }

    @AfterEach
    void end(TestDatabase database) {
        if (!database.query("SELECT 1 FROM pg_prepared_xacts WHERE database = current_database()")
                .isEmpty()) {
            database.execute("ROLLBACK PREPARED 'left''over'");
        }
    }

    private static void prepareWith(TestDatabase database, String statement) throws Exception {
        try (Connection connection = database.dataSource().getConnection()) {
            Sql.execute(connection, "BEGIN");
            Sql.execute(connection, statement);
            Sql.execute(connection, "PREPARE TRANSACTION 'left''over'");
        }
    }

    @Test
    void reportsALockedTrackerAfterATimeout(TestDatabase database) throws Exception {
        Migrator migrator =
                migrator(database).instanceLockTimeout(Duration.ZERO).build();
        try (Connection other = database.dataSource().getConnection()) {
            other.setAutoCommit(false);
            Sql.execute(other, "LOCK TABLE public.applied_migrations");

            assertThat(catchThrowableOfType(TrackerException.class, migrator::migrate))
                    .hasMessageContaining("Table public.applied_migrations could not be read within 1 s")
                    .hasMessageContaining("In use by: pid ")
                    .hasMessageContaining("AccessExclusiveLock on public.applied_migrations")
                    .hasMessageContaining("errors.md#tracker-locked");
            assertThat(catchThrowableOfType(
                            TrackerException.class,
                            () -> migrator(database).build().status()))
                    .as("a probe has no time")
                    .hasMessageContaining("within 1 s");
        }
        assertThat(migrator.migrate().applied()).isEmpty();
    }

    @Test
    void startLogsThatItWaitsForALockedTracker(TestDatabase database) throws Exception {
        try (LogLines log = new LogLines(UnlockedRead.class.getName());
                Connection other = database.dataSource().getConnection()) {
            other.setAutoCommit(false);
            Sql.execute(other, "LOCK TABLE public.applied_migrations");
            CompletableFuture<?> start = CompletableFuture.supplyAsync(() -> migrate(database));
            while (log.soFar().isEmpty()) {
                LockSupport.parkNanos(1_000_000);
            }
            other.commit();

            start.get(50, TimeUnit.SECONDS);
            assertThat(log.soFar()).first().asString().contains("to read table public.applied_migrations", "pid ");
        }
    }

    @Test
    void preparedTransactionThatHoldsTheMigrationLockIsNamed(TestDatabase database) throws Exception {
        prepareWith(
                database,
                "SELECT pg_advisory_xact_lock(" + new TrackerTable("public", "applied_migrations").lockKey() + ")");
        this.files.with("2_b.up.sql", "SELECT 1;");

        assertThat(catchThrowableOfType(
                        MigrationLockException.class,
                        () -> migrator(database)
                                .instanceLockTimeout(Duration.ZERO)
                                .build()
                                .migrate()))
                .hasMessageContaining("prepared transaction 'left''over', user " + database.username())
                .hasMessageContaining("ROLLBACK PREPARED 'left''over'")
                .hasMessageNotContaining("pid 0");
    }

    @Test
    void preparedTransactionThatHoldsATableIsNamed(TestDatabase database) throws Exception {
        prepareWith(database, "LOCK TABLE public.a");
        this.files.with("2_b.up.sql", "ALTER TABLE public.a ADD b int;");

        assertThat(catchThrowableOfType(
                        MigrationFailedException.class,
                        () -> migrator(database)
                                .lockTimeout(Duration.ofMillis(5))
                                .lockRetries(0)
                                .build()
                                .migrate()))
                .hasMessageContaining("In use by: prepared transaction 'left''over', user " + database.username());
    }
}
