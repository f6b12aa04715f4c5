package io.github.appliedset.schema.change;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.drift.Difference.Different;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Triggers and rules, and whether each of them fires. */
final class TriggerChanges implements Changes {

    @Override
    public List<SchemaChange> create(SchemaObject trigger) {
        ObjectId id = trigger.id();
        List<String> statements = new ArrayList<>(List.of(definition(trigger)));
        trigger.text(Attribute.ENABLED).ifPresent(state -> statements.add(state(id, state)));
        statements.addAll(Comments.of(trigger));
        return List.of(SchemaChange.of(
                Rank.TRIGGER,
                id,
                SqlName.plainRelation(id) + "_add_" + id.kind().label() + "_" + id.name(),
                "Create " + id,
                statements));
    }

    private static String definition(SchemaObject trigger) {
        return trigger.text(Attribute.DEFINITION).orElseThrow().strip().replaceFirst(";$", "");
    }

    private static String state(ObjectId id, String state) {
        return "ALTER TABLE " + SqlName.relationOf(id) + " " + verb(state) + " " + word(id) + " "
                + SqlName.quoted(id.name());
    }

    static String verb(String state) {
        return switch (state) {
            case "disabled" -> "DISABLE";
            case "replica" -> "ENABLE REPLICA";
            case "always" -> "ENABLE ALWAYS";
            default -> "ENABLE";
        };
    }

    private static String word(ObjectId id) {
        return id.kind().label().toUpperCase(Locale.ROOT);
    }

    @Override
    public List<SchemaChange> drop(SchemaObject trigger) {
        ObjectId id = trigger.id();
        return List.of(SchemaChange.of(
                Rank.DROP_DEPENDENT,
                id,
                SqlName.plainRelation(id) + "_drop_" + id.kind().label() + "_" + id.name(),
                "Drop " + id,
                dropStatement(id)));
    }

    private static String dropStatement(ObjectId id) {
        return "DROP " + word(id) + " " + SqlName.quoted(id.name()) + " ON " + SqlName.relationOf(id);
    }

    /** A replaced trigger is enabled again, so its state is set afterwards. */
    @Override
    public List<SchemaChange> alter(SchemaObject before, SchemaObject after, Different different) {
        ObjectId id = after.id();
        List<SchemaChange> changes = new ArrayList<>();
        List<String> statements = new ArrayList<>();
        if (Context.changes(different, Attribute.DEFINITION)) {
            String definition = definition(after);
            if (definition.startsWith("CREATE CONSTRAINT")
                    || id.kind() == ObjectKind.TRIGGER && !sameTiming(before, after)) {
                statements.add(dropStatement(id));
                statements.add(definition);
                statements.addAll(Comments.of(after));
            } else {
                statements.add(definition.replaceFirst("^CREATE ", "CREATE OR REPLACE "));
            }
            after.text(Attribute.ENABLED).ifPresent(state -> statements.add(state(id, state)));
        } else if (Context.changes(different, Attribute.ENABLED)) {
            statements.add(state(id, after.text(Attribute.ENABLED).orElse("enabled")));
        }
        if (!statements.isEmpty()) {
            changes.add(SchemaChange.of(
                    Rank.TRIGGER,
                    id,
                    SqlName.plainRelation(id) + "_alter_" + id.kind().label() + "_" + id.name(),
                    "Alter " + id,
                    statements));
        }
        if (Context.changes(different, Attribute.COMMENT)) {
            changes.add(Comments.change(after));
        }
        return changes;
    }

    private static boolean sameTiming(SchemaObject before, SchemaObject after) {
        return definition(before).startsWith("CREATE CONSTRAINT")
                == definition(after).startsWith("CREATE CONSTRAINT");
    }
}
