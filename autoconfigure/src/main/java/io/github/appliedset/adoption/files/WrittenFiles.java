package io.github.appliedset.adoption.files;

import io.github.appliedset.adoption.OriginNote;
import io.github.appliedset.migration.MigrationVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files already in the target folder, possibly from an earlier import; they keep their numbers.
 *
 * @param files every {@code *.sql} file, sorted by path
 */
record WrittenFiles(List<SourceFile> files) {

    private static final Pattern NAME =
            Pattern.compile("(?<version>\\d{1,19})_(?<name>.+)\\.(?<direction>up|down)\\.sql");

    WrittenFiles {
        files = List.copyOf(files);
    }

    /**
     * The place of a migration.
     *
     * @param folder path below the target, ending in a slash; empty for the target itself
     * @param number digits, possibly with leading zeros
     * @param name the part after the number
     */
    record Place(String folder, String number, String name) {

        /** The number as a version; empty if it is not a valid version. */
        Optional<MigrationVersion> version() {
            return versionOf(this.number);
        }

        private static Optional<Place> of(SourceFile file) {
            Matcher matcher = NAME.matcher(file.name());
            return matcher.matches() && matcher.group("direction").equals("up")
                    ? Optional.of(new Place(file.folder(), matcher.group("version"), matcher.group("name")))
                    : Optional.empty();
        }
    }

    /** The places of the files with an origin note, by note. */
    Map<OriginNote, Place> noted() {
        Map<OriginNote, Place> noted = new LinkedHashMap<>();
        for (SourceFile file : this.files) {
            OriginNote.parse(file.firstLine())
                    .ifPresent(note -> Place.of(file).ifPresent(place -> noted.put(note, place)));
        }
        return noted;
    }

    /** The place of the up file with this number and no origin note. */
    Optional<Place> unnoted(String number) {
        return this.files.stream()
                .filter(file -> OriginNote.parse(file.firstLine()).isEmpty())
                .flatMap(file -> Place.of(file).stream())
                .filter(place -> place.number().equals(number))
                .findFirst();
    }

    /** The places of all up files. */
    List<Place> places() {
        return this.files.stream().flatMap(file -> Place.of(file).stream()).toList();
    }

    /** The file with this path. */
    Optional<SourceFile> at(String path) {
        return this.files.stream().filter(file -> file.path().equals(path)).findFirst();
    }

    /** A file with the same version and direction but a different path. */
    Optional<SourceFile> rivalOf(String path, String direction, MigrationVersion version) {
        return this.files.stream()
                .filter(file -> !file.path().equals(path))
                .filter(file -> {
                    Matcher name = NAME.matcher(file.name());
                    return name.matches()
                            && name.group("direction").equals(direction)
                            && versionOf(name.group("version")).equals(Optional.of(version));
                })
                .findFirst();
    }

    private static Optional<MigrationVersion> versionOf(String digits) {
        try {
            return Optional.of(MigrationVersion.parse(digits));
        } catch (IllegalArgumentException noVersion) {
            return Optional.empty();
        }
    }
}
