package io.github.appliedset.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.Migrations;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.DefaultResourceLoader;

/** Which files are read again, when the same source is asked again. */
class RememberedChecksumTests {

    private static final String FILE = "1_a.up.sql";

    private Path root;
    private MigrationFolder files;
    private ResourceMigrationSource source;

    @BeforeEach
    void createSource(@TempDir Path root) {
        this.root = root;
        this.files = new MigrationFolder(root.resolve("files")).with(FILE, "SELECT 1;");
        this.source = ResourceMigrationSource.ofFolder(this.files.path());
    }

    private MigrationFile up() {
        return this.source.load().toList().get(0).up();
    }

    private void lastWritten(Instant time) throws Exception {
        Files.setLastModifiedTime(this.files.path().resolve(FILE), FileTime.from(time));
    }

    @Test
    void fileInAFolderIsReadOnce() throws Exception {
        lastWritten(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(up().content().knownChecksum()).isNull();

        assertThat(up().checksum()).isEqualTo(Migrations.checksum("SELECT 1;"));

        assertThat(up().content().knownChecksum()).isEqualTo(Migrations.checksum("SELECT 1;"));
    }

    @Test
    void fileWithAnotherTimeIsReadAgain() throws Exception {
        lastWritten(Instant.parse("2026-01-01T00:00:00Z"));
        up().checksum();

        this.files.with(FILE, "SELECT 2;");

        assertThat(up().checksum()).isEqualTo(Migrations.checksum("SELECT 2;"));
    }

    @Test
    void fileThatAnotherOneReplacesIsReadAgain() throws Exception {
        lastWritten(Instant.parse("2026-01-01T00:00:00Z"));
        up().checksum();

        this.files.with("other", "SELECT 2;").without(FILE).renamed("other", FILE);
        lastWritten(Instant.parse("2026-01-01T00:00:00Z"));

        assertThat(up().checksum()).isEqualTo(Migrations.checksum("SELECT 2;"));
    }

    @Test
    void fileWrittenJustNowIsReadEachTime() throws Exception {
        Instant now = Instant.now();
        lastWritten(now);
        up().checksum();
        this.files.with(FILE, "SELECT 2;");
        lastWritten(now);

        assertThat(up().checksum()).isEqualTo(Migrations.checksum("SELECT 2;"));
    }

    @Test
    void jarsOfTheClassPathAreListedAndReadOnce() throws Exception {
        Path jar = MigrationFolder.jar(this.root.resolve("a.jar"), true, "db/x/1_a.up.sql");
        try (URLClassLoader classLoader =
                new URLClassLoader(new URL[] {jar.toUri().toURL()}, getClass().getClassLoader())) {
            this.source =
                    new ResourceMigrationSource(new DefaultResourceLoader(classLoader), List.of("classpath:db/x"));

            assertThat(this.source.load()).isSameAs(this.source.load());
            up().checksum();
            assertThat(up().content().knownChecksum()).isNotNull();
        }
    }

    @Test
    void folderOfTheClassPathIsListedEachTime() throws Exception {
        new MigrationFolder(this.root.resolve("classes")).with("db/x/1_a.up.sql", "SELECT 1;");
        URL classes = this.root.resolve("classes").toUri().toURL();
        try (URLClassLoader classLoader =
                new URLClassLoader(new URL[] {classes}, getClass().getClassLoader())) {
            this.source =
                    new ResourceMigrationSource(new DefaultResourceLoader(classLoader), List.of("classpath:db/x"));
            assertThat(this.source.load()).hasSize(1);

            new MigrationFolder(this.root.resolve("classes")).with("db/x/2_b.up.sql", "SELECT 1;");

            assertThat(this.source.load()).hasSize(2);
        }
    }
}
