package io.github.appliedset.schema.change;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.drift.Difference.Different;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Policies of row level security. */
final class PolicyChanges implements Changes {

    @Override
    public List<SchemaChange> create(SchemaObject policy) {
        ObjectId id = policy.id();
        List<String> statements = new ArrayList<>(List.of(createStatement(policy)));
        statements.addAll(Comments.of(policy));
        return List.of(SchemaChange.of(
                Rank.POLICY, id, SqlName.plainRelation(id) + "_add_policy_" + id.name(), "Create " + id, statements));
    }

    private static String createStatement(SchemaObject policy) {
        ObjectId id = policy.id();
        return "CREATE POLICY " + SqlName.quoted(id.name()) + " ON " + SqlName.relationOf(id)
                + (policy.is(Attribute.RESTRICTIVE) ? " AS RESTRICTIVE" : "")
                + policy.text(Attribute.COMMAND)
                        .map(command -> " FOR " + command.toUpperCase(Locale.ROOT))
                        .orElse("")
                + clauses(policy);
    }

    private static String clauses(SchemaObject policy) {
        List<String> roles = policy.items(Attribute.ROLES);
        return (roles.isEmpty()
                        ? ""
                        : " TO " + roles.stream().map(SqlName::quoted).collect(Collectors.joining(", ")))
                + policy.text(Attribute.USING)
                        .map(using -> " USING (" + using + ")")
                        .orElse("")
                + policy.text(Attribute.CHECK)
                        .map(check -> " WITH CHECK (" + check + ")")
                        .orElse("");
    }

    @Override
    public List<SchemaChange> drop(SchemaObject policy) {
        ObjectId id = policy.id();
        return List.of(SchemaChange.of(
                Rank.DROP_DEPENDENT,
                id,
                SqlName.plainRelation(id) + "_drop_policy_" + id.name(),
                "Drop " + id,
                dropStatement(id)));
    }

    private static String dropStatement(ObjectId id) {
        return "DROP POLICY " + SqlName.quoted(id.name()) + " ON " + SqlName.relationOf(id);
    }

    @Override
    public List<SchemaChange> alter(SchemaObject before, SchemaObject after, Different different) {
        ObjectId id = after.id();
        boolean onlyComment = different.changes().stream().allMatch(change -> change.attribute() == Attribute.COMMENT);
        if (onlyComment) {
            return List.of(Comments.change(after));
        }
        List<String> statements = new ArrayList<>(List.of(dropStatement(id), createStatement(after)));
        statements.addAll(Comments.of(after));
        return List.of(SchemaChange.of(
                Rank.POLICY, id, SqlName.plainRelation(id) + "_alter_policy_" + id.name(), "Alter " + id, statements));
    }
}
