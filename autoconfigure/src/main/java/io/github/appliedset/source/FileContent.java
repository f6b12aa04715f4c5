package io.github.appliedset.source;

import io.github.appliedset.migration.MigrationFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of a file in a folder, which may change. */
record FileContent(Path file) implements MigrationFile.Content {

    @Override
    public InputStream open() throws IOException {
        return Files.newInputStream(this.file);
    }
}
