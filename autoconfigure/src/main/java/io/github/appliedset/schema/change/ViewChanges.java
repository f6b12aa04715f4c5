package io.github.appliedset.schema.change;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.drift.Difference.Different;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Views and materialized views. */
final class ViewChanges implements Changes {

    private static final int STORES_BY_DEFAULT_SINCE = 16;

    private final Context context;
    private final RightChanges rights;

    ViewChanges(Context context, RightChanges rights) {
        this.context = context;
        this.rights = rights;
    }

    @Override
    public List<SchemaChange> create(SchemaObject view) {
        ObjectId id = view.id();
        List<String> statements = new ArrayList<>(List.of(statement(view, "CREATE ")));
        statements.addAll(settings(view));
        return List.of(filled(
                view,
                SchemaChange.of(
                        Rank.VIEW, id, "create_" + kind(id) + "_" + SqlName.plain(id), "Create " + id, statements)));
    }

    private static SchemaChange filled(SchemaObject view, SchemaChange change) {
        return view.id().kind() == ObjectKind.MATERIALIZED_VIEW
                        && ComputedValue.mayFail(view.text(Attribute.DEFINITION).orElse(""))
                ? change.with(Hazard.MAY_FAIL_ON_DATA)
                : change;
    }

    /** Everything that a view has besides its definition, without its triggers, rules and indexes. */
    private List<String> settings(SchemaObject view) {
        List<String> statements = new ArrayList<>(Comments.of(view));
        for (SchemaObject column : this.context.partsOf(view.id())) {
            if (column.id().kind() == ObjectKind.COLUMN) {
                statements.addAll(ofColumn(column));
                statements.addAll(this.rights.of(column));
            }
        }
        return statements;
    }

    private static List<String> ofColumn(SchemaObject column) {
        List<String> statements = new ArrayList<>();
        String alter = alter(column.id()) + " ALTER COLUMN "
                + SqlName.quoted(column.id().name()) + " ";
        column.text(Attribute.DEFAULT).ifPresent(value -> statements.add(alter + "SET DEFAULT " + value));
        ColumnClause.settings(column, false).forEach(setting -> statements.add(alter + setting));
        statements.addAll(Comments.of(column));
        return statements;
    }

    private static String alter(ObjectId column) {
        ObjectId view = Objects.requireNonNull(column.parent());
        return "ALTER " + (view.kind() == ObjectKind.VIEW ? "VIEW " : "MATERIALIZED VIEW ") + SqlName.of(view);
    }

    private static String statement(SchemaObject view, String create) {
        boolean materialized = view.id().kind() == ObjectKind.MATERIALIZED_VIEW;
        List<String> options = view.items(Attribute.OPTIONS);
        return create + (materialized ? "MATERIALIZED VIEW " : "VIEW ") + SqlName.of(view.id())
                + view.text(Attribute.ACCESS_METHOD)
                        .map(method -> " USING " + method)
                        .orElse("")
                + (options.isEmpty() ? "" : " WITH (" + String.join(", ", options) + ")") + " AS\n"
                + view.text(Attribute.DEFINITION).orElseThrow().strip().replaceFirst(";$", "");
    }

    @Override
    public List<SchemaChange> drop(SchemaObject view) {
        ObjectId id = view.id();
        return List.of(SchemaChange.of(
                        Rank.DROP_VIEW,
                        id,
                        "drop_" + kind(id) + "_" + SqlName.plain(id),
                        "Drop " + id,
                        dropStatement(id))
                .with(Hazard.BREAKS_OLD_CODE));
    }

    static String dropStatement(ObjectId view) {
        return "DROP " + (view.kind() == ObjectKind.VIEW ? "VIEW " : "MATERIALIZED VIEW ") + SqlName.of(view);
    }

    @Override
    public List<SchemaChange> alter(SchemaObject before, SchemaObject after, Different different) {
        ObjectId id = after.id();
        List<SchemaChange> changes = new ArrayList<>();
        String name = "alter_" + kind(id) + "_" + SqlName.plain(id);
        boolean otherQuery =
                Context.changes(different, Attribute.DEFINITION) || Context.changes(different, Attribute.COLUMNS);
        if (otherQuery) {
            SchemaChange again = recreate(after, name);
            changes.add(
                    id.kind() == ObjectKind.VIEW
                            ? SchemaChange.of(
                                            Rank.VIEW, id, name, "Alter " + id, statement(after, "CREATE OR REPLACE "))
                                    .or(again)
                            : again);
        } else {
            List<String> options = StorageOptions.change(
                    "ALTER " + (id.kind() == ObjectKind.VIEW ? "VIEW " : "MATERIALIZED VIEW ") + SqlName.of(id),
                    before,
                    after);
            if (Context.changes(different, Attribute.ACCESS_METHOD)) {
                options = new ArrayList<>(options);
                options.add("ALTER MATERIALIZED VIEW " + SqlName.of(id) + " SET ACCESS METHOD "
                        + SqlName.quoted(after.text(Attribute.ACCESS_METHOD).orElse("heap")));
            }
            if (!options.isEmpty()) {
                changes.add(SchemaChange.of(Rank.OPTION, id, name, "Alter " + id, options));
            }
        }
        if (Context.changes(different, Attribute.COMMENT)) {
            changes.add(Comments.change(after));
        }
        return changes;
    }

    private SchemaChange recreate(SchemaObject view, String name) {
        List<String> statements = new ArrayList<>(List.of(dropStatement(view.id())));
        statements.addAll(recreated(view));
        return filled(view, SchemaChange.of(Rank.VIEW, view.id(), name, "Replace " + view.id(), statements))
                .with(Hazard.BREAKS_OLD_CODE);
    }

    /** Re-creates a view after it was dropped, with all that belongs to it. */
    List<String> recreated(SchemaObject view) {
        List<String> statements = new ArrayList<>(List.of(statement(view, "CREATE ")));
        statements.addAll(settings(view));
        statements.addAll(this.rights.of(view));
        for (SchemaObject part : this.context.partsOf(view.id())) {
            if (part.id().kind() != ObjectKind.COLUMN) {
                part.text(Attribute.DEFINITION)
                        .map(definition -> definition.strip().replaceFirst(";$", ""))
                        .ifPresent(statements::add);
                statements.addAll(Comments.of(part));
            }
        }
        return statements;
    }

    private static String kind(ObjectId id) {
        return id.kind() == ObjectKind.VIEW ? "view" : "materialized_view";
    }

    /** The changes of the columns of views, which have no type of their own. */
    List<SchemaChange> alterColumn(SchemaObject before, SchemaObject after, Different different) {
        List<SchemaChange> changes = new ArrayList<>();
        List<String> statements = statements(before, after);
        if (!statements.isEmpty()) {
            changes.add(SchemaChange.of(
                    Rank.OPTION,
                    after.id(),
                    SqlName.plainRelation(after.id()) + "_alter_column_"
                            + after.id().name(),
                    "Alter " + after.id(),
                    statements));
        }
        if (Context.changes(different, Attribute.COMMENT)) {
            changes.add(Comments.change(after));
        }
        return changes;
    }

    private List<String> statements(SchemaObject before, SchemaObject after) {
        List<String> actions = new ArrayList<>();
        if (differ(before, after, Attribute.DEFAULT)) {
            actions.add(after.text(Attribute.DEFAULT)
                    .map(value -> "SET DEFAULT " + value)
                    .orElse("DROP DEFAULT"));
        }
        if (differ(before, after, Attribute.STORAGE)) {
            actions.add("SET STORAGE "
                    + after.text(Attribute.STORAGE)
                            .orElse(this.context.major() >= STORES_BY_DEFAULT_SINCE ? "DEFAULT" : "extended"));
        }
        if (differ(before, after, Attribute.COMPRESSION)) {
            actions.add("SET COMPRESSION " + after.text(Attribute.COMPRESSION).orElse("default"));
        }
        if (differ(before, after, Attribute.STATISTICS_TARGET)) {
            actions.add("SET STATISTICS "
                    + (after.is(Attribute.STATISTICS_TARGET)
                            ? String.valueOf(after.attributes().get(Attribute.STATISTICS_TARGET))
                            : "-1"));
        }
        actions.addAll(ColumnClause.options(before.items(Attribute.OPTIONS), after.items(Attribute.OPTIONS), false));
        String alter =
                alter(after.id()) + " ALTER COLUMN " + SqlName.quoted(after.id().name()) + " ";
        return actions.stream().map(action -> alter + action).toList();
    }

    private static boolean differ(SchemaObject before, SchemaObject after, Attribute attribute) {
        return !Objects.equals(
                before.attributes().get(attribute), after.attributes().get(attribute));
    }

    /** The changes of a column that no longer has anything of its own. */
    List<SchemaChange> resetColumn(SchemaObject column) {
        ObjectId id = column.id();
        List<String> statements = new ArrayList<>(statements(column, new SchemaObject(id, Map.of())));
        if (column.is(Attribute.COMMENT)) {
            statements.addAll(Comments.change(column.without(Attribute.COMMENT)).statements());
        }
        statements.addAll(this.rights.none(column));
        return statements.isEmpty()
                ? List.of()
                : List.of(SchemaChange.of(
                        Rank.OPTION,
                        id,
                        SqlName.plainRelation(id) + "_alter_column_" + id.name(),
                        "Alter " + id,
                        statements));
    }

    /** The changes of a column that has something of its own for the first time. */
    static List<SchemaChange> createColumn(SchemaObject column) {
        return List.of(SchemaChange.of(
                Rank.OPTION,
                column.id(),
                SqlName.plainRelation(column.id()) + "_alter_column_"
                        + column.id().name(),
                "Alter " + column.id(),
                ofColumn(column)));
    }
}
