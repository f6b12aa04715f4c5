package io.github.appliedset.migration;

import java.io.IOException;
import java.io.InputStream;

/**
 * A SQL file of a migration. Its content is read when it is asked for and never kept.
 *
 * @param path the file as its location names it, e.g. {@code db/migration/3_add_phone.up.sql}
 * @param location where exactly it was found, usually a URL
 * @param content gives the bytes
 */
public record MigrationFile(String path, String location, Content content) {

    /** Opens the file's bytes. */
    @FunctionalInterface
    public interface Content {

        InputStream open() throws IOException;
    }

    /**
     * Reads the file and returns its checksum.
     *
     * @throws InvalidMigrationException if the file cannot be read
     */
    public Checksum checksum() {
        try (InputStream stream = this.content.open()) {
            return Checksum.of(stream);
        } catch (IOException unreadable) {
            throw new InvalidMigrationException(FileProblem.InvalidFile.unreadable(this.location, unreadable));
        }
    }

    @Override
    public String toString() {
        return this.location;
    }
}
