package io.github.appliedset.source;

import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.FileProblem.InvalidFile;
import io.github.appliedset.migration.FileProblem.StrayDownFile;
import io.github.appliedset.migration.FileProblem.VersionCollision;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.RepeatableMigration;
import io.github.appliedset.migration.VersionSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns the files found into migrations: each up file with the down file of its version, and the repeatable ones. */
final class MigrationPairing {

    private MigrationPairing() {}

    /**
     * Pairs the files; a file found through two locations counts once.
     *
     * @param problems problems found so far; those of names and versions are added
     * @throws InvalidMigrationException if there are any
     */
    static FoundMigrations of(List<FoundFile> found, List<FileProblem> problems) {
        List<FileProblem> warnings = new ArrayList<>();
        RepeatableFiles repeatables = new RepeatableFiles();
        List<Named> files = named(found, repeatables, problems);
        files.sort(Comparator.comparing(file -> file.name.version()));
        List<Migration> migrations = new ArrayList<>(files.size());
        int end;
        for (int first = 0; first < files.size(); first = end) {
            Named file = files.get(first);
            end = first + 1;
            while (end < files.size() && files.get(end).hasVersionOf(file)) {
                end++;
            }
            Migration migration = end == first + 1 && file.isUp()
                    ? file.withoutDown()
                    : combine(
                            files.subList(first, end),
                            files.get(files.size() - 1).name.version(),
                            problems,
                            warnings);
            if (migration != null) {
                migrations.add(migration);
            }
        }
        List<RepeatableMigration> repeated = repeatables.migrations(problems);
        if (!problems.isEmpty()) {
            throw new InvalidMigrationException(problems);
        }
        return new FoundMigrations(VersionSet.of(migrations), repeated, warnings);
    }

    /** A file with its parsed name. */
    private record Named(MigrationFileName name, FoundFile found) {

        MigrationFile file() {
            return this.found.file();
        }

        boolean isUp() {
            return this.name.direction().equals("up");
        }

        Migration withoutDown() {
            return new Migration(this.name.version(), this.name.name(), file(), null);
        }

        boolean hasVersionOf(Named other) {
            return this.name.version().compareTo(other.name.version()) == 0;
        }
    }

    private static List<Named> named(List<FoundFile> found, RepeatableFiles repeatables, List<FileProblem> problems) {
        Map<Object, FoundFile> once = new LinkedHashMap<>();
        found.forEach(file -> once.putIfAbsent(file.identity(), file));
        List<Named> named = new ArrayList<>(once.size());
        List<InvalidFile> misnamed = new ArrayList<>();
        for (FoundFile file : once.values()) {
            if (RepeatableFiles.isRepeatable(file)) {
                repeatables.add(file);
                continue;
            }
            try {
                MigrationFileName name =
                        MigrationFileName.parse(file.name(), file.file().location());
                named.add(new Named(name, file));
            } catch (MigrationFileName.MisnamedFileException notOurs) {
                misnamed.add(notOurs.problem());
            }
        }
        // A jar lists its files in no order.
        misnamed.sort(Comparator.comparing(InvalidFile::location));
        problems.addAll(misnamed);
        return named;
    }

    private static @Nullable Migration combine(
            List<Named> ofOneVersion,
            MigrationVersion highest,
            List<FileProblem> problems,
            List<FileProblem> warnings) {
        Named up = single("up", ofOneVersion, highest, problems);
        Named down = single("down", ofOneVersion, highest, problems);
        if (down != null && up == null && of("up", ofOneVersion).isEmpty()) {
            String expected = down.found.name().replaceFirst("\\.down\\.sql$", ".up.sql");
            warnings.add(new StrayDownFile(down.file().location(), expected, ""));
        } else if (down != null && up != null && !down.name.name().equals(up.name.name())) {
            warnings.add(new StrayDownFile(down.file().location(), "", up.file().location()));
        }
        return up == null
                ? null
                : new Migration(up.name.version(), up.name.name(), up.file(), down == null ? null : down.file());
    }

    private static @Nullable Named single(
            String direction, List<Named> ofOneVersion, MigrationVersion highest, List<FileProblem> problems) {
        List<Named> files = of(direction, ofOneVersion);
        if (files.size() > 1) {
            List<String> locations =
                    files.stream().map(file -> file.file().location()).sorted().toList();
            problems.add(new VersionCollision(
                    files.get(0).name.version(),
                    direction,
                    locations,
                    haveSameContent(files),
                    VersionCollision.after(List.of(highest))));
            return null;
        }
        return files.isEmpty() ? null : files.get(0);
    }

    private static boolean haveSameContent(List<Named> files) {
        try {
            return files.stream().map(file -> file.file().checksum()).distinct().count() == 1;
        } catch (InvalidMigrationException unreadable) {
            return false;
        }
    }

    private static List<Named> of(String direction, List<Named> files) {
        List<Named> chosen = new ArrayList<>(1);
        for (Named file : files) {
            if (file.name.direction().equals(direction)) {
                addUnlessLinked(file, chosen);
            }
        }
        return chosen;
    }

    /** Of several links to one file, the one with the shortest path stays. */
    private static void addUnlessLinked(Named file, List<Named> chosen) {
        for (int at = 0; at < chosen.size(); at++) {
            if (chosen.get(at).found.isSameAs(file.found)) {
                if (length(file) < length(chosen.get(at))) {
                    chosen.set(at, file);
                }
                return;
            }
        }
        chosen.add(file);
    }

    private static int length(Named file) {
        return file.file().location().length();
    }
}
