package io.github.appliedset.schema.change;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.DefaultName;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.SchemaObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** A column, as written in {@code CREATE TABLE} and {@code ADD COLUMN}. */
final class ColumnClause {

    private ColumnClause() {}

    static String of(SchemaObject column) {
        StringBuilder sql = new StringBuilder(withoutValues(column)).append(notNull(column));
        column.text(Attribute.DEFAULT)
                .ifPresent(value -> sql.append(" DEFAULT ").append(value));
        column.text(Attribute.GENERATED)
                .ifPresent(expression -> sql.append(" GENERATED ALWAYS AS (")
                        .append(expression)
                        .append(column.is(Attribute.VIRTUAL) ? ") VIRTUAL" : ") STORED"));
        column.text(Attribute.IDENTITY)
                .ifPresent(when -> sql.append(" GENERATED ").append(identity(when, column)));
        return sql.toString();
    }

    /** What forbids nulls, or nothing. */
    static String notNull(SchemaObject column) {
        if (!column.is(Attribute.NOT_NULL)) {
            return "";
        }
        String name = column.text(Attribute.NOT_NULL_NAME)
                .map(own -> " CONSTRAINT " + SqlName.quoted(own))
                .orElse("");
        return name + (column.is(Attribute.NOT_NULL_NO_INHERIT) ? " NOT NULL NO INHERIT" : " NOT NULL");
    }

    /** The same, without a function that computes it while rows are written, unless that takes numbers from a sequence. */
    static String withoutDefault(SchemaObject column) {
        return of(
                column.text(Attribute.DEFAULT)
                                .filter(value -> !value.startsWith("nextval("))
                                .isPresent()
                        ? column.without(Attribute.DEFAULT)
                        : column);
    }

    /** Its name and type: a column that allows nulls, and has no default. */
    static String withoutValues(SchemaObject column) {
        StringBuilder sql = new StringBuilder(SqlName.quoted(column.id().name()));
        column.text(Attribute.TYPE).ifPresent(type -> sql.append(' ').append(type));
        column.text(Attribute.COLLATION)
                .ifPresent(collation -> sql.append(" COLLATE ").append(collation));
        return sql.toString();
    }

    static String identity(String when, SchemaObject column) {
        List<String> options = column.items(Attribute.SEQUENCE);
        return when.toUpperCase(Locale.ROOT) + " AS IDENTITY"
                + (options.isEmpty() ? "" : " (" + String.join(" ", options) + ")");
    }

    /** What a new column has that its clause cannot express: each part of an {@code ALTER COLUMN}. */
    static List<String> settings(SchemaObject column, boolean isForeign) {
        List<String> settings = new ArrayList<>();
        column.text(Attribute.STORAGE).ifPresent(storage -> settings.add("SET STORAGE " + storage));
        column.text(Attribute.COMPRESSION).ifPresent(method -> settings.add("SET COMPRESSION " + method));
        if (column.is(Attribute.STATISTICS_TARGET)) {
            settings.add("SET STATISTICS " + column.attributes().get(Attribute.STATISTICS_TARGET));
        }
        settings.addAll(options(List.of(), column.items(Attribute.OPTIONS), isForeign));
        return settings;
    }

    /** The change of its options: a column of a foreign table has those of its wrapper besides PostgreSQL's own. */
    static List<String> options(List<String> before, List<String> after, boolean isForeign) {
        List<String> settings = new ArrayList<>(StorageOptions.change(
                "",
                before.stream().filter(option -> !isForeign || isOwn(option)).toList(),
                after.stream().filter(option -> !isForeign || isOwn(option)).toList()));
        if (isForeign) {
            settings.add(ForeignOptions.change(
                    before.stream().filter(option -> !isOwn(option)).toList(),
                    after.stream().filter(option -> !isOwn(option)).toList()));
        }
        return settings.stream()
                .map(String::strip)
                .filter(setting -> !setting.isEmpty())
                .toList();
    }

    private static boolean isOwn(String option) {
        return option.startsWith("n_distinct=") || option.startsWith("n_distinct_inherited=");
    }

    /** The name of an identity column's sequence. */
    static String sequenceName(SchemaObject column) {
        ObjectId id = column.id();
        return column.text(Attribute.SEQUENCE_NAME)
                .orElseGet(() -> DefaultName.of(
                        List.of(Objects.requireNonNull(id.parent()).name(), id.name(), "seq")));
    }
}
