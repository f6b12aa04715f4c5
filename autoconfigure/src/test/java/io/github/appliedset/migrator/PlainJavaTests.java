package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.adoption.Adoption;
import io.github.appliedset.adoption.LegacyTool;
import io.github.appliedset.adoption.files.FileImport;
import io.github.appliedset.adoption.files.ImportTool;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples without Spring, as they are printed in README.md and in docs/reference/java-api.md. */
@PostgresTest
class PlainJavaTests {

    @Test
    void engineWorksWithoutAnApplicationContext(TestDatabase database) {
        DataSource dataSource = database.dataSource();
        // README
        MigrationReport report = Migrator.builder()
                .dataSource(dataSource)
                .locations("classpath:slices")
                .build()
                .migrate();
        report.applied().forEach(done -> System.out.println(done.migration() + " took " + done.duration()));
        // README
        assertThat(report.applied()).hasSize(1);
        assertThat(Migrator.builder()
                        .dataSource(dataSource)
                        .locations("classpath:slices")
                        .build()
                        .migrate()
                        .applied())
                .as("calling it again is a no-op")
                .isEmpty();
    }

    @Test
    void importAndAdoptionWorkWithoutAnApplicationContext(TestDatabase database, @TempDir Path root) throws Exception {
        Path flyway = Files.createDirectory(root.resolve("migration"));
        new MigrationFolder(flyway)
                .with("V1__a.sql", "CREATE TABLE a (id int);")
                .with("R__v.sql", "SELECT 1;");
        Flyway.configure()
                .dataSource(database.dataSource())
                .locations("filesystem:" + flyway)
                .load()
                .migrate();
        DataSource dataSource = database.dataSource();
        // from Flyway
        FileImport files = FileImport.preview(flyway, ImportTool.FLYWAY, null);
        files.untranslated().forEach(System.out::println);
        files.write();

        Migrator migrator = Migrator.builder()
                .dataSource(dataSource)
                .locations("file:" + files.to())
                .legacy(LegacyTool.FLYWAY, null)
                .build();
        Adoption preview = migrator.previewAdoption();
        preview.leftovers().forEach(System.out::println);
        preview.obstacles().forEach(obstacle -> System.out.println(obstacle.what()));
        Adoption adoption = migrator.adopt();
        // from Flyway
        assertThat(files.untranslated()).isEmpty();
        assertThat(preview.leftovers()).isEmpty();
        assertThat(preview.repeatables())
                .singleElement()
                .satisfies(row -> assertThat(row.checksum())
                        .isEqualTo(row.migration().file().checksum()));
        assertThat(adoption).hasToString(preview.toString());
        assertThat(database.applied()).containsExactly("1_a");
    }

    @Test
    void baselineWorksWithoutAnApplicationContext(TestDatabase database) {
        DataSource dataSource = database.dataSource();
        // by hand
        Adoption adoption = Migrator.builder()
                .dataSource(dataSource)
                .locations("classpath:slices")
                .baselineVersion(40L)
                .build()
                .adopt();
        // by hand
        assertThat(adoption.rows()).hasSize(1);
        assertThat(database.hasTable("public.applied_migrations")).isTrue();
    }

    @Test
    void pagesPrintTheseExamples() throws IOException {
        assertThat(read("../README.md")).contains(example("README"));
        assertThat(read("../docs/how-to/use-without-spring.md")).contains(example("README"));
        assertThat(read("../docs/reference/java-api.md")).contains(example("from Flyway"), example("by hand"));
    }

    private static String example(String mark) throws IOException {
        String source = read("src/test/java/io/github/appliedset/migrator/PlainJavaTests.java");
        return source.split("// " + mark + " ")[1].strip().replace("slices", "db/migration");
    }

    /** A file, with one space for any number of them. */
    private static String read(String file) throws IOException {
        return Files.readString(Path.of(file)).replaceAll("\\s+", " ");
    }
}
