package io.github.appliedset.schema.change;

import io.github.appliedset.postgres.SqlLiteral;
import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.DefaultName;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.SchemaObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A serial column that becomes an identity column, or the other way round. The numbers go on where they were. */
final class IdentitySwap {

    private final Context context;

    IdentitySwap(Context context) {
        this.context = context;
    }

    /** The change, if the numbers come from a sequence of the column's own before and after. */
    Optional<SchemaChange> of(SchemaObject before, SchemaObject after, String name) {
        boolean hadIdentity = before.text(Attribute.IDENTITY).isPresent();
        boolean hasIdentity = after.text(Attribute.IDENTITY).isPresent();
        if (hadIdentity == hasIdentity) {
            return Optional.empty();
        }
        return hasIdentity
                ? sequence(before, this.context.before())
                        .filter(sequence -> this.context.planned(sequence.id()).isEmpty())
                        .map(sequence -> toIdentity(sequence, after, name))
                : sequence(after, this.context.after())
                        .filter(sequence -> this.context.isNew(sequence.id()))
                        .map(sequence -> toSequence(sequence, before, after, name));
    }

    private static Optional<SchemaObject> sequence(SchemaObject column, Schema schema) {
        return column.text(Attribute.DEFAULT)
                .flatMap(value -> schema.objects().values().stream()
                        .filter(object -> object.id().kind() == ObjectKind.SEQUENCE)
                        .filter(sequence -> value.equals("nextval(" + literal(sequence.id()) + "::regclass)"))
                        .findFirst());
    }

    private static String literal(ObjectId sequence) {
        return SqlLiteral.readable(sequence.qualifiedName());
    }

    private SchemaChange toIdentity(SchemaObject sequence, SchemaObject after, String name) {
        ObjectId id = after.id();
        String alter = alter(id);
        ObjectId old = sequence.id().parent() == null
                ? sequence.id()
                : sequence.id()
                        .parent()
                        .part(
                                ObjectKind.SEQUENCE,
                                DefaultName.of(List.of(sequence.id().name(), "old")));
        List<String> statements = new ArrayList<>();
        statements.add(alter + "DROP DEFAULT");
        statements.add("ALTER SEQUENCE " + SqlName.of(sequence.id()) + " OWNED BY NONE");
        statements.add("ALTER SEQUENCE " + SqlName.of(sequence.id()) + " RENAME TO " + SqlName.quoted(old.name()));
        statements.add(alter + "ADD GENERATED "
                + ColumnClause.identity(after.text(Attribute.IDENTITY).orElseThrow(), after));
        statements.add("SELECT pg_catalog.setval(pg_catalog.pg_get_serial_sequence("
                + SqlLiteral.readable(SqlName.relationOf(id)) + ", " + SqlLiteral.readable(id.name())
                + "), last_value, is_called) FROM " + SqlName.of(old));
        statements.add("DROP SEQUENCE " + SqlName.of(old));
        return change(id, name, statements);
    }

    private SchemaChange toSequence(SchemaObject sequence, SchemaObject before, SchemaObject after, String name) {
        ObjectId id = after.id();
        ObjectId made = Objects.requireNonNull(sequence.id().parent())
                .part(ObjectKind.SEQUENCE, DefaultName.of(List.of(sequence.id().name(), "new")));
        SchemaObject asMade = new SchemaObject(made, sequence.attributes());
        List<String> statements = new ArrayList<>();
        statements.add(new SequenceChanges(this.context).createStatement(asMade));
        statements.add("SELECT pg_catalog.setval(" + SqlLiteral.readable(SqlName.of(made))
                + ", last_value, is_called) FROM "
                + SqlName.of(Objects.requireNonNull(
                                Objects.requireNonNull(id.parent()).parent())
                        .part(ObjectKind.SEQUENCE, ColumnClause.sequenceName(before))));
        statements.add(alter(id) + "DROP IDENTITY");
        statements.add("ALTER SEQUENCE " + SqlName.of(made) + " RENAME TO "
                + SqlName.quoted(sequence.id().name()));
        statements.add(
                alter(id) + "SET DEFAULT " + after.text(Attribute.DEFAULT).orElseThrow());
        SequenceChanges.ownedBy(sequence).ifPresent(statements::add);
        statements.addAll(Comments.of(sequence));
        return change(id, name, statements);
    }

    private static SchemaChange change(ObjectId id, String name, List<String> statements) {
        return SchemaChange.of(Rank.COLUMN_OF_ROWS, id, name, "Number " + id + " by another sequence", statements);
    }

    private static String alter(ObjectId column) {
        return "ALTER TABLE " + SqlName.relationOf(column) + " ALTER COLUMN " + SqlName.quoted(column.name()) + " ";
    }
}
