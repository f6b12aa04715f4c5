package io.github.appliedset.adoption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.appliedset.adoption.Adoption.Leftover;
import io.github.appliedset.adoption.files.FileImport;
import io.github.appliedset.adoption.files.FlywayNames;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Adopts databases of the real Flyway. */
@PostgresTest
class FlywayAdoptionTests {

    private static final String HISTORY = "SELECT flyway_schema_history::text FROM flyway_schema_history ORDER BY 1";

    private MigrationFolder theirs;
    private MigrationFolder ours;

    @BeforeEach
    void createFolders(@TempDir Path root) throws IOException {
        this.theirs = new MigrationFolder(Files.createDirectory(root.resolve("migration")));
        this.ours = new MigrationFolder(root.resolve("applied-set"));
    }

    private FluentConfiguration flyway(TestDatabase database) {
        return Flyway.configure().dataSource(database.dataSource()).locations("filesystem:" + this.theirs.path());
    }

    private Migrator migrator(TestDatabase database) {
        return Migrator.builder()
                .dataSource(database.dataSource())
                .locations(this.ours.location())
                .legacy(LegacyTool.FLYWAY, null)
                .build();
    }

    private FileImport importFiles() {
        FileImport files = FileImport.preview(this.theirs.path(), null, null);
        files.write();
        return files;
    }

    private void writeFortyAndThree() {
        IntStream.rangeClosed(1, 36)
                .forEach(number -> this.theirs.with(
                        "V" + number + "__create_t" + number + ".sql",
                        "CREATE TABLE t" + number + " (id int);\n-- Größe " + number + "\n"));
        this.theirs
                .with("V37__with_crlf.sql", "ALTER TABLE t1\r\n  ADD a int;\r\n")
                .with("V38__with_bom.sql", "\uFEFFALTER TABLE t1 ADD b int;\n")
                .with("sub/V39__without_end.sql", "ALTER TABLE t1 ADD c int")
                .with("V40__vacuum.sql", "VACUUM t1;\nVACUUM t2;\n")
                .with("V40__vacuum.sql.conf", "executeInTransaction=false\n")
                .with("R__first_view.sql", "CREATE OR REPLACE VIEW first AS SELECT 1;")
                .with("R__second_view.sql", "CREATE OR REPLACE VIEW second AS SELECT 2;")
                .with("R__third_view.sql", "CREATE OR REPLACE VIEW third AS SELECT 3;");
    }

    @Test
    void databaseOfFortyFilesIsAdoptedAndGoesOn(TestDatabase database, TestDatabase fresh) {
        writeFortyAndThree();
        flyway(database).load().migrate();
        List<String> history = database.query(HISTORY);

        assertThat(importFiles().untranslated()).isEmpty();
        Adoption preview = migrator(database).previewAdoption();
        assertThat(database.hasTable("public.applied_migrations")).isFalse();
        assertThat(preview.obstacles()).isEmpty();
        assertThat(preview.leftovers()).isEmpty();
        assertThat(preview.repeatables()).hasSize(3).allSatisfy(row -> {
            assertThat(row.checksum())
                    .as("proven")
                    .isEqualTo(row.migration().file().checksum());
            assertThat(row.appliedAt()).isNotNull();
        });
        assertThat(preview.rows()).hasSize(40).allSatisfy(row -> {
            assertThat(row.checksum())
                    .as("proven")
                    .isEqualTo(row.migration().up().checksum());
            assertThat(row.appliedAt()).isNotNull();
        });

        this.ours.with("41_new.up.sql", "CREATE TABLE new (id int);");
        MigrationReport report = migrator(database).migrate();

        assertThat(report.adopted()).hasToString(preview.migrations().toString());
        assertThat(report.applied()).hasSize(1);
        assertThat(report.repeated()).as("Flyway ran them").isEmpty();
        assertThat(database.query("SELECT name || ' ' || (release IS NULL) || ' ' || (objects IS NULL)"
                        + " FROM public.applied_migrations_repeatable ORDER BY name"))
                .containsExactly("first_view true true", "second_view true true", "third_view true true");
        assertThat(database.query("SELECT count(*) FROM applied_migrations a JOIN flyway_schema_history f"
                        + " ON f.version = a.version::text AND f.installed_on::timestamptz = a.applied_at"
                        + " AND a.checksum IS NOT NULL"))
                .as("rows with Flyway's time")
                .containsExactly("40");
        assertThat(database.query(HISTORY)).as("the old table is never changed").isEqualTo(history);
        assertThat(migrator(database).verify().pending()).isEmpty();

        assertThatNoException().isThrownBy(() -> flyway(database).load().validate());
        assertThat(flyway(database).load().migrate().migrationsExecuted).isZero();
        this.theirs.with("V50__by_flyway.sql", "CREATE TABLE by_flyway (id int);");
        assertThat(flyway(database).load().migrate().migrationsExecuted).isEqualTo(1);

        assertThat(migrator(fresh).migrate().applied()).as("a new database").hasSize(41);
    }

    @Test
    void everyReasonIsNamedAtOnceAndNothingIsRecorded(TestDatabase database) {
        this.theirs
                .with("V1__a.sql", "CREATE TABLE a (id int);")
                .with("V2__b.sql", "CREATE TABLE b (id int);")
                .with("V3__c.sql", "CREATE TABLE c (id int);");
        flyway(database).load().migrate();
        database.execute(
                "INSERT INTO flyway_schema_history SELECT 9, '4', 'd', 'SQL', 'V4__d.sql', 1, 'x', now(), 0, false");
        importFiles();
        this.ours.with("1_a.up.sql", "CREATE TABLE a (id bigint);").without("2_b.up.sql");

        TrackerException failure = catchThrowableOfType(
                TrackerException.class, () -> migrator(database).migrate());

        assertThat(failure)
                .hasMessageContaining("V4__d.sql failed")
                .hasMessageContaining("V1__a.sql had the checksum")
                .hasMessageContaining("1_a.up.sql")
                .hasMessageContaining("V2__b.sql was applied, but no file has version 2");
        assertThat(migrator(database).previewAdoption().obstacles()).hasSize(3);
        assertThatExceptionOfType(TrackerException.class)
                .isThrownBy(() -> migrator(database).adopt())
                .withMessage(failure.getMessage());
        assertThat(database.hasTable("public.applied_migrations")).isFalse();
    }

    @Test
    void versionsOfSeveralNumbersBecomeOneInTheSameOrder(TestDatabase database) {
        this.theirs
                .with("V1__a.sql", "CREATE TABLE a (id int);")
                .with("V1_1__b.sql", "CREATE TABLE b (id int);")
                .with("V1.10.3__c.sql", "CREATE TABLE c (id int);")
                .with("V1.2__d.sql", "CREATE TABLE d (id int);")
                .with("V2.0__e.sql", "CREATE TABLE e (id int);");
        flyway(database).load().migrate();
        importFiles();

        Adoption adoption = migrator(database).adopt();

        assertThat(adoption.rows())
                .extracting(
                        row -> row.formerVersion() + " is " + row.migration().label())
                .containsExactly(
                        "1 is 1000000_a",
                        "1.1 is 1001000_b",
                        "1.2 is 1002000_d",
                        "1.10.3 is 1010003_c",
                        "2.0 is 2000000_e");
        assertThat(adoption.rows()).allSatisfy(row -> assertThat(row.checksum()).isNotNull());
        assertThat(migrator(database).verify().pending()).isEmpty();
    }

    @Test
    void manuallyNumberedFilesNameTheirOriginInTheFirstLine(TestDatabase database) throws IOException {
        this.theirs.with("V1.1__a.sql", "CREATE TABLE a (id int);");
        flyway(database).load().migrate();
        Files.createDirectory(this.ours.path());
        this.ours.with("11_a.up.sql", "CREATE TABLE a (id int);");
        assertThatExceptionOfType(TrackerException.class)
                .isThrownBy(() -> migrator(database).adopt())
                .withMessageContaining("no file names it as its origin")
                .withMessageContaining("-- Imported from V1.1__a.sql");

        this.ours.with("11_a.up.sql", "-- Imported from V1.1__a.sql\nCREATE TABLE a (id int);");

        assertThat(migrator(database).adopt().migrations())
                .extracting(Migration::label)
                .containsExactly("11_a");
    }

    @Test
    void filesUpToABaselineCountAsApplied(TestDatabase database) {
        database.execute("CREATE TABLE a (id int)");
        this.theirs
                .with("V1__a.sql", "CREATE TABLE a (id int);")
                .with("V2__b.sql", "ALTER TABLE a ADD b int;")
                .with("V3__c.sql", "CREATE TABLE c (id int);");
        flyway(database).baselineOnMigrate(true).baselineVersion("2").load().migrate();
        importFiles();

        Adoption adoption = migrator(database).adopt();

        assertThat(adoption.rows())
                .extracting(row -> row.migration().label() + " " + (row.checksum() != null))
                .containsExactly("1_a false", "2_b false", "3_c true");
        assertThat(adoption.leftovers()).singleElement().asString().contains("is a baseline");
    }

    /** A migration of Flyway written in Java. */
    public static final class V2__Fill extends BaseJavaMigration {

        @Override
        public void migrate(Context context) {}
    }

    @Test
    void javaMigrationIsMentionedUnlessAFileStandsForIt(TestDatabase database) {
        this.theirs.with("V1__a.sql", "CREATE TABLE a (id int);");
        flyway(database).javaMigrations(new V2__Fill()).load().migrate();
        importFiles();

        Adoption without = migrator(database).previewAdoption();
        assertThat(without.migrations()).extracting(Migration::label).containsExactly("1_a");
        assertThat(without.leftovers()).singleElement().asString().contains("is of type JDBC");

        this.ours.with("2_fill.up.sql", "-- Flyway filled a here.\n");
        assertThat(migrator(database).adopt().rows()).last().satisfies(row -> {
            assertThat(row.migration().label()).isEqualTo("2_fill");
            assertThat(row.checksum()).isNull();
        });
    }

    @Test
    void undoneDeletedAndSkippedFlywayMigrationsArePending(TestDatabase database) {
        this.theirs
                .with("V1__a.sql", "CREATE TABLE a (id int);")
                .with("V3__c.sql", "CREATE TABLE c (id int);")
                .with("V4__d.sql", "CREATE TABLE d (id int);")
                .with("V5__e.sql", "CREATE TABLE e (id int);");
        flyway(database).load().migrate();
        this.theirs.without("V3__c.sql");
        flyway(database).load().repair();
        database.execute(
                "INSERT INTO flyway_schema_history"
                        + " SELECT 9, '4', 'd', 'UNDO_SQL', 'U4__d.sql', 1, 'x', now(), 0, true",
                "DROP TABLE d");
        this.theirs.with("V2__b.sql", "CREATE TABLE b (id int);");
        importFiles();

        Adoption adoption = migrator(database).previewAdoption();

        assertThat(adoption.obstacles()).isEmpty();
        assertThat(adoption.migrations()).extracting(Migration::label).containsExactly("1_a", "5_e");
        assertThat(adoption.leftovers())
                .extracting(Leftover::what)
                .containsExactly("Version 3, V3__c.sql", "Version 4, U4__d.sql", "2_b", "4_d");
        assertThat(migrator(database).migrate().applied()).hasSize(2);
    }

    @Test
    void repeatableMarkedAsDeletedByRepairRunsAgain(TestDatabase database) {
        this.theirs.with("V1__a.sql", "SELECT 1;").with("R__v.sql", "CREATE OR REPLACE VIEW v AS SELECT 1 AS one;");
        flyway(database).load().migrate();
        this.theirs.without("R__v.sql");
        flyway(database).load().repair();
        database.execute("DROP VIEW v");
        this.theirs.with("R__v.sql", "CREATE OR REPLACE VIEW v AS SELECT 1 AS one;");
        importFiles();

        Adoption adoption = migrator(database).previewAdoption();

        assertThat(adoption.repeatables()).isEmpty();
        assertThat(adoption.leftovers())
                .singleElement()
                .asString()
                .contains("R__v.sql", "flyway repair marked it as deleted");
        migrator(database).migrate();
        assertThat(database.query("SELECT one FROM v")).containsExactly("1");
    }

    @Test
    void fileWithPlaceholdersRunsElsewhereOnlyAfterAnEdit(TestDatabase database, TestDatabase fresh) {
        this.theirs.with("V1__a.sql", "CREATE TABLE a (id int);").with("V2__b.sql", "CREATE TABLE ${name} (id int);\n");
        flyway(database).placeholders(java.util.Map.of("name", "b")).load().migrate();
        assertThat(importFiles().untranslated())
                .singleElement()
                .hasToString("V2__b.sql, line 1: the placeholder ${name}. Replace it with its value");

        assertThat(migrator(database).adopt().rows())
                .extracting(row -> row.migration().label() + " " + (row.checksum() != null))
                .containsExactly("1_a true", "2_b false");
        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(() -> migrator(fresh).migrate())
                .withMessageContaining("line 1 of the original: the placeholder ${name}")
                .withMessageContaining("2_b.up.sql, line 2");

        String first = read("2_b.up.sql").lines().findFirst().orElseThrow();
        assertThat(first).startsWith("-- Imported from V2__b.sql (Flyway checksum ");
        this.ours.with("2_b.up.sql", first + "\nCREATE TABLE b (id int);\n");
        assertThat(migrator(fresh).migrate().applied()).hasSize(2);
        assertThat(migrator(database).verify().pending()).isEmpty();
    }

    @Test
    void filesOfOtherNamesAreAdopted(TestDatabase database) {
        this.theirs.with("M1.1-a.pgsql", "CREATE TABLE a (id int);").with("M2-b.pgsql", "CREATE TABLE b (id int);");
        flyway(database)
                .sqlMigrationPrefix("M")
                .sqlMigrationSeparator("-")
                .sqlMigrationSuffixes(".pgsql")
                .load()
                .migrate();
        FlywayNames names = new FlywayNames("M", "R", "-", List.of(".pgsql"), true, "${", "}");
        FileImport.preview(this.theirs.path(), null, null, names).write();

        assertThat(migrator(database).adopt().rows())
                .extracting(
                        row -> row.formerVersion() + " is " + row.migration().label() + " " + (row.checksum() != null))
                .containsExactly("1.1 is 1001_a true", "2 is 2000_b true");
    }

    @Test
    void nonTransactionalFlywayFilesRunTheSameWay(TestDatabase database, TestDatabase fresh) {
        this.theirs.with("V1__a.sql", "CREATE TABLE a (id int);").with("V2__b.sql", "VACUUM a;\nVACUUM ANALYZE a;\n");
        flyway(database).load().migrate();
        importFiles();

        assertThat(migrator(database).adopt().rows())
                .allSatisfy(row -> assertThat(row.checksum()).isNotNull());
        assertThat(migrator(fresh).migrate().applied()).hasSize(2);
    }

    private String read(String file) {
        try {
            return Files.readString(this.ours.path().resolve(file));
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }
}
