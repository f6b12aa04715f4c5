package io.github.appliedset.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.support.MigrationFolder;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JarsWithoutFoldersTests {

    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    @TempDir
    Path folder;

    private Path root;

    @BeforeEach
    void findRealFolder() throws IOException {
        this.root = this.folder.toRealPath();
    }

    @Test
    void jarWithAManifestIsFoundThroughAnyClassLoader() throws Exception {
        Path jar = MigrationFolder.jar(this.root.resolve("a.jar"), false, MANIFEST, "db/x/1_a.up.sql");
        URLClassLoader hidden = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null);
        ClassLoader classLoader = new ClassLoader(null) {

            @Override
            public Enumeration<URL> getResources(String name) throws IOException {
                return hidden.getResources(name);
            }
        };

        assertThat(JarsWithoutFolders.of(classLoader, "")).containsExactly(rootOf(jar));
    }

    @Test
    void jarWithFoldersIsNotLookedThrough() throws Exception {
        Path jar = MigrationFolder.jar(this.root.resolve("a.jar"), true, MANIFEST, "db/x/1_a.up.sql");
        Path withoutManifest =
                MigrationFolder.jar(this.root.resolve("b.jar"), true, "META-INF/other", "db/x/2_b.up.sql");

        assertThat(found(jar + File.pathSeparator + withoutManifest)).isEmpty();
    }

    @Test
    void jarWithoutAManifestIsFoundByItsNameOnTheClassPath() throws Exception {
        Path jar = MigrationFolder.jar(this.root.resolve("a b%20ü+[1].jar"), false, "db/x/1_a.up.sql");

        assertThat(found(jar + File.pathSeparator + this.root)).containsExactly(rootOf(jar));
    }

    @Test
    void jarIsFoundOnceWhereALinkLeadsToIt() throws Exception {
        Path jar = MigrationFolder.jar(this.root.resolve("a.jar"), false, "db/x/1_a.up.sql");
        Path link = Files.createSymbolicLink(this.root.resolve("link.jar"), jar);
        Path relative = Path.of("").toAbsolutePath().relativize(jar);

        assertThat(found(String.join(File.pathSeparator, jar.toString(), link.toString(), relative.toString())))
                .containsExactly(rootOf(jar));
    }

    @Test
    void librariesThatTheOnlyJarNamesAreFound() throws Exception {
        Path library = MigrationFolder.jar(
                Files.createDirectory(this.root.resolve("lib")).resolve("a b.jar"), false, "db/x/1_a.up.sql");
        Path application = this.root.resolve("application.jar");
        try (JarOutputStream jar =
                new JarOutputStream(Files.newOutputStream(application), manifest("lib/a%20b.jar gone.jar"))) {
            jar.finish();
        }

        assertThat(found(application.toString())).containsExactlyInAnyOrder(rootOf(application), rootOf(library));
    }

    @Test
    void skipsPathsThatAreNotJars() throws Exception {
        Path text = Files.writeString(this.root.resolve("text.jar"), "no jar");

        assertThat(found(String.join(
                        File.pathSeparator,
                        text.toString(),
                        this.root.resolve("gone.jar").toString(),
                        "\0",
                        "")))
                .isEmpty();
    }

    private static Manifest manifest(String classPath) {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
        return manifest;
    }

    /** What is found by name alone, because the system class loader knows nothing of these jars. */
    private static List<URL> found(String classPath) throws IOException {
        List<URL> found = new ArrayList<>(JarsWithoutFolders.of(ClassLoader.getSystemClassLoader(), classPath));
        found.removeAll(JarsWithoutFolders.of(ClassLoader.getSystemClassLoader(), ""));
        return found;
    }

    private static URL rootOf(Path jar) throws IOException {
        return new URL("jar:" + jar.toUri().toURL() + "!/");
    }
}
