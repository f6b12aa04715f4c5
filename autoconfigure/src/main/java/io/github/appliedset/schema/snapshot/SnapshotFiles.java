package io.github.appliedset.schema.snapshot;

import io.github.appliedset.migration.SnapshotException;
import io.github.appliedset.schema.Coverage;
import io.github.appliedset.schema.Coverage.Detail;
import io.github.appliedset.schema.Coverage.Partitions;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.wording.CanonicalWording;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Converts a schema to the texts of its files, by path below the root of the snapshot, and back. */
final class SnapshotFiles {

    /** Present in every snapshot. Contains nothing that two developers would write differently. */
    static final String HEADER = "snapshot.json";

    private static final String FORMAT = "format";
    private static final String MAJOR = "pgMajor";
    private static final String DETAILS = "details";
    private static final String INCLUDE = "include";
    private static final String EXCLUDE = "exclude";
    private static final String PARTITIONS = "partitions";
    private static final String NOT_TOLD = "notTold";
    private static final Set<String> KEYS = Set.of(FORMAT, MAJOR, DETAILS, INCLUDE, EXCLUDE, PARTITIONS, NOT_TOLD);
    private static final List<String> CONFLICT_MARKS = List.of("<<<<<<<", "|||||||", ">>>>>>>");
    private static final Pattern COUNTED = Pattern.compile("(.+): ([1-9][0-9]{0,8})");
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final long THIS_FORMAT = 1;
    private static final int HIGHEST_MAJOR = 99;

    private static final Set<String> OWN_FOLDERS = Arrays.stream(ObjectKind.values())
            .filter(kind -> kind.place() == ObjectKind.Place.DATABASE)
            .map(ObjectKind::folder)
            .collect(Collectors.toUnmodifiableSet());

    private SnapshotFiles() {}

    /** The folders that belong to a snapshot; others beside them are left alone. */
    static Set<String> ownFolders() {
        return OWN_FOLDERS;
    }

    static NavigableMap<String, String> of(Schema schema) {
        NavigableMap<String, String> files = new TreeMap<>();
        files.put(HEADER, header(schema).toString());
        schema.objects().values().forEach(object -> {
            JsonText json = new JsonText();
            ObjectFile.write(object, json);
            files.put(ObjectPath.of(object.id()), json.toString());
        });
        return files;
    }

    static JsonText header(Schema schema) {
        JsonText json = new JsonText().whole(FORMAT, THIS_FORMAT).whole(MAJOR, schema.postgresMajor());
        Coverage coverage = schema.coverage();
        if (!coverage.details().isEmpty()) {
            json.items(
                    DETAILS,
                    coverage.details().stream()
                            .sorted()
                            .map(SnapshotFiles::word)
                            .toList());
        }
        if (!coverage.include().isEmpty()) {
            json.items(INCLUDE, coverage.include());
        }
        if (!coverage.exclude().isEmpty()) {
            json.items(EXCLUDE, coverage.exclude());
        }
        if (coverage.partitions() != Partitions.DECLARED) {
            json.text(PARTITIONS, word(coverage.partitions()));
        }
        if (!schema.notTold().isEmpty()) {
            json.items(
                    NOT_TOLD,
                    schema.notTold().entrySet().stream()
                            .map(kind -> kind.getKey() + ": " + kind.getValue())
                            .toList());
        }
        return json;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads the files of a snapshot.
     *
     * @param files by their paths; {@link #HEADER} is one of them
     * @param shown the file of a path as shown to people
     * @throws SnapshotException with every problem, if a file is invalid
     */
    static Schema read(Map<String, byte[]> files, UnaryOperator<String> shown) {
        List<SnapshotProblem> problems = new ArrayList<>();
        List<SchemaObject> objects = new ArrayList<>();
        Header[] header = {new Header(0, Coverage.DEFAULT, Map.of())};
        new TreeMap<>(files).forEach((path, bytes) -> {
            try {
                Json json = JsonReader.read(text(bytes));
                if (path.equals(HEADER)) {
                    header[0] = header(json);
                } else {
                    objects.add(ObjectFile.read(path, json));
                }
            } catch (Json.SyntaxException problem) {
                problems.add(
                        new SnapshotProblem(shown.apply(path), problem.line(), String.valueOf(problem.getMessage())));
            }
        });
        requireParents(objects, shown, problems);
        if (!problems.isEmpty()) {
            throw invalid(problems);
        }
        return possible(header[0].schema(CanonicalWording.of(objects)), shown);
    }

    /**
     * The same schema.
     *
     * @throws SnapshotException if no database can have it
     */
    static Schema possible(Schema schema, UnaryOperator<String> shown) {
        List<SnapshotProblem> contradictions = Contradictions.in(schema, shown);
        if (!contradictions.isEmpty()) {
            throw invalid(contradictions);
        }
        return schema;
    }

    static SnapshotException invalid(List<SnapshotProblem> problems) {
        return SnapshotException.unreadable(
                problems.stream().map(SnapshotProblem::toString).toList());
    }

    static String text(byte[] bytes) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw new Json.SyntaxException(0, "the file is not UTF-8");
        }
        // Some Windows editors put it there.
        String content = text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
        CONFLICT_MARKS.forEach(mark -> requireNone(mark, content));
        return content;
    }

    private static void requireNone(String conflictMark, String text) {
        for (int at = text.indexOf(conflictMark); at >= 0; at = text.indexOf(conflictMark, at + 1)) {
            if (at == 0 || text.charAt(at - 1) == '\n') {
                long line = text.substring(0, at)
                                .chars()
                                .filter(each -> each == '\n')
                                .count()
                        + 1;
                throw new Json.SyntaxException((int) line, "unresolved merge conflict");
            }
        }
    }

    /**
     * Header of a snapshot.
     *
     * @param postgresMajor major version of the server that it was read from
     * @param coverage the part of the database
     * @param notTold what it only counts
     */
    record Header(int postgresMajor, Coverage coverage, Map<String, Integer> notTold) {

        Schema schema(Collection<SchemaObject> objects) {
            return Schema.of(this.postgresMajor, this.coverage, this.notTold, objects);
        }
    }

    static Header header(Json json) {
        Map<String, Json> members = ObjectFile.members(json);
        members.forEach((key, value) -> {
            if (!KEYS.contains(key)) {
                throw new Json.SyntaxException(value.line(), "unknown key \"" + key + "\"");
            }
        });
        if (!(members.get(FORMAT) instanceof Json.Whole format) || format.number() != THIS_FORMAT) {
            throw new Json.SyntaxException(
                    line(members.get(FORMAT), json), "unsupported format, only " + THIS_FORMAT + " is known");
        }
        if (!(members.get(MAJOR) instanceof Json.Whole major) || major.number() < 0 || major.number() > HIGHEST_MAJOR) {
            throw new Json.SyntaxException(
                    line(members.get(MAJOR), json), "\"" + MAJOR + "\" is not a version of PostgreSQL, such as 17");
        }
        Json partitions = members.get(PARTITIONS);
        Set<Detail> details = EnumSet.noneOf(Detail.class);
        items(members.get(DETAILS)).forEach(item -> details.add(one(Detail.values(), item)));
        return new Header(
                (int) major.number(),
                new Coverage(
                        details,
                        items(members.get(INCLUDE)).stream()
                                .map(ObjectFile::text)
                                .toList(),
                        items(members.get(EXCLUDE)).stream()
                                .map(ObjectFile::text)
                                .toList(),
                        partitions == null ? Partitions.DECLARED : one(Partitions.values(), partitions)),
                counts(items(members.get(NOT_TOLD))));
    }

    private static Map<String, Integer> counts(List<Json> items) {
        Map<String, Integer> counts = new TreeMap<>();
        for (Json item : items) {
            Matcher counted = COUNTED.matcher(ObjectFile.text(item));
            if (!counted.matches()) {
                throw new Json.SyntaxException(
                        item.line(), "\"" + NOT_TOLD + "\" is a list of kinds and counts, such as \"subscription: 1\"");
            }
            counts.put(counted.group(1), Integer.valueOf(counted.group(2)));
        }
        return counts;
    }

    private static List<Json> items(@Nullable Json json) {
        return json == null ? List.of() : ObjectFile.items(json);
    }

    private static <E extends Enum<E>> E one(E[] values, Json json) {
        String text = ObjectFile.text(json);
        return Arrays.stream(values)
                .filter(value -> word(value).equals(text))
                .findFirst()
                .orElseThrow(() -> new Json.SyntaxException(
                        json.line(),
                        "\"" + text + "\" is not one of "
                                + Arrays.stream(values).map(SnapshotFiles::word).collect(Collectors.joining(", "))));
    }

    private static int line(@Nullable Json member, Json whole) {
        return member == null ? whole.line() : member.line();
    }

    private static void requireParents(
            List<SchemaObject> objects, UnaryOperator<String> shown, List<SnapshotProblem> problems) {
        TreeSet<ObjectId> ids =
                new TreeSet<>(objects.stream().map(SchemaObject::id).toList());
        TreeSet<ObjectId> missing = new TreeSet<>();
        ids.forEach(id -> {
            ObjectId parent = id.parent();
            if (parent != null && !ids.contains(parent)) {
                missing.add(parent);
            }
        });
        if (problems.isEmpty()) {
            missing.forEach(id -> problems.add(new SnapshotProblem(
                    shown.apply(ObjectPath.of(id)),
                    0,
                    "the file of " + id + " is missing, but files of its parts" + " exist")));
        }
    }
}
