package io.github.appliedset.schema.change;

import io.github.appliedset.Internal;
import io.github.appliedset.schema.Inheritance;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.drift.Difference;
import io.github.appliedset.schema.drift.Difference.Absent;
import io.github.appliedset.schema.drift.Difference.Different;
import io.github.appliedset.schema.drift.Difference.Unexpected;
import io.github.appliedset.schema.drift.SchemaComparison;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The changes that lead from one schema to another, in an order to try them in. Kinds and attributes that it cannot change
 * are left out: a comparison after the changes reports them.
 */
@Internal
public final class SchemaChanges {

    private static final Comparator<SchemaChange> ORDER =
            Comparator.comparing(SchemaChange::rank).thenComparing(SchemaChange::object);

    private final Context context;
    private final AttachedParts attached;
    private final ViewChanges views;
    private final RightChanges rights;
    private final TablespaceChanges tablespaces;
    private final Map<ObjectKind, Changes> byKind = new EnumMap<>(ObjectKind.class);

    private SchemaChanges(Context context) {
        this.context = context;
        this.attached = new AttachedParts(context);
        this.rights = new RightChanges(context.major());
        this.views = new ViewChanges(context, this.rights);
        this.tablespaces = new TablespaceChanges(context);
        TypeChanges types = new TypeChanges(context);
        RoutineChanges routines = new RoutineChanges(this.rights);
        TriggerChanges triggers = new TriggerChanges();
        this.byKind.put(ObjectKind.SCHEMA, PlainChanges.ofSchemas());
        this.byKind.put(ObjectKind.EXTENSION, PlainChanges.ofExtensions());
        this.byKind.put(ObjectKind.ENUM, types);
        this.byKind.put(ObjectKind.DOMAIN, types);
        this.byKind.put(ObjectKind.COMPOSITE_TYPE, types);
        this.byKind.put(ObjectKind.RANGE_TYPE, types);
        this.byKind.put(ObjectKind.SEQUENCE, new SequenceChanges(context));
        this.byKind.put(ObjectKind.TABLE, new TableChanges(context));
        this.byKind.put(ObjectKind.COLUMN, new ColumnChanges(context));
        this.byKind.put(ObjectKind.CONSTRAINT, new ConstraintChanges(context));
        this.byKind.put(ObjectKind.INDEX, new IndexChanges(context));
        this.byKind.put(ObjectKind.VIEW, this.views);
        this.byKind.put(ObjectKind.MATERIALIZED_VIEW, this.views);
        this.byKind.put(ObjectKind.FUNCTION, routines);
        this.byKind.put(ObjectKind.PROCEDURE, routines);
        this.byKind.put(ObjectKind.TRIGGER, triggers);
        this.byKind.put(ObjectKind.RULE, triggers);
        this.byKind.put(ObjectKind.POLICY, new PolicyChanges());
        for (ObjectKind kind : List.of(
                ObjectKind.COLLATION,
                ObjectKind.AGGREGATE,
                ObjectKind.OPERATOR,
                ObjectKind.OPERATOR_CLASS,
                ObjectKind.OPERATOR_FAMILY,
                ObjectKind.CAST,
                ObjectKind.TEXT_SEARCH_DICTIONARY,
                ObjectKind.TEXT_SEARCH_CONFIGURATION,
                ObjectKind.TEXT_SEARCH_PARSER,
                ObjectKind.TEXT_SEARCH_TEMPLATE,
                ObjectKind.CONVERSION,
                ObjectKind.LANGUAGE,
                ObjectKind.TRANSFORM,
                ObjectKind.ACCESS_METHOD,
                ObjectKind.FOREIGN_DATA_WRAPPER,
                ObjectKind.SERVER,
                ObjectKind.EVENT_TRIGGER,
                ObjectKind.PUBLICATION)) {
            this.byKind.put(kind, new OtherChanges(context));
        }
        this.byKind.put(ObjectKind.DEFAULT_PRIVILEGES, new DefaultPrivilegeChanges(context.major()));
        this.byKind.put(ObjectKind.STATISTICS, PlainChanges.ofStatistics());
    }

    /**
     * The changes from one schema to another.
     *
     * @param online whether to use the form that blocks least
     */
    public static List<SchemaChange> between(Schema before, Schema after, boolean online) {
        return new SchemaChanges(new Context(before, after, online)).all(before);
    }

    private List<SchemaChange> all(Schema before) {
        List<SchemaChange> changes = new ArrayList<>();
        for (Difference difference :
                SchemaComparison.between(this.context.after(), before).differences()) {
            Changes kind = this.byKind.get(difference.id().kind());
            if (difference instanceof Different different) {
                changes.addAll(alter(kind, before, different));
            } else if (kind != null && difference instanceof Absent absent) {
                create(absent.object(), changes);
            } else if (kind != null && difference instanceof Unexpected unexpected) {
                drop(unexpected.object(), before, changes);
            }
        }
        changes.sort(ORDER);
        return changes;
    }

    /** One of them may be described by its parent alone. What is attached to a parent has little of its own. */
    private List<SchemaChange> alter(@Nullable Changes kind, Schema before, Different different) {
        Optional<SchemaObject> was = before.find(different.id());
        Optional<SchemaObject> planned = this.context.planned(different.id());
        SchemaObject from = was.or(() -> planned.flatMap(new Inheritance(before)::inPlaceOf))
                .orElseThrow();
        SchemaObject to = planned.or(() -> was.flatMap(new Inheritance(this.context.after())::inPlaceOf))
                .orElseThrow();
        List<SchemaChange> changes = new ArrayList<>();
        this.tablespaces.change(to, different).ifPresent(changes::add);
        boolean isAttached = AttachedParts.isAttached(from) || AttachedParts.isAttached(to);
        SchemaObject partFrom = this.attached.described(from, before);
        SchemaObject partTo = this.attached.described(to, this.context.after());
        if (isAttached && !AttachedParts.isOwn(partFrom, partTo, different)) {
            return changes;
        }
        if (kind != null && isAttached) {
            changes.addAll(kind.alter(partFrom, partTo, different));
        } else if (kind != null) {
            changes.addAll(alter(kind, from, to, different));
        }
        this.rights.change(from, to, different).ifPresent(changes::add);
        ExtensionDependencies.change(from, to, different).ifPresent(changes::add);
        changes.addAll(Comments.beside(to, different));
        return changes;
    }

    /** With all that belongs to it: the comparison reports only the outermost object. */
    private void create(SchemaObject object, List<SchemaChange> changes) {
        if (AttachedParts.isAttached(object)) {
            this.attached.named(object).ifPresent(changes::add);
            return;
        }
        if (isOfAView(object) && object.id().kind() == ObjectKind.COLUMN) {
            if (!isNewParent(object.id())) {
                changes.addAll(withSettings(ViewChanges.createColumn(object), object));
            }
        } else if (!comesWithItsTable(object)) {
            Changes kind = this.byKind.get(object.id().kind());
            if (kind != null) {
                changes.addAll(withSettings(kind.create(object), object));
            }
        }
        this.context.partsOf(object.id()).forEach(part -> create(part, changes));
    }

    /** Nobody lacks a right between two files, and nothing is stored twice. */
    private List<SchemaChange> withSettings(List<SchemaChange> created, SchemaObject object) {
        List<String> statements = new ArrayList<>(this.rights.of(object));
        if (!created.isEmpty() && created.get(0).transactional()) {
            statements.addAll(this.tablespaces.of(object));
        }
        if (object.id().kind() == ObjectKind.TABLE) {
            this.context.partsOf(object.id()).stream()
                    .filter(part -> part.id().kind() == ObjectKind.COLUMN)
                    .forEach(column -> statements.addAll(this.rights.of(column)));
        }
        if (created.isEmpty() || statements.isEmpty() || object.id().kind() == ObjectKind.DEFAULT_PRIVILEGES) {
            return created;
        }
        List<SchemaChange> changes = new ArrayList<>(created);
        changes.set(0, changes.get(0).then(statements));
        return changes;
    }

    private boolean comesWithItsTable(SchemaObject object) {
        return isNewParent(object.id())
                && (object.id().kind() == ObjectKind.COLUMN
                        || object.id().kind() == ObjectKind.CONSTRAINT && ConstraintChanges.belongsInTheTable(object));
    }

    private boolean isNewParent(ObjectId id) {
        return id.parent() != null && id.parent().kind().isRelation() && this.context.isNew(id.parent());
    }

    private static boolean isOfAView(SchemaObject object) {
        ObjectId parent = object.id().parent();
        return parent != null && parent.kind().isRelation() && parent.kind() != ObjectKind.TABLE;
    }

    /** A schema is dropped after its objects, never with {@code CASCADE}: somebody may have put others there. */
    private void drop(SchemaObject object, Schema before, List<SchemaChange> changes) {
        if (AttachedParts.isAttached(object)) {
            this.attached.unnamed(object).ifPresent(changes::add);
            return;
        }
        if (object.id().kind() == ObjectKind.SCHEMA) {
            before.objects().values().stream()
                    .filter(each -> object.id().equals(each.id().parent()))
                    .forEach(each -> drop(each, before, changes));
        }
        Changes kind = this.byKind.get(object.id().kind());
        if (isOfAView(object) && object.id().kind() == ObjectKind.COLUMN) {
            changes.addAll(this.views.resetColumn(object));
        } else if (kind != null) {
            changes.addAll(kind.drop(object));
        }
    }

    private List<SchemaChange> alter(Changes kind, SchemaObject before, SchemaObject after, Different different) {
        return isOfAView(after) && after.id().kind() == ObjectKind.COLUMN
                ? this.views.alterColumn(before, after, different)
                : kind.alter(before, after, different);
    }

    /** Gives existing rows their values, after a column was added without its default. */
    public static SchemaChange fill(Schema before, Schema after, ObjectId column) {
        return new FilledColumn(
                        new Context(before, after, true), after.find(column).orElseThrow())
                .fill();
    }

    /** Drops an object of a schema, and nothing else. */
    public static List<SchemaChange> drop(Schema schema, ObjectId id) {
        SchemaChanges changes = new SchemaChanges(new Context(schema, schema, false));
        Changes kind = changes.byKind.get(id.kind());
        return kind == null
                ? List.of()
                : schema.find(id)
                        .filter(object -> !AttachedParts.isAttached(object))
                        .map(kind::drop)
                        .orElse(List.of());
    }
}
