package io.github.appliedset.source;

import io.github.appliedset.migration.MigrationFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.core.io.Resource;

/**
 * A file found in a location, its name taken apart.
 *
 * @param name its name
 * @param file the file
 * @param resource the resource it was found as
 */
record FoundFile(MigrationFileName name, MigrationFile file, Resource resource) {

    /** What tells two ways to one and the same file from two files. */
    Object identity() {
        try {
            URI uri = this.resource.getURI();
            return "file".equals(uri.getScheme()) && Files.exists(Path.of(uri))
                    ? Path.of(uri).toRealPath()
                    : uri;
        } catch (IOException unresolvable) {
            return this.file.location();
        }
    }
}
