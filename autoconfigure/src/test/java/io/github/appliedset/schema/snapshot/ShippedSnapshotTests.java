package io.github.appliedset.schema.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.appliedset.migration.SnapshotException;
import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.AttributeValue.Text;
import io.github.appliedset.schema.Coverage;
import io.github.appliedset.schema.Coverage.Detail;
import io.github.appliedset.schema.Coverage.Partitions;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.SchemaObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.DefaultResourceLoader;

class ShippedSnapshotTests {

    private static final ObjectId ODD = ObjectId.of(ObjectKind.SCHEMA, "Ödd +%/");
    private static final Schema SCHEMA = Schema.of(
            16,
            new Coverage(Set.of(Detail.OWNERS), List.of(), List.of("index *.tmp_*"), Partitions.ALL),
            List.of(
                    new SchemaObject(ODD, Map.of(Attribute.COMMENT, new Text("one\ntwo"))),
                    new SchemaObject(ODD.part(ObjectKind.TABLE, "a b"), Map.of()),
                    new SchemaObject(ObjectId.of(ObjectKind.EXTENSION, "citext"), Map.of())));

    private static ShippedSnapshot on(Path classPath) {
        try {
            URL[] urls = {classPath.toUri().toURL()};
            return new ShippedSnapshot(new DefaultResourceLoader(new URLClassLoader(urls, null)), "db/snapshot");
        } catch (MalformedURLException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Path jar(Path folder, Path classes) throws IOException {
        Path jar = folder.resolve("app.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(file);
                Stream<Path> found = Files.walk(classes)) {
            for (Path each : found.toList()) {
                String name = classes.relativize(each).toString();
                if (!name.isEmpty()) {
                    entries.putNextEntry(new JarEntry(Files.isDirectory(each) ? name + "/" : name));
                    if (Files.isRegularFile(each)) {
                        Files.copy(each, entries);
                    }
                    entries.closeEntry();
                }
            }
        }
        return jar;
    }

    @Test
    void folderIsReadFromClassesAndFromAJar(@TempDir Path folder) throws IOException {
        Path classes = folder.resolve("classes");
        SnapshotTree.at(classes.resolve("db/snapshot")).save(SCHEMA);
        Files.createDirectories(classes.resolve("db/snapshot/notes"));
        Files.writeString(classes.resolve("db/snapshot/notes/mine.json"), "mine");

        assertThat(on(classes).load()).contains(SCHEMA);
        assertThat(on(jar(folder, classes)).load()).contains(SCHEMA);
    }

    @Test
    void packedFileIsReadInsteadOfTheFolder(@TempDir Path folder) throws IOException {
        Path tree = folder.resolve("src/db/snapshot");
        SnapshotTree.at(tree).save(SCHEMA);
        Path classes = folder.resolve("classes");
        SnapshotTree.at(classes.resolve("db/snapshot")).save(Schema.of(16, List.of()));

        PackedSnapshot.main(tree.toString(), classes.resolve("db/snapshot.json").toString());

        assertThat(on(classes).load()).contains(SCHEMA);
        assertThat(on(jar(folder, classes)).load()).contains(SCHEMA);
    }

    @Test
    void applicationNeedsNone(@TempDir Path folder) {
        assertThat(on(folder).load()).isEmpty();
    }

    @Test
    void brokenOnesAreErrorsThatNameTheFile(@TempDir Path folder) throws IOException {
        SnapshotTree.at(folder.resolve("db/snapshot")).save(SCHEMA);
        Files.writeString(folder.resolve("db/snapshot/extensions/citext.json"), "{\n  \"extension\": ");
        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(() -> on(folder).load())
                .withMessageContaining("db/snapshot/extensions/citext.json:2: unexpected end of the text");

        Files.writeString(
                folder.resolve("db/snapshot.json"), "{\n  \"format\": 1,\n  \"pgMajor\": 16,\n  \"objects\": 1\n}");
        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(() -> on(folder).load())
                .withMessageContaining("db/snapshot.json]:4: expected '{'");
    }
}
