package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.appliedset.migration.ConflictPolicy;
import io.github.appliedset.migration.MigrationConflictException;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.RepairReport;
import io.github.appliedset.migration.RollbackRefusedException;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.run.Repair;
import io.github.appliedset.support.LogLines;
import io.github.appliedset.support.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** After a merge a migration has a different number: it is never run a second time, and nothing else is recorded for it. */
class RenumberTests extends MigratorTestSupport {

    private static final String ADDRESS = "ALTER TABLE public.employee ADD address text;";
    private static final String PHONE = "ALTER TABLE public.employee ADD phone text;";
    private static final String LINE = "--applied-set.command=renumber --applied-set.version=3 --applied-set.to=4";

    /** Both branches took number 3; phone was merged first, and address got number 4. */
    private void merge(TestDatabase database) {
        this.files
                .with("1_employee.up.sql", "CREATE TABLE public.employee (id int);")
                .with("3_add_address.up.sql", ADDRESS);
        migrate(database);
        this.files.with("3_add_phone.up.sql", PHONE).renamed("3_add_address.up.sql", "4_add_address.up.sql");
    }

    private static String message(Class<? extends MigrationException> type, Runnable run) {
        return catchThrowableOfType(type, run::run).getMessage();
    }

    @Test
    void everyModeRefusesWithTheCompleteCommand(TestDatabase database) {
        merge(database);
        Migrator migrator = migrator(database).build();

        for (Runnable run : List.<Runnable>of(
                migrator::migrate, migrator::verify, () -> migrator.await(Duration.ofSeconds(60)), migrator::dryRun)) {
            assertThat(message(MigrationConflictException.class, run))
                    .contains("Version 3 was renumbered to 4: 3_add_address was applied at ")
                    .contains("version 3 is 3_add_phone on disk now")
                    .contains(LINE, "docs/reference/errors.md#renumbered-migration")
                    .doesNotContain("accept-");
        }
        assertThat(database.applied()).containsExactly("1_employee", "3_add_address");
    }

    @Test
    void commandMovesTheRowAndTheOtherMigrationRuns(TestDatabase database) {
        merge(database);
        Migrator migrator = migrator(database).build();

        try (LogLines log = new LogLines(Repair.class.getName())) {
            RepairReport report = migrator.renumber(3, 4);

            assertThat(report.before().label()).isEqualTo("3_add_address");
            assertThat(report.after()).isNotNull();
            assertThat(report.after().label()).isEqualTo("4_add_address");
            assertThat(report.after().appliedAt()).isEqualTo(report.before().appliedAt());
            assertThat(log.soFar()).singleElement().asString().startsWith("Audit: renumber of version 3 in ");
        }
        assertThat(labels(migrate(database))).containsExactly("3_add_phone");
        assertThat(database.applied()).containsExactly("1_employee", "3_add_phone", "4_add_address");
        assertThat(database.query("SELECT phone, address FROM public.employee")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ConflictPolicy.class)
    void noSettingLetsItRunASecondTime(ConflictPolicy policy, TestDatabase database) {
        merge(database);
        this.files.renamed("3_add_phone.up.sql", "3_add_address.up.sql");

        Migrator migrator =
                migrator(database).checksumMismatch(policy).orphans(policy).build();

        assertThat(message(MigrationConflictException.class, migrator::migrate)).contains(LINE);
        this.files.without("3_add_address.up.sql");
        assertThat(message(MigrationConflictException.class, migrator::migrate))
                .contains(LINE, "3_add_address was applied at ", " and has no file.");
        assertThat(migrator.status().renumbered()).hasSize(1);
    }

    @Test
    void doesNotAcceptAnUnappliedMigration(TestDatabase database) {
        merge(database);
        Migrator migrator = migrator(database).build();

        assertThat(message(TrackerException.class, () -> migrator.acceptRename(3)))
                .contains("does not belong to the file of version 3. Nothing was changed.", LINE);
        assertThat(message(TrackerException.class, () -> migrator.acceptChecksum(3)))
                .contains(LINE);
        assertThat(message(RollbackRefusedException.class, () -> migrator.rollback(1)))
                .contains(LINE);
        assertThat(database.applied()).containsExactly("1_employee", "3_add_address");
    }

    @Test
    void fileWithAnotherNameGivesItsNameToTheRow(TestDatabase database) {
        merge(database);
        this.files.renamed("4_add_address.up.sql", "4_employee_address.up.sql");

        migrator(database).build().renumber(3, 4);

        assertThat(database.applied()).containsExactly("1_employee", "4_employee_address");
        assertThat(labels(migrate(database))).containsExactly("3_add_phone");
    }

    @Test
    void chainIsMovedInTheOrderOfTheMessage(TestDatabase database) {
        this.files.with("3_a.up.sql", "SELECT 1;").with("4_b.up.sql", "SELECT 2;");
        migrate(database);
        this.files.renamed("4_b.up.sql", "5_b.up.sql").renamed("3_a.up.sql", "4_a.up.sql");
        Migrator migrator = migrator(database).build();

        assertThat(message(MigrationConflictException.class, migrator::migrate))
                .containsSubsequence(
                        "--applied-set.version=4 --applied-set.to=5", "--applied-set.version=3 --applied-set.to=4");
        assertThat(message(TrackerException.class, () -> migrator.renumber(3, 4)))
                .contains("The number is still taken.", "--applied-set.version=4 --applied-set.to=5");
        migrator.renumber(4, 5);
        migrator.renumber(3, 4);

        assertThat(migrator.migrate().applied()).isEmpty();
        assertThat(database.applied()).containsExactly("4_a", "5_b");
    }

    @Test
    void exchangedNumbersAreMovedTogether(TestDatabase database) {
        this.files
                .with("1_a.up.sql", "SELECT 1;")
                .with("2_b.up.sql", "SELECT 2;")
                .with("3_c.up.sql", "SELECT 3;");
        migrate(database);
        this.files
                .renamed("3_c.up.sql", "aside")
                .renamed("2_b.up.sql", "3_b.up.sql")
                .renamed("1_a.up.sql", "2_a.up.sql")
                .renamed("aside", "1_c.up.sql");
        Migrator migrator = migrator(database).build();
        assertThat(message(MigrationConflictException.class, migrator::migrate))
                .contains("Rows have exchanged their numbers.", "--applied-set.version=1 --applied-set.to=2");

        migrator.renumber(1, 2);

        assertThat(migrator.migrate().applied()).isEmpty();
        assertThat(database.applied()).containsExactly("1_c", "2_a", "3_b");
    }

    @Test
    void onlyTheChecksumProvesIt(TestDatabase database) {
        merge(database);
        Migrator migrator = migrator(database).build();

        assertThat(message(TrackerException.class, () -> migrator.renumber(7, 4)))
                .contains("has no row for version 7");
        assertThat(message(TrackerException.class, () -> migrator.renumber(3, 9)))
                .contains("There is no file of version 9");
        assertThat(message(TrackerException.class, () -> migrator.renumber(3, 3)))
                .contains("3_add_phone is not what was applied as 3_add_address");
        assertThat(message(TrackerException.class, () -> migrator.renumber(1, 4)))
                .contains("4_add_address is not what was applied as 1_employee");
        database.execute("UPDATE public.applied_migrations SET checksum = NULL WHERE version = 3");
        assertThat(message(TrackerException.class, () -> migrator.renumber(3, 4)))
                .contains("has no checksum", "UPDATE public.applied_migrations SET version = 4 WHERE version = 3;");
        assertThat(database.applied()).containsExactly("1_employee", "3_add_address");
    }

    @Test
    void rowThatHasItsFileKeepsItsNumber(TestDatabase database) {
        this.files.with("3_a.up.sql", "SELECT 1;");
        migrate(database);
        this.files.with("4_a.up.sql", "SELECT 1;");

        assertThat(message(
                        TrackerException.class, () -> migrator(database).build().renumber(3, 4)))
                .contains("it would run a second time");
        assertThat(labels(migrate(database))).containsExactly("4_a");
        this.files.without("3_a.up.sql");
        assertThat(message(
                        TrackerException.class, () -> migrator(database).build().renumber(3, 4)))
                .contains("Version 4 has a row of its own, 4_a");
    }

    @Test
    void unfinishedRollbackKeepsItsNumber(TestDatabase database) {
        this.files
                .with("3_a.up.sql", "CREATE TABLE public.a (id int);")
                .with(
                        "3_a.down.sql",
                        "-- applied-set: no-transaction\nDROP TABLE public.a;\nDROP TABLE public.nowhere;");
        migrate(database);
        catchThrowableOfType(
                MigrationException.class, () -> migrator(database).build().rollback(1));
        this.files.renamed("3_a.up.sql", "4_a.up.sql").renamed("3_a.down.sql", "4_a.down.sql");

        assertThat(message(
                        TrackerException.class, () -> migrator(database).build().renumber(3, 4)))
                .contains("Version 3 has started outside a transaction and is not finished");
        assertThat(database.applied()).containsExactly("3_a");
    }
}
