package io.github.appliedset.schema.change;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.drift.Difference.Different;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Functions and procedures. */
final class RoutineChanges implements Changes {

    private final RightChanges rights;

    RoutineChanges(RightChanges rights) {
        this.rights = rights;
    }

    @Override
    public List<SchemaChange> create(SchemaObject routine) {
        ObjectId id = routine.id();
        List<String> statements = new ArrayList<>(List.of(definition(routine)));
        statements.addAll(Comments.of(routine));
        return List.of(SchemaChange.of(
                Rank.ROUTINE, id, "create_" + word(id) + "_" + SqlName.plain(id), "Create " + id, statements));
    }

    private static String definition(SchemaObject routine) {
        return routine.text(Attribute.DEFINITION).orElseThrow();
    }

    private static String word(ObjectId id) {
        return id.kind().label();
    }

    @Override
    public List<SchemaChange> drop(SchemaObject routine) {
        ObjectId id = routine.id();
        return List.of(SchemaChange.of(
                        Rank.DROP_ROUTINE,
                        id,
                        "drop_" + word(id) + "_" + SqlName.plain(id),
                        "Drop " + id,
                        dropStatement(id))
                .with(Hazard.BREAKS_OLD_CODE));
    }

    private static String dropStatement(ObjectId id) {
        return "DROP " + word(id).toUpperCase(Locale.ROOT) + " " + SqlName.of(id);
    }

    @Override
    public List<SchemaChange> alter(SchemaObject before, SchemaObject after, Different different) {
        ObjectId id = after.id();
        List<SchemaChange> changes = new ArrayList<>();
        if (Context.changes(different, Attribute.DEFINITION)) {
            String name = "alter_" + word(id) + "_" + SqlName.plain(id);
            List<String> again = new ArrayList<>(List.of(dropStatement(id), definition(after)));
            again.addAll(Comments.of(after));
            again.addAll(this.rights.of(after));
            changes.add(SchemaChange.of(Rank.ROUTINE, id, name, "Alter " + id, definition(after))
                    .or(SchemaChange.of(Rank.ROUTINE, id, name, "Replace " + id, again)
                            .with(Hazard.BREAKS_OLD_CODE)));
        }
        if (Context.changes(different, Attribute.COMMENT)) {
            changes.add(Comments.change(after));
        }
        return changes;
    }
}
