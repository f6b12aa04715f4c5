package io.github.appliedset.schema.catalog;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.AttributeValue.Items;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.SchemaObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the objects of a schema refer to.
 *
 * @param places the objects and columns by their addresses
 * @param references all that the catalogs have
 */
record References(Map<ObjectAddress, Place> places, List<Reference> references) {

    /**
     * An object.
     *
     * @param id its identity
     * @param type of a column; null for anything else, or if it is unknown
     */
    record Place(ObjectId id, @Nullable String type) {

        /** Whether it exists, possibly as a column that has no entry because its relation describes it. */
        boolean isIn(Schema schema) {
            return schema.find(this.id).isPresent()
                    || this.id.kind() == ObjectKind.COLUMN
                            && this.id.parent() != null
                            && schema.find(this.id.parent()).isPresent();
        }
    }

    /** The objects of a schema, each with what it uses of the others. What every part uses, its relation, is left out. */
    NavigableMap<ObjectId, SchemaObject> in(Schema schema) {
        Map<ObjectId, TreeSet<String>> used = new HashMap<>();
        for (Reference reference : this.references) {
            Place from = this.places.get(reference.from());
            Place to = this.places.get(reference.to());
            if (from != null
                    && to != null
                    && to.isIn(schema)
                    && !to.id().equals(from.id())
                    && !to.id().equals(from.id().parent())
                    && !from.id().equals(to.id().parent())) {
                used.computeIfAbsent(from.id(), any -> new TreeSet<>()).add(text(from.id(), to));
            }
        }
        NavigableMap<ObjectId, SchemaObject> objects = new TreeMap<>(schema.objects());
        used.forEach((id, uses) -> objects.computeIfPresent(
                id, (any, object) -> object.with(Attribute.USES, new Items(List.copyOf(uses)))));
        return objects;
    }

    /** A view keeps the types that its columns had, so it uses them, too. */
    private static String text(ObjectId from, Place to) {
        boolean isTyped = from.kind() == ObjectKind.VIEW || from.kind() == ObjectKind.MATERIALIZED_VIEW;
        return isTyped && to.type() != null && to.id().kind() == ObjectKind.COLUMN
                ? to.id() + " " + to.type()
                : to.id().toString();
    }
}
