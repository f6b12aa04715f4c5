package io.github.appliedset.schema.catalog;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.AttributeValue;
import io.github.appliedset.schema.AttributeValue.Items;
import io.github.appliedset.schema.AttributeValue.Text;
import io.github.appliedset.schema.Inheritance;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.wording.CanonicalWording;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Combines the rows of all queries: assigns objects to their parents, and leaves out whatever is not covered. */
final class CatalogObjects {

    private final CatalogScope scope;
    private final List<CatalogRow> rows;
    private final Map<Long, ObjectId> schemas = new HashMap<>();
    private final Map<Long, ObjectId> relations = new HashMap<>();
    private final Set<Long> leftOut = new HashSet<>();
    private final Set<Long> ofTrackers = new HashSet<>();
    private final Map<Long, List<CatalogRow>> columns = new HashMap<>();
    private List<Reference> references = List.of();

    CatalogObjects(CatalogScope scope, List<CatalogRow> rows) {
        this.scope = scope;
        this.rows = rows;
        for (CatalogRow row : rows) {
            if (row.kind() == ObjectKind.SCHEMA) {
                this.schemas.put(row.address().id(), ObjectId.of(ObjectKind.SCHEMA, row.name()));
            }
        }
        for (CatalogRow row : rows) {
            ObjectId schema = this.schemas.get(row.schema());
            if (row.kind().isRelation() && schema != null) {
                if (row.ofMigrator()) {
                    this.ofTrackers.add(row.schema());
                }
                if (row.ofExtension() || this.scope.leavesOut(schema.name(), row)) {
                    this.leftOut.add(row.address().id());
                } else {
                    this.relations.put(row.address().id(), schema.part(row.kind(), row.name()));
                }
            } else if (row.kind() == ObjectKind.COLUMN) {
                this.columns
                        .computeIfAbsent(row.relation(), any -> new ArrayList<>())
                        .add(row);
            }
        }
    }

    void comments(Map<ObjectAddress, String> comments) {
        add(Attribute.COMMENT, comments, Text::new);
    }

    void owners(Map<ObjectAddress, String> owners) {
        add(Attribute.OWNER, owners, Text::new);
    }

    void lists(Attribute attribute, Map<ObjectAddress, List<String>> lists) {
        add(attribute, lists, Items::new);
    }

    private <T> void add(Attribute attribute, Map<ObjectAddress, T> values, Function<T, AttributeValue> wrap) {
        for (CatalogRow row : this.rows) {
            T value = values.get(row.address());
            if (value != null) {
                row.attributes().put(attribute, wrap.apply(value));
            }
        }
    }

    void references(List<Reference> found) {
        this.references = found;
    }

    /** The oids of the views. */
    List<Long> views() {
        return this.relations.entrySet().stream()
                .filter(relation -> relation.getValue().kind() != ObjectKind.TABLE)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    void definitions(Map<Long, String> definitions) {
        for (CatalogRow row : this.rows) {
            String definition = definitions.get(row.address().id());
            if (definition != null && row.kind().isRelation()) {
                row.attributes().put(Attribute.DEFINITION, new Text(definition));
            }
        }
    }

    Schema schema(int major, NavigableMap<String, Integer> notTold) {
        Map<Long, CatalogRow> relationRows = new HashMap<>();
        for (CatalogRow row : this.rows) {
            if (row.kind().isRelation()) {
                relationRows.put(row.address().id(), row);
            }
        }
        NavigableMap<ObjectId, SchemaObject> objects = new TreeMap<>();
        for (CatalogRow row : this.rows) {
            if (row.kind() == ObjectKind.COLUMN && !saysSomething(row, relationRows)) {
                continue;
            }
            if (row.attachedName() != null && row.attributes().isEmpty()) {
                continue;
            }
            if (row.kind().isRelation()) {
                columnsOf(row);
                parentsOf(row);
            }
            attach(row);
            id(row).ifPresent(id -> objects.put(id, new SchemaObject(id, row.attributes())));
        }
        for (CatalogRow row : this.rows) {
            if (row.kind() == ObjectKind.SCHEMA && (row.ofExtension() || isOfTracker(row))) {
                ObjectId schema = ObjectId.of(ObjectKind.SCHEMA, row.name());
                if (objects.keySet().stream().noneMatch(id -> id.isWithin(schema))) {
                    objects.remove(schema);
                }
            }
        }
        Schema schema = Schema.of(major, this.scope.coverage(), notTold, CanonicalWording.of(objects.values()));
        return new Schema(
                major, this.scope.coverage(), schema.notTold(), new References(places(), this.references).in(schema));
    }

    private Map<ObjectAddress, References.Place> places() {
        Map<ObjectAddress, References.Place> places = new HashMap<>();
        for (CatalogRow row : this.rows) {
            id(row).ifPresent(id -> places.put(row.address(), new References.Place(id, row.type())));
        }
        return places;
    }

    /** Whether a schema exists only because of a tracker, if it has nothing else. */
    private boolean isOfTracker(CatalogRow schema) {
        return !schema.name().equals("public")
                && this.scope.leavesOutBare(
                        schema.name(), this.ofTrackers.contains(schema.address().id()));
    }

    /** Whether a row becomes an object. */
    boolean isShown(CatalogRow row) {
        return id(row).isPresent();
    }

    private Optional<ObjectId> id(CatalogRow row) {
        if (this.leftOut.contains(row.owner())) {
            return Optional.empty();
        }
        return switch (row.kind().place()) {
            case DATABASE -> Optional.of(ObjectId.of(row.kind(), row.name()));
            case SCHEMA ->
                row.kind().isRelation()
                        ? Optional.ofNullable(this.relations.get(row.address().id()))
                        : Optional.ofNullable(this.schemas.get(row.schema()))
                                .map(schema -> schema.part(row.kind(), row.name()));
            case RELATION ->
                Optional.ofNullable(this.relations.get(row.relation()))
                        .map(relation -> relation.part(row.kind(), row.name()));
        };
    }

    /** The names, in order; with their types where no column has a file of its own. */
    private void columnsOf(CatalogRow relation) {
        List<String> its = names(relation.address().id());
        if (relation.kind() != ObjectKind.TABLE) {
            its = this.columns.getOrDefault(relation.address().id(), List.of()).stream()
                    .map(column -> column.name() + " " + column.attributes().get(Attribute.TYPE))
                    .toList();
        }
        boolean isAsParent = relation.attributes().containsKey(Attribute.PARTITION_OF)
                && relation.parents().stream()
                        .allMatch(parent ->
                                names(parent).equals(names(relation.address().id())));
        if (!its.isEmpty() && !isAsParent) {
            relation.attributes().put(Attribute.COLUMNS, new Items(its));
        }
    }

    private List<String> names(long relation) {
        return this.columns.getOrDefault(relation, List.of()).stream()
                .map(CatalogRow::name)
                .toList();
    }

    private void attach(CatalogRow row) {
        ObjectId parent = this.relations.get(row.attachedRelation());
        if (parent != null && row.attachedName() != null) {
            row.attributes()
                    .put(
                            Attribute.ATTACHED_TO,
                            new Text(parent.part(row.kind(), row.attachedName()).qualifiedName()));
        }
    }

    /** By the names used in their own files. */
    private void parentsOf(CatalogRow relation) {
        List<String> parents = relation.parents().stream()
                .map(this.relations::get)
                .filter(Objects::nonNull)
                .map(ObjectId::qualifiedName)
                .toList();
        if (!parents.isEmpty() && relation.attributes().containsKey(Attribute.PARTITION_OF)) {
            relation.attributes().put(Attribute.PARTITION_OF, new Text(parents.get(0)));
        } else if (!parents.isEmpty()) {
            relation.attributes().put(Attribute.INHERITS, new Items(parents));
        }
    }

    /** Whether a column needs its own entry: not if its view or its parent describes it completely. */
    private boolean saysSomething(CatalogRow column, Map<Long, CatalogRow> relationRows) {
        CatalogRow relation = relationRows.get(column.relation());
        if (relation == null) {
            return false;
        }
        if (relation.kind() != ObjectKind.TABLE) {
            column.attributes().remove(Attribute.TYPE);
            return !column.attributes().isEmpty();
        }
        if (!column.attributes().containsKey(Attribute.INHERITED)) {
            return true;
        }
        return relation.parents().stream()
                .flatMap(parent -> this.columns.getOrDefault(parent, List.of()).stream())
                .filter(ofParent -> ofParent.name().equals(column.name()))
                .noneMatch(
                        ofParent -> Inheritance.ofColumn(ofParent.attributes()).equals(column.attributes()));
    }
}
