package io.github.appliedset.adoption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migrator.MigratorTestSupport;
import io.github.appliedset.support.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GolangMigrateAdoptionTests extends MigratorTestSupport {

    @BeforeEach
    void writeMigrations() {
        this.files
                .with("101_a.up.sql", "SELECT wrong;")
                .with("103_b.up.sql", "SELECT wrong;")
                .with("107_c.up.sql", "CREATE TABLE public.c (id int);");
    }

    private static void counter(TestDatabase database, String table, int version, boolean dirty) {
        database.execute(
                "CREATE TABLE " + table + " (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL)",
                "INSERT INTO " + table + " VALUES (" + version + ", " + dirty + ")");
    }

    private MigrationReport adopt(TestDatabase database, String table) {
        return migrator(database)
                .legacy(LegacyTool.GOLANG_MIGRATE, table)
                .build()
                .migrate();
    }

    @Test
    void everyFileUpToACleanCounterIsRecordedWithoutBeingRun(TestDatabase database) {
        counter(database, "public.schema_migrations", 106, false);

        MigrationReport report = adopt(database, null);

        assertThat(report.adopted()).extracting(Migration::label).containsExactly("101_a", "103_b");
        assertThat(labels(report)).containsExactly("107_c");
        assertThat(database.query("SELECT version FROM public.applied_migrations WHERE checksum IS NULL ORDER BY 1"))
                .containsExactly("101", "103");
        assertThat(database.query("SELECT version || ' ' || dirty FROM public.schema_migrations"))
                .as("the old table is never changed")
                .containsExactly("106 false");
        assertThat(adopt(database, null).adopted()).isEmpty();
    }

    @Test
    void counterAtZeroMeansThatVersionZeroIsApplied(TestDatabase database) {
        this.files.with("0_initial.up.sql", "SELECT 1 / 0;");
        counter(database, "public.schema_migrations", 0, false);

        assertThat(migrator(database)
                        .legacy(LegacyTool.GOLANG_MIGRATE, null)
                        .build()
                        .adopt()
                        .migrations())
                .extracting(Migration::label)
                .containsExactly("0_initial");
    }

    @Test
    void tableOfAnotherNameAndSchemaIsReadWhenNamed(TestDatabase database) {
        database.execute("CREATE SCHEMA paliad");
        counter(database, "public.paliad_schema_migrations", 2, true);
        counter(database, "paliad.paliad_schema_migrations", 106, false);

        assertThat(adopt(database, "paliad.paliad_schema_migrations").adopted()).hasSize(2);
    }

    @Test
    void misspelledTableIsNotMistakenForANewDatabase(TestDatabase database) {
        counter(database, "public.schema_migration", 106, false);

        assertThatExceptionOfType(TrackerException.class)
                .isThrownBy(() -> adopt(database, null))
                .withMessageContaining("applied-set.legacy.table=public.schema_migration");
    }

    @Test
    void fileThatIsAdoptedNeedNotBeRunnable(TestDatabase database) {
        counter(database, "public.schema_migrations", 106, false);
        this.files.with("103_b.up.sql", "SELECT 1;\nCOMMIT;\nSELECT 2;");

        assertThat(adopt(database, null).adopted()).hasSize(2);
    }

    @Test
    void dirtyCounterStopsTheRun(TestDatabase database) {
        counter(database, "public.schema_migrations", 103, true);

        assertThatExceptionOfType(TrackerException.class)
                .isThrownBy(() -> adopt(database, null))
                .withMessageContaining("dirty at version 103");
        assertThat(database.hasTable("public.applied_migrations")).isFalse();
    }

    @Test
    void counterAboveEveryFileIsMentioned(TestDatabase database) {
        counter(database, "public.schema_migrations", 108, false);

        assertThat(migrator(database)
                        .legacy(LegacyTool.GOLANG_MIGRATE, null)
                        .build()
                        .previewAdoption()
                        .leftovers())
                .map(Object::toString)
                .containsExactly(
                        "version 108 is where the counter stands, but the highest version of a file is 107: if a newer"
                                + " release has files up to it, adopt with that release, or they run again");
        assertThat(adopt(database, null).adopted()).hasSize(3);
    }

    @Test
    void missingTableOrMissingRowMeansNothingWasApplied(TestDatabase database) {
        this.files.with("101_a.up.sql", "SELECT 1;").with("103_b.up.sql", "SELECT 1;");
        assertThat(labels(adopt(database, "nowhere.at_all"))).hasSize(3);
        database.execute("DROP TABLE public.applied_migrations, public.c");
        counter(database, "public.schema_migrations", 106, false);
        database.execute("DELETE FROM public.schema_migrations");

        assertThat(labels(adopt(database, null))).hasSize(3);
    }

    @Test
    void trackerThatHasRowsIsNotFilledAgain(TestDatabase database) {
        this.files.with("101_a.up.sql", "SELECT 1;").without("103_b.up.sql").without("107_c.up.sql");
        migrate(database);
        counter(database, "public.schema_migrations", 106, false);
        this.files.with("103_b.up.sql", "SELECT 1;");

        assertThat(labels(adopt(database, null))).containsExactly("103_b");
    }

    @Test
    void unmentionedCounterIsNotRunOver(TestDatabase database) {
        database.execute("CREATE SCHEMA paliad");
        counter(database, "paliad.paliad_schema_migrations", 106, false);

        TrackerException failure = catchThrowableOfType(TrackerException.class, () -> migrate(database));

        assertThat(failure)
                .hasMessageContaining("applied-set.legacy.tool=golang-migrate")
                .hasMessageContaining("applied-set.legacy.table=paliad.paliad_schema_migrations")
                .hasMessageContaining("applied-set.legacy.tool=none");
        assertThat(database.hasTable("public.applied_migrations")).isFalse();
    }

    @Test
    void counterIsIgnoredOnRequest(TestDatabase database) {
        counter(database, "public.schema_migrations", 106, false);
        this.files.with("101_a.up.sql", "SELECT 1;").with("103_b.up.sql", "SELECT 1;");

        MigrationReport report =
                migrator(database).legacy(LegacyTool.NONE, null).build().migrate();

        assertThat(labels(report)).hasSize(3);
    }

    @Test
    void tableOtherThanACounterIsRefused(TestDatabase database) {
        database.execute("CREATE TABLE public.schema_migrations (version text PRIMARY KEY)");
        assertThatExceptionOfType(TrackerException.class)
                .isThrownBy(() -> adopt(database, "public.schema_migrations"))
                .withMessageContaining("no columns version and dirty");

        database.execute("DROP TABLE public.schema_migrations");
        counter(database, "public.schema_migrations", 1, false);
        database.execute("INSERT INTO public.schema_migrations VALUES (2, false)");
        assertThatExceptionOfType(TrackerException.class)
                .isThrownBy(() -> adopt(database, null))
                .withMessageContaining("more than one row");
    }
}
