package io.github.appliedset.schema.change;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.DefaultName;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.SchemaObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A collation that columns and domains use is created again under the same name, and they move to the new one. */
final class CollationRebuild {

    private final Context context;
    private final SchemaObject after;
    private final List<String> create;

    /**
     * Creates a rebuild.
     *
     * @param create statements that create the collation as it should be
     */
    CollationRebuild(Context context, SchemaObject after, List<String> create) {
        this.context = context;
        this.after = after;
        this.create = create;
    }

    SchemaChange change(String name) {
        ObjectId id = this.after.id();
        ObjectId old = new ObjectId(id.kind(), id.parent(), DefaultName.of(List.of(id.name(), "old")));
        List<String> statements = new ArrayList<>();
        statements.add("ALTER COLLATION " + SqlName.of(id) + " RENAME TO " + SqlName.quoted(old.name()));
        statements.addAll(this.create);
        statements.addAll(Comments.of(this.after));
        Map<ObjectId, List<String>> actions = new LinkedHashMap<>();
        this.context.before().objects().values().stream()
                .filter(column -> TypeRebuild.isOwnColumn(column) && hasIt(column))
                .forEach(column -> actions.computeIfAbsent(
                                Objects.requireNonNull(column.id().parent()), any -> new ArrayList<>())
                        .add("ALTER COLUMN " + SqlName.quoted(column.id().name()) + " TYPE "
                                + column.text(Attribute.TYPE).orElseThrow() + " COLLATE " + SqlName.of(id)));
        actions.forEach(
                (table, its) -> statements.add("ALTER TABLE " + SqlName.of(table) + " " + String.join(", ", its)));
        TypeChanges types = new TypeChanges(this.context);
        this.context.before().objects().values().stream()
                .filter(object -> object.id().kind() == ObjectKind.DOMAIN && hasIt(object))
                .forEach(domain -> statements.addAll(types.rebuilt(domain).statements()));
        statements.add("DROP COLLATION " + SqlName.of(old));
        return SchemaChange.of(Rank.EXTENSION, id, name, "Build " + id + " again", statements)
                .with(Hazard.MAY_FAIL_ON_DATA, Hazard.BREAKS_OLD_CODE);
    }

    private boolean hasIt(SchemaObject object) {
        return object.text(Attribute.COLLATION)
                .filter(name -> SqlName.isOf(this.after.id(), name))
                .isPresent();
    }
}
