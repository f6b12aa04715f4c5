package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Runs the README's example without Spring, as it is printed there. */
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
    void readmePrintsThisExample() throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/github/appliedset/migrator/PlainJavaTests.java"));
        String example = source.split("// README")[1].strip().replace("slices", "db/migration");

        assertThat(squeezed(Files.readString(Path.of("../README.md")))).contains(squeezed(example));
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", " ");
    }
}
