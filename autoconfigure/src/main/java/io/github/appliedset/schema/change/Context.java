package io.github.appliedset.schema.change;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.DefaultName;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.drift.Difference.Different;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a change can use: the whole schema now, and as it should be. */
final class Context {

    private final Schema before;
    private final Schema after;
    private final boolean online;
    private final Map<ObjectId, List<SchemaObject>> parts;

    /**
     * Creates a context.
     *
     * @param online whether to use the form that blocks least
     */
    Context(Schema before, Schema after, boolean online) {
        this.before = before;
        this.after = after;
        this.online = online;
        this.parts = after.objects().values().stream()
                .filter(object -> object.id().parent() != null)
                .collect(Collectors.groupingBy(object -> object.id().parent()));
    }

    /** Whether nobody uses the relation yet, so that nothing can be blocked. */
    boolean isNew(ObjectId relation) {
        return this.before.find(relation).isEmpty();
    }

    /** Whether other sessions may be using the relation, and must not be blocked. */
    boolean isInUse(ObjectId relation) {
        return this.online && !isNew(relation);
    }

    /** Whether it is in use, and can use the forms that PostgreSQL has only for a single table. */
    boolean isBusy(ObjectId relation) {
        return isInUse(relation) && !isPartitioned(relation);
    }

    /** Keeps the rows of inheriting tables out of a query about a key, which does not cover them. */
    String only(ObjectId relation) {
        return relation.kind() == ObjectKind.TABLE && !isPartitioned(relation) ? "ONLY " : "";
    }

    /** The same for a table by its name in SQL; nothing if there is no such table. */
    String only(String name) {
        return this.after.objects().keySet().stream()
                .filter(id -> id.kind() == ObjectKind.TABLE)
                .filter(table -> SqlName.of(table).equals(name))
                .map(this::only)
                .findFirst()
                .orElse("");
    }

    boolean isPartitioned(ObjectId relation) {
        return this.after
                .find(relation)
                .or(() -> this.before.find(relation))
                .filter(table -> table.text(Attribute.PARTITION_BY).isPresent())
                .isPresent();
    }

    boolean remains(ObjectId id) {
        return this.after.find(id).isPresent();
    }

    /** Drops the foreign keys from other tables to this one. */
    List<String> keysTo(ObjectId table) {
        return this.before.objects().values().stream()
                .filter(object -> object.id().kind() == ObjectKind.CONSTRAINT)
                .filter(object -> !table.equals(object.id().parent()))
                .filter(key -> key.text(Attribute.DEFINITION)
                        .filter(definition -> definition.contains(" REFERENCES " + SqlName.of(table) + "("))
                        .isPresent())
                .map(key -> "ALTER TABLE " + SqlName.relationOf(key.id()) + " DROP CONSTRAINT "
                        + SqlName.quoted(key.id().name()))
                .toList();
    }

    /** A default name, or one like it, that nothing in the schema has now or should have. */
    String freeName(ObjectId beside, List<String> parts) {
        List<String> numbered = new ArrayList<>(parts);
        String last = numbered.remove(parts.size() - 1);
        return IntStream.iterate(0, number -> number + 1)
                .mapToObj(number -> Stream.concat(numbered.stream(), Stream.of(number == 0 ? last : last + number))
                        .toList())
                .map(DefaultName::of)
                .filter(name -> !isTaken(beside, name))
                .findFirst()
                .orElseThrow();
    }

    private boolean isTaken(ObjectId beside, String name) {
        return Stream.of(this.before, this.after)
                .flatMap(schema -> schema.objects().keySet().stream())
                .filter(id -> id.kind() != ObjectKind.COLUMN && id.name().equals(name))
                .anyMatch(id -> schemaOf(id).equals(schemaOf(beside)));
    }

    private static ObjectId schemaOf(ObjectId id) {
        ObjectId schema = id;
        while (schema.parent() != null) {
            schema = schema.parent();
        }
        return schema;
    }

    Optional<SchemaObject> planned(ObjectId id) {
        return this.after.find(id);
    }

    Schema before() {
        return this.before;
    }

    Schema after() {
        return this.after;
    }

    int major() {
        return this.before.postgresMajor() == 0 ? this.after.postgresMajor() : this.before.postgresMajor();
    }

    /** What belongs to an object, as it should be. */
    List<SchemaObject> partsOf(ObjectId relation) {
        return this.parts.getOrDefault(relation, List.of());
    }

    static boolean changes(Different different, Attribute attribute) {
        return different.changes().stream().anyMatch(change -> change.attribute() == attribute);
    }
}
