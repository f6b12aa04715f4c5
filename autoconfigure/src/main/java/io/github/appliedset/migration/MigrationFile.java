package io.github.appliedset.migration;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * What a migration runs: a SQL file, whose content is read when it is asked for and never kept, or a Java class.
 *
 * @param path the file as its location names it, e.g. {@code db/migration/3_add_phone.up.sql}, or the name of the class
 * @param location where exactly it was found, usually a URL
 * @param content gives the bytes
 */
public record MigrationFile(String path, String location, Content content) {

    /** Opens the file's bytes. */
    @FunctionalInterface
    public interface Content {

        InputStream open() throws IOException;

        /** The checksum of what there is to open, if that is known without opening it; else null. */
        default @Nullable Checksum knownChecksum() {
            return null;
        }
    }

    private static final Content CODE = InputStream::nullInputStream;

    /** Stands for a migration that is a Java class. */
    public static MigrationFile ofCode(String className) {
        return new MigrationFile(className, "class " + className, CODE);
    }

    /** Whether it is a Java class, which has no content to read. */
    public boolean isCode() {
        return this.content == CODE;
    }

    /**
     * Reads the file and returns its checksum; returns what a build has written down, if it has.
     *
     * @return null for a Java class: nobody can tell whether one is still what ran
     * @throws InvalidMigrationException if the file cannot be read
     */
    public @Nullable Checksum checksum() {
        return checksum(new Checksum.Reader());
    }

    /** The same for one of many files. */
    @Nullable
    Checksum checksum(Checksum.Reader reader) {
        if (isCode()) {
            return null;
        }
        Checksum known = this.content.knownChecksum();
        if (known != null) {
            return known;
        }
        try (InputStream stream = this.content.open()) {
            return reader.read(stream);
        } catch (IOException unreadable) {
            throw new InvalidMigrationException(FileProblem.InvalidFile.unreadable(this.location, unreadable));
        }
    }

    @Override
    public String toString() {
        return this.location;
    }
}
