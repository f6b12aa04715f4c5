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
 * What is in the target folder already, possibly from an earlier import: what has a number keeps it.
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
     * @param folder below the target, ending in a slash unless it is the target
     * @param number digits, possibly with zeros in front
     * @param name what follows the number
     */
    record Place(String folder, String number, String name) {

        /** The number as a version; empty if it is too large. */
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

    /** Where the files are that have a note about their origin, by that note. */
    Map<OriginNote, Place> noted() {
        Map<OriginNote, Place> noted = new LinkedHashMap<>();
        for (SourceFile file : this.files) {
            OriginNote.parse(file.firstLine())
                    .ifPresent(note -> Place.of(file).ifPresent(place -> noted.put(note, place)));
        }
        return noted;
    }

    /** Where the up file of a number is that has no such note. */
    Optional<Place> unnoted(String number) {
        return this.files.stream()
                .filter(file -> OriginNote.parse(file.firstLine()).isEmpty())
                .flatMap(file -> Place.of(file).stream())
                .filter(place -> place.number().equals(number))
                .findFirst();
    }

    /** Where all up files are. */
    List<Place> places() {
        return this.files.stream().flatMap(file -> Place.of(file).stream()).toList();
    }

    /** The file of that path. */
    Optional<SourceFile> at(String path) {
        return this.files.stream().filter(file -> file.path().equals(path)).findFirst();
    }

    /** A file that is in the way of one with this path: of the same version and direction, with another path. */
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
