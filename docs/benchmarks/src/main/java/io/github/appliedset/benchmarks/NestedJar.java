package io.github.appliedset.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;

/** Puts migrations into a jar, and that into a Spring Boot jar. */
final class NestedJar {

    private NestedJar() {}

    /** Copies the Boot jar, with one more library that holds all below the root. */
    static Path write(Path bootJar, Path root, Path target) throws IOException {
        try (JarFile original = new JarFile(bootJar.toFile());
                JarOutputStream copy = new JarOutputStream(Files.newOutputStream(target))) {
            for (JarEntry entry : Collections.list(original.entries())) {
                // The size of what is deflated again may differ.
                JarEntry same = new JarEntry(entry.getName());
                if (entry.getMethod() == ZipEntry.STORED) {
                    same = new JarEntry(entry);
                }
                copy.putNextEntry(same);
                original.getInputStream(entry).transferTo(copy);
            }
            store(copy, "BOOT-INF/lib/migrations.jar", jar(root));
        }
        return target;
    }

    private static void store(JarOutputStream jar, String name, byte[] content) throws IOException {
        JarEntry entry = new JarEntry(name);
        CRC32 checksum = new CRC32();
        checksum.update(content);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(checksum.getValue());
        jar.putNextEntry(entry);
        jar.write(content);
    }

    private static byte[] jar(Path root) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes);
                var paths = Files.walk(root)) {
            for (Path path : new TreeSet<>(paths.toList())) {
                String name = root.relativize(path).toString();
                if (!name.isEmpty()) {
                    jar.putNextEntry(new JarEntry(Files.isDirectory(path) ? name + "/" : name));
                    copy(path, jar);
                }
            }
        }
        return bytes.toByteArray();
    }

    private static void copy(Path path, OutputStream target) throws IOException {
        if (Files.isRegularFile(path)) {
            Files.copy(path, target);
        }
    }
}
