package io.github.appliedset.adoption;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.FileProblem.InvalidFile;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.MigrationFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The first line of an imported file whose version and content do not identify the original: {@code -- Imported from
 * V1.2__add_phone.sql}, with {@code (Flyway version 1.2)} if the original's name does not show its version, and {@code
 * (Flyway checksum -12345)} if the file was meant to be edited.
 *
 * @param file name of the original, without folders
 * @param statedVersion version of the original if its name does not show it; null otherwise
 * @param flywayChecksum Flyway's checksum of the original; null if the content is the same
 */
@Internal
public record OriginNote(
        String file,
        @Nullable FlywayVersion statedVersion,
        @Nullable Integer flywayChecksum) {

    private static final Pattern FORM = Pattern.compile(
            "-- Imported from (?<file>\\S.*?)(?: \\(Flyway version (?<version>\\d+(?:\\.\\d+)*+)\\))?(?: \\(Flyway checksum (?<checksum>-?\\d{1,10})\\))?\\s*");

    /** The note for a file imported from Flyway. */
    public static OriginNote ofFlyway(String file, FlywayVersion version, @Nullable Integer checksum) {
        boolean tells = FlywayVersion.ofFile(file).filter(version::equals).isPresent();
        return new OriginNote(file, tells ? null : version, checksum);
    }

    /** Flyway's version of the original; empty if it is not a Flyway file. */
    public Optional<FlywayVersion> flywayVersion() {
        return this.statedVersion == null ? FlywayVersion.ofFile(this.file) : Optional.of(this.statedVersion);
    }

    /** Parses a note; empty if the line is not one. */
    public static Optional<OriginNote> parse(String line) {
        Matcher matcher = FORM.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String version = matcher.group("version");
        String checksum = matcher.group("checksum");
        return Optional.of(new OriginNote(
                matcher.group("file"),
                version == null ? null : FlywayVersion.parse(version).orElseThrow(),
                checksum == null ? null : (int) Long.parseLong(checksum)));
    }

    /**
     * Reads the note in the first line of a migration file.
     *
     * @return empty also for a Java class
     * @throws InvalidMigrationException if the file cannot be read
     */
    public static Optional<OriginNote> of(MigrationFile migration) {
        if (migration.isCode()) {
            return Optional.empty();
        }
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(migration.content().open(), StandardCharsets.UTF_8))) {
            String first = reader.readLine();
            return first == null ? Optional.empty() : parse(first.replace("\uFEFF", ""));
        } catch (IOException unreadable) {
            throw new InvalidMigrationException(InvalidFile.unreadable(migration.location(), unreadable));
        }
    }

    /** The line, without its end. */
    @Override
    public String toString() {
        return "-- Imported from " + this.file
                + (this.statedVersion == null ? "" : " (Flyway version " + this.statedVersion + ")")
                + (this.flywayChecksum == null ? "" : " (Flyway checksum " + this.flywayChecksum + ")");
    }
}
