package io.github.appliedset.support;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Migration files in a folder of a test. */
public record MigrationFolder(Path path) {

    /** Writes a file; sub-folders in its name are created. */
    public MigrationFolder with(String fileName, String content) {
        return with(fileName, content.getBytes(StandardCharsets.UTF_8));
    }

    public MigrationFolder with(String fileName, byte[] content) {
        try {
            Path file = this.path.resolve(fileName);
            Files.createDirectories(file.getParent());
            Files.write(file, content);
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public MigrationFolder without(String fileName) {
        try {
            Files.delete(this.path.resolve(fileName));
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public MigrationFolder renamed(String from, String to) {
        try {
            Files.move(this.path.resolve(from), this.path.resolve(to));
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** As a location of a migrator. */
    public String location() {
        return "file:" + this.path;
    }

    /** Writes a jar with entries for the given files and, if asked to, for their directories. */
    public static Path jar(Path jar, boolean directories, String... files) {
        Map<String, String> entries = new LinkedHashMap<>();
        for (String file : files) {
            if (directories) {
                for (int slash = file.indexOf('/'); slash > 0; slash = file.indexOf('/', slash + 1)) {
                    entries.put(file.substring(0, slash + 1), "");
                }
            }
            entries.put(file, "SELECT 1;\n");
        }
        return jar(jar, entries);
    }

    /** Writes a jar with these entries. */
    public static Path jar(Path jar, Map<String, String> entries) {
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
            return jar;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
