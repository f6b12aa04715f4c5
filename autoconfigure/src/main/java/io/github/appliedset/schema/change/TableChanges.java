package io.github.appliedset.schema.change;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.drift.Difference.Change;
import io.github.appliedset.schema.drift.Difference.Different;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tables, with what belongs to them and to nothing else: columns, keys and checks, and the sequences of their columns. */
final class TableChanges implements Changes {

    private final Context context;
    private final ConstraintChanges constraints;
    private final ParentChanges parents;

    TableChanges(Context context) {
        this.context = context;
        this.constraints = new ConstraintChanges(context);
        this.parents = new ParentChanges(context, this.constraints);
    }

    /** Functions that compute defaults and checks may need the table themselves. */
    @Override
    public List<SchemaChange> create(SchemaObject table) {
        SchemaChange whole = create(table, false);
        SchemaChange bare = create(table, true);
        return List.of(bare.statements().equals(whole.statements()) ? whole : whole.or(bare));
    }

    private SchemaChange create(SchemaObject table, boolean bare) {
        ObjectId id = table.id();
        List<SchemaObject> constraints = inlineConstraints(id, bare);
        List<String> statements = new ArrayList<>();
        List<SchemaObject> sequences = ownSequences(id);
        sequences.forEach(sequence -> statements.add(new SequenceChanges(this.context).createStatement(sequence)));
        statements.add(createStatement(table, bare));
        if (isPartition(table)) {
            statements.addAll(namesOfItsOwn(table));
        }
        table.text(Attribute.OF_TYPE)
                .ifPresent(type -> statements.add("ALTER TABLE " + SqlName.of(id) + " OF " + type));
        for (SchemaObject sequence : sequences) {
            SequenceChanges.ownedBy(sequence).ifPresent(statements::add);
            statements.addAll(Comments.of(sequence));
        }
        for (SchemaObject column : parts(id, ObjectKind.COLUMN)) {
            ColumnClause.settings(column, ForeignOptions.isForeign(table))
                    .forEach(setting -> statements.add("ALTER TABLE " + SqlName.of(id) + " ALTER COLUMN "
                            + SqlName.quoted(column.id().name()) + " " + setting));
        }
        if (isPartition(table) || !table.items(Attribute.INHERITS).isEmpty()) {
            constraints.forEach(constraint ->
                    statements.add("ALTER TABLE " + SqlName.of(id) + " ADD " + this.constraints.clause(constraint)));
        }
        for (SchemaObject constraint : constraints) {
            statements.addAll(this.constraints.settings(constraint));
        }
        if (table.is(Attribute.ROW_SECURITY)) {
            statements.add("ALTER TABLE " + SqlName.of(id) + " ENABLE ROW LEVEL SECURITY");
        }
        if (table.is(Attribute.ROW_SECURITY_FORCED)) {
            statements.add("ALTER TABLE " + SqlName.of(id) + " FORCE ROW LEVEL SECURITY");
        }
        table.text(Attribute.REPLICA_IDENTITY)
                .filter(identity -> !identity.equals("index") && !ForeignOptions.isForeign(table))
                .ifPresent(identity -> statements.add(
                        "ALTER TABLE " + SqlName.of(id) + " REPLICA IDENTITY " + identity.toUpperCase(Locale.ROOT)));
        statements.addAll(Comments.of(table));
        parts(id, ObjectKind.COLUMN).forEach(column -> statements.addAll(Comments.of(column)));
        constraints.forEach(constraint -> statements.addAll(Comments.of(constraint)));
        AttachedParts attached = new AttachedParts(this.context);
        parts(id, ObjectKind.CONSTRAINT).stream()
                .filter(AttachedParts::isAttached)
                .forEach(constraint -> statements.addAll(attached.settings(constraint)));
        return SchemaChange.of(Rank.TABLE, id, "create_" + SqlName.plain(id), "Create " + id, statements);
    }

    /** What forbids nulls in a partition has its parent's name, and can get a different one only while it has no parent. */
    private List<String> namesOfItsOwn(SchemaObject partition) {
        String alter = "ALTER TABLE " + SqlName.of(partition.id()) + " RENAME CONSTRAINT ";
        List<String> renames = parts(partition.id(), ObjectKind.COLUMN).stream()
                .filter(column -> column.is(Attribute.NOT_NULL_NAME))
                .flatMap(column -> NotNullName.ofItsParent(column, this.context.after()).stream()
                        .filter(name -> !name.equals(NotNullName.of(column, this.context.after())))
                        .map(name -> alter + SqlName.quoted(name) + " TO "
                                + SqlName.quoted(NotNullName.of(column, this.context.after()))))
                .toList();
        List<String> statements = new ArrayList<>(renames.isEmpty() ? List.of() : attachedAgain(partition));
        statements.addAll(statements.size() / 2, renames);
        return statements;
    }

    /** Sequences of serial columns: they come and go with their table. */
    private List<SchemaObject> ownSequences(ObjectId table) {
        ObjectId schema = table.parent();
        return schema == null
                ? List.of()
                : this.context.partsOf(schema).stream()
                        .filter(object -> object.id().kind() == ObjectKind.SEQUENCE)
                        .filter(sequence -> SequenceChanges.isOwnedBy(table, sequence))
                        .filter(sequence -> this.context.isNew(sequence.id()))
                        .toList();
    }

    private List<SchemaObject> parts(ObjectId table, ObjectKind kind) {
        return this.context.partsOf(table).stream()
                .filter(part -> part.id().kind() == kind)
                .toList();
    }

    private List<SchemaObject> inlineConstraints(ObjectId table, boolean bare) {
        return parts(table, ObjectKind.CONSTRAINT).stream()
                .filter(constraint -> !AttachedParts.isAttached(constraint))
                .filter(ConstraintChanges::belongsInTheTable)
                .filter(constraint -> !bare || !ConstraintChanges.isCheck(constraint))
                .toList();
    }

    private static boolean isPartition(SchemaObject table) {
        return table.text(Attribute.PARTITION_OF).isPresent();
    }

    private String createStatement(SchemaObject table, boolean bare) {
        boolean foreign = ForeignOptions.isForeign(table);
        StringBuilder sql = new StringBuilder("CREATE ")
                .append(foreign ? "FOREIGN " : "")
                .append(table.is(Attribute.UNLOGGED) ? "UNLOGGED " : "")
                .append("TABLE ")
                .append(SqlName.of(table.id()));
        Optional<String> parent = table.text(Attribute.PARTITION_OF);
        if (parent.isPresent()) {
            sql.append(" PARTITION OF ")
                    .append(SqlName.of(parent.get()))
                    .append(' ')
                    .append(table.text(Attribute.BOUND).orElse("DEFAULT"));
        } else {
            sql.append(" (").append(lines(table, bare)).append(")");
            if (!table.items(Attribute.INHERITS).isEmpty()) {
                sql.append(" INHERITS (")
                        .append(table.items(Attribute.INHERITS).stream()
                                .map(SqlName::of)
                                .collect(Collectors.joining(", ")))
                        .append(')');
            }
        }
        table.text(Attribute.PARTITION_BY)
                .ifPresent(key -> sql.append(" PARTITION BY ").append(key));
        table.text(Attribute.ACCESS_METHOD)
                .ifPresent(method -> sql.append(" USING ").append(SqlName.quoted(method)));
        if (foreign) {
            sql.append(" SERVER ")
                    .append(SqlName.quoted(table.text(Attribute.SERVER).orElseThrow()))
                    .append(ForeignOptions.clause(table));
        } else if (!table.items(Attribute.OPTIONS).isEmpty()) {
            sql.append(" WITH (")
                    .append(String.join(", ", table.items(Attribute.OPTIONS)))
                    .append(')');
        }
        return sql.toString();
    }

    private String lines(SchemaObject table, boolean bare) {
        Map<String, SchemaObject> columns = new HashMap<>();
        parts(table.id(), ObjectKind.COLUMN)
                .forEach(column -> columns.put(column.id().name(), column));
        List<String> lines = new ArrayList<>();
        for (String name : table.items(Attribute.COLUMNS)) {
            SchemaObject column = columns.get(name);
            if (column != null && !column.is(Attribute.INHERITED)) {
                lines.add(bare ? ColumnClause.withoutDefault(column) : ColumnClause.of(column));
            }
        }
        if (table.items(Attribute.INHERITS).isEmpty()) {
            inlineConstraints(table.id(), bare).forEach(constraint -> lines.add(this.constraints.clause(constraint)));
        }
        return lines.isEmpty() ? "" : lines.stream().collect(Collectors.joining(",\n    ", "\n    ", "\n"));
    }

    @Override
    public List<SchemaChange> drop(SchemaObject table) {
        String drop =
                (ForeignOptions.isForeign(table) ? "DROP FOREIGN TABLE " : "DROP TABLE ") + SqlName.of(table.id());
        List<String> afterKeys = new ArrayList<>(this.context.keysTo(table.id()));
        afterKeys.add(drop);
        return List.of(drop(table, List.of(drop)).or(drop(table, afterKeys)));
    }

    private static SchemaChange drop(SchemaObject table, List<String> statements) {
        SchemaChange change = SchemaChange.of(
                        Rank.DROP_TABLE,
                        table.id(),
                        "drop_" + SqlName.plain(table.id()),
                        "Drop " + table.id(),
                        statements)
                .with(Hazard.BREAKS_OLD_CODE);
        return ForeignOptions.isForeign(table) ? change : change.with(Hazard.DATA_LOSS);
    }

    @Override
    public List<SchemaChange> alter(SchemaObject before, SchemaObject after, Different different) {
        ObjectId id = after.id();
        if (ForeignOptions.isForeign(before) != ForeignOptions.isForeign(after)
                || Context.changes(different, Attribute.SERVER)) {
            // The next comparison creates what is then missing.
            return drop(before);
        }
        List<String> statements = new ArrayList<>();
        List<SchemaChange> changes = new ArrayList<>();
        for (Change change : different.changes()) {
            String action = action(after, change);
            if (action != null) {
                statements.add("ALTER TABLE " + SqlName.of(id) + " " + action);
            } else if (change.attribute() == Attribute.PARTITION_OF) {
                changes.add(this.parents.changePartitioned(before, after));
            } else if (change.attribute() == Attribute.INHERITS) {
                changes.add(this.parents.change(before, after));
            } else if (change.attribute() == Attribute.BOUND && isPartition(after) && isPartition(before)) {
                changes.add(newBound(after, attachedAgain(List.of(after)))
                        .or(newBound(after, attachedAgain(siblingsWithNewBounds(after)))));
            } else if (change.attribute() == Attribute.COMMENT) {
                changes.add(Comments.change(after));
            }
        }
        if (ForeignOptions.isForeign(after)) {
            String options = ForeignOptions.change(before.items(Attribute.OPTIONS), after.items(Attribute.OPTIONS));
            if (!options.isEmpty()) {
                statements.add("ALTER FOREIGN TABLE " + SqlName.of(id) + options);
            }
        } else {
            statements.addAll(StorageOptions.change("ALTER TABLE " + SqlName.of(id), before, after));
        }
        if (!statements.isEmpty()) {
            changes.add(SchemaChange.of(Rank.OPTION, id, "alter_" + SqlName.plain(id), "Alter " + id, statements));
        }
        return changes;
    }

    private static @Nullable String action(SchemaObject after, Change change) {
        boolean isSet = change.expected() != null;
        return switch (change.attribute()) {
            case UNLOGGED -> isSet ? "SET UNLOGGED" : "SET LOGGED";
            case OF_TYPE ->
                after.text(Attribute.OF_TYPE).map(type -> "OF " + type).orElse("NOT OF");
            case ROW_SECURITY -> isSet ? "ENABLE ROW LEVEL SECURITY" : "DISABLE ROW LEVEL SECURITY";
            case ROW_SECURITY_FORCED -> isSet ? "FORCE ROW LEVEL SECURITY" : "NO FORCE ROW LEVEL SECURITY";
            case ACCESS_METHOD ->
                "SET ACCESS METHOD " + after.text(Attribute.ACCESS_METHOD).orElse("heap");
            case REPLICA_IDENTITY ->
                change.expected() != null && "index".equals(change.expected().toString())
                        ? null
                        : "REPLICA IDENTITY "
                                + after.text(Attribute.REPLICA_IDENTITY)
                                        .orElse("default")
                                        .toUpperCase(Locale.ROOT);
            default -> null;
        };
    }

    private static SchemaChange newBound(SchemaObject partition, List<String> statements) {
        return SchemaChange.of(
                        Rank.OPTION,
                        partition.id(),
                        SqlName.plain(partition.id()) + "_alter_bound",
                        "Alter the bound of " + partition.id(),
                        statements)
                .with(Hazard.MAY_FAIL_ON_DATA);
    }

    /** It and others of its parent: one may take over a bound that another gives up. */
    private List<SchemaObject> siblingsWithNewBounds(SchemaObject partition) {
        return this.context.after().objects().values().stream()
                .filter(table -> isPartition(table) && isEqual(table, partition, Attribute.PARTITION_OF))
                .filter(table -> this.context
                        .before()
                        .find(table.id())
                        .filter(was -> isEqual(was, table, Attribute.PARTITION_OF))
                        .filter(was -> !isEqual(was, table, Attribute.BOUND))
                        .isPresent())
                .toList();
    }

    private static boolean isEqual(SchemaObject one, SchemaObject other, Attribute attribute) {
        return one.text(attribute).equals(other.text(attribute));
    }

    private static List<String> attachedAgain(List<SchemaObject> partitions) {
        return Stream.concat(
                        partitions.stream()
                                .map(partition -> attachedAgain(partition).get(0)),
                        partitions.stream()
                                .map(partition -> attachedAgain(partition).get(1)))
                .toList();
    }

    static List<String> attachedAgain(SchemaObject partition) {
        String parent = "ALTER TABLE "
                + SqlName.of(partition.text(Attribute.PARTITION_OF).orElseThrow());
        String name = SqlName.of(partition.id());
        return List.of(
                parent + " DETACH PARTITION " + name,
                parent + " ATTACH PARTITION " + name + " "
                        + partition.text(Attribute.BOUND).orElse("DEFAULT"));
    }
}
