package io.github.appliedset.adoption;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.FileProblem.InvalidFile;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.MigrationFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Flyway's checksum of a file: CRC32 over its lines without line ends, and without a byte order mark. The lines that an
 * import adds at the top, the origin note and directives, are skipped, so that an imported file has the checksum of the
 * original.
 */
@Internal
public final class FlywayChecksum {

    private FlywayChecksum() {}

    /**
     * Reads a migration file.
     *
     * @throws InvalidMigrationException if it cannot be read
     */
    public static int of(MigrationFile migration) {
        try (Reader reader = new InputStreamReader(migration.content().open(), StandardCharsets.UTF_8)) {
            return of(reader);
        } catch (IOException unreadable) {
            throw new InvalidMigrationException(InvalidFile.unreadable(migration.location(), unreadable));
        }
    }

    /** The checksum of a text. */
    public static int of(String text) {
        try {
            return of(new StringReader(text));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static int of(Reader text) throws IOException {
        CRC32 crc = new CRC32();
        BufferedReader reader = new BufferedReader(text);
        boolean onTop = true;
        boolean first = true;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            String content = first && line.startsWith("\uFEFF") ? line.substring(1) : line;
            onTop = onTop && isOurs(content);
            if (!onTop) {
                crc.update(content.getBytes(StandardCharsets.UTF_8));
            }
            first = false;
        }
        return (int) crc.getValue();
    }

    private static boolean isOurs(String line) {
        return line.startsWith("-- applied-set:") || OriginNote.parse(line).isPresent();
    }
}
