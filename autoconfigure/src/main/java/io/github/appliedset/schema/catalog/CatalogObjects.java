package io.github.appliedset.schema.catalog;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.AttributeValue;
import io.github.appliedset.schema.AttributeValue.Items;
import io.github.appliedset.schema.AttributeValue.Text;
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

    /** Attributes that make an inherited column differ from the parent's. */
    private static final Set<Attribute> OVERRIDABLE =
            Set.of(Attribute.NOT_NULL, Attribute.DEFAULT, Attribute.GENERATED, Attribute.COLLATION);

    private static final Set<Attribute> NEVER_INHERITED = Set.of(
            Attribute.COMMENT, Attribute.STATISTICS_TARGET, Attribute.OPTIONS, Attribute.GRANTS, Attribute.STORAGE);

    private final CatalogScope scope;
    private final List<CatalogRow> rows;
    private final Map<Long, ObjectId> schemas = new HashMap<>();
    private final Map<Long, ObjectId> relations = new HashMap<>();
    private final Set<Long> leftOut = new HashSet<>();
    private final Map<Long, List<CatalogRow>> columns = new HashMap<>();

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
                if (this.scope.leavesOut(schema.name(), row.name())) {
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

    void grants(Map<ObjectAddress, List<String>> grants) {
        add(Attribute.GRANTS, grants, Items::new);
    }

    private <T> void add(Attribute attribute, Map<ObjectAddress, T> values, Function<T, AttributeValue> wrap) {
        for (CatalogRow row : this.rows) {
            T value = values.get(row.address());
            if (value != null) {
                row.attributes().put(attribute, wrap.apply(value));
            }
        }
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

    Schema schema(int major) {
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
            if (row.kind().isRelation()) {
                columnsOf(row);
                parentsOf(row);
            }
            id(row).ifPresent(id -> objects.put(id, new SchemaObject(id, row.attributes())));
        }
        for (CatalogRow row : this.rows) {
            if (row.kind() == ObjectKind.SCHEMA && (row.ofExtension() || isOfTracker(row.name()))) {
                ObjectId schema = ObjectId.of(ObjectKind.SCHEMA, row.name());
                if (objects.keySet().stream().noneMatch(id -> id.isWithin(schema))) {
                    objects.remove(schema);
                }
            }
        }
        return Schema.of(major, this.scope.coverage(), CanonicalWording.of(objects.values()));
    }

    private boolean isOfTracker(String schema) {
        return schema.equals(this.scope.trackerSchema()) && !schema.equals("public");
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
        List<CatalogRow> its = this.columns.getOrDefault(relation.address().id(), List.of());
        boolean isTable = relation.kind() == ObjectKind.TABLE;
        boolean allFromParent = relation.attributes().containsKey(Attribute.PARTITION_OF);
        if (!its.isEmpty() && !allFromParent) {
            relation.attributes()
                    .put(
                            Attribute.COLUMNS,
                            new Items(its.stream()
                                    .map(column -> isTable
                                            ? column.name()
                                            : column.name() + " "
                                                    + column.attributes().get(Attribute.TYPE))
                                    .toList()));
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
        boolean isOwn = column.attributes().keySet().stream().anyMatch(NEVER_INHERITED::contains);
        return isOwn
                || relation.parents().stream()
                        .flatMap(parent -> this.columns.getOrDefault(parent, List.of()).stream())
                        .filter(ofParent -> ofParent.name().equals(column.name()))
                        .noneMatch(ofParent -> overridden(ofParent).equals(overridden(column)));
    }

    private static Map<Attribute, AttributeValue> overridden(CatalogRow column) {
        Map<Attribute, AttributeValue> some = new HashMap<>(column.attributes());
        some.keySet().retainAll(OVERRIDABLE);
        return some;
    }
}
