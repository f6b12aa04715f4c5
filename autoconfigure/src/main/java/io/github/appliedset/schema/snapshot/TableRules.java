package io.github.appliedset.schema.snapshot;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.Inheritance;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.SchemaObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What a table can have only once, and what a table must have because of its parent or its key. */
final class TableRules {

    private final Schema schema;
    private final Inheritance inheritance;
    private final UnaryOperator<String> shown;
    private final List<SnapshotProblem> problems;
    private final Map<String, ObjectId> only = new HashMap<>();

    TableRules(Schema schema, UnaryOperator<String> shown, List<SnapshotProblem> problems) {
        this.schema = schema;
        this.inheritance = new Inheritance(schema);
        this.shown = shown;
        this.problems = problems;
    }

    /** Adds a problem for each rule that is broken. */
    void find() {
        for (SchemaObject object : this.schema.objects().values()) {
            if (object.id().kind() == ObjectKind.TABLE) {
                bound(object);
                this.inheritance.parents(object.id()).forEach(parent -> asParent(object, parent));
            } else if (object.id().kind() == ObjectKind.CONSTRAINT
                    || object.id().kind() == ObjectKind.INDEX) {
                key(object);
            }
        }
    }

    private void problem(ObjectId id, String what) {
        this.problems.add(new SnapshotProblem(file(id), 0, what));
    }

    private String file(ObjectId id) {
        return this.shown.apply(ObjectPath.of(id));
    }

    private void bound(SchemaObject partition) {
        Optional<String> parent = partition.text(Attribute.PARTITION_OF);
        Optional<String> bound = partition.text(Attribute.BOUND);
        if (parent.isPresent() && bound.isPresent()) {
            once(
                    "bound " + parent.get() + " " + bound.get(),
                    partition.id(),
                    "a partition of " + parent.get() + " " + bound.get());
        }
    }

    private void key(SchemaObject part) {
        ObjectId table = Objects.requireNonNull(part.id().parent());
        Optional<String> definition = Keys.definition(this.schema, part);
        if (part.id().kind() == ObjectKind.CONSTRAINT && Keys.isPrimary(definition)) {
            once("key " + table, part.id(), "the primary key of " + table);
            Keys.columns(definition.get()).stream()
                    .map(column -> table.part(ObjectKind.COLUMN, column))
                    .forEach(column -> nullable(column)
                            .ifPresent(nullable -> problem(
                                    part.id(),
                                    part.id() + " is a primary key, but the column " + column.name() + " is not \""
                                            + Attribute.NOT_NULL.key() + "\" in " + file(nullable.id()))));
        }
        if (part.is(Attribute.CLUSTERED)) {
            once("cluster " + table, part.id(), "the index that " + table + " is clustered on");
        }
        if (part.is(Attribute.REPLICA_IDENTITY)) {
            once("identity " + table, part.id(), "the replica identity of " + table);
        }
    }

    private void once(String role, ObjectId id, String what) {
        ObjectId other = this.only.putIfAbsent(role, id);
        if (other != null) {
            problem(id, id + " is " + what + ", and so is " + other + " in " + file(other));
        }
    }

    /** A table has each column of its parent, with the same type; a partition allows no NULL where its table allows none. */
    private void asParent(SchemaObject child, ObjectId parent) {
        if (child.is(Attribute.DETACH_PENDING)) {
            // Changes of the parent no longer reach it.
            return;
        }
        List<String> own = this.inheritance.columns(child);
        for (String name :
                this.schema.find(parent).map(this.inheritance::columns).orElse(List.of())) {
            Optional<SchemaObject> ofParent =
                    describedBy(parent.part(ObjectKind.COLUMN, name)).findFirst();
            String inParent = ofParent.map(SchemaObject::id)
                    .or(() -> Optional.of(parent))
                    .map(this::file)
                    .get();
            Optional<SchemaObject> ofChild = this.schema.find(child.id().part(ObjectKind.COLUMN, name));
            if (!own.contains(name)) {
                problem(child.id(), child.id() + " does not list the column " + name + " of its parent in " + inParent);
            } else if (ofParent.isPresent() && ofChild.isPresent()) {
                SchemaObject column = ofChild.get();
                if (!column.text(Attribute.TYPE).equals(ofParent.get().text(Attribute.TYPE))) {
                    problem(column.id(), column.id() + " has another type than that of its parent in " + inParent);
                } else if (child.is(Attribute.PARTITION_OF)
                        && ofParent.get().is(Attribute.NOT_NULL)
                        && !column.is(Attribute.NOT_NULL)) {
                    problem(column.id(), column.id() + " takes NULL, but that of its parent does not in " + inParent);
                }
            }
        }
    }

    /** The column if it allows NULL. One without a file is like that of one of its parents, but which one is unknown. */
    private Optional<SchemaObject> nullable(ObjectId column) {
        List<SchemaObject> described = describedBy(column).toList();
        return described.stream().anyMatch(each -> each.is(Attribute.NOT_NULL))
                ? Optional.empty()
                : described.stream().findFirst();
    }

    /** The column, or those of its parents, one of which it is like. */
    private Stream<SchemaObject> describedBy(ObjectId column) {
        Optional<SchemaObject> own = this.schema.find(column);
        return own.isPresent()
                ? own.stream()
                : this.inheritance
                        .parents(Objects.requireNonNull(column.parent()))
                        .flatMap(parent -> describedBy(parent.part(ObjectKind.COLUMN, column.name())));
    }
}
