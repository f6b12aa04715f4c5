package io.github.appliedset.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.appliedset.migration.InvalidMigrationException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.ResourceLoader;

class MigrationIndexTests {

    private static final String LOCATION = "classpath:db/migration";

    @TempDir
    private Path folder;

    private ResourceLoader jar(Map<String, String> entries) throws IOException {
        Path jar = Files.createTempFile(this.folder, "app", ".jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                out.putNextEntry(new JarEntry(entry.getKey()));
                out.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
                out.closeEntry();
            }
        }
        return new DefaultResourceLoader(
                new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader()));
    }

    private static List<String> labels(ResourceLoader loader, String... locations) {
        return new ResourceMigrationSource(loader, List.of(locations), MigrationIndex.read(loader))
                .load().stream()
                        .map(migration ->
                                migration.label() + " " + migration.up().location())
                        .toList();
    }

    @Test
    void startFindsWhatTheBuildIndexed() throws Exception {
        Map<String, String> files = Map.of(
                "META-INF/", "",
                "db/migration/1_a.up.sql", "SELECT 1;",
                "db/migration/1_a.down.sql", "SELECT 2;",
                "db/migration/sub folder/2_b c.up.sql", "SELECT 3;",
                "db/migration/readme.txt", "");
        Map<String, String> withFolders = new HashMap<>(files);
        withFolders.put("db/migration/", "");
        MigrationIndex index = MigrationIndex.of(jar(withFolders), List.of(LOCATION));

        assertThat(index.text()).isEqualTo("""
                db/migration\tdb/migration/1_a.down.sql\t8e7003d62f9d8cbd28da2f243bb0d215bfd4622c716be09be89a8764d9f4c7cb
                db/migration\tdb/migration/1_a.up.sql\t17db4fd369edb9244b9f91d9aeed145c3d04ad8ba6e95d06247f07a63527d11a
                db/migration\tdb/migration/sub folder/2_b c.up.sql\t6d51e258cb323b98bf07dd6658c78c08adaf998a8e717f85e02d9c7ce869608b
                """);
        // Without entries for the folders, and with those of META-INF, a search finds nothing: only the index does.
        Map<String, String> indexed = new HashMap<>(files);
        indexed.put(MigrationIndex.RESOURCE, index.text());
        ResourceLoader loader = jar(indexed);
        assertThat(labels(loader, LOCATION))
                .containsExactly(
                        "1_a classpath:db/migration/1_a.up.sql",
                        "2_b c classpath:db/migration/sub folder/2_b c.up.sql");
        assertThat(new ResourceMigrationSource(loader, List.of(LOCATION), MigrationIndex.read(loader))
                        .load().stream().findFirst().orElseThrow().up().checksum())
                .hasToString("17db4fd369edb9244b9f91d9aeed145c3d04ad8ba6e95d06247f07a63527d11a");
    }

    @Test
    void locationThatTheBuildDidNotKnowIsSearchedFor() throws Exception {
        Files.createDirectory(this.folder.resolve("more"));
        Files.writeString(this.folder.resolve("more/3_c.up.sql"), "SELECT 1;");
        ResourceLoader loader =
                jar(Map.of(MigrationIndex.RESOURCE, "db/migration\n", "other/", "", "other/2_b.up.sql", "SELECT 1;"));

        assertThat(labels(loader, LOCATION, "classpath:other", "file:" + this.folder.resolve("more")))
                .extracting(label -> label.substring(0, 3))
                .containsExactly("2_b", "3_c");
    }

    @Test
    void indexInADirectoryIsNotTrusted() throws Exception {
        Path index = this.folder.resolve(MigrationIndex.RESOURCE);
        Files.createDirectories(index.getParent());
        Files.writeString(index, "db/migration\n");
        Files.createDirectories(this.folder.resolve("db/migration"));
        Files.writeString(this.folder.resolve("db/migration/1_late.up.sql"), "SELECT 1;");
        ResourceLoader loader = new DefaultResourceLoader(
                new URLClassLoader(new URL[] {this.folder.toUri().toURL()}, ClassLoader.getPlatformClassLoader()));

        assertThat(labels(loader, LOCATION)).hasSize(1);
    }

    @Test
    void filesThatCannotBeUsedFailTheBuild() throws Exception {
        ResourceLoader loader = jar(Map.of("db/migration/", "", "db/migration/nonsense.sql", ""));

        assertThatExceptionOfType(InvalidMigrationException.class)
                .isThrownBy(() -> MigrationIndex.of(loader, List.of(LOCATION)));
    }

    @Test
    void missingLocationIsLeftToTheStart() throws Exception {
        assertThat(MigrationIndex.of(jar(Map.of("META-INF/", "")), List.of(LOCATION, "file:nowhere"))
                        .files())
                .isEmpty();
    }

    @Test
    void checksumThatABuildWroteDownSparesReadingTheFile() throws Exception {
        ResourceLoader loader = jar(Map.of(
                MigrationIndex.RESOURCE,
                "db/migration\tdb/migration/1_a.up.sql\tabc\ndb/migration\tdb/migration/2_b.up.sql\n",
                "db/migration/2_b.up.sql",
                "SELECT 1;"));

        // The first of them is not there, so it was not read.
        assertThat(new ResourceMigrationSource(loader, List.of(LOCATION), MigrationIndex.read(loader))
                        .load().stream()
                                .map(migration -> migration.up().checksum())
                                .map(String::valueOf))
                .containsExactly("abc", "17db4fd369edb9244b9f91d9aeed145c3d04ad8ba6e95d06247f07a63527d11a");
    }
}
