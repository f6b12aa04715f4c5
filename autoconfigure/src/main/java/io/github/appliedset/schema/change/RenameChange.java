package io.github.appliedset.schema.change;

import io.github.appliedset.Internal;
import io.github.appliedset.schema.ObjectId;
import java.util.Locale;

/** A new name for an otherwise unchanged object. */
@Internal
public final class RenameChange {

    private RenameChange() {}

    /** Renames an object; the way back gives it its old name again. */
    public static SchemaChange of(ObjectId object, String name) {
        String arguments = arguments(object);
        String renamed = arguments.isEmpty() ? name : SqlName.quoted(name) + arguments;
        return oneWay(object, SqlName.quoted(name), name)
                .undoneBy(oneWay(
                        new ObjectId(object.kind(), object.parent(), renamed), plain(object), SqlName.plain(object)));
    }

    /** Those of a routine, which PostgreSQL names with them; empty for everything else. */
    private static String arguments(ObjectId object) {
        return switch (object.kind()) {
            case FUNCTION, PROCEDURE, AGGREGATE ->
                object.name().substring(object.name().lastIndexOf('('));
            default -> "";
        };
    }

    private static String plain(ObjectId object) {
        String arguments = arguments(object);
        return arguments.isEmpty()
                ? SqlName.quoted(object.name())
                : object.name().substring(0, object.name().length() - arguments.length());
    }

    private static SchemaChange oneWay(ObjectId object, String to, String name) {
        String from = SqlName.quoted(object.name());
        String statement = switch (object.kind()) {
            case COLUMN -> "ALTER TABLE " + SqlName.relationOf(object) + " RENAME COLUMN " + from + " TO " + to;
            case CONSTRAINT -> "ALTER TABLE " + SqlName.relationOf(object) + " RENAME CONSTRAINT " + from + " TO " + to;
            case TRIGGER, POLICY, RULE ->
                "ALTER " + word(object) + " " + from + " ON " + SqlName.relationOf(object) + " RENAME TO " + to;
            case ENUM, COMPOSITE_TYPE, RANGE_TYPE, BASE_TYPE -> "ALTER TYPE " + SqlName.of(object) + " RENAME TO " + to;
            default -> "ALTER " + word(object) + " " + SqlName.of(object) + " RENAME TO " + to;
        };
        boolean isPart = object.parent() != null && object.parent().kind().isRelation();
        String where = isPart ? SqlName.plainRelation(object) + "_" : "";
        return SchemaChange.of(
                        Rank.SCHEMA,
                        object,
                        where + "rename_" + (isPart ? object.kind().label() + "_" : "") + SqlName.plain(object) + "_to_"
                                + name,
                        "Rename " + object + " to " + name,
                        statement)
                .with(Hazard.BREAKS_OLD_CODE);
    }

    private static String word(ObjectId object) {
        return object.kind().label().toUpperCase(Locale.ROOT);
    }
}
