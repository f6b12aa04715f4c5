package io.github.appliedset.schema;

import io.github.appliedset.Internal;
import io.github.appliedset.schema.AttributeValue.Flag;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What partitions and inheriting tables get from their parents. A schema contains a part of a child only if it differs from
 * the parent's; this adds what is left out.
 *
 * @param schema the schema
 */
@Internal
public record Inheritance(Schema schema) {

    /** A child has its own, or none. */
    private static final Set<Attribute> NEVER_INHERITED = EnumSet.of(
            Attribute.IDENTITY,
            Attribute.SEQUENCE,
            Attribute.SEQUENCE_NAME,
            Attribute.SEQUENCE_PERSISTENCE,
            Attribute.SEQUENCE_COMMENT,
            Attribute.SEQUENCE_GRANTS,
            Attribute.NOT_NULL_LOCAL,
            Attribute.NOT_NULL_NAME,
            Attribute.NOT_NULL_COMMENT,
            Attribute.STATISTICS_TARGET,
            Attribute.OPTIONS,
            Attribute.COMMENT,
            Attribute.SECURITY_LABELS,
            Attribute.GRANTS,
            Attribute.USES);

    /** The attributes of a column that is the same as its parent's. */
    public static Map<Attribute, AttributeValue> ofColumn(Map<Attribute, AttributeValue> parent) {
        Map<Attribute, AttributeValue> inherited = new EnumMap<>(Attribute.class);
        inherited.putAll(parent);
        inherited.keySet().removeAll(NEVER_INHERITED);
        inherited.put(Attribute.INHERITED, new Flag());
        return inherited;
    }

    /**
     * What this schema has in place of a child's part that another schema contains.
     *
     * @param other the part in the other schema
     * @return empty if there is nothing
     */
    public Optional<SchemaObject> inPlaceOf(SchemaObject other) {
        ObjectId table = other.id().parent();
        if (table == null || this.schema.find(table).isEmpty() || other.is(Attribute.OWN_NAME)) {
            return Optional.empty();
        }
        if (other.id().kind() == ObjectKind.COLUMN) {
            return column(table, other.id().name());
        }
        return other.text(Attribute.ATTACHED_TO)
                .filter(parent -> hasPart(table, parent))
                .map(parent -> new SchemaObject(
                        other.id(), Map.of(Attribute.ATTACHED_TO, Objects.requireNonNull(value(other)))));
    }

    private static @Nullable AttributeValue value(SchemaObject part) {
        return part.attributes().get(Attribute.ATTACHED_TO);
    }

    /** The column of a table that is not in the schema, because it is the same as a parent's. */
    private Optional<SchemaObject> column(ObjectId table, String name) {
        return parents(table)
                .flatMap(parent -> {
                    ObjectId id = parent.part(ObjectKind.COLUMN, name);
                    return this.schema.find(id).or(() -> column(parent, name)).stream();
                })
                .findFirst()
                .map(parent -> new SchemaObject(table.part(ObjectKind.COLUMN, name), ofColumn(parent.attributes())));
    }

    /** Whether a parent of a table, or a parent of that, has such a part. */
    private boolean hasPart(ObjectId table, String qualifiedName) {
        return parents(table)
                .anyMatch(parent -> Stream.of(ObjectKind.CONSTRAINT, ObjectKind.INDEX, ObjectKind.TRIGGER)
                        .map(kind -> ObjectId.parse(List.of(ObjectKind.SCHEMA, ObjectKind.TABLE, kind), qualifiedName))
                        .anyMatch(part -> parent.equals(part.parent())
                                && (this.schema.find(part).isPresent()
                                        || parents(parent).findAny().isPresent())));
    }

    /** Whether a column is NOT NULL in a parent of its table, which passes that on. */
    public boolean isRequiredByAParent(ObjectId table, String column) {
        return parents(table)
                .anyMatch(parent -> this.schema
                        .find(parent.part(ObjectKind.COLUMN, column))
                        .map(own -> own.is(Attribute.NOT_NULL) && !own.is(Attribute.NOT_NULL_NO_INHERIT))
                        .orElseGet(() -> isRequiredByAParent(parent, column)));
    }

    /** The tables that a table is a partition of, or inherits from. */
    public Stream<ObjectId> parents(ObjectId table) {
        return this.schema.find(table).stream()
                .flatMap(object -> Stream.concat(
                        object.text(Attribute.PARTITION_OF).stream(), object.items(Attribute.INHERITS).stream()))
                .map(parent -> ObjectId.parse(List.of(ObjectKind.SCHEMA, ObjectKind.TABLE), parent))
                .filter(parent -> !parent.equals(table));
    }

    /** The columns of a table in order; those of a partition are the same as its parent's unless it says otherwise. */
    public List<String> columns(SchemaObject table) {
        return table.is(Attribute.COLUMNS) || !table.is(Attribute.PARTITION_OF)
                ? table.items(Attribute.COLUMNS)
                : parents(table.id())
                        .findFirst()
                        .flatMap(this.schema::find)
                        .map(this::columns)
                        .orElse(List.of());
    }
}
