package io.github.appliedset.schema.change;

import io.github.appliedset.postgres.SqlLiteral;
import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.SchemaObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Queries that count the rows on which a change fails. Where no query can tell, there is none. */
final class Misfits {

    private static final String NAME = "(?:\"(?:[^\"]|\"\")++\"|[^\"(), ]++)";
    private static final String NAMES = "(" + NAME + "(?:, " + NAME + ")*+)";
    private static final Pattern CHECK =
            Pattern.compile("CHECK (\\(.*\\))(?: NO INHERIT)?(?: NOT ENFORCED)?(?: NOT VALID)?", Pattern.DOTALL);
    private static final Pattern KEY =
            Pattern.compile("(PRIMARY KEY|UNIQUE(?: NULLS NOT DISTINCT)?) \\(" + NAMES + "\\).*", Pattern.DOTALL);
    private static final Pattern FOREIGN_KEY = Pattern.compile(
            "FOREIGN KEY \\(" + NAMES + "\\) REFERENCES (.+?)\\(" + NAMES + "\\)( MATCH FULL)?.*", Pattern.DOTALL);
    private static final Pattern UNIQUE_INDEX = Pattern.compile(
            "CREATE UNIQUE INDEX .* USING btree \\((.*?)\\)(?: INCLUDE \\([^()]*\\))?( NULLS NOT DISTINCT)?"
                    + "(?: WITH \\([^()]*\\))?(?: TABLESPACE \\S+)?(?: WHERE (.*))?",
            Pattern.DOTALL);
    private static final Pattern KEY_COLUMNS = Pattern.compile(
            NAME + "(?: DESC)?(?: NULLS (?:FIRST|LAST))?(?:, " + NAME + "(?: DESC)?(?: NULLS (?:FIRST|LAST))?)*");
    private static final Pattern ONE_CALL = Pattern.compile("[\\w.\"]*\\([^,]*\\)");
    private static final Pattern TEXT = Pattern.compile("text|character varying.*|character\\(.*|citext|.*\\.citext");
    private static final Pattern WHOLE_NUMBER = Pattern.compile("smallint|integer|bigint");
    private static final int JUDGES_INPUT_SINCE = 16;

    private Misfits() {}

    /** Every row: it has no value for a column that needs one. */
    static String rows(ObjectId table) {
        return "SELECT count(*) FROM " + SqlName.of(table);
    }

    static String nulls(ObjectId column) {
        return "SELECT count(*) FROM " + SqlName.relationOf(column) + " WHERE " + SqlName.quoted(column.name())
                + " IS NULL";
    }

    /**
     * Rows that violate a constraint; for a key, duplicate values. A check applies to inheriting tables as well, unless it
     * says otherwise; a key does not.
     */
    static @Nullable String of(SchemaObject constraint, Context context) {
        String only = context.only(Objects.requireNonNull(constraint.id().parent()));
        String table = SqlName.relationOf(constraint.id());
        String definition = constraint.text(Attribute.DEFINITION).orElse("");
        Matcher check = CHECK.matcher(definition);
        if (check.matches()) {
            return "SELECT count(*) FROM " + (definition.contains(" NO INHERIT") ? only : "") + table + " WHERE NOT "
                    + check.group(1);
        }
        table = only + table;
        Matcher key = KEY.matcher(definition);
        if (key.matches()) {
            return duplicates(table, names(key.group(2)), key.group(1), null);
        }
        Matcher foreignKey = FOREIGN_KEY.matcher(definition);
        return foreignKey.matches()
                ? orphans(
                        table,
                        names(foreignKey.group(1)),
                        context.only(foreignKey.group(2)) + foreignKey.group(2),
                        names(foreignKey.group(3)),
                        foreignKey.group(4) != null)
                : null;
    }

    /** Duplicate values, although an index forbids them. */
    static @Nullable String ofIndex(SchemaObject index, Context context) {
        Matcher unique = UNIQUE_INDEX.matcher(index.text(Attribute.DEFINITION).orElse(""));
        if (!unique.matches()) {
            return null;
        }
        String elements = unique.group(1);
        List<String> columns;
        if (KEY_COLUMNS.matcher(elements).matches()) {
            columns = Arrays.stream(elements.split(", (?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)"))
                    .map(element -> element.replaceFirst("(?: DESC)?(?: NULLS (?:FIRST|LAST))?$", ""))
                    .toList();
        } else if (ONE_CALL.matcher(elements).matches()) {
            columns = List.of(elements);
        } else {
            return null;
        }
        String kind = unique.group(2) == null ? "UNIQUE" : "UNIQUE NULLS NOT DISTINCT";
        String only = context.only(Objects.requireNonNull(index.id().parent()));
        return duplicates(only + SqlName.relationOf(index.id()), columns, kind, unique.group(3));
    }

    private static String duplicates(String table, List<String> columns, String kind, @Nullable String where) {
        List<String> conditions = new ArrayList<>();
        if (where != null) {
            conditions.add(where);
        }
        if (kind.equals("UNIQUE")) {
            columns.forEach(column -> conditions.add(column + " IS NOT NULL"));
        }
        return "SELECT count(*) FROM (SELECT 1 FROM " + table
                + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions))
                + " GROUP BY " + String.join(", ", columns) + " HAVING count(*) > 1"
                + (kind.equals("PRIMARY KEY")
                        ? columns.stream()
                                .map(column -> " OR " + column + " IS NULL")
                                .collect(Collectors.joining())
                        : "")
                + ") AS found";
    }

    private static String orphans(
            String table, List<String> columns, String target, List<String> targets, boolean allOrNone) {
        String missing = "NOT EXISTS (SELECT 1 FROM " + target + " AS b WHERE "
                + IntStream.range(0, columns.size())
                        .mapToObj(index -> "b." + targets.get(index) + " = a." + columns.get(index))
                        .collect(Collectors.joining(" AND "))
                + ")";
        String told =
                columns.stream().map(column -> "a." + column + " IS NOT NULL").collect(Collectors.joining(" AND "));
        String some =
                columns.stream().map(column -> "a." + column + " IS NOT NULL").collect(Collectors.joining(" OR "));
        return "SELECT count(*) FROM " + table + " AS a WHERE " + (allOrNone ? "(" + some + ")" : told) + " AND "
                + missing;
    }

    private static List<String> names(String list) {
        List<String> names = new ArrayList<>();
        Matcher name = Pattern.compile(NAME).matcher(list);
        while (name.find()) {
            names.add(name.group());
        }
        return names;
    }

    /** Values that a new type does not accept, where PostgreSQL reads them as if they had just been written. */
    static @Nullable String values(ObjectId column, String before, String after, int major) {
        boolean narrows = WHOLE_NUMBER.matcher(before).matches()
                        && WHOLE_NUMBER.matcher(after).matches()
                || before.startsWith("numeric") && after.startsWith("numeric(");
        if (major < JUDGES_INPUT_SINCE || !narrows && !TEXT.matcher(before).matches()) {
            return null;
        }
        String value = SqlName.quoted(column.name());
        return "SELECT count(*) FROM " + SqlName.relationOf(column) + " WHERE NOT pg_input_is_valid(" + value
                + "::text, " + SqlLiteral.readable(after) + ")";
    }
}
