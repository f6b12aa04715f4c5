package io.github.appliedset.schema.change;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.drift.Difference.Different;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Objects that are created by one statement and never altered, their comment aside. */
final class PlainChanges implements Changes {

    private final Rank rank;
    private final Rank dropRank;
    private final Function<SchemaObject, String> create;

    private PlainChanges(Rank rank, Rank dropRank, Function<SchemaObject, String> create) {
        this.rank = rank;
        this.dropRank = dropRank;
        this.create = create;
    }

    static PlainChanges ofSchemas() {
        return new PlainChanges(Rank.SCHEMA, Rank.DROP_SCHEMA, schema -> "CREATE SCHEMA " + SqlName.of(schema.id()));
    }

    static PlainChanges ofExtensions() {
        return new PlainChanges(
                Rank.EXTENSION,
                Rank.DROP_EXTENSION,
                extension -> "CREATE EXTENSION " + SqlName.of(extension.id())
                        + extension
                                .text(Attribute.SCHEMA)
                                .map(schema -> " WITH SCHEMA " + SqlName.quoted(schema))
                                .orElse(""));
    }

    static PlainChanges ofStatistics() {
        return new PlainChanges(
                Rank.OTHER,
                Rank.DROP_DEPENDENT,
                statistics -> statistics.text(Attribute.DEFINITION).orElseThrow());
    }

    @Override
    public List<SchemaChange> create(SchemaObject object) {
        ObjectId id = object.id();
        List<String> statements = new ArrayList<>(List.of(this.create.apply(object)));
        if (this.rank != Rank.EXTENSION) {
            // An extension brings its own, and only its owner may write another.
            statements.addAll(Comments.of(object));
        }
        if (object.is(Attribute.STATISTICS_TARGET)) {
            statements.add("ALTER STATISTICS " + SqlName.of(id) + " SET STATISTICS "
                    + object.attributes().get(Attribute.STATISTICS_TARGET));
        }
        return List.of(SchemaChange.of(
                this.rank, id, "create_" + id.kind().label() + "_" + SqlName.plain(id), "Create " + id, statements));
    }

    @Override
    public List<SchemaChange> drop(SchemaObject object) {
        ObjectId id = object.id();
        SchemaChange change = SchemaChange.of(
                this.dropRank,
                id,
                "drop_" + id.kind().label() + "_" + SqlName.plain(id),
                "Drop " + id,
                "DROP " + id.kind().label().toUpperCase(Locale.ROOT) + " " + SqlName.of(id));
        return List.of(this.dropRank == Rank.DROP_DEPENDENT ? change : change.with(Hazard.BREAKS_OLD_CODE));
    }

    @Override
    public List<SchemaChange> alter(SchemaObject before, SchemaObject after, Different different) {
        if (Context.changes(different, Attribute.DEFINITION)) {
            List<String> statements = new ArrayList<>();
            drop(before).forEach(change -> statements.addAll(change.statements()));
            create(after).forEach(change -> statements.addAll(change.statements()));
            ObjectId id = after.id();
            return List.of(SchemaChange.of(
                    this.rank,
                    id,
                    "alter_" + id.kind().label() + "_" + SqlName.plain(id),
                    "Replace " + id,
                    statements));
        }
        if (Context.changes(different, Attribute.SCHEMA)
                && after.text(Attribute.SCHEMA).isPresent()) {
            ObjectId id = after.id();
            return List.of(SchemaChange.of(
                    this.rank,
                    id,
                    "alter_extension_" + SqlName.plain(id),
                    "Move " + id,
                    "ALTER EXTENSION " + SqlName.of(id) + " SET SCHEMA "
                            + SqlName.quoted(after.text(Attribute.SCHEMA).orElseThrow())));
        }
        if (Context.changes(different, Attribute.STATISTICS_TARGET)) {
            ObjectId id = after.id();
            return List.of(SchemaChange.of(
                    this.rank,
                    id,
                    "alter_statistics_" + SqlName.plain(id),
                    "Alter " + id,
                    "ALTER STATISTICS " + SqlName.of(id) + " SET STATISTICS "
                            + (after.is(Attribute.STATISTICS_TARGET)
                                    ? String.valueOf(after.attributes().get(Attribute.STATISTICS_TARGET))
                                    : "-1")));
        }
        return Context.changes(different, Attribute.COMMENT) ? List.of(Comments.change(after)) : List.of();
    }
}
