package io.github.appliedset.convert;

import io.github.appliedset.convert.Conversion.Draft;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Flyway's files. The text stays as it is: only that way its checksum tells that the file is the one that ran. A version of
 * several numbers becomes one, and the origin's note says which it was.
 */
final class FlywayConverter implements FileConverter {

    private static final Pattern NAME =
            Pattern.compile("(?<kind>[VUB])(?<version>\\d+([._]\\d+)*?)(__(?<name>.+))?\\.sql");
    private static final Pattern REPEATABLE = Pattern.compile("R__.+\\.sql");
    private static final Set<String> KNOWN_KEYS = Set.of("executeInTransaction", "placeholderReplacement", "encoding");

    /** A file with its name taken apart. */
    private record Named(SourceFile file, String kind, FlywayVersion version, String name) {}

    @Override
    public boolean recognizes(SourceFile file) {
        return NAME.matcher(file.name()).matches()
                || REPEATABLE.matcher(file.name()).matches();
    }

    @Override
    public Conversion convert(List<SourceFile> files) {
        Conversion conversion = new Conversion();
        TreeMap<FlywayVersion, Named> ups = new TreeMap<>();
        List<Named> named =
                files.stream().flatMap(file -> named(file, conversion).stream()).toList();
        FlywayNumbers numbers =
                FlywayNumbers.of(named.stream().map(Named::version).toList());
        for (Named one : named) {
            if (one.kind().equals("V")) {
                ups.putIfAbsent(one.version(), one);
                conversion.write(draft(one, one.name(), "up", numbers, conversion));
            }
        }
        for (Named one : named) {
            if (one.kind().equals("U")) {
                writeDown(one, ups, numbers, conversion);
            }
        }
        return conversion;
    }

    private static void writeDown(
            Named undo, Map<FlywayVersion, Named> ups, FlywayNumbers numbers, Conversion conversion) {
        Named up = ups.get(undo.version());
        if (up == null) {
            conversion.mention(
                    undo.file(), 0, "undoes version " + undo.version() + ", which has no file", "It was not written");
        } else {
            conversion.write(draft(undo, up.name(), "down", numbers, conversion));
        }
    }

    private static List<Named> named(SourceFile file, Conversion conversion) {
        Matcher matcher = NAME.matcher(file.name());
        if (REPEATABLE.matcher(file.name()).matches()) {
            conversion.mention(
                    file,
                    0,
                    "a repeatable migration, which there is none of here",
                    "Write its content as a new migration, and again whenever it changes. It was not written");
        } else if (!matcher.matches()) {
            conversion.mention(file, 0, "not a name that Flyway runs, or a callback", "It was not written");
        } else if (matcher.group("kind").equals("B")) {
            conversion.mention(
                    file,
                    0,
                    "a baseline, which stands for the files up to it",
                    "If those are gone, give it their last version. It was not written");
        } else {
            String name = matcher.group("name");
            return List.of(new Named(
                    file,
                    matcher.group("kind"),
                    FlywayVersion.parse(matcher.group("version")).orElseThrow(),
                    name == null ? "unnamed" : name));
        }
        return List.of();
    }

    private static Draft draft(Named one, String name, String direction, FlywayNumbers numbers, Conversion conversion) {
        SourceFile file = one.file();
        Map<String, String> configuration = file.configuration();
        MigrationText text = new MigrationText(file);
        if (!"false".equals(configuration.get("placeholderReplacement"))) {
            List<String> lines = file.lines();
            for (int index = 0; index < lines.size(); index++) {
                text.stopAtPlaceholders(index + 1, lines.get(index));
            }
        }
        configuration.keySet().stream()
                .filter(key -> !KNOWN_KEYS.contains(key))
                .sorted()
                .forEach(key -> text.stop(
                        0, key + "=" + configuration.get(key) + " in its .conf", "Decide what that means here"));
        text.untranslated().forEach(conversion::mention);
        String number = numbers.of(one.version());
        boolean needsNote = direction.equals("up") && (text.stops() || !numbers.arePlain());
        OriginNote note =
                needsNote ? new OriginNote(file.name(), text.stops() ? FlywayChecksum.of(file.text()) : null) : null;
        boolean noTransaction = "false".equals(configuration.get("executeInTransaction"));
        return new Draft(file, number, name, direction, text.with(note, noTransaction, file.text()));
    }
}
