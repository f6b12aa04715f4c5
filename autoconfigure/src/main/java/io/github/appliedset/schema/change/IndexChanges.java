package io.github.appliedset.schema.change;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.DefaultName;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.drift.Difference.Different;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Indexes that belong to no constraint. */
final class IndexChanges implements Changes {

    private static final Pattern CREATE =
            Pattern.compile("CREATE (UNIQUE )?INDEX (\"(?:[^\"]|\"\")++\"|\\S++) ON (ONLY )?(.*)", Pattern.DOTALL);

    private static final String NOT_COMPUTED = "(?s)^.*? USING \\w+ ";

    private final Context context;

    IndexChanges(Context context) {
        this.context = context;
    }

    @Override
    public List<SchemaChange> create(SchemaObject index) {
        ObjectId id = index.id();
        ObjectId table = Objects.requireNonNull(id.parent());
        ObjectId successor = successor(id);
        if (isBuilt(index, successor)) {
            return List.of(takeOver(index, successor));
        }
        List<String> rest = settings(index);
        String name = SqlName.plainRelation(id) + "_add_index_" + id.name();
        boolean busy = this.context.isBusy(table);
        String create = statement(index, SqlName.quoted(id.name()), busy);
        List<String> statements = new ArrayList<>(List.of(create));
        if (!busy) {
            statements.addAll(rest);
        }
        SchemaChange change = SchemaChange.of(Rank.INDEX, id, name, "Create " + id, statements);
        if (!this.context.isNew(table)) {
            change = withRisks(index, change);
        }
        if (!busy) {
            return List.of(change);
        }
        return rest.isEmpty()
                ? List.of(change.outsideATransaction())
                : List.of(
                        change.outsideATransaction(),
                        SchemaChange.of(
                                Rank.OPTION,
                                id,
                                SqlName.plainRelation(id) + "_alter_index_" + id.name(),
                                "Alter " + id,
                                rest));
    }

    private boolean isBuilt(SchemaObject index, ObjectId successor) {
        return this.context.planned(successor).isEmpty()
                && this.context
                        .before()
                        .find(successor)
                        .filter(built -> built.is(Attribute.DEFINITION) && isLike(index, built))
                        .isPresent();
    }

    private static ObjectId successor(ObjectId index) {
        return Objects.requireNonNull(index.parent()).part(index.kind(), DefaultName.of(List.of(index.name(), "new")));
    }

    private static boolean isLike(SchemaObject index, SchemaObject other) {
        return statement(index, "", false).equals(statement(other, "", false));
    }

    /** The old one was dropped with a column, and foreign keys may depend on the successor. */
    private static SchemaChange takeOver(SchemaObject index, ObjectId successor) {
        ObjectId id = index.id();
        String name = SqlName.plainRelation(id) + "_alter_index_" + id.name();
        List<String> statements = new ArrayList<>(
                List.of("ALTER INDEX " + SqlName.of(successor) + " RENAME TO " + SqlName.quoted(id.name())));
        statements.addAll(settings(index));
        return SchemaChange.of(Rank.INDEX, id, name, "Give " + id + " the index that was built for it", statements)
                .undoneBy(SchemaChange.of(
                        Rank.INDEX,
                        successor,
                        name,
                        "Take the index from " + id,
                        "ALTER INDEX " + SqlName.of(id) + " RENAME TO " + SqlName.quoted(successor.name())));
    }

    /** An index of a partition with a name of its own: if it exists before that of its parent, it becomes part of it. */
    Optional<SchemaChange> createPart(SchemaObject part) {
        ObjectId id = part.id();
        String parentName = part.text(Attribute.ATTACHED_TO).orElse("");
        return this.context.after().objects().values().stream()
                .filter(index -> index.id().kind() == ObjectKind.INDEX)
                .filter(index -> index.id().qualifiedName().equals(parentName))
                .filter(index -> this.context.isNew(index.id()))
                .findFirst()
                .map(index -> CREATE.matcher(index.text(Attribute.DEFINITION).orElse("")))
                .filter(Matcher::matches)
                .map(create -> createPart(id, create));
    }

    private SchemaChange createPart(ObjectId id, Matcher create) {
        boolean busy = this.context.isBusy(Objects.requireNonNull(id.parent()));
        SchemaChange change = SchemaChange.of(
                Rank.CONSTRAINT,
                id,
                SqlName.plainRelation(id) + "_add_index_" + id.name(),
                "Create " + id,
                "CREATE " + (create.group(1) == null ? "" : create.group(1)) + "INDEX "
                        + (busy ? "CONCURRENTLY " : "") + SqlName.quoted(id.name()) + " ON " + SqlName.relationOf(id)
                        + create.group(4).replaceFirst("^(?:\"(?:[^\"]|\"\")++\"|[^ \"])++", ""));
        return busy ? change.outsideATransaction() : change;
    }

    private static List<String> settings(SchemaObject index) {
        ObjectId id = index.id();
        List<String> statements =
                new ArrayList<>(StatisticsTargets.change(id, List.of(), index.items(Attribute.OPTIONS)));
        if (index.is(Attribute.CLUSTERED)) {
            statements.add("ALTER TABLE " + SqlName.relationOf(id) + " CLUSTER ON " + SqlName.quoted(id.name()));
        }
        if (index.is(Attribute.REPLICA_IDENTITY)) {
            statements.add("ALTER TABLE " + SqlName.relationOf(id) + " REPLICA IDENTITY USING INDEX "
                    + SqlName.quoted(id.name()));
        }
        statements.addAll(Comments.of(index));
        return statements;
    }

    /** The statement under another name, and perhaps without blocking writers; an index of a parent covers its children. */
    private static String statement(SchemaObject index, String name, boolean concurrently) {
        String definition = index.text(Attribute.DEFINITION).orElseThrow();
        Matcher create = CREATE.matcher(definition);
        if (!create.matches()) {
            return definition;
        }
        return "CREATE " + (create.group(1) == null ? "" : create.group(1)) + "INDEX "
                + (concurrently ? "CONCURRENTLY " : "") + name + " ON "
                + (coversNoPart(index, create) ? create.group(3) : "") + create.group(4);
    }

    /** An index of a parent that lacks some of its parts counts as invalid until it has them. */
    private static boolean coversNoPart(SchemaObject index, Matcher create) {
        return index.is(Attribute.INVALID) && create.group(3) != null;
    }

    @Override
    public List<SchemaChange> drop(SchemaObject index) {
        ObjectId id = index.id();
        SchemaChange plain = drop(id, "DROP INDEX ");
        return List.of(
                this.context.isBusy(Objects.requireNonNull(id.parent()))
                        ? drop(id, "DROP INDEX CONCURRENTLY ")
                                .outsideATransaction()
                                .or(plain)
                        : plain);
    }

    private static SchemaChange drop(ObjectId id, String verb) {
        return SchemaChange.of(
                Rank.DROP_INDEX,
                id,
                SqlName.plainRelation(id) + "_drop_index_" + id.name(),
                "Drop " + id,
                verb + SqlName.of(id));
    }

    @Override
    public List<SchemaChange> alter(SchemaObject before, SchemaObject after, Different different) {
        ObjectId id = after.id();
        if (Context.changes(different, Attribute.DEFINITION) || Context.changes(different, Attribute.INVALID)) {
            return replace(after);
        }
        List<String> statements = new ArrayList<>();
        if (Context.changes(different, Attribute.CLUSTERED)) {
            statements.add("ALTER TABLE " + SqlName.relationOf(id)
                    + (after.is(Attribute.CLUSTERED)
                            ? " CLUSTER ON " + SqlName.quoted(id.name())
                            : " SET WITHOUT CLUSTER"));
        }
        if (Context.changes(different, Attribute.REPLICA_IDENTITY) && after.is(Attribute.REPLICA_IDENTITY)) {
            statements.add("ALTER TABLE " + SqlName.relationOf(id) + " REPLICA IDENTITY USING INDEX "
                    + SqlName.quoted(id.name()));
        }
        if (Context.changes(different, Attribute.OPTIONS)) {
            statements.addAll(
                    StatisticsTargets.change(id, before.items(Attribute.OPTIONS), after.items(Attribute.OPTIONS)));
        }
        List<SchemaChange> changes = new ArrayList<>();
        if (!statements.isEmpty()) {
            changes.add(SchemaChange.of(
                    Rank.OPTION,
                    id,
                    SqlName.plainRelation(id) + "_alter_index_" + id.name(),
                    "Alter " + id,
                    statements));
        }
        if (Context.changes(different, Attribute.COMMENT)) {
            changes.add(Comments.change(after));
        }
        return changes;
    }

    private List<SchemaChange> replace(SchemaObject after) {
        ObjectId id = after.id();
        boolean busy = this.context.isBusy(Objects.requireNonNull(id.parent()));
        String name = SqlName.plainRelation(id) + "_alter_index_" + id.name();
        List<String> swap = new ArrayList<>(List.of("DROP INDEX " + SqlName.of(id)));
        if (!busy) {
            swap.add(statement(after, SqlName.quoted(id.name()), false));
            swap.addAll(settings(after));
            return List.of(withRisks(after, SchemaChange.of(Rank.INDEX, id, name, "Replace " + id, swap)));
        }
        ObjectId usual = successor(id);
        ObjectId successor = isBuilt(after, usual)
                ? usual
                : new ObjectId(usual.kind(), usual.parent(), this.context.freeName(id, List.of(id.name(), "new")));
        String replacement = successor.name();
        swap.add("ALTER INDEX " + SqlName.of(successor) + " RENAME TO " + SqlName.quoted(id.name()));
        swap.addAll(settings(after));
        return List.of(
                withRisks(
                                after,
                                SchemaChange.of(
                                        Rank.INDEX,
                                        id,
                                        SqlName.plainRelation(id) + "_add_index_" + replacement,
                                        "Build the successor of " + id,
                                        statement(after, SqlName.quoted(replacement), true)))
                        .outsideATransaction(),
                SchemaChange.of(Rank.FOREIGN_KEY, id, name, "Replace " + id + " with its successor", swap));
    }

    /** Duplicate values, and those that an expression fails on. */
    private SchemaChange withRisks(SchemaObject index, SchemaChange change) {
        String definition = index.text(Attribute.DEFINITION).orElse("");
        if (definition.startsWith("CREATE UNIQUE")) {
            return change.failingOn(Misfits.ofIndex(index, this.context));
        }
        Matcher create = CREATE.matcher(definition);
        return create.matches() && ComputedValue.mayFail(create.group(4).replaceFirst(NOT_COMPUTED, ""))
                ? change.with(Hazard.MAY_FAIL_ON_DATA)
                : change;
    }
}
