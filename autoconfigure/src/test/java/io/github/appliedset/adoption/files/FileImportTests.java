package io.github.appliedset.adoption.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.github.appliedset.adoption.UntranslatedMark;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.support.MigrationFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of other tools' files, the first time and again. */
class FileImportTests {

    private Path root;
    private MigrationFolder theirs;

    @BeforeEach
    void createFolder(@TempDir Path root) throws Exception {
        this.root = root;
        this.theirs = new MigrationFolder(Files.createDirectory(root.resolve("migration")));
    }

    private FileImport preview() {
        return FileImport.preview(this.theirs.path(), null, null);
    }

    @Test
    void filesAreListedByVersion() {
        this.theirs
                .with("V10__c.sql", "")
                .with("U2__b.sql", "")
                .with("V2__b.sql", "")
                .with("V1__a.sql", "");

        assertThat(preview().files())
                .extracting(ImportedFile::path)
                .containsExactly("1_a.up.sql", "2_b.up.sql", "2_b.down.sql", "10_c.up.sql");
    }

    @Test
    void sectionsOfGooseBecomeTwoFiles() {
        this.theirs.with(
                "00001_a.sql",
                "-- +goose NO TRANSACTION\n-- +goose Up\n-- +goose StatementBegin\nVACUUM;\n-- +goose StatementEnd\n"
                        + "-- +goose Down\nSELECT 2;\n");

        assertThat(preview().files())
                .extracting(ImportedFile::path, ImportedFile::text)
                .containsExactly(
                        tuple("00001_a.up.sql", "-- applied-set: no-transaction\nVACUUM;\n"),
                        tuple("00001_a.down.sql", "-- applied-set: no-transaction\nSELECT 2;\n"));
    }

    @Test
    void sectionsOfDbmateBecomeTwoFiles() {
        this.theirs.with("1_a.sql", "-- migrate:up transaction:false\nVACUUM;\n-- migrate:down\nSELECT 2;\n");

        assertThat(preview().files())
                .extracting(ImportedFile::text)
                .containsExactly("-- applied-set: no-transaction\nVACUUM;\n", "SELECT 2;\n");
    }

    private static List<String> mentioned(FileImport files) {
        return files.untranslated().stream().map(Untranslated::toString).toList();
    }

    @Test
    void versionThatGooseRunsInGoIsNotLost() {
        this.theirs
                .with("00001_pets.sql", "-- +goose Up\nCREATE TABLE pet (id int);\n")
                .with("00002_fill.go", "package migrations\nfunc init() { goose.AddMigrationContext(up2, nil) }\n")
                .with("00002_fill_test.go", "package migrations\n")
                .with("registered.go", "package migrations\nvar m = goose.NewGoMigration(7, nil, nil)\n")
                .with("embed.go", "package migrations\n")
                .with("README.md", "# Migrations 1 to 3\n")
                .with(".git/00009_x.go", "")
                .with("00003_link.sql.tmpl", "")
                .with("seeds/00004_seed.py", "")
                .with("seeds/00006_seed.sql", "-- +goose Up\nSELECT 1;\n")
                .with("00005_upper.SQL", "");

        FileImport files = preview();

        assertThat(files.files())
                .extracting(ImportedFile::path)
                .containsExactly("00001_pets.up.sql", "seeds/00006_seed.up.sql");
        assertThat(mentioned(files))
                .containsExactly(
                        "seeds/00006_seed.sql: in a sub-folder, where this tool does not look. It was written: remove it if"
                                + " the tool never ran it",
                        "00002_fill.go: a migration written in Go. Write it in SQL, or as a Java migration, with the"
                                + " version 00002. It was not written",
                        "00003_link.sql.tmpl: has the name of a migration, but an ending that is not read. If goose ran"
                                + " it, write it as a migration by hand. It was not written",
                        "00005_upper.SQL: has the name of a migration, but an ending that is not read. If goose ran it,"
                                + " write it as a migration by hand. It was not written",
                        "registered.go: holds a migration written in Go. Write it in SQL, or as a Java migration. It was"
                                + " not written",
                        "seeds/00004_seed.py: a migration written in Python. Write it in SQL, or as a Java migration, with"
                                + " the version 00004. It was not written");
    }

    @Test
    void listsNonSqlFilesOfFlyway(@TempDir Path project) {
        MigrationFolder main = new MigrationFolder(project)
                .with("src/main/resources/db/migration/V1__a.sql", "SELECT 1;")
                .with("src/main/resources/db/migration/V1_1__shell.sh", "")
                .with("src/main/resources/db/migration/V5__b.ts", "")
                .with("src/main/resources/db/migration/afterMigrate.sql", "SELECT 1;")
                .with("src/main/resources/db/migration/beforeMigrate.ps1", "")
                .with("src/main/resources/db/migration/R__views.kt", "")
                .with("src/main/java/db/migration/V2__Fill.java", "")
                .with("src/main/java/db/migration/Named.java", "class Named extends BaseJavaMigration {}")
                .with("src/main/kotlin/db/migration/V3__More.kt", "")
                .with("src/main/java/app/V4__Elsewhere.java", "");

        FileImport files =
                FileImport.preview(main.path().resolve("src/main/resources/db/migration"), ImportTool.FLYWAY, null);

        assertThat(files.untranslated())
                .extracting(Untranslated::file, Untranslated::what)
                .containsExactlyInAnyOrder(
                        tuple("afterMigrate.sql", "a callback, or a name that Flyway does not run"),
                        tuple("beforeMigrate.ps1", "a callback written in PowerShell"),
                        tuple("R__views.kt", "has the name of a migration, but an ending that is not read"),
                        tuple("V1_1__shell.sh", "a migration written in shell"),
                        tuple("V5__b.ts", "a migration written in TypeScript"),
                        tuple("../../../java/db/migration/Named.java", "holds a migration written in Java"),
                        tuple("../../../java/db/migration/V2__Fill.java", "a migration written in Java"),
                        tuple("../../../kotlin/db/migration/V3__More.kt", "a migration written in Kotlin"));
    }

    @Test
    void changelogsThatAreNotReadAreListedWithTheOrderTheySet() {
        this.theirs
                .with("b.sql", "--liquibase formatted sql\n--changeset me:1\nSELECT 1;\n")
                .with("more/c.yaml", "databaseChangeLog:\n  - changeSet:\n      id: 1\n")
                .with("data.json", "{\"rows\": []}");
        new MigrationFolder(this.root)
                .with(
                        "db.changelog-master.xml",
                        "<databaseChangeLog><include file=\"migration/b.sql\"/></databaseChangeLog>")
                .with("pom.xml", "<project/>");

        assertThat(preview().untranslated())
                .extracting(Untranslated::file, Untranslated::what)
                .containsExactly(
                        tuple("more/c.yaml", "a changelog in YAML"),
                        tuple("../db.changelog-master.xml", "a changelog in XML, which sets the order of others"));
    }

    @Test
    void folderBehindALinkIsMentioned() throws IOException {
        this.theirs.with("00001_pets.sql", "-- migrate:up\nCREATE TABLE pet (id int);\n");
        Files.createSymbolicLink(
                this.theirs.path().resolve("shared"), Files.createDirectory(this.root.resolve("elsewhere")));

        assertThat(preview().untranslated())
                .extracting(Untranslated::file, Untranslated::what)
                .containsExactly(tuple("shared", "a link to a folder, which is not followed"));
    }

    @Test
    void changesetAfterTheHighestVersionIsRefused() throws IOException {
        this.theirs.with("a.sql", "--liquibase formatted sql\n--changeset jane:1\nSELECT 1;\n");
        MigrationFolder target = new MigrationFolder(
                        Files.createDirectory(this.theirs.path().resolveSibling(FileImport.TARGET)))
                .with("99999999999999999999_too_large.up.sql", "")
                .with("9223372036854775807_z.up.sql", "");

        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(this::preview)
                .withMessageContaining("Version 9223372036854775807\n    already exists");
        target.without("9223372036854775807_z.up.sql");
        assertThat(preview().files()).extracting(ImportedFile::path).containsExactly("1_a_1.up.sql");
    }

    @Test
    void changesetsOfLiquibaseAreNumberedInOrder() {
        this.theirs.with(
                "01-users.sql",
                "--liquibase formatted sql\n\n--changeset jane:1\nCREATE TABLE a (id int);\n--rollback DROP TABLE a;\n"
                        + "--changeset jane:add-phone context:test runAlways:true\nSELECT 1;\n");

        FileImport files = preview();

        assertThat(files.files())
                .extracting(ImportedFile::path)
                .containsExactly("1_01-users_1.up.sql", "1_01-users_1.down.sql", "2_add-phone.up.sql");
        assertThat(files.untranslated()).extracting(Untranslated::what).contains("context:test", "runAlways:true");
    }

    @Test
    void changesetThatRunsOnChangeBecomesARepeatableMigration() {
        String header = "--liquibase formatted sql\n";
        String view = "--changeset jane:cheap runOnChange:true\nCREATE OR REPLACE VIEW cheap AS SELECT 1;\n";
        this.theirs
                .with("1.sql", header + "--changeset jane:a\nSELECT 1;\n")
                .with("sub/2.sql", header + view + "--rollback DROP VIEW cheap;\n")
                .with("sub/3.sql", header + "--changeset jane:b\nSELECT 1;\n");

        FileImport files = importAgain();

        assertThat(files.files())
                .extracting(ImportedFile::path)
                .containsExactly("1_a.up.sql", "sub/2_b.up.sql", "sub/cheap.repeatable.sql");
        assertThat(files.files().get(2).text())
                .isEqualTo("-- Imported from sub/2.sql, changeset jane:cheap\n"
                        + "CREATE OR REPLACE VIEW cheap AS SELECT 1;\n");
        assertThat(mentioned(files))
                .containsExactly(
                        "sub/2.sql, line 2: runOnChange:true. It runs again whenever it changes, and after all versions:"
                                + " what a later changeset needs belongs in a version",
                        "sub/2.sql, line 2: the rollback of a repeatable migration. It was not written");
        this.theirs.with("sub/2.sql", header + view.replace("SELECT 1", "SELECT 2"));
        assertThat(importAgain().missing()).isEmpty();
        assertThat(mentioned(preview())).anyMatch(line -> line.contains("has different content than sub/cheap"));
    }

    @Test
    void changesetImportedAsAVersionKeepsItsNumberOnceItRunsOnChange() {
        String header = "--liquibase formatted sql\n";
        this.theirs.with("1.sql", header + "--changeset jane:a\nSELECT 1;\n--changeset jane:b\nSELECT 2;\n");
        importAgain();
        this.theirs.with(
                "1.sql", header + "--changeset jane:a runOnChange:true\nSELECT 1;\n--changeset jane:b\nSELECT 2;\n");

        FileImport again = preview();

        assertThat(again.missing()).isEmpty();
        assertThat(again.files()).extracting(ImportedFile::path).containsExactly("1_a.up.sql", "2_b.up.sql");
        assertThat(mentioned(again))
                .containsExactly("1.sql, line 2: runOnChange:true. It was imported as a version, which runs once");
    }

    @Test
    void nothingIsOverwritten() throws Exception {
        this.theirs.with("V1__a.sql", "SELECT 1;").with("V2__b.sql", "SELECT 2;");
        new MigrationFolder(this.root.resolve("applied-set")).with("2_b.up.sql", "SELECT 3;");

        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(this::preview)
                .withMessageContaining("already exists, but its content does not come from");
        assertThat(this.root.resolve("applied-set/1_a.up.sql")).doesNotExist();
    }

    private MigrationFolder ours() {
        return new MigrationFolder(this.root.resolve("applied-set"));
    }

    private FileImport importAgain() {
        FileImport files = preview();
        files.write();
        return files;
    }

    private List<String> written() {
        return preview().files().stream()
                .filter(ImportedFile::there)
                .map(ImportedFile::path)
                .toList();
    }

    @Test
    void importingAgainDoesNothing() {
        for (Map<String, String> files : List.of(
                Map.of("V1__a.sql", "SELECT 1;", "V1.2__b.sql", "SELECT ${b};", "U1__a.sql", "SELECT 2;"),
                Map.of("1_a.sql", "-- +goose Up\nSELECT 1;\n-- +goose Down\nSELECT 2;\n"),
                Map.of("1_a.sql", "-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 2;\n"),
                Map.of(
                        "a.sql",
                        "--liquibase formatted sql\n--changeset a:1 labels:x\nSELECT 1;\n--rollback SELECT 2;\n"))) {
            String tool = String.valueOf(files.hashCode());
            MigrationFolder theirs = new MigrationFolder(this.root.resolve(tool).resolve("theirs"));
            files.forEach(theirs::with);
            FileImport first = FileImport.preview(theirs.path(), null, null);
            first.write();

            FileImport again = FileImport.preview(theirs.path(), null, null);

            assertThat(again.missing()).isEmpty();
            assertThat(again.files())
                    .extracting(ImportedFile::path)
                    .isEqualTo(first.files().stream().map(ImportedFile::path).toList());
        }
    }

    @Test
    void dottedVersionsKeepTheirNumbersAndNewOnesFollowTheSameRule() {
        this.theirs.with("V1__a.sql", "SELECT 1;").with("V1.1__b.sql", "SELECT 2;");
        importAgain();
        this.theirs.with("V1.10__c.sql", "SELECT 3;").with("V2__d.sql", "SELECT 4;");

        assertThat(importAgain().files())
                .extracting(ImportedFile::path)
                .containsExactly("1000_a.up.sql", "1001_b.up.sql", "1010_c.up.sql", "2000_d.up.sql");
        assertThat(written()).hasSize(4);
    }

    @Test
    void versionThatNoLongerFitsIsRefusedUntilItIsNumberedByHand() {
        this.theirs.with("V1__a.sql", "SELECT 1;").with("V1.1__b.sql", "SELECT 2;");
        importAgain();
        this.theirs
                .with("V1.1.5__c.sql", "SELECT 3;")
                .with("V1.2000__d.sql", "SELECT 4;")
                .with("V1.2__e.sql", "SELECT 5;");

        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(this::preview)
                .satisfies(refusal -> assertThat(refusal.problems()).hasSize(2))
                .withMessageContaining("V1.1.5__c.sql")
                .withMessageContaining("-- Imported from V1.2000__d.sql");

        ours().with("5000_c.up.sql", "-- Imported from V1.1.5__c.sql\nSELECT 3;")
                .with("6000_of_my_own.up.sql", "-- Imported from V1.2000__d.sql\nSELECT 4;");
        assertThat(importAgain().files())
                .extracting(ImportedFile::path)
                .containsExactly(
                        "1000_a.up.sql", "1001_b.up.sql", "1002_e.up.sql", "5000_c.up.sql", "6000_of_my_own.up.sql");
        assertThat(written()).hasSize(5);
    }

    @Test
    void refusesTheFirstDottedVersionAfterPlainOnes() {
        this.theirs.with("V01__a.sql", "SELECT 1;").with("V2__b.sql", "SELECT 2;");
        importAgain();
        this.theirs.with("V3__c.sql", "SELECT 3;");
        assertThat(importAgain().files()).extracting(ImportedFile::path).contains("3_c.up.sql");
        this.theirs.with("V1.5__d.sql", "SELECT 4;");

        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(this::preview)
                .withMessageContaining("V1.5__d.sql");
    }

    @Test
    void doesNotReuseTheVersionOfAnOwnFile() {
        this.theirs.with("V1__a.sql", "SELECT 1;");
        importAgain();
        ours().with("sub/002_mine.up.sql", "SELECT 2;");
        this.theirs.with("V2__theirs.sql", "SELECT 3;");

        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(this::preview)
                .withMessageContaining("sub/002_mine.up.sql")
                .withMessageContaining("2_theirs.up.sql");
    }

    @Test
    void changesetsKeepTheirNumbersAndNewOnesGetTheNext() {
        String header = "--liquibase formatted sql\n";
        this.theirs
                .with("1.sql", header + "--changeset a:x\nSELECT 1;\n")
                .with("2.sql", header + "--changeset a:y\nSELECT 2;\n");
        importAgain();
        ours().with("3_mine.up.sql", "SELECT 3;");
        this.theirs.with("1.sql", header + "--changeset a:x\nSELECT 1;\n--changeset a:z\nSELECT 4;\n");

        assertThat(importAgain().files())
                .extracting(ImportedFile::path)
                .containsExactly("1_x.up.sql", "2_y.up.sql", "4_z.up.sql");
    }

    @Test
    void keepsAFinishedFileAndDoesNotMentionItAgain() {
        this.theirs.with("V1__a.sql", "SELECT ${a};").with("V2__b.sql", "SELECT ${b};");
        FileImport first = importAgain();
        String note = first.files().get(0).text().lines().findFirst().orElseThrow();
        ours().with("1_a.up.sql", note + "\nSELECT 'a';");

        FileImport again = preview();

        assertThat(again.missing()).isEmpty();
        assertThat(again.untranslated()).extracting(Untranslated::file).containsExactly("V2__b.sql");
    }

    @Test
    void everyKindOfFileCanBeFinishedByHandBeforeTheNextImport() {
        for (Map<String, String> files : List.of(
                Map.of("V1__a.sql", "SELECT ${a};", "U1__a.sql", "SELECT ${b};", "R__v.sql", "SELECT ${c};"),
                Map.of("V1.2__a.sql", "SELECT 1;", "U1.2__a.sql", "SELECT ${b};"),
                Map.of("1_a.sql", "-- +goose ENVSUB ON\n-- +goose Up\nSELECT 1;\n-- +goose Down\nSELECT ${b};\n"),
                Map.of("1_a.sql", "-- +goose Up\n-- +goose ENVSUB ON\nSELECT ${a};\n"),
                Map.of("1_a.sql", "-- +goose Up\nSELECT 1;\n-- +goose Down\n-- +goose ENVSUB ON\nSELECT ${b};\n"),
                Map.of(
                        "a.sql",
                        "--liquibase formatted sql\n--changeset a:1\nSELECT ${a};\n--rollback SELECT ${b};\n"))) {
            MigrationFolder theirs = new MigrationFolder(
                    this.root.resolve(String.valueOf(files.hashCode())).resolve("theirs"));
            files.forEach(theirs::with);
            FileImport first = FileImport.preview(theirs.path(), null, null);
            first.write();
            MigrationFolder ours = new MigrationFolder(first.to());
            assertThat(first.files()).as("%s", files).anyMatch(file -> UntranslatedMark.isIn(file.text()));
            first.files()
                    .forEach(file -> ours.with(
                            file.path(),
                            file.text()
                                    .replaceAll("(?m)^" + UntranslatedMark.TEXT + ".*\n", "")
                                    .replaceAll("\\$\\{\\w}", "2")));

            FileImport again = FileImport.preview(theirs.path(), null, null);

            assertThat(again.missing()).as("%s", files).isEmpty();
            assertThat(again.untranslated()).as("%s", files).noneMatch(Untranslated::stops);
        }
    }

    @Test
    void repeatableChangedSinceIsListedAndTheOthersAreWritten() {
        this.theirs.with("V1__a.sql", "SELECT 1;").with("R__v.sql", "SELECT 1;").with("R__w.sql", "SELECT ${w};");
        importAgain();
        this.theirs
                .with("R__v.sql", "SELECT 2;")
                .with("R__w.sql", "SELECT ${w}, 2;")
                .with("V2__b.sql", "SELECT 2;");

        FileImport again = importAgain();

        assertThat(mentioned(again))
                .contains(
                        "R__v.sql: has different content than v.repeatable.sql, which exists already. It was not written:"
                                + " take the difference over by hand, or remove v.repeatable.sql and import again")
                .anyMatch(line -> line.startsWith("R__w.sql: has different content than w.repeatable.sql"));
        assertThat(this.root.resolve("applied-set/2_b.up.sql")).hasContent("SELECT 2;");
        assertThat(this.root.resolve("applied-set/v.repeatable.sql")).hasContent("SELECT 1;");
    }

    @Test
    void importThatFailsLeavesNothing() throws Exception {
        this.theirs.with("a/deep/V1__a.sql", "SELECT 1;").with("b/V2__b.sql", "SELECT 2;");
        Path inTheWay = Files.createDirectories(this.root.resolve("applied-set/b/2_b.up.sql"));
        FileImport files = preview();

        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(files::write)
                .withMessageContaining("2_b.up.sql")
                .withMessageContaining("Nothing was written.");

        try (Stream<Path> left = Files.walk(this.root.resolve("applied-set"))) {
            assertThat(left)
                    .containsExactlyInAnyOrder(this.root.resolve("applied-set"), inTheWay.getParent(), inTheWay);
        }
    }

    @Test
    void usesTheFileNamesConfiguredForFlyway() {
        FlywayNames names = new FlywayNames("M", "Again", "-", List.of(".pgsql", ".sql"), true, "#[", "]");
        this.theirs
                .with("M1-a.pgsql", "SELECT 1; -- ${no}, and in the next line\nSELECT '#[yes]';")
                .with("M1.2-b.sql", "SELECT 2;")
                .with("Again-c.pgsql", "SELECT 3;")
                .with("V4__d.sql", "SELECT 4;");

        FileImport files = FileImport.preview(this.theirs.path(), null, null, names);

        assertThat(files.tool()).isEqualTo(ImportTool.FLYWAY);
        assertThat(files.files())
                .extracting(ImportedFile::path)
                .containsExactly("1000_a.up.sql", "1002_b.up.sql", "c.repeatable.sql");
        assertThat(files.files().get(1).text())
                .isEqualTo("-- Imported from M1.2-b.sql (Flyway version 1.2)\nSELECT 2;");
        assertThat(files.untranslated())
                .extracting(Untranslated::file, Untranslated::line)
                .containsExactlyInAnyOrder(tuple("V4__d.sql", 0), tuple("M1-a.pgsql", 2));
        assertThat(preview().files()).extracting(ImportedFile::path).containsExactly("4_d.up.sql");
    }

    @Test
    void addsTheDirectiveToNonTransactionalFlywayFiles() {
        this.theirs
                .with("V1__a.sql", "SELECT 1;\n/* so */ create unique\nindex concurrently i ON t (a);\n")
                .with("V2__b.sql", "SELECT 'VACUUM';\n-- VACUUM\n")
                .with("V3__c.sql", "SELECT 3;")
                .with("V3__c.sql.conf", "# said by hand\nexecuteInTransaction=false\n")
                .with("V4__d.sql", "REINDEX (VERBOSE) SCHEMA public;\nVACUUM;")
                .with("V5__e.sql", "VACUUM;")
                .with("V5__e.sql.conf", "executeInTransaction=true\n");

        assertThat(preview().files())
                .filteredOn(file -> file.text().startsWith("-- applied-set: no-transaction\n"))
                .extracting(ImportedFile::original)
                .containsExactly("V1__a.sql", "V3__c.sql", "V4__d.sql");
    }

    @Test
    void configurationOfAFileIsObeyedOrMentioned() {
        this.theirs
                .with("V1__a.sql", "SELECT '${a}';")
                .with("V1__a.sql.conf", "flyway.placeholderReplacement=false\n")
                .with("V2__b.sql", "SELECT 2;")
                .with("V2__b.sql.conf", "shouldExecute=false\n");

        assertThat(preview().untranslated())
                .singleElement()
                .hasToString("V2__b.sql: shouldExecute=false in its .conf. Decide what it should do here");
        FlywayNames without = new FlywayNames("V", "R", "__", List.of(".sql"), false, "${", "}");
        this.theirs.without("V1__a.sql.conf").without("V2__b.sql.conf");
        assertThat(FileImport.preview(this.theirs.path(), null, null, without).untranslated())
                .isEmpty();
    }

    @Test
    void changelogOfAnySizeIsListed() {
        this.theirs
                .with("b.sql", "--liquibase formatted sql\n--changeset me:1\nSELECT 1;\n")
                .with("c.yaml", "databaseChangeLog:\n" + "  - changeSet:\n      id: 1\n".repeat(50_000));

        assertThat(preview().untranslated())
                .extracting(Untranslated::file, Untranslated::what)
                .containsExactly(tuple("c.yaml", "a changelog in YAML"));
    }

    @Test
    void masterChangelogMayStandFarAbove(@TempDir Path project) {
        MigrationFolder main = new MigrationFolder(project)
                .with(
                        "src/main/resources/db/changelog/changes/v1/b.sql",
                        "--liquibase formatted sql\n--changeset me:1\nSELECT 1;\n")
                .with(
                        "src/main/resources/db/changelog/db.changelog-master.yaml",
                        "databaseChangeLog:\n  - includeAll:\n      path: db/changelog/changes/v1\n")
                .with("src/main/resources/application.yaml", "spring: {}\n")
                .with("src/main/other.yaml", "databaseChangeLog:\n");

        FileImport files =
                FileImport.preview(main.path().resolve("src/main/resources/db/changelog/changes/v1"), null, null);

        assertThat(files.untranslated())
                .extracting(Untranslated::file, Untranslated::what)
                .containsExactly(
                        tuple("../../db.changelog-master.yaml", "a changelog in YAML, which sets the order of others"));
    }

    @Test
    void folderOfOneDatabaseHasItsClassesInThePackageAbove(@TempDir Path project) {
        MigrationFolder main = new MigrationFolder(project)
                .with("src/main/resources/db/migration/postgresql/V1__a.sql", "SELECT 1;")
                .with("src/main/java/db/migration/V2__Fill.java", "")
                .with("src/main/java/db/V3__Elsewhere.java", "");

        FileImport files = FileImport.preview(
                main.path().resolve("src/main/resources/db/migration/postgresql"), ImportTool.FLYWAY, null);

        assertThat(files.untranslated())
                .extracting(Untranslated::file, Untranslated::what)
                .containsExactly(tuple("../../../../java/db/migration/V2__Fill.java", "a migration written in Java"));
    }

    /** As a ConfigMap is mounted; during an update the old folder is still there. */
    @Test
    void mountedFolderHasEachFileOnce() throws IOException {
        this.theirs
                .with("..2026_old/V1__a.sql", "SELECT 'old';")
                .with("..2026_new/V1__a.sql", "SELECT 'new';")
                .with(".history/V1__a_20260101.sql", "SELECT 'typing';");
        Path folder = this.theirs.path();
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_new"));
        Files.createSymbolicLink(folder.resolve("V1__a.sql"), Path.of("..data/V1__a.sql"));

        assertThat(preview().files())
                .extracting(ImportedFile::path, ImportedFile::text)
                .containsExactly(tuple("1_a.up.sql", "SELECT 'new';"));
        assertThat(preview().untranslated()).isEmpty();
    }

    @Test
    void rootOfAVolumeHasAFolderThatIsNotImported() {
        this.theirs.with("V1__a.sql", "SELECT 1;").with("lost+found/V1__a.sql", "SELECT 2;");

        assertThat(preview().files()).extracting(ImportedFile::path).containsExactly("1_a.up.sql");
    }
}
