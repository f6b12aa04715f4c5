package io.github.appliedset.adoption.files;

import io.github.appliedset.adoption.OriginNote;
import io.github.appliedset.adoption.files.WrittenFiles.Place;
import io.github.appliedset.authoring.NextVersions;
import io.github.appliedset.migration.MigrationVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Converter of Liquibase's formatted SQL. Each changeset becomes a migration: repeatable if it runs on change, otherwise numbered from 1 in the order of {@code
 * includeAll}: by the path of its file.
 */
final class LiquibaseConverter implements FileConverter {

    private static final Pattern HEADER = Pattern.compile("(?is)\\s*--\\s*liquibase\\s+formatted\\s+sql\\b.*");
    private static final Pattern CHANGESET = Pattern.compile(
            "(?i)\\s*--\\s*changeset\\s+(\"(?<quotedAuthor>[^\"]+)\"|(?<author>[^:]+?)):(\"(?<quotedId>[^\"]+)\"|(?<id>\\S+))"
                    + "(?<attributes>.*)");

    @Override
    public boolean recognizes(SourceFile file) {
        return HEADER.matcher(file.text()).matches();
    }

    @Override
    public Conversion convert(List<SourceFile> files, WrittenFiles written) {
        Conversion conversion = new Conversion();
        List<Changeset> changesets = new ArrayList<>();
        for (SourceFile file : files) {
            if (recognizes(file)) {
                read(file, changesets, conversion);
            } else if (!file.name().matches(".+\\.(up|down)\\.sql")) {
                conversion.mention(
                        file,
                        0,
                        "has no line '--liquibase formatted sql'",
                        "If a changelog names it as a sqlFile, write it as a migration by hand. It was not written");
            }
        }
        number(changesets, written, conversion);
        return conversion;
    }

    /** Changesets imported earlier keep their numbers; new ones are numbered after them. */
    private static void number(List<Changeset> changesets, WrittenFiles written, Conversion conversion) {
        Map<OriginNote, Place> noted = written.noted();
        long last = written.places().stream()
                .flatMap(place -> place.version().stream())
                .mapToLong(MigrationVersion::value)
                .max()
                .orElse(0);
        int width = written.places().stream()
                .mapToInt(place -> place.number().length())
                .max()
                .orElse(Integer.toString(changesets.size()).length());
        NextVersions versions = NextVersions.counter(last, width);
        for (Changeset changeset : changesets) {
            Place place = noted.get(changeset.note());
            changeset.check(conversion);
            if (place != null) {
                changeset.write(place, conversion);
            } else if (changeset.isRepeatable()) {
                changeset.writeRepeatable(conversion);
            } else {
                changeset.write(changeset.place(versions.next()), conversion);
            }
        }
    }

    private static void read(SourceFile file, List<Changeset> changesets, Conversion conversion) {
        Changeset current = null;
        List<String> lines = file.lines();
        for (int index = 0; index < lines.size(); index++) {
            String line = lines.get(index);
            Matcher start = CHANGESET.matcher(line.stripTrailing());
            if (start.matches()) {
                current = new Changeset(
                        file,
                        index + 1,
                        first(start.group("quotedAuthor"), start.group("author")),
                        first(start.group("quotedId"), start.group("id")),
                        start.group("attributes"));
                if (current.isForPostgres(conversion)) {
                    changesets.add(current);
                }
            } else if (current != null) {
                current.take(index + 1, line);
            } else if (index > 0 && !line.isBlank()) {
                conversion.mention(
                        file,
                        index + 1,
                        "'" + line.strip() + "' comes before the first changeset",
                        "It was not written");
            }
        }
    }

    private static String first(String one, String other) {
        return one == null ? other : one;
    }
}
