package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.appliedset.migration.ConflictPolicy;
import io.github.appliedset.migration.MigrationConflictException;
import io.github.appliedset.migration.MigrationLockException;
import io.github.appliedset.migration.RepairReport;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.run.Repair;
import io.github.appliedset.support.LogLines;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.tracker.TrackerTable;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RepairTests extends MigratorTestSupport {

    @BeforeEach
    void apply(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;").with("2_b.up.sql", "SELECT 2;");
        migrate(database);
    }

    private static String conflict(Runnable run) {
        return catchThrowableOfType(MigrationConflictException.class, run::run)
                .getMessage()
                .replaceAll("\\s+", " ");
    }

    @Test
    void suggestedCommandAcceptsTheFileName(TestDatabase database) {
        this.files.renamed("2_b.up.sql", "2_better.up.sql");
        Migrator migrator = migrator(database).build();
        assertThat(conflict(migrator::migrate))
                .contains("once with --applied-set.command=accept-rename --applied-set.version=2");

        try (LogLines log = new LogLines(Repair.class.getName())) {
            RepairReport report = migrator.acceptRename(2);

            assertThat(report.before().name()).isEqualTo("b");
            assertThat(report.after()).isNotNull().satisfies(after -> {
                assertThat(after.name()).isEqualTo("better");
                assertThat(after.appliedAt()).isEqualTo(report.before().appliedAt());
                assertThat(after.checksum()).isEqualTo(report.before().checksum());
            });
            assertThat(log.soFar())
                    .singleElement()
                    .asString()
                    .startsWith("Audit: accept-rename of version 2 in public.applied_migrations, database "
                            + database.name() + ", by user " + database.username() + ": the row was (2, 'b', ")
                    .contains(", and is now (2, 'better', ");
        }
        assertThat(migrator.migrate().applied()).isEmpty();
        assertThat(database.applied()).containsExactly("1_a", "2_better");
    }

    @Test
    void suggestedCommandAcceptsTheFileContent(TestDatabase database) {
        this.files.with("2_b.up.sql", "SELECT 3;");
        Migrator migrator = migrator(database).build();
        assertThat(conflict(migrator::migrate))
                .contains("once with --applied-set.command=accept-checksum --applied-set.version=2");

        migrator.acceptChecksum(2);

        assertThat(migrator.migrate().applied()).isEmpty();
    }

    @Test
    void renamedAndEditedIsTwoQuestions(TestDatabase database) {
        this.files.without("2_b.up.sql").with("2_other.up.sql", "SELECT 3;");
        Migrator migrator = migrator(database).build();
        assertThat(conflict(migrator::migrate)).contains("accept-rename", "accept-checksum");

        migrator.acceptRename(2);
        assertThat(conflict(migrator::migrate)).doesNotContain("accept-rename").contains("accept-checksum");

        migrator.acceptChecksum(2);
        assertThat(migrator.migrate().applied()).isEmpty();
    }

    @Test
    void addsAMissingChecksum(TestDatabase database) {
        database.execute("UPDATE public.applied_migrations SET checksum = NULL WHERE version = 1");

        migrator(database).build().acceptChecksum(1);

        assertThat(database.query("SELECT checksum IS NOT NULL FROM public.applied_migrations WHERE version = 1"))
                .containsExactly("t");
    }

    @Test
    void suggestedCommandForgetsTheOrphan(TestDatabase database) {
        this.files.without("2_b.up.sql");
        Migrator migrator = migrator(database).orphans(ConflictPolicy.FAIL).build();
        assertThat(conflict(migrator::migrate))
                .contains("once with --applied-set.command=forget --applied-set.version=2");

        RepairReport report = migrator.forget(2);

        assertThat(report.after()).isNull();
        assertThat(migrator.migrate().applied()).isEmpty();
        assertThat(database.applied()).containsExactly("1_a");
    }

    @Test
    void forgottenMigrationThatHasAFileIsPendingAgain(TestDatabase database) {
        migrator(database).build().forget(1);

        assertThat(labels(migrate(database))).containsExactly("1_a");
    }

    @Test
    void refusesIfThereIsNoMismatch(TestDatabase database) {
        Migrator migrator = migrator(database).build();
        this.files.without("2_b.up.sql");

        assertThat(catchThrowableOfType(TrackerException.class, () -> migrator.acceptRename(1)))
                .hasMessageContaining("Version 1 has the same name")
                .hasMessageContaining("Nothing was changed.");
        assertThat(catchThrowableOfType(TrackerException.class, () -> migrator.acceptChecksum(1)))
                .hasMessageContaining("its checksum is the recorded one");
        assertThat(catchThrowableOfType(TrackerException.class, () -> migrator.acceptChecksum(2)))
                .hasMessageContaining("Migration 2_b has no file")
                .hasMessageContaining("--applied-set.command=forget --applied-set.version=2");
        assertThat(catchThrowableOfType(TrackerException.class, () -> migrator.forget(3)))
                .hasMessageContaining("has no row for version 3");
        assertThat(database.applied()).containsExactly("1_a", "2_b");
    }

    @Test
    void ruleThatKeepsTheRowIsNoticed(TestDatabase database) {
        database.execute("CREATE RULE keep AS ON DELETE TO public.applied_migrations DO INSTEAD NOTHING");

        assertThat(catchThrowableOfType(
                        TrackerException.class, () -> migrator(database).build().forget(1)))
                .hasMessageContaining("a trigger or a rule");
        assertThat(database.applied()).containsExactly("1_a", "2_b");
    }

    @Test
    void waitsForARunningMigration(TestDatabase database) throws Exception {
        try (Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            statement.execute(
                    "SELECT pg_advisory_lock(" + new TrackerTable("public", "applied_migrations").lockKey() + ")");

            assertThat(catchThrowableOfType(
                            MigrationLockException.class,
                            () -> migrator(database)
                                    .instanceLockTimeout(Duration.ZERO)
                                    .build()
                                    .forget(1)))
                    .isNotNull();
        }
        assertThat(database.applied()).containsExactly("1_a", "2_b");
    }
}
