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

    private static final String UNCHECKED_SUMMARY = ", whose body PostgreSQL does not check until it is called";

    private final RightChanges rights;

    RoutineChanges(RightChanges rights) {
        this.rights = rights;
    }

    @Override
    public List<SchemaChange> create(SchemaObject routine) {
        ObjectId id = routine.id();
        List<String> statements = new ArrayList<>(List.of(definition(routine)));
        statements.addAll(Comments.of(routine));
        String name = "create_" + word(id) + "_" + SqlName.plain(id);
        return List.of(SchemaChange.of(Rank.ROUTINE, id, name, "Create " + id, statements)
                .or(SchemaChange.of(
                        Rank.ROUTINE, id, name, "Create " + id + UNCHECKED_SUMMARY, unchecked(statements))));
    }

    /** A body that is a string may name objects that are created later, or found on its caller's search path. */
    private static List<String> unchecked(List<String> statements) {
        List<String> all = new ArrayList<>(List.of(SchemaChange.UNCHECKED_BODIES));
        all.addAll(statements);
        all.add("SET LOCAL check_function_bodies = on");
        return all;
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
            SchemaChange replaced = SchemaChange.of(Rank.ROUTINE, id, name, "Replace " + id, again)
                    .with(Hazard.BREAKS_OLD_CODE)
                    .or(SchemaChange.of(Rank.ROUTINE, id, name, "Replace " + id + UNCHECKED_SUMMARY, unchecked(again))
                            .with(Hazard.BREAKS_OLD_CODE));
            SchemaChange unchecked = SchemaChange.of(
                    Rank.ROUTINE, id, name, "Alter " + id + UNCHECKED_SUMMARY, unchecked(List.of(definition(after))));
            changes.add(SchemaChange.of(Rank.ROUTINE, id, name, "Alter " + id, definition(after))
                    .or(unchecked.or(replaced)));
        }
        if (Context.changes(different, Attribute.COMMENT)) {
            changes.add(Comments.change(after));
        }
        return changes;
    }
}
