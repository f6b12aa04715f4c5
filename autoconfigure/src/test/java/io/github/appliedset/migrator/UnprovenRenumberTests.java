package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.appliedset.migration.ConflictPolicy;
import io.github.appliedset.migration.MigrationConflictException;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.RollbackRefusedException;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.support.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A file that has not run bears the name of a row whose own file is gone or another one: only a person can tell. */
class UnprovenRenumberTests extends MigratorTestSupport {

    private static final String ADDRESS = "ALTER TABLE public.employee ADD address text;";
    private static final String PHONE = "ALTER TABLE public.employee ADD phone text;";
    private static final String UPDATE = "UPDATE public.applied_migrations SET version = 4 WHERE version = 3;";

    /** Rows of another tool have no checksum. */
    private void adopt(TestDatabase database) {
        this.files
                .with("1_employee.up.sql", "CREATE TABLE public.employee (id int);")
                .with("3_add_address.up.sql", ADDRESS);
        migrate(database);
        database.execute("UPDATE public.applied_migrations SET checksum = NULL");
    }

    private static String message(Class<? extends MigrationException> type, Runnable run) {
        return catchThrowableOfType(type, run::run).getMessage();
    }

    private static List<Runnable> everyMode(Migrator migrator) {
        return List.of(
                migrator::migrate, migrator::verify, () -> migrator.await(Duration.ofSeconds(60)), migrator::dryRun);
    }

    @Test
    void rowWithoutChecksumWasProbablyRenumbered(TestDatabase database) {
        adopt(database);
        this.files.with("3_add_phone.up.sql", PHONE).renamed("3_add_address.up.sql", "4_add_address.up.sql");
        Migrator migrator = migrator(database).build();

        for (Runnable run : everyMode(migrator)) {
            assertThat(message(MigrationConflictException.class, run))
                    .contains("Version 3 was probably renumbered to 4", "4_add_address.up.sql", UPDATE)
                    .doesNotContain("accept-");
        }
        assertThat(message(TrackerException.class, () -> migrator.acceptRename(3)))
                .contains("Nothing was changed.", UPDATE);
        assertThat(message(TrackerException.class, () -> migrator.acceptChecksum(3)))
                .contains("Nothing was changed.", UPDATE);
        assertThat(message(RollbackRefusedException.class, () -> migrator.rollback(1)))
                .contains(UPDATE)
                .doesNotContain("accept-");
        assertThat(database.applied()).containsExactly("1_employee", "3_add_address");

        database.execute(UPDATE);

        assertThat(labels(migrate(database))).containsExactly("3_add_phone");
        assertThat(database.applied()).containsExactly("1_employee", "3_add_phone", "4_add_address");
    }

    @ParameterizedTest
    @EnumSource(ConflictPolicy.class)
    void orphanWithoutChecksumDoesNotRunASecondTime(ConflictPolicy policy, TestDatabase database) {
        adopt(database);
        this.files.renamed("3_add_address.up.sql", "4_add_address.up.sql");
        Migrator migrator =
                migrator(database).checksumMismatch(policy).orphans(policy).build();

        for (Runnable run : everyMode(migrator)) {
            assertThat(message(MigrationConflictException.class, run))
                    .contains("Version 3 was probably renumbered to 4", "and has no file", UPDATE);
        }

        database.execute(UPDATE);

        assertThat(migrator.migrate().applied()).isEmpty();
    }

    @Test
    void differentMigrationRunsUnderADifferentName(TestDatabase database) {
        adopt(database);
        this.files
                .without("3_add_address.up.sql")
                .with("4_add_address.up.sql", "CREATE TABLE public.address (id int);");

        assertThat(message(MigrationConflictException.class, () -> migrate(database)))
                .contains("give its file a different name");
        this.files.renamed("4_add_address.up.sql", "4_address.up.sql");

        assertThat(labels(migrate(database))).containsExactly("4_address");
    }

    @Test
    void editedFileIsNamedAndNothingIsAccepted(TestDatabase database) {
        this.files
                .with("1_employee.up.sql", "CREATE TABLE public.employee (id int);")
                .with("3_add_address.up.sql", ADDRESS);
        migrate(database);
        this.files
                .without("3_add_address.up.sql")
                .with("3_add_phone.up.sql", PHONE)
                .with("4_add_address.up.sql", ADDRESS + " -- where they live");
        Migrator migrator = migrator(database).build();

        assertThat(message(MigrationConflictException.class, migrator::migrate))
                .contains("Version 3 was probably renumbered to 4", "4_add_address.up.sql", UPDATE)
                .contains("--applied-set.command=accept-checksum --applied-set.version=4")
                .doesNotContain("accept-rename", "accept-checksum --applied-set.version=3");
        assertThat(message(TrackerException.class, () -> migrator.acceptRename(3)))
                .contains("Nothing was changed.", "4_add_address");
        assertThat(message(TrackerException.class, () -> migrator.acceptChecksum(3)))
                .contains("Nothing was changed.", "4_add_address");
        assertThat(database.applied()).containsExactly("1_employee", "3_add_address");

        database.execute(UPDATE);
        migrator.acceptChecksum(4);

        assertThat(labels(migrate(database))).containsExactly("3_add_phone");
    }

    @Test
    void chainIsSettledFromItsFreeEnd(TestDatabase database) {
        this.files.with("3_a.up.sql", "SELECT 1;").with("4_b.up.sql", "SELECT 2;");
        migrate(database);
        database.execute("UPDATE public.applied_migrations SET checksum = NULL");
        this.files
                .renamed("4_b.up.sql", "5_b.up.sql")
                .renamed("3_a.up.sql", "4_a.up.sql")
                .with("3_c.up.sql", "SELECT 3;");
        Migrator migrator = migrator(database).build();

        assertThat(message(MigrationConflictException.class, migrator::migrate))
                .containsSubsequence("SET version = 5 WHERE version = 4", "SET version = 4 WHERE version = 3");
        assertThat(message(TrackerException.class, () -> migrator.acceptRename(3)))
                .contains("SET version = 4 WHERE version = 3");
    }

    @Test
    void nameMayComeTwice(TestDatabase database) {
        adopt(database);
        this.files.with("4_add_address.up.sql", "CREATE TABLE public.address (id int);");

        assertThat(labels(migrate(database))).containsExactly("4_add_address");

        database.execute("UPDATE public.applied_migrations SET checksum = NULL");
        this.files.renamed("3_add_address.up.sql", "3_address.up.sql");
        migrator(database).build().acceptRename(3);

        assertThat(database.applied()).containsExactly("1_employee", "3_address", "4_add_address");
    }

    @Test
    void statusNamesTheFileToo(TestDatabase database) {
        adopt(database);
        this.files.renamed("3_add_address.up.sql", "4_add_address.up.sql");

        assertThat(migrator(database).build().status().namesakes())
                .singleElement()
                .satisfies(conflict -> {
                    assertThat(conflict.description()).contains("Version 3 was probably renumbered to 4");
                    assertThat(conflict.remedy("t")).contains("UPDATE t SET version = 4 WHERE version = 3;");
                });
    }
}
