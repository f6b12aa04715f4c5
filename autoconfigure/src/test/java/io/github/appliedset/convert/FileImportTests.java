package io.github.appliedset.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.support.MigrationFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    void sectionsOfGooseBecomeTwoFiles() {
        this.theirs.with(
                "00001_a.sql",
                "-- +goose NO TRANSACTION\n-- +goose Up\n-- +goose StatementBegin\nVACUUM;\n-- +goose StatementEnd\n"
                        + "-- +goose Down\nSELECT 2;\n");

        assertThat(preview().files())
                .extracting(ImportedFile::path, ImportedFile::text)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "00001_a.down.sql", "-- applied-set: no-transaction\nSELECT 2;\n"),
                        org.assertj.core.groups.Tuple.tuple(
                                "00001_a.up.sql", "-- applied-set: no-transaction\nVACUUM;\n"));
    }

    @Test
    void sectionsOfDbmateBecomeTwoFiles() {
        this.theirs.with("1_a.sql", "-- migrate:up transaction:false\nVACUUM;\n-- migrate:down\nSELECT 2;\n");

        assertThat(preview().files())
                .extracting(ImportedFile::text)
                .containsExactly("SELECT 2;\n", "-- applied-set: no-transaction\nVACUUM;\n");
    }

    @Test
    void changesetsOfLiquibaseAreNumberedInOrder() {
        this.theirs.with(
                "01-users.sql",
                "--liquibase formatted sql\n\n--changeset jane:1\nCREATE TABLE a (id int);\n--rollback DROP TABLE a;\n"
                        + "--changeset jane:add-phone context:test runOnChange:true\nSELECT 1;\n");

        FileImport files = preview();

        assertThat(files.files())
                .extracting(ImportedFile::path)
                .containsExactly("1_01-users_1.down.sql", "1_01-users_1.up.sql", "2_add-phone.up.sql");
        assertThat(files.untranslated()).extracting(Untranslated::what).contains("context:test", "runOnChange:true");
    }

    @Test
    void nothingIsOverwritten() throws Exception {
        this.theirs.with("V1__a.sql", "SELECT 1;").with("V2__b.sql", "SELECT 2;");
        new MigrationFolder(this.root.resolve("applied-set")).with("2_b.up.sql", "SELECT 3;");

        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(this::preview)
                .withMessageContaining("is there already");
        assertThat(this.root.resolve("applied-set/1_a.up.sql")).doesNotExist();
    }
}
