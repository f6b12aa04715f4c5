package io.github.appliedset.tracker;

import io.github.appliedset.postgres.Guard;
import io.github.appliedset.postgres.LateQuery;
import io.github.appliedset.postgres.SqlLiteral;

/**
 * The triggers of a table that may run as whoever writes it: those without a condition, whose function belongs to the
 * writer, the owner of the table or a superuser. Who created a trigger is not recorded, and it takes only the privilege
 * {@code TRIGGER}, which {@code GRANT ALL} includes.
 *
 * @param table its name, qualified and quoted for use in SQL
 */
record TriggerCheck(String table) {

    private static final String UNTRUSTED = """
            FROM pg_catalog.pg_trigger t
            WHERE t.tgrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(%s) AND NOT t.tgisinternal
              AND (t.tgqual IS NOT NULL OR NOT EXISTS (
                  SELECT FROM pg_catalog.pg_roles r
                  WHERE r.oid OPERATOR(pg_catalog.=) (SELECT p.proowner FROM pg_catalog.pg_proc p
                                                      WHERE p.oid OPERATOR(pg_catalog.=) t.tgfoid)
                    AND (r.rolsuper OR r.rolname OPERATOR(pg_catalog.=) CURRENT_USER
                         OR r.oid OPERATOR(pg_catalog.=) (SELECT c.relowner FROM pg_catalog.pg_class c
                                                          WHERE c.oid OPERATOR(pg_catalog.=) t.tgrelid))))""";

    /** A query for them: the trigger, its function, and the owner of the function. */
    String untrusted() {
        return """
                SELECT pg_catalog.pg_describe_object(CAST('pg_catalog.pg_trigger' AS pg_catalog.regclass), t.oid, 0),
                       pg_catalog.pg_describe_object(CAST('pg_catalog.pg_proc' AS pg_catalog.regclass), t.tgfoid, 0),
                       (SELECT pg_catalog.pg_get_userbyid(p.proowner) FROM pg_catalog.pg_proc p
                        WHERE p.oid OPERATOR(pg_catalog.=) t.tgfoid), t.tgqual IS NOT NULL
                """ + condition() + " ORDER BY 1";
    }

    private String condition() {
        return UNTRUSTED.replaceAll("\\s+", " ").formatted(SqlLiteral.of(this.table));
    }

    /** Keeps others from adding a trigger until the transaction ends. */
    String lock() {
        return "LOCK TABLE " + this.table + " IN ROW EXCLUSIVE MODE";
    }

    /** A {@link Guard} that refuses them; sent after the lock. */
    String guard() {
        String any = "EXISTS (SELECT FROM pg_catalog.pg_trigger t WHERE t.tgrelid OPERATOR(pg_catalog.=)"
                + " pg_catalog.to_regclass(" + SqlLiteral.of(this.table) + ") AND NOT t.tgisinternal)";
        return "SELECT "
                + Guard.of(
                        "CASE WHEN " + any + " THEN NOT (" + LateQuery.exists("SELECT " + condition())
                                + ") ELSE true END",
                        "a trigger would run code of its owner");
    }
}
