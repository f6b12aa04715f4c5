package io.github.appliedset.source;

import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.FileProblem.InvalidFile;
import io.github.appliedset.migration.FileProblem.RepeatableCollision;
import io.github.appliedset.migration.RepeatableMigration;
import io.github.appliedset.text.Composed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Turns the files found that are named {@code <name>.repeatable.sql} into repeatable migrations. */
final class RepeatableFiles {

    private static final String SUFFIX = MigrationFileName.REPEATABLE_SUFFIX;

    private final Map<String, List<FoundFile>> byName = new TreeMap<>();
    private final List<InvalidFile> misnamed = new ArrayList<>();

    /** Whether a file is one. */
    static boolean isRepeatable(FoundFile file) {
        return file.name().endsWith(SUFFIX);
    }

    /** Adds one that was not found before. */
    void add(FoundFile file) {
        String name = Composed.of(file.name().substring(0, file.name().length() - SUFFIX.length()));
        int length = name.codePointCount(0, name.length());
        if (length == 0 || length > MigrationFileName.LONGEST_NAME) {
            this.misnamed.add(InvalidFile.misnamed(
                    file.file().location(),
                    "has a name of " + length + " characters",
                    "Give it a name of 1 to " + MigrationFileName.LONGEST_NAME + " characters before " + SUFFIX + "."));
            return;
        }
        List<FoundFile> namesakes = this.byName.computeIfAbsent(name, first -> new ArrayList<>());
        for (int at = 0; at < namesakes.size(); at++) {
            if (namesakes.get(at).isSameAs(file)) {
                // Of several links to one file, the one with the shortest path stays.
                if (length(file) < length(namesakes.get(at))) {
                    namesakes.set(at, file);
                }
                return;
            }
        }
        namesakes.add(file);
    }

    private static int length(FoundFile file) {
        return file.file().location().length();
    }

    /** The migrations, in the order of their names. */
    List<RepeatableMigration> migrations(List<FileProblem> problems) {
        problems.addAll(this.misnamed);
        List<RepeatableMigration> migrations = new ArrayList<>();
        this.byName.forEach((name, files) -> {
            if (files.size() > 1) {
                problems.add(new RepeatableCollision(
                        name,
                        files.stream()
                                .map(file -> file.file().location())
                                .sorted()
                                .toList()));
            }
            migrations.add(new RepeatableMigration(name, files.get(0).file()));
        });
        return migrations;
    }
}
