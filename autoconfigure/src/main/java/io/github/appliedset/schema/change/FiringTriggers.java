package io.github.appliedset.schema.change;

import io.github.appliedset.postgres.SqlLiteral;
import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.drift.Difference.Different;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The triggers that check a foreign key, on its own table and on the referenced one: their names have numbers. */
final class FiringTriggers {

    /** A state and a table. */
    private static final Pattern ELSEWHERE = Pattern.compile("(disabled|replica|always) on (\\S+)");

    private FiringTriggers() {}

    static List<String> change(SchemaObject before, SchemaObject after, Different different) {
        ObjectId key = after.id();
        List<String> statements = new ArrayList<>();
        if (Context.changes(different, Attribute.ENABLED)) {
            statements.add(statement(
                    key, SqlName.relationOf(key), after.text(Attribute.ENABLED).orElse("enabled")));
        }
        if (Context.changes(different, Attribute.TARGET_ENABLED)) {
            Matcher was =
                    ELSEWHERE.matcher(before.text(Attribute.TARGET_ENABLED).orElse(""));
            Matcher is = ELSEWHERE.matcher(after.text(Attribute.TARGET_ENABLED).orElse(""));
            if (is.matches()) {
                statements.add(statement(key, is.group(2), is.group(1)));
            } else if (was.matches() && !after.is(Attribute.TARGET_ENABLED)) {
                statements.add(statement(key, was.group(2), "enabled"));
            }
        }
        return statements;
    }

    private static String statement(ObjectId key, String table, String state) {
        return "DO $$\nDECLARE\n    name text;\nBEGIN\n    FOR name IN SELECT t.tgname FROM pg_catalog.pg_trigger t"
                + " JOIN pg_catalog.pg_constraint k ON k.oid = t.tgconstraint\n        WHERE t.tgrelid = "
                + SqlLiteral.readable(table) + "::regclass AND k.conrelid = "
                + SqlLiteral.readable(SqlName.of(Objects.requireNonNull(key.parent()))) + "::regclass AND k.conname = "
                + SqlLiteral.readable(key.name()) + "\n    LOOP\n        EXECUTE format("
                + SqlLiteral.readable(
                        "ALTER TABLE " + table.replace("%", "%%") + " " + TriggerChanges.verb(state) + " TRIGGER %I")
                + ", name);\n    END LOOP;\nEND $$";
    }
}
