package io.github.appliedset.schema.change;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.DefaultName;
import io.github.appliedset.schema.Inheritance;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.SchemaObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The name of the constraint that forbids nulls in a column, since PostgreSQL 18. */
final class NotNullName {

    private static final int A_CONSTRAINT_SINCE = 18;

    private NotNullName() {}

    /** Gives those of a table their new names, as long as it has no parent. */
    static List<String> renames(ObjectId table, Context context) {
        if (context.major() < A_CONSTRAINT_SINCE) {
            return List.of();
        }
        return Stream.of(context.before(), context.after())
                .flatMap(schema -> schema.objects().keySet().stream())
                .filter(id -> id.kind() == ObjectKind.COLUMN && table.equals(id.parent()))
                .distinct()
                .flatMap(id -> required(id, context.before()).stream()
                        .flatMap(was -> required(id, context.after()).stream()
                                .flatMap(is -> rename(of(was, context.before()), of(is, context.after()), table))))
                .toList();
    }

    private static Stream<String> rename(String from, String to, ObjectId table) {
        return from.equals(to)
                ? Stream.empty()
                : Stream.of("ALTER TABLE " + SqlName.of(table) + " RENAME CONSTRAINT " + SqlName.quoted(from) + " TO "
                        + SqlName.quoted(to));
    }

    /** A column that is the same as its parent's is not in the schema. */
    private static Optional<SchemaObject> required(ObjectId column, Schema schema) {
        return schema.find(column)
                .or(() -> new Inheritance(schema).inPlaceOf(new SchemaObject(column, Map.of())))
                .filter(it -> it.is(Attribute.NOT_NULL));
    }

    /** The column's own, or else its parent's, or else the name that PostgreSQL chooses. */
    static String of(SchemaObject column, Schema schema) {
        return column.text(Attribute.NOT_NULL_NAME)
                .or(() -> ofItsParent(column, schema))
                .orElseGet(() ->
                        DefaultName.of(List.of(table(column).name(), column.id().name(), "not_null")));
    }

    private static ObjectId table(SchemaObject column) {
        return Objects.requireNonNull(column.id().parent());
    }

    /** The name of its parent's; empty if no parent forbids nulls. */
    static Optional<String> ofItsParent(SchemaObject column, Schema schema) {
        return ofAParent(table(column), column.id().name(), schema);
    }

    private static Optional<String> ofAParent(ObjectId table, String name, Schema schema) {
        return new Inheritance(schema)
                .parents(table)
                .flatMap(parent -> schema
                        .find(parent.part(ObjectKind.COLUMN, name))
                        .map(column -> Optional.of(column)
                                .filter(it -> it.is(Attribute.NOT_NULL) && !it.is(Attribute.NOT_NULL_NO_INHERIT))
                                .map(it -> of(it, schema)))
                        .orElseGet(() -> ofAParent(parent, name, schema))
                        .stream())
                .findFirst();
    }
}
