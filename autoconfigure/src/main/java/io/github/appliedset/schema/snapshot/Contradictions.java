package io.github.appliedset.schema.snapshot;

import io.github.appliedset.schema.Anatomy;
import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.Coverage;
import io.github.appliedset.schema.Inheritance;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.SchemaObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Files that are valid one by one, but together are not a schema that a database can have. A merge of two branches produces
 * them without a conflict, since each branch wrote different files.
 */
final class Contradictions {

    private static final Set<Attribute> HAVE_PARENTS =
            EnumSet.of(Attribute.PARTITION_OF, Attribute.INHERITS, Attribute.ATTACHED_TO);

    private final Schema schema;
    private final Inheritance inheritance;
    private final UnaryOperator<String> shown;
    private final List<SnapshotProblem> problems = new ArrayList<>();

    private Contradictions(Schema schema, UnaryOperator<String> shown) {
        this.schema = schema;
        this.inheritance = new Inheritance(schema);
        this.shown = shown;
    }

    /**
     * Finds them.
     *
     * @param schema what the files say
     * @param shown the file of a path as shown to people
     */
    static List<SnapshotProblem> in(Schema schema, UnaryOperator<String> shown) {
        Contradictions all = new Contradictions(schema, shown);
        schema.objects().values().forEach(all::attributes);
        if (all.problems.isEmpty()) {
            schema.objects().values().forEach(all::parents);
        }
        if (all.problems.isEmpty()) {
            schema.objects().values().forEach(all::columns);
            new TakenNames(schema, shown, all.problems).find();
            new TableRules(schema, shown, all.problems).find();
            all.uses();
        }
        return all.problems;
    }

    private void problem(ObjectId id, String what) {
        this.problems.add(new SnapshotProblem(this.shown.apply(ObjectPath.of(id)), 0, what));
    }

    private String file(ObjectId id) {
        return this.shown.apply(ObjectPath.of(id));
    }

    private void attributes(SchemaObject object) {
        for (Attribute attribute : object.attributes().keySet()) {
            if (!Anatomy.has(object.id().kind(), attribute)) {
                problem(object.id(), "a " + object.id().kind().label() + " has no \"" + attribute.key() + "\"");
            }
        }
        if (object.id().kind() == ObjectKind.COLUMN && isOfTable(object.id()) && !object.is(Attribute.TYPE)) {
            problem(object.id(), "the \"type\" is missing");
        }
    }

    private static boolean isOfTable(ObjectId id) {
        ObjectId relation = id.parent();
        return relation != null && relation.kind() == ObjectKind.TABLE;
    }

    /** Names of parents that cannot be read, and cycles, which would never end. */
    private void parents(SchemaObject object) {
        if (HAVE_PARENTS.stream().noneMatch(object::is)) {
            return;
        }
        try {
            Set<ObjectId> seen = new HashSet<>();
            List<ObjectId> next = List.of(object.id());
            while (!next.isEmpty()) {
                next = next.stream()
                        .flatMap(this.inheritance::parents)
                        .distinct()
                        .toList();
                if (next.contains(object.id())) {
                    problem(object.id(), "it is its own parent");
                    return;
                }
                next = next.stream().filter(seen::add).toList();
            }
            object.text(Attribute.ATTACHED_TO)
                    .ifPresent(parent -> ObjectId.parse(
                            List.of(
                                    ObjectKind.SCHEMA,
                                    ObjectKind.TABLE,
                                    object.id().kind()),
                            parent));
        } catch (IllegalArgumentException noName) {
            problem(object.id(), String.valueOf(noName.getMessage()));
        }
    }

    private void columns(SchemaObject object) {
        if (object.id().kind() == ObjectKind.TABLE) {
            columnsOf(object);
        } else if (object.id().kind() == ObjectKind.COLUMN && object.id().parent() != null) {
            ObjectId relation = object.id().parent();
            if (columns(relation).noneMatch(object.id().name()::equals)) {
                problem(object.id(), relation + " does not list this column in " + file(relation));
            }
        }
    }

    private void columnsOf(SchemaObject table) {
        Set<String> listed = new HashSet<>();
        for (String name : table.items(Attribute.COLUMNS)) {
            ObjectId column = table.id().part(ObjectKind.COLUMN, name);
            if (!listed.add(name)) {
                problem(table.id(), "the column " + name + " is listed twice");
            } else if (coversEverything() && this.schema.find(column).isEmpty() && !isInherited(column)) {
                problem(table.id(), "it lists the column " + name + ", but " + file(column) + " is missing");
            }
        }
    }

    /** What the coverage leaves out cannot be missing. */
    private boolean coversEverything() {
        Coverage coverage = this.schema.coverage();
        return coverage.include().isEmpty() && coverage.exclude().isEmpty();
    }

    private boolean isInherited(ObjectId column) {
        return column.parent() != null
                && this.inheritance
                        .parents(column.parent())
                        .anyMatch(parent -> columns(parent).anyMatch(column.name()::equals));
    }

    /** The names of the columns of a relation, also of those without a file. */
    private Stream<String> columns(ObjectId relation) {
        return this.schema.find(relation).stream()
                .flatMap(object -> relation.kind() == ObjectKind.TABLE
                        ? this.inheritance.columns(object).stream()
                        : object.items(Attribute.COLUMNS).stream().flatMap(Contradictions::names));
    }

    /**
     * A view lists its columns with their types, and both may contain spaces: so returns everything that can be the name.
     */
    private static Stream<String> names(String column) {
        return Stream.iterate(column.indexOf(' '), space -> space > 0, space -> column.indexOf(' ', space + 1))
                .map(space -> column.substring(0, space));
    }

    private void uses() {
        Set<String> known = new HashSet<>();
        for (SchemaObject object : this.schema.objects().values()) {
            known.add(object.id().toString());
            if (object.id().kind().isRelation()) {
                columns(object.id()).forEach(name -> column(object.id(), name, known));
            }
        }
        for (SchemaObject object : this.schema.objects().values()) {
            for (String used : new TreeSet<>(object.items(Attribute.USES))) {
                if (!known.contains(used) && !isLeftOut(used)) {
                    problem(object.id(), object.id() + " uses " + used + ", " + absence(used));
                }
            }
        }
    }

    /** Whether it is a column with its type whose own file the coverage leaves out, so that only the view knows the type. */
    private boolean isLeftOut(String used) {
        return !coversEverything()
                && this.schema.objects().values().stream()
                        .filter(object -> object.id().kind() == ObjectKind.TABLE)
                        .flatMap(table ->
                                columns(table.id()).map(name -> table.id().part(ObjectKind.COLUMN, name)))
                        .anyMatch(column ->
                                used.startsWith(column + " ") && type(column).isEmpty());
    }

    private void column(ObjectId relation, String name, Set<String> known) {
        ObjectId id = relation.part(ObjectKind.COLUMN, name);
        known.add(id.toString());
        this.schema
                .find(relation)
                .ifPresent(object -> object.items(Attribute.COLUMNS).stream()
                        .filter(column -> column.startsWith(name + " "))
                        .forEach(column -> known.add(id + column.substring(name.length()))));
        type(id).ifPresent(type -> known.add(id + " " + type));
    }

    private Optional<String> type(ObjectId column) {
        return this.schema
                .find(column)
                .flatMap(object -> object.text(Attribute.TYPE))
                .or(() -> this.inheritance
                        .parents(Objects.requireNonNull(column.parent()))
                        .flatMap(parent -> type(parent.part(ObjectKind.COLUMN, column.name())).stream())
                        .findFirst());
    }

    /** Where to look: the file of the object, or of the relation that no longer has such a column. */
    private String absence(String used) {
        return this.schema.objects().values().stream()
                .filter(object -> object.id().kind().isRelation())
                .filter(object -> used.startsWith(
                        ObjectKind.COLUMN.label() + " " + object.id().qualifiedName() + "."))
                .findFirst()
                .map(relation -> this.schema.objects().keySet().stream()
                        .filter(id -> id.kind() == ObjectKind.COLUMN && used.startsWith(id + " "))
                        .findFirst()
                        .map(column -> "which has another type in " + file(column))
                        .orElse("which is not in " + file(relation.id())))
                .orElseGet(() -> "but " + expectedFile(used) + " is missing");
    }

    /** The file that the object would have. A column can be followed by its type. */
    private String expectedFile(String used) {
        return Stream.of(ObjectKind.values())
                .filter(each -> used.startsWith(each.label() + " "))
                .max(Comparator.comparing(each -> each.label().length()))
                .map(kind -> expectedFile(used, kind))
                .orElse("its file");
    }

    private String expectedFile(String used, ObjectKind kind) {
        String name = used.substring(kind.label().length() + 1);
        for (int end = name.length(); end > 0; end = name.lastIndexOf(' ', end - 1)) {
            try {
                return file(ObjectId.parse(withParents(kind), name.substring(0, end)));
            } catch (IllegalArgumentException longer) {
                // The type still exists.
            }
        }
        return "the file";
    }

    private static List<ObjectKind> withParents(ObjectKind kind) {
        return switch (kind.place()) {
            case DATABASE -> List.of(kind);
            case SCHEMA -> List.of(ObjectKind.SCHEMA, kind);
            case RELATION -> List.of(ObjectKind.SCHEMA, ObjectKind.TABLE, kind);
        };
    }
}
