package io.github.appliedset.schema.snapshot;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.DefaultName;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.SchemaObject;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Names that two objects have, though a schema or a table has each only once. */
final class TakenNames {

    private static final Set<ObjectKind> WITH_ROWS =
            EnumSet.of(ObjectKind.TABLE, ObjectKind.VIEW, ObjectKind.MATERIALIZED_VIEW, ObjectKind.COMPOSITE_TYPE);

    /** The first version whose NOT NULL constraints have names. */
    private static final int NAMED_NOT_NULL = 18;

    private final Schema schema;
    private final UnaryOperator<String> shown;
    private final List<SnapshotProblem> problems;
    private final Map<String, ObjectId> relations = new HashMap<>();
    private final Map<String, ObjectId> types = new HashMap<>();
    private final Map<String, ObjectId> statistics = new HashMap<>();
    private final Map<String, ObjectId> constraints = new HashMap<>();

    TakenNames(Schema schema, UnaryOperator<String> shown, List<SnapshotProblem> problems) {
        this.schema = schema;
        this.shown = shown;
        this.problems = problems;
    }

    /** Adds a problem for each name that is taken twice. */
    void find() {
        this.schema.objects().values().forEach(this::find);
    }

    /** Relations, indexes and sequences of a schema share their names, and so do relations and types. */
    private void find(SchemaObject object) {
        ObjectId id = object.id();
        ObjectKind kind = id.kind();
        boolean isIndex = kind == ObjectKind.INDEX
                || kind == ObjectKind.CONSTRAINT && Keys.hasIndex(Keys.definition(this.schema, object));
        boolean isTaken = (WITH_ROWS.contains(kind) || kind == ObjectKind.SEQUENCE || isIndex)
                && isTakenInSchema(this.relations, id, id.name());
        if (!isTaken && (WITH_ROWS.contains(kind) || kind.folder().equals(ObjectKind.ENUM.folder()))) {
            isTaken = isTakenInSchema(this.types, id, id.name());
        }
        object.text(Attribute.MULTIRANGE)
                .filter(name -> name.indexOf('.') < 0)
                .ifPresent(name -> isTakenInSchema(this.types, id, name));
        sequence(object).ifPresent(name -> isTakenInSchema(this.relations, id, name));
        if (kind == ObjectKind.STATISTICS) {
            isTaken(this.statistics, id, ofStatistics(id), "schema");
        }
        if (!isTaken) {
            constraint(object)
                    .ifPresent(name -> isTaken(
                            this.constraints,
                            id,
                            Objects.requireNonNull(id.parent())
                                    .part(ObjectKind.CONSTRAINT, name)
                                    .qualifiedName(),
                            "table"));
        }
    }

    /** Without a name of its own, the sequence of an identity has the name that PostgreSQL gives it. */
    private static Optional<String> sequence(SchemaObject column) {
        ObjectId table = column.id().parent();
        return table == null || !column.is(Attribute.IDENTITY)
                ? Optional.empty()
                : Optional.of(column.text(Attribute.SEQUENCE_NAME)
                        .orElseGet(() ->
                                DefaultName.of(List.of(table.name(), column.id().name(), "seq"))));
    }

    /**
     * NOT NULL is a constraint of its table since PostgreSQL 18. So is a constraint trigger, but it can be renamed without
     * its constraint, whose name is not recorded.
     */
    private Optional<String> constraint(SchemaObject object) {
        ObjectId id = object.id();
        return switch (id.kind()) {
            case CONSTRAINT -> Optional.of(id.name());
            case COLUMN -> object.text(Attribute.NOT_NULL_NAME).or(() -> defaultOfNotNull(object));
            default -> Optional.empty();
        };
    }

    private Optional<String> defaultOfNotNull(SchemaObject column) {
        ObjectId table = Objects.requireNonNull(column.id().parent());
        boolean isOwn = this.schema.postgresMajor() >= NAMED_NOT_NULL
                && column.is(Attribute.NOT_NULL)
                && this.schema
                        .find(table)
                        .filter(object -> object.id().kind() == ObjectKind.TABLE
                                && !object.is(Attribute.PARTITION_OF)
                                && !object.is(Attribute.INHERITS))
                        .isPresent();
        return isOwn
                ? Optional.of(DefaultName.of(List.of(table.name(), column.id().name(), "not_null")))
                : Optional.empty();
    }

    /** In the schema of their table, unless their names state a different one. */
    private static String ofStatistics(ObjectId id) {
        String name = id.name();
        if (name.startsWith("\"") && name.indexOf('"', 1) == name.length() - 1) {
            return schemaOf(id)
                    .part(ObjectKind.SEQUENCE, name.substring(1, name.length() - 1))
                    .qualifiedName();
        }
        return name.indexOf('.') > 0
                ? name
                : schemaOf(id).part(ObjectKind.SEQUENCE, name).qualifiedName();
    }

    private static ObjectId schemaOf(ObjectId id) {
        ObjectId schema = id;
        while (schema.parent() != null) {
            schema = schema.parent();
        }
        return schema;
    }

    private boolean isTakenInSchema(Map<String, ObjectId> names, ObjectId id, String name) {
        return isTaken(names, id, schemaOf(id).part(ObjectKind.SEQUENCE, name).qualifiedName(), "schema");
    }

    private boolean isTaken(Map<String, ObjectId> names, ObjectId id, String name, String within) {
        ObjectId other = names.putIfAbsent(name, id);
        if (other == null) {
            return false;
        }
        this.problems.add(new SnapshotProblem(
                this.shown.apply(ObjectPath.of(id)),
                0,
                id + (id.name().equals(other.name()) ? " has the name of " : " has or needs the name of ") + other
                        + " in " + this.shown.apply(ObjectPath.of(other)) + ", and a " + within
                        + " has each name once"));
        return true;
    }
}
