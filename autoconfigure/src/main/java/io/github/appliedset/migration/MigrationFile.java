package io.github.appliedset.migration;

import io.github.appliedset.text.Visible;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The file or Java class that a migration runs. The content of a file is read on demand and never kept.
 *
 * @param path the file as its location names it, e.g. {@code db/migration/3_add_phone.up.sql}, or the name of the class
 * @param location its exact location to be shown, usually a URL
 * @param content opens its bytes
 */
public record MigrationFile(String path, String location, Content content) {

    public MigrationFile {
        location = Visible.line(location);
    }

    /** Opens the file's bytes. */
    @FunctionalInterface
    public interface Content {

        InputStream open() throws IOException;

        /** The checksum of the bytes if it is known without reading them; otherwise null. */
        default @Nullable Checksum knownChecksum() {
            return null;
        }

        /** Told the checksum after the bytes were read, because {@link #knownChecksum} did not know it. */
        default void remember(Checksum computed) {}

        /**
         * What stands for the bytes without reading them; null if nothing does.
         *
         * @throws IOException if it cannot be looked up
         */
        default @Nullable Evidence evidence() throws IOException {
            return null;
        }
    }

    /**
     * Evidence of the bytes of a file, known without reading them.
     *
     * @param where the file is
     * @param state other bytes have another one, unless somebody wants them not to, or another time
     * @param changed when the bytes were last changed, if the state says no more of them than their number; else null
     */
    public record Evidence(
            String where, String state, @Nullable Instant changed) {}

    private static final Content CODE = InputStream::nullInputStream;

    /** A migration that is a Java class. */
    public static MigrationFile ofCode(String className) {
        return new MigrationFile(className, "class " + className, CODE);
    }

    /** Whether it is a Java class, which has no content to read. */
    public boolean isCode() {
        return this.content == CODE;
    }

    /**
     * Returns the checksum that the build recorded, or else reads the file and computes it.
     *
     * @return null for a Java class, which has no checksum
     * @throws InvalidMigrationException if the file cannot be read, or holds an unsettled conflict of git
     */
    public @Nullable Checksum checksum() {
        return checksum(new Checksum.Reader());
    }

    /** The same, with a reader that is shared by many files. */
    @Nullable
    Checksum checksum(Checksum.Reader reader) {
        if (isCode()) {
            return null;
        }
        Checksum known = this.content.knownChecksum();
        if (known != null) {
            return known;
        }
        try (ConflictMarks stream = new ConflictMarks(this.content.open())) {
            Checksum computed = reader.read(stream);
            stream.requireNone(this.location);
            this.content.remember(computed);
            return computed;
        } catch (IOException unreadable) {
            throw new InvalidMigrationException(FileProblem.InvalidFile.unreadable(this.location, unreadable));
        }
    }

    @Override
    public String toString() {
        return this.location;
    }
}
