package io.github.appliedset.generate;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.Inheritance;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.TypeUses;
import io.github.appliedset.schema.change.Hazard;
import io.github.appliedset.schema.change.SchemaChange;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What a step there or back loses: the rows of tables, the values of columns, and the positions of sequences that it drops. */
final class DataLost {

    private DataLost() {}

    /** In words, each once. */
    static List<String> byGoing(Schema from, Schema to) {
        return Stream.concat(gone(from, to).map(DataLost::inWords), SequencesLost.byGoing(from, to))
                .toList();
    }

    /** What the way there loses, and the way back does not bring. */
    static List<String> forGood(List<PlannedChange> changes) {
        Set<String> lost = new LinkedHashSet<>();
        for (PlannedChange change : changes) {
            if (!isRename(change)) {
                lost.addAll(byGoing(change.before(), change.after()));
                namesCutBy(change).forEach(column -> lost.add("values that the new type truncates in " + column));
            }
        }
        return List.copyOf(lost);
    }

    private static boolean isRename(PlannedChange change) {
        return change.change().inverse() != null;
    }

    /** What the way back loses: what it drops for good, and columns that it drops and adds in a different form. */
    static List<String> byTheDown(List<PlannedChange> changes, List<Downs.Down> downs) {
        Schema from = changes.get(changes.size() - 1).after();
        Set<String> lost = new LinkedHashSet<>(byGoing(from, changes.get(0).before()));
        changes.stream()
                .filter(DataLost::isRename)
                .forEach(renamed -> lost.removeAll(byGoing(renamed.after(), renamed.before())));
        downs.stream()
                .flatMap(down -> down.changes().stream())
                .filter(change -> change.hazards().contains(Hazard.DATA_LOSS))
                .map(SchemaChange::object)
                .filter(id -> from.find(id).isPresent())
                .map(DataLost::inWords)
                .forEach(lost::add);
        return List.copyOf(lost);
    }

    /** Their names, as SQL quotes them. */
    static List<String> namesLostByGoing(Schema from, Schema to) {
        return withInherited(gone(from, to), from).map(ObjectId::qualifiedName).toList();
    }

    /** The columns whose values a new type cuts; those of a type are those that have it. */
    static List<String> namesCutBy(PlannedChange planned) {
        Stream<ObjectId> columns = planned.cut().keySet().stream()
                .flatMap(id -> id.kind() == ObjectKind.COLUMN ? Stream.of(id) : ofType(id, planned.before()));
        return withInherited(columns, planned.before())
                .map(ObjectId::qualifiedName)
                .toList();
    }

    private static Stream<ObjectId> ofType(ObjectId type, Schema schema) {
        return new TypeUses(schema).columns(type).map(SchemaObject::id);
    }

    private static Stream<ObjectId> withInherited(Stream<ObjectId> objects, Schema schema) {
        return objects.flatMap(id -> Stream.concat(Stream.of(id), inherited(id, schema)));
    }

    /** Tables that inherit a column have it without being told so. */
    private static Stream<ObjectId> inherited(ObjectId column, Schema schema) {
        if (column.kind() != ObjectKind.COLUMN) {
            return Stream.empty();
        }
        Inheritance inheritance = new Inheritance(schema);
        return schema.objects().keySet().stream()
                .filter(id -> id.kind() == ObjectKind.TABLE)
                .filter(table -> inheritance.parents(table).anyMatch(parent -> parent.equals(column.parent())))
                .map(table -> table.part(ObjectKind.COLUMN, column.name()))
                .flatMap(part -> Stream.concat(Stream.of(part), inherited(part, schema)));
    }

    private static Stream<ObjectId> gone(Schema from, Schema to) {
        return from.objects().keySet().stream()
                .filter(id -> to.find(id).isEmpty())
                .filter(id -> holdsData(id, to))
                .filter(id -> from.find(id)
                        .filter(object -> object.is(Attribute.GENERATED))
                        .isEmpty());
    }

    /** A column of a dropped table is part of its rows. */
    private static boolean holdsData(ObjectId id, Schema to) {
        return switch (id.kind()) {
            case TABLE -> true;
            case COLUMN ->
                id.parent() != null
                        && to.find(id.parent()).isPresent()
                        && id.parent().kind() == ObjectKind.TABLE;
            default -> false;
        };
    }

    private static String inWords(ObjectId id) {
        return (id.kind() == ObjectKind.TABLE ? "rows of " : "values of ") + id.qualifiedName();
    }
}
