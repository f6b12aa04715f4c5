package io.github.appliedset.schema.change;

import io.github.appliedset.Internal;
import io.github.appliedset.schema.ObjectId;
import java.util.Locale;

/** A new name for an object that stays what it is. */
@Internal
public final class RenameChange {

    private RenameChange() {}

    /** Renames an object; the way back gives it its old name again. */
    public static SchemaChange of(ObjectId object, String name) {
        ObjectId renamed = new ObjectId(object.kind(), object.parent(), name);
        return oneWay(object, name).undoneBy(oneWay(renamed, object.name()));
    }

    private static SchemaChange oneWay(ObjectId object, String name) {
        String to = SqlName.quoted(name);
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
