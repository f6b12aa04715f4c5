package io.github.appliedset.source;

import io.github.appliedset.migration.MigrationFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** The bytes of a file in a folder, which may change. */
record FileContent(Path file) implements MigrationFile.Content {

    /** A named pipe would wait forever for a writer, and a device has no end. */
    @Override
    public InputStream open() throws IOException {
        if (Files.readAttributes(this.file, BasicFileAttributes.class).isOther()) {
            throw new IOException("it is a named pipe, a socket or a device, not a file");
        }
        return Files.newInputStream(this.file);
    }

    @Override
    public MigrationFile.Evidence evidence() throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(this.file, BasicFileAttributes.class);
        return new MigrationFile.Evidence(
                this.file.toAbsolutePath().toString(),
                Long.toString(attributes.size()),
                attributes.lastModifiedTime().toInstant());
    }
}
