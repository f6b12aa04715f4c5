package io.github.appliedset.schema.change;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.drift.Difference.Different;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a column of an existing table allows nulls: a mark on the column, and since PostgreSQL 18 a constraint with a
 * name.
 */
final class RequiredColumn {

    private static final int A_CONSTRAINT_SINCE = 18;
    private static final String NOT_VALID = " NOT VALID";

    private final Context context;
    private final SchemaObject column;
    private final ObjectId table;

    RequiredColumn(Context context, SchemaObject column) {
        this.context = context;
        this.column = column;
        this.table = Objects.requireNonNull(column.id().parent());
    }

    static boolean isMetBy(Different different) {
        return Context.changes(different, Attribute.NOT_NULL)
                || Context.changes(different, Attribute.NOT_NULL_NOT_VALID)
                || Context.changes(different, Attribute.NOT_NULL_NAME)
                || Context.changes(different, Attribute.NOT_NULL_NO_INHERIT)
                || Context.changes(different, Attribute.NOT_NULL_LOCAL);
    }

    /** From the former state of the column. */
    List<SchemaChange> from(SchemaObject before) {
        if (!this.column.is(Attribute.NOT_NULL)) {
            return before.is(Attribute.NOT_NULL) ? List.of(allow()) : List.of();
        }
        if (!before.is(Attribute.NOT_NULL)) {
            return forbid();
        }
        List<SchemaChange> changes = new ArrayList<>();
        String wasNamed = name(before, this.context.before());
        boolean isValid = !this.column.is(Attribute.NOT_NULL_NOT_VALID);
        if (isValid == before.is(Attribute.NOT_NULL_NOT_VALID)) {
            changes.add(isValid ? validate(wasNamed) : suspend());
        }
        if (isValid && !wasNamed.equals(name())) {
            changes.add(renamed(List.of(rename(wasNamed))).or(renamedDetached()));
        }
        if (before.is(Attribute.NOT_NULL_NO_INHERIT) != this.column.is(Attribute.NOT_NULL_NO_INHERIT)) {
            changes.add(change(
                    Rank.COLUMN_OF_ROWS,
                    "_alter_column_",
                    "Change who inherits the not-null constraint of ",
                    "ALTER CONSTRAINT " + wasNamed
                            + (this.column.is(Attribute.NOT_NULL_NO_INHERIT) ? " NO INHERIT" : " INHERIT")));
        }
        if (this.column.is(Attribute.NOT_NULL_LOCAL) != before.is(Attribute.NOT_NULL_LOCAL)) {
            changes.addAll(this.column.is(Attribute.NOT_NULL_LOCAL) ? List.of(ownBesideTheParents()) : parentsAlone());
        }
        return changes;
    }

    private String rename(String wasNamed) {
        return alterTable() + "RENAME CONSTRAINT " + wasNamed + " TO " + name();
    }

    private SchemaChange renamed(List<String> statements) {
        return SchemaChange.of(
                Rank.OPTION,
                this.column.id(),
                fileName("_alter_column_"),
                "Rename the not-null constraint of " + this.column.id(),
                statements);
    }

    /** As long as a partition is attached, its parent decides; it is attached once for all its columns. */
    private @Nullable SchemaChange renamedDetached() {
        Optional<SchemaObject> partition = this.context
                .planned(this.table)
                .filter(table -> table.text(Attribute.PARTITION_OF).isPresent())
                .filter(table -> this.context
                        .before()
                        .find(this.table)
                        .filter(was -> was.text(Attribute.PARTITION_OF).equals(table.text(Attribute.PARTITION_OF)))
                        .isPresent());
        if (partition.isEmpty()) {
            return null;
        }
        List<String> statements = new ArrayList<>(TableChanges.attachedAgain(partition.get()));
        statements.addAll(1, NotNullName.renames(this.table, this.context));
        this.context.partsOf(this.table).stream()
                .filter(part -> part.is(Attribute.NOT_NULL_LOCAL))
                .map(part -> new RequiredColumn(this.context, part))
                .forEach(own -> statements.add(own.alterTable() + own.ownAction()));
        return renamed(statements).with(Hazard.MAY_FAIL_ON_DATA);
    }

    /** PostgreSQL looks at no row for it. */
    private SchemaChange ownBesideTheParents() {
        return change(Rank.OPTION, "_alter_column_", "Forbid nulls, whatever its parent allows, in ", ownAction());
    }

    private String ownAction() {
        return "ALTER COLUMN " + quoted() + " SET NOT NULL";
    }

    /**
     * No statement removes a child's own one, but a newly attached partition has none of its own. It is attached once for
     * all its columns.
     */
    private List<SchemaChange> parentsAlone() {
        if (!isFirstToLoseItsOwn()) {
            return List.of();
        }
        return this.context
                .planned(this.table)
                .filter(partition -> partition.text(Attribute.PARTITION_OF).isPresent())
                .filter(partition -> !this.context.isNew(partition.id()))
                .map(partition -> SchemaChange.of(
                        Rank.OPTION,
                        this.table,
                        SqlName.plain(this.table) + "_attach_again",
                        "Forbid nulls only as long as its parent does in " + this.column.id(),
                        TableChanges.attachedAgain(partition)))
                .stream()
                .toList();
    }

    private boolean isFirstToLoseItsOwn() {
        return this.context.before().objects().values().stream()
                .filter(part -> this.table.equals(part.id().parent()) && part.is(Attribute.NOT_NULL_LOCAL))
                .map(SchemaObject::id)
                .filter(id -> this.context
                        .planned(id)
                        .filter(part -> part.is(Attribute.NOT_NULL_LOCAL))
                        .isEmpty())
                .findFirst()
                .filter(this.column.id()::equals)
                .isPresent();
    }

    /** Nulls are forbidden in new rows first, and then looked for without blocking the table. */
    List<SchemaChange> forbid() {
        boolean isConstraint = this.context.major() >= A_CONSTRAINT_SINCE;
        String add = "ADD CONSTRAINT " + name() + " NOT NULL " + quoted();
        SchemaChange plain = change(
                        Rank.COLUMN_OF_ROWS,
                        "_alter_column_",
                        "Forbid nulls in ",
                        isConstraint && this.column.is(Attribute.NOT_NULL_NAME)
                                ? add
                                : "ALTER COLUMN " + quoted() + " SET NOT NULL")
                .failingOn(Misfits.nulls(this.column.id()));
        if (this.column.is(Attribute.NOT_NULL_NOT_VALID)) {
            return List.of(
                    change(Rank.COLUMN_OF_ROWS, "_alter_column_", "Forbid nulls in new rows of ", add + NOT_VALID));
        }
        if (!this.context.isInUse(this.table)) {
            return List.of(plain);
        }
        if (isConstraint) {
            return List.of(forbidInNewRows(add).or(plain), validate(name()));
        }
        String check = SqlName.quoted(this.context.freeName(
                this.table, List.of(this.table.name(), this.column.id().name(), "not_null_check")));
        return List.of(
                forbidInNewRows("ADD CONSTRAINT " + check + " CHECK (" + quoted() + " IS NOT NULL)"),
                validate(check),
                SchemaChange.of(
                        Rank.VALIDATION,
                        this.column.id(),
                        fileName("_alter_column_"),
                        "Forbid nulls in " + this.column.id(),
                        alterTable() + "ALTER COLUMN " + quoted() + " SET NOT NULL",
                        alterTable() + "DROP CONSTRAINT " + check));
    }

    private SchemaChange allow() {
        return change(
                Rank.DROP_CONSTRAINT,
                "_alter_column_",
                "Allow nulls in ",
                "ALTER COLUMN " + quoted() + " DROP NOT NULL");
    }

    private SchemaChange forbidInNewRows(String add) {
        return change(Rank.COLUMN_OF_ROWS, "_check_column_", "Forbid nulls in new rows of ", add + NOT_VALID);
    }

    private SchemaChange validate(String constraint) {
        return SchemaChange.of(
                        Rank.VALIDATION,
                        this.column.id(),
                        fileName("_validate_column_"),
                        "Check that " + this.column.id() + " holds no null",
                        alterTable() + "VALIDATE CONSTRAINT " + constraint)
                .failingOn(Misfits.nulls(this.column.id()));
    }

    /** The same without a claim about the existing rows. */
    private SchemaChange suspend() {
        return SchemaChange.of(
                Rank.COLUMN_OF_ROWS,
                this.column.id(),
                fileName("_alter_column_"),
                "Forbid nulls in new rows of " + this.column.id() + " only",
                alterTable() + "ALTER COLUMN " + quoted() + " DROP NOT NULL",
                alterTable() + "ADD CONSTRAINT " + name() + " NOT NULL " + quoted() + NOT_VALID);
    }

    private SchemaChange change(Rank rank, String verb, String summary, String action) {
        return SchemaChange.of(
                rank, this.column.id(), fileName(verb), summary + this.column.id(), alterTable() + action);
    }

    private String fileName(String verb) {
        return SqlName.plain(this.table) + verb + this.column.id().name();
    }

    private String name() {
        return name(this.column, this.context.after());
    }

    private static String name(SchemaObject column, Schema schema) {
        return SqlName.quoted(NotNullName.of(column, schema));
    }

    private String quoted() {
        return SqlName.quoted(this.column.id().name());
    }

    private String alterTable() {
        return "ALTER TABLE " + SqlName.of(this.table) + " ";
    }
}
