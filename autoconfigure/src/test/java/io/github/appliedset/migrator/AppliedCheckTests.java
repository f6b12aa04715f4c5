package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.MigrationConflict.ChangedMigration;
import io.github.appliedset.migration.MigrationConflict.UnappliedMigration;
import io.github.appliedset.migration.MigrationConflictException;
import io.github.appliedset.migration.MigrationInterruptedException;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.support.RecordingDataSource;
import io.github.appliedset.support.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Modes {@code verify} and {@code wait}. */
@ExtendWith(OutputCaptureExtension.class)
class AppliedCheckTests extends MigratorTestSupport {

    @BeforeEach
    void writeFiles() {
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int)").with("2_b.up.sql", "SELECT 1");
    }

    private static DataSource readOnlyUserOf(TestDatabase database) {
        String user = database.username() + "_reader";
        database.executeAsSuperuser(
                "CREATE ROLE " + user + " LOGIN PASSWORD 'reader'",
                "ALTER ROLE " + user + " SET default_transaction_read_only = on",
                "GRANT SELECT ON ALL TABLES IN SCHEMA public TO " + user,
                "ALTER DEFAULT PRIVILEGES FOR ROLE " + database.username()
                        + " IN SCHEMA public GRANT SELECT ON TABLES TO " + user);
        return database.dataSource(user, "reader");
    }

    /** Looks before it gives a connection away. */
    private static DataSource observed(DataSource target, Runnable beforeEachConnection) {
        return new DelegatingDataSource(target) {
            @Override
            public java.sql.Connection getConnection() throws java.sql.SQLException {
                beforeEachConnection.run();
                return super.getConnection();
            }
        };
    }

    @Test
    void verifyPassesIfEverythingIsApplied(TestDatabase database) {
        migrate(database);

        MigrationPlan plan =
                migrator(database).dataSource(readOnlyUserOf(database)).build().verify();

        assertThat(plan.applied()).hasSize(2);
    }

    @Test
    void lockedTrackerIsNotWaitedForLongerThanAsked(TestDatabase database) throws SQLException {
        migrate(database);
        try (Connection holder = database.dataSource().getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("LOCK TABLE public.applied_migrations");

            assertThatExceptionOfType(TrackerException.class)
                    .isThrownBy(() -> migrator(database).build().await(Duration.ofMillis(20)))
                    .withMessageMatching("(?s).*could not be read within \\d s: another session has locked it.*");
        }
    }

    @Test
    void onlyReadsAndWithOneQuery(TestDatabase database) {
        migrate(database);
        RecordingDataSource recorded = new RecordingDataSource(database.dataSource());

        migrator(database).dataSource(recorded).build().verify();

        assertThat(recorded.statements()).singleElement().asString().startsWith("SELECT");
    }

    @Test
    void unsettledConflictIsNotWaitedFor(TestDatabase database) {
        this.files.with("3_c.up.sql", "<<<<<<< HEAD\nSELECT 1;\n=======\nSELECT 2;\n>>>>>>> other\n");

        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(() -> migrator(database).build().await(Duration.ofDays(1)))
                .withMessageContaining("3_c.up.sql, line 1");
    }

    @Test
    void reportsNoMigrationsFoundOnANewDatabase(TestDatabase database, CapturedOutput output, @TempDir Path empty) {
        migrator(database).locations("file:" + empty).build().verify();

        assertThat(output).contains("No migration was found, so nothing is checked in public.applied_migrations");
    }

    @Test
    void pendingIsAnErrorAndAppliesNothing(TestDatabase database) {
        var failure = catchThrowableOfType(
                MigrationConflictException.class,
                () -> migrator(database).build().verify());

        assertThat(failure.conflicts())
                .hasSize(2)
                .allSatisfy(conflict -> assertThat(conflict).isInstanceOf(UnappliedMigration.class));
        assertThat(failure.action()).contains("applied-set.mode=migrate");
        assertThat(database.hasTable("public.applied_migrations")).isFalse();
    }

    @Test
    void changedFileIsAnErrorAtOnceAlsoWhenWaiting(TestDatabase database) {
        migrate(database);
        this.files.with("1_a.up.sql", "SELECT 'edited'").with("3_c.up.sql", "SELECT 1");

        var failure = catchThrowableOfType(
                MigrationConflictException.class,
                () -> migrator(database).build().await(Duration.ofDays(1)));

        assertThat(failure.conflicts()).singleElement().isInstanceOf(ChangedMigration.class);
    }

    @Test
    void waitEndsWhenAnotherProcessHasAppliedEverything(TestDatabase database) {
        AtomicInteger looks = new AtomicInteger();
        DataSource migratedAtTheSecondLook = observed(readOnlyUserOf(database), () -> {
            if (looks.incrementAndGet() == 2) {
                migrate(database);
            }
        });

        MigrationPlan plan =
                migrator(database).dataSource(migratedAtTheSecondLook).build().await(Duration.ofDays(1));

        assertThat(plan.pending()).isEmpty();
        assertThat(looks).hasValue(2);
    }

    @Test
    void waitEndsWithTheReasonWhenItIsOver(TestDatabase database) {
        var failure = catchThrowableOfType(
                MigrationConflictException.class,
                () -> migrator(database).build().await(Duration.ofMillis(20)));

        assertThat(failure.description()).contains("1_a is on disk but not applied after");
        assertThat(failure.action()).contains("applied-set.wait-timeout");
    }

    @Test
    void refusedLoginIsAnErrorAtOnceAlsoWhenWaiting(TestDatabase database) {
        database.executeAsSuperuser("ALTER ROLE " + database.username() + " NOLOGIN");

        var failure = catchThrowableOfType(
                DatabaseAccessException.class, () -> migrator(database).build().await(Duration.ofDays(1)));

        assertThat(failure.action()).contains("spring.datasource.password");
    }

    @Test
    void waitsForAServerThatIsNotThereYet(TestDatabase database) {
        migrate(database);
        AtomicInteger looks = new AtomicInteger();
        DataSource downAtFirst = new AbstractDataSource() {
            @Override
            public java.sql.Connection getConnection() throws java.sql.SQLException {
                if (looks.incrementAndGet() == 1) {
                    throw new java.sql.SQLTransientConnectionException("nobody listens", "08001");
                }
                return database.dataSource().getConnection();
            }

            @Override
            public java.sql.Connection getConnection(String username, String password) {
                throw new UnsupportedOperationException();
            }
        };

        migrator(database).dataSource(downAtFirst).build().await(Duration.ofDays(1));

        assertThat(looks).hasValue(2);
    }

    @Test
    void doesNotWaitOnAWrongPassword(TestDatabase database) {
        assertThatExceptionOfType(DatabaseAccessException.class)
                .isThrownBy(() -> migrator(database)
                        .dataSource(database.dataSource(database.username(), "wrong"))
                        .build()
                        .await(Duration.ofDays(1)));
    }

    @Test
    void waitCanBeInterrupted(TestDatabase database) {
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(MigrationInterruptedException.class)
                .isThrownBy(() -> migrator(database).build().await(Duration.ofDays(1)));
        assertThat(Thread.interrupted()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "205_typo, 'waits for 205_typo, which is neither on disk nor applied'",
        "206_c, waits for itself",
        "207_d, waits for itself: 206_c after 207_d",
    })
    void unsatisfiableDependencyIsAnError(String after, String problem, TestDatabase database) {
        migrate(database);
        this.files.with("206_c.up.sql", "-- applied-set: after=" + after + "\nSELECT 1");
        if (after.startsWith("207")) {
            this.files.with("207_d.up.sql", "-- applied-set: after=206_c\nSELECT 1");
        }
        Migrator migrator = migrator(database).build();

        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(migrator::verify)
                .withMessageContaining(problem);
        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(() -> migrator.await(Duration.ofMinutes(5)))
                .withMessageContaining(problem);
        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(migrator::migrate)
                .withMessageContaining(problem);
        assertThat(migrator.status().missing()).isNotEmpty();
    }

    @Test
    void awaitedNameComparesAsThatOfAFile(TestDatabase database) {
        migrate(database);
        this.files
                .with("206_c.up.sql", "-- applied-set: after=207_gro\u0308\u00dfe\nSELECT 1")
                .with("207_gr\u00f6\u00dfe.up.sql", "SELECT 1");

        assertThat(labels(migrate(database))).containsExactly("207_gr\u00f6\u00dfe", "206_c");
        assertThat(migrator(database).build().verify().pending()).isEmpty();
    }
}
