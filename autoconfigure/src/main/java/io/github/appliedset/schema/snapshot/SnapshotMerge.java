package io.github.appliedset.schema.snapshot;

import io.github.appliedset.Internal;
import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.AttributeValue.Items;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.SchemaObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Two snapshots with a common ancestor, put together object by object. Nobody has ever run the resulting schema; it shows
 * where the two conflict.
 *
 * @param changedByBoth objects that both have changed, each in its own way
 * @param impossible why no database can have the combination of both; a line each
 */
@Internal
public record SnapshotMerge(List<ObjectId> changedByBoth, List<String> impossible) {

    public SnapshotMerge {
        changedByBoth = List.copyOf(changedByBoth);
        impossible = List.copyOf(impossible);
    }

    /**
     * Puts them together. All three are of one major version of PostgreSQL.
     *
     * @param shown the file of a path below the folder, as shown to people
     */
    public static SnapshotMerge of(Schema base, Schema ours, Schema theirs, UnaryOperator<String> shown) {
        Set<ObjectId> all = new TreeSet<>(base.objects().keySet());
        all.addAll(ours.objects().keySet());
        all.addAll(theirs.objects().keySet());
        List<ObjectId> both = new ArrayList<>();
        List<SchemaObject> merged = new ArrayList<>();
        for (ObjectId id : all) {
            boolean here = isChanged(base.find(id), ours.find(id));
            boolean there = isChanged(base.find(id), theirs.find(id));
            if (here && there && isChanged(ours.find(id), theirs.find(id))) {
                both.add(id);
            }
            (here ? ours : theirs)
                    .find(id)
                    .map(object -> withColumns(object, base, ours, theirs))
                    .ifPresent(merged::add);
        }
        Schema together = Schema.of(ours.postgresMajor(), ours.coverage(), merged);
        List<String> impossible = new ArrayList<>();
        for (SchemaObject object : merged) {
            ObjectId parent = object.id().parent();
            if (parent != null && together.find(parent).isEmpty()) {
                impossible.add(object.id() + " belongs to " + parent + ", which is gone");
            }
        }
        Contradictions.in(together, shown).forEach(problem -> impossible.add(problem.toString()));
        return new SnapshotMerge(both, impossible);
    }

    private static boolean isChanged(Optional<SchemaObject> before, Optional<SchemaObject> after) {
        return !before.map(SnapshotMerge::compared).equals(after.map(SnapshotMerge::compared));
    }

    /** Without the order of columns, which every new column changes, and without what follows from its definition. */
    private static SchemaObject compared(SchemaObject object) {
        SchemaObject own = object.without(Attribute.USES);
        return object.id().kind() == ObjectKind.TABLE ? own.without(Attribute.COLUMNS) : own;
    }

    private static SchemaObject withColumns(SchemaObject table, Schema base, Schema ours, Schema theirs) {
        if (table.id().kind() != ObjectKind.TABLE
                || table.items(Attribute.COLUMNS).isEmpty()) {
            return table;
        }
        List<String> before = columns(base, table.id());
        List<String> there = columns(theirs, table.id());
        Set<String> columns = new LinkedHashSet<>(columns(ours, table.id()));
        columns.removeIf(column -> before.contains(column) && !there.contains(column));
        there.stream().filter(column -> !before.contains(column)).forEach(columns::add);
        return table.with(Attribute.COLUMNS, new Items(List.copyOf(columns)));
    }

    private static List<String> columns(Schema schema, ObjectId table) {
        return schema.find(table).map(object -> object.items(Attribute.COLUMNS)).orElse(List.of());
    }
}
