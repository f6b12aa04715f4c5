package io.github.appliedset.source;

import io.github.appliedset.migration.MigrationFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file found in a location.
 *
 * @param name its name, without folders
 * @param file the file
 * @param identity equal for two paths to the same file, but for links to a file
 * @param path its path; null if it is not in the file system
 */
record FoundFile(
        String name,
        MigrationFile file,
        Object identity,
        @Nullable Path path) {

    /** Whether both are one file under one name, through any links. Asks the file system. */
    boolean isSameAs(FoundFile other) {
        try {
            return this.path != null
                    && other.path != null
                    && this.name.equals(other.name)
                    && Files.isSameFile(this.path, other.path);
        } catch (IOException unreadable) {
            return false;
        }
    }
}
