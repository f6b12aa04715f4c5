package io.github.appliedset.schema.change;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.AttributeValue;
import io.github.appliedset.schema.Inheritance;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.SchemaObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Tables that get other parents: those they are partitions of, and those they inherit from. */
final class ParentChanges {

    private final Context context;
    private final ConstraintChanges constraints;

    ParentChanges(Context context, ConstraintChanges constraints) {
        this.context = context;
        this.constraints = constraints;
    }

    /** A table becomes a partition, is none any longer, or is one of another table. */
    SchemaChange changePartitioned(SchemaObject before, SchemaObject after) {
        SchemaChange change = changePartitioned(before, after, List.of());
        return after.is(Attribute.PARTITION_OF) ? change.or(changePartitioned(before, after, lacking(after))) : change;
    }

    /** Parts of its parent that a table lacks are added before it is attached, and are then no longer its own. */
    private SchemaChange changePartitioned(SchemaObject before, SchemaObject after, List<String> lacking) {
        String name = SqlName.of(after.id());
        List<String> statements = new ArrayList<>();
        before.text(Attribute.PARTITION_OF)
                .ifPresent(parent -> statements.add("ALTER TABLE " + SqlName.of(parent) + " DETACH PARTITION " + name));
        statements.addAll(NotNullName.renames(after.id(), this.context));
        lacking.forEach(clause -> statements.add("ALTER TABLE " + name + " ADD " + clause));
        after.text(Attribute.PARTITION_OF)
                .ifPresent(parent -> statements.add("ALTER TABLE " + SqlName.of(parent) + " ATTACH PARTITION " + name
                        + " " + after.text(Attribute.BOUND).orElse("DEFAULT")));
        boolean attaches = after.is(Attribute.PARTITION_OF);
        SchemaChange change = SchemaChange.of(
                Rank.OPTION,
                after.id(),
                SqlName.plain(after.id()) + (attaches ? "_attach" : "_detach"),
                (attaches ? "Attach " : "Detach ") + after.id(),
                statements);
        return change.with(attaches ? Hazard.MAY_FAIL_ON_DATA : Hazard.BREAKS_OLD_CODE);
    }

    /** A table inherits from others than before, or in another order. */
    SchemaChange change(SchemaObject before, SchemaObject after) {
        List<String> was = before.items(Attribute.INHERITS);
        List<String> is = after.items(Attribute.INHERITS);
        List<String> kept = kept(was, is);
        boolean isLeftOnTheWay = was.stream().anyMatch(parent -> is.contains(parent) && !kept.contains(parent));
        SchemaChange held = change(before, after, kept, lent(after, isLeftOnTheWay));
        return isLeftOnTheWay ? held : change(before, after, kept, List.of()).or(held);
    }

    /** The parents that stay: a new one comes last. */
    private static List<String> kept(List<String> was, List<String> is) {
        List<String> kept = new ArrayList<>();
        int from = 0;
        for (String parent : is) {
            int at = was.subList(from, was.size()).indexOf(parent);
            if (at < 0) {
                break;
            }
            kept.add(parent);
            from += at + 1;
        }
        return kept;
    }

    /** What a table inherits from nowhere is its own, and stays so: hence the new parents come first. */
    private SchemaChange change(SchemaObject before, SchemaObject after, List<String> kept, List<String> lent) {
        String alter = "ALTER TABLE " + SqlName.of(after.id());
        List<String> was = before.items(Attribute.INHERITS);
        List<String> is = after.items(Attribute.INHERITS);
        List<String> statements = new ArrayList<>();
        String lender = SqlName.of(new ObjectId(
                ObjectKind.TABLE,
                after.id().parent(),
                this.context.freeName(after.id(), List.of(after.id().name(), "columns"))));
        if (!lent.isEmpty()) {
            statements.add("CREATE TABLE " + lender + " ()");
            statements.add(alter + " INHERIT " + lender);
            lent.forEach(clause -> statements.add("ALTER TABLE " + lender + " ADD " + clause));
        }
        was.stream()
                .filter(parent -> is.contains(parent) && !kept.contains(parent))
                .forEach(parent -> statements.add(alter + " NO INHERIT " + SqlName.of(parent)));
        is.stream()
                .filter(parent -> !kept.contains(parent))
                .forEach(parent -> statements.add(alter + " INHERIT " + SqlName.of(parent)));
        was.stream()
                .filter(parent -> !is.contains(parent))
                .forEach(parent -> statements.add(alter + " NO INHERIT " + SqlName.of(parent)));
        if (!lent.isEmpty()) {
            statements.add(alter + " NO INHERIT " + lender);
            statements.add("DROP TABLE " + lender);
        }
        SchemaChange change = SchemaChange.of(
                        Rank.OPTION,
                        after.id(),
                        SqlName.plain(after.id()) + "_alter_parents",
                        "Change the parents of " + after.id(),
                        statements)
                .with(Hazard.BREAKS_OLD_CODE);
        return lent.isEmpty() ? change : change.with(Hazard.MAY_FAIL_ON_DATA);
    }

    /** What a table lacks, and what it already has and a check needs, or what it would inherit from nowhere on the way. */
    private List<String> lent(SchemaObject table, boolean isLeftOnTheWay) {
        List<String> columns = newColumns(table);
        List<String> checks = checks(table, isLeftOnTheWay);
        List<String> there = isLeftOnTheWay || !checks.isEmpty() ? presentColumns(table, isLeftOnTheWay) : List.of();
        return Stream.of(there, columns, checks).flatMap(List::stream).toList();
    }

    /** What an existing table gets from its new parents: columns and checks. */
    private List<String> lacking(SchemaObject table) {
        return Stream.concat(newColumns(table).stream(), checks(table, false).stream())
                .toList();
    }

    private List<String> newColumns(SchemaObject table) {
        Inheritance was = new Inheritance(this.context.before());
        Inheritance is = new Inheritance(this.context.after());
        return columns(table)
                .flatMap(bare -> this.context.planned(bare.id()).or(() -> is.inPlaceOf(bare)).stream())
                .filter(column -> column.is(Attribute.INHERITED))
                .filter(column -> this.context.isNew(column.id()))
                .filter(column -> was.inPlaceOf(column).isEmpty())
                .map(column -> "COLUMN " + ColumnClause.of(withName(column, this.context.after())))
                .toList();
    }

    /** Those that a parent has as well, as they are now: PostgreSQL merges columns of one type. */
    private List<String> presentColumns(SchemaObject table, boolean withNotNull) {
        Schema before = this.context.before();
        Inheritance was = new Inheritance(before);
        Inheritance is = new Inheritance(this.context.after());
        return columns(table)
                .filter(bare -> is.inPlaceOf(bare).isPresent())
                .flatMap(bare -> before.find(bare.id()).or(() -> was.inPlaceOf(bare)).stream())
                .map(column -> "COLUMN " + ColumnClause.withoutValues(column)
                        + (withNotNull ? ColumnClause.notNull(withName(column, before)) : ""))
                .toList();
    }

    private Stream<SchemaObject> columns(SchemaObject table) {
        return new Inheritance(this.context.after())
                .columns(table).stream()
                        .map(name -> new SchemaObject(table.id().part(ObjectKind.COLUMN, name), Map.of()));
    }

    private List<String> checks(SchemaObject table, boolean withThoseOfNow) {
        return ancestors(table.id(), new Inheritance(this.context.after()))
                .flatMap(parent -> this.context.partsOf(parent).stream())
                .filter(part -> part.id().kind() == ObjectKind.CONSTRAINT)
                .filter(constraint ->
                        isPassedOn(constraint.text(Attribute.DEFINITION).orElse("")))
                .filter(constraint -> withThoseOfNow
                        || this.context.isNew(table.id()
                                .part(ObjectKind.CONSTRAINT, constraint.id().name())))
                .map(this.constraints::clause)
                .distinct()
                .toList();
    }

    private static Stream<ObjectId> ancestors(ObjectId table, Inheritance inheritance) {
        return inheritance
                .parents(table)
                .flatMap(parent -> Stream.concat(Stream.of(parent), ancestors(parent, inheritance)));
    }

    /** What forbids nulls in a child has its parent's name, unless it says otherwise. */
    private static SchemaObject withName(SchemaObject column, Schema schema) {
        if (!column.is(Attribute.NOT_NULL) || column.is(Attribute.NOT_NULL_NAME)) {
            return column;
        }
        Map<Attribute, AttributeValue> attributes = new EnumMap<>(column.attributes());
        attributes.put(Attribute.NOT_NULL_NAME, new AttributeValue.Text(NotNullName.of(column, schema)));
        return new SchemaObject(column.id(), attributes);
    }

    private static boolean isPassedOn(String definition) {
        return definition.startsWith("CHECK") && !definition.contains(" NO INHERIT");
    }
}
