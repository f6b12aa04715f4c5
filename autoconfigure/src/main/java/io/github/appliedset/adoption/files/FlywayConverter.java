package io.github.appliedset.adoption.files;

import io.github.appliedset.adoption.FlywayChecksum;
import io.github.appliedset.adoption.FlywayVersion;
import io.github.appliedset.adoption.OriginNote;
import io.github.appliedset.adoption.files.Conversion.Draft;
import io.github.appliedset.adoption.files.WrittenFiles.Place;
import io.github.appliedset.script.ScriptException;
import io.github.appliedset.script.SqlScriptReader;
import io.github.appliedset.script.SqlStatement;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Converter of Flyway's files. The text is kept, so that its checksum proves that the file is the one that ran. A
 * version of several numbers becomes one number, and the origin note keeps the original version.
 */
final class FlywayConverter implements FileConverter {

    private static final Set<String> KNOWN_KEYS = Set.of("executeInTransaction", "placeholderReplacement", "encoding");
    private final FlywayNames names;
    private final Pattern versioned;
    private final Pattern repeatable;

    FlywayConverter(FlywayNames names) {
        this.names = names;
        this.versioned = names.versioned();
        this.repeatable = names.repeatable();
    }

    /** A file with its parsed name. */
    private record Named(SourceFile file, FlywayVersion version, String name) {}

    @Override
    public boolean recognizes(SourceFile file) {
        return this.versioned.matcher(file.name()).matches()
                || this.repeatable.matcher(file.name()).matches();
    }

    @Override
    public Conversion convert(List<SourceFile> files, WrittenFiles written) {
        Conversion conversion = new Conversion();
        List<Named> ups = new ArrayList<>();
        List<Named> undos = new ArrayList<>();
        files.forEach(file -> sort(file, ups, undos, conversion));
        Map<FlywayVersion, Place> places = places(ups, written, conversion);
        for (Named up : ups) {
            Place place = places.get(up.version());
            if (place != null) {
                conversion.write(draft(up, place, "up", conversion));
            }
        }
        for (Named undo : undos) {
            Place place = places.get(undo.version());
            if (place == null) {
                conversion.mention(
                        undo.file(),
                        0,
                        "the undo file of version " + undo.version() + ", which has no versioned file",
                        "It was not written");
            } else {
                conversion.write(draft(undo, place, "down", conversion));
            }
        }
        return conversion;
    }

    private void sort(SourceFile file, List<Named> ups, List<Named> undos, Conversion conversion) {
        Matcher matcher = this.versioned.matcher(file.name());
        if (this.repeatable.matcher(file.name()).matches()) {
            conversion.write(repeatable(file, conversion));
        } else if (!matcher.matches()) {
            conversion.mention(file, 0, "a callback, or a name that Flyway does not run", "It was not written");
        } else {
            String name = matcher.group("name");
            Named named = new Named(
                    file, FlywayVersion.parse(matcher.group("version")).orElseThrow(), name == null ? "unnamed" : name);
            String kind = matcher.group("kind");
            if (kind.equals(this.names.prefix())) {
                ups.add(named);
            } else if (kind.equals("U")) {
                undos.add(named);
            } else {
                conversion.mention(
                        file,
                        0,
                        "a baseline, which stands for the files up to it",
                        "If those are gone, give it their last version. It was not written");
            }
        }
    }

    /** Files imported earlier keep their place; new ones are numbered by the same rule. */
    private static Map<FlywayVersion, Place> places(List<Named> ups, WrittenFiles written, Conversion conversion) {
        Map<FlywayVersion, Place> places = new TreeMap<>();
        written.noted().forEach((note, place) -> note.flywayVersion().ifPresent(of -> places.put(of, place)));
        for (Named up : ups) {
            if (up.version().isPlain()) {
                written.unnoted(up.version().toString())
                        .filter(place -> place.name().equals(up.name()))
                        .ifPresent(place -> places.putIfAbsent(up.version(), place));
            }
        }
        Map<FlywayVersion, String> given = new TreeMap<>();
        places.forEach((version, place) -> given.put(version, place.number()));
        Optional<FlywayNumbers> numbers = given.isEmpty()
                ? Optional.of(FlywayNumbers.of(ups.stream().map(Named::version).toList()))
                : FlywayNumbers.behind(given);
        for (Named up : ups) {
            if (!places.containsKey(up.version())) {
                numbers.flatMap(rule -> rule.of(up.version()))
                        .ifPresentOrElse(
                                number -> places.put(
                                        up.version(), new Place(up.file().folder(), number, up.name())),
                                () -> conversion.refuse(ImportProblem.of(
                                        Path.of(up.file().path()),
                                        "has a version that does not fit the numbering of the files imported earlier",
                                        "Add it by hand beside them, with a version of your choice and this first"
                                                + " line above its content:\n    "
                                                + OriginNote.ofFlyway(up.file().name(), up.version(), null))));
            }
        }
        return places;
    }

    private Draft repeatable(SourceFile file, Conversion conversion) {
        MigrationText text = text(file, conversion);
        OriginNote note = text.stops() ? new OriginNote(file.name(), null, FlywayChecksum.of(file.text())) : null;
        Place place = new Place(file.folder(), "", this.names.nameOfRepeatable(file.name()));
        return new Draft(file, place, Conversion.REPEATABLE, text.with(note, isWithoutTransaction(file), file.text()));
    }

    private Draft draft(Named named, Place place, String direction, Conversion conversion) {
        SourceFile file = named.file();
        MigrationText text = text(file, conversion);
        OriginNote note = direction.equals("up") ? noteOfUp(named, place, text) : noteOfUndo(file, text);
        return new Draft(file, place, direction, text.with(note, isWithoutTransaction(file), file.text()));
    }

    private static @Nullable OriginNote noteOfUp(Named named, Place place, MigrationText text) {
        boolean renumbered =
                !place.number().replaceFirst("^0+", "").equals(named.version().toString());
        return text.stops() || renumbered
                ? OriginNote.ofFlyway(
                        named.file().name(),
                        named.version(),
                        text.stops() ? FlywayChecksum.of(named.file().text()) : null)
                : null;
    }

    /** Flyway keeps no checksum of an undo file that a row could be compared with. */
    private static @Nullable OriginNote noteOfUndo(SourceFile file, MigrationText text) {
        return text.stops() ? new OriginNote(file.name(), null, null) : null;
    }

    private MigrationText text(SourceFile file, Conversion conversion) {
        Map<String, String> configuration = file.configuration();
        MigrationText text = new MigrationText(file);
        if (replacesPlaceholders(configuration)) {
            Pattern placeholder = this.names.placeholder();
            List<String> lines = file.lines();
            for (int index = 0; index < lines.size(); index++) {
                text.stopAtPlaceholders(index + 1, lines.get(index), placeholder);
            }
        }
        configuration.keySet().stream()
                .filter(key -> !KNOWN_KEYS.contains(key))
                .sorted()
                .forEach(key -> text.stop(
                        0, key + "=" + configuration.get(key) + " in its .conf", "Decide what it should do here"));
        text.untranslated().forEach(conversion::mention);
        return text;
    }

    private boolean replacesPlaceholders(Map<String, String> configuration) {
        String ofFile = configuration.get("placeholderReplacement");
        return ofFile == null ? this.names.replacesPlaceholders() : !ofFile.equals("false");
    }

    /** Whether Flyway runs the file outside a transaction: by its configuration, or because of a statement in it. */
    private static boolean isWithoutTransaction(SourceFile file) {
        String told = file.configuration().get("executeInTransaction");
        return told == null ? holdsStatementForNoTransaction(file.text()) : told.equals("false");
    }

    private static boolean holdsStatementForNoTransaction(String text) {
        try {
            SqlScriptReader script = new SqlScriptReader(new StringReader(text));
            for (SqlStatement statement = script.next(); statement != null; statement = script.next()) {
                if (statement.needsNoTransaction()
                        || statement.words().size() > 1
                                && statement.words().subList(0, 2).equals(List.of("DROP", "SUBSCRIPTION"))) {
                    return true;
                }
            }
        } catch (ScriptException | IOException unreadable) {
            // PlannedFiles mentions statements that cannot be read.
        }
        return false;
    }
}
