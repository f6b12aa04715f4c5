package io.github.appliedset.tracker;

import io.github.appliedset.postgres.Guard;
import io.github.appliedset.postgres.LateQuery;
import io.github.appliedset.postgres.SqlLiteral;

/**
 * What others may have attached to a table so that it runs when the table is written, with no more than a privilege that
 * {@code GRANT ALL} includes: triggers, for which it takes {@code TRIGGER}, and foreign keys that refer to the table, for which
 * it takes {@code REFERENCES}. Who created a trigger is not recorded.
 *
 * <p>Trusted are the writer, the owner of the table and superusers. A trigger has to call a function of theirs and must have
 * no condition. A foreign key has to belong to a table of theirs and must not pass a change on to it: the triggers of that
 * table would run, which until PostgreSQL 17 they do as the writer.
 *
 * @param table its name, qualified and quoted for use in SQL
 */
record TriggerCheck(String table) {

    private static final String TRUSTED = """
            (SELECT FROM pg_catalog.pg_roles r
             WHERE r.oid OPERATOR(pg_catalog.=) %s
               AND (r.rolsuper OR r.rolname OPERATOR(pg_catalog.=) CURRENT_USER
                    OR r.oid OPERATOR(pg_catalog.=) (SELECT c.relowner FROM pg_catalog.pg_class c
                                                     WHERE c.oid OPERATOR(pg_catalog.=) t.tgrelid)))""";

    private static final String FUNCTION_OWNER =
            "(SELECT p.proowner FROM pg_catalog.pg_proc p WHERE p.oid OPERATOR(pg_catalog.=) t.tgfoid)";

    private static final String TABLE_OWNER =
            "(SELECT o.relowner FROM pg_catalog.pg_class o WHERE o.oid OPERATOR(pg_catalog.=) k.conrelid)";

    private static final String ON_THE_TABLE = "t.tgrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(%s)";

    private static final String TRIGGERS = "FROM pg_catalog.pg_trigger t WHERE " + ON_THE_TABLE
            + " AND NOT t.tgisinternal AND (t.tgqual IS NOT NULL OR NOT EXISTS " + TRUSTED.formatted(FUNCTION_OWNER)
            + ")";

    /** The action is {@code NO ACTION} or {@code RESTRICT}. */
    private static final String ONLY_REFERS =
            "k.confupdtype OPERATOR(pg_catalog.=) ANY (CAST('{a,r}' AS pg_catalog.\"char\"[]))"
                    + " AND k.confdeltype OPERATOR(pg_catalog.=) ANY (CAST('{a,r}' AS pg_catalog.\"char\"[]))";

    /** By the internal triggers that enforce them: a search by the table they refer to would have no index. */
    private static final String FOREIGN_KEYS = "FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_constraint k"
            + " ON k.oid OPERATOR(pg_catalog.=) t.tgconstraint AND k.contype OPERATOR(pg_catalog.=) 'f'"
            + " AND k.confrelid OPERATOR(pg_catalog.=) t.tgrelid WHERE " + ON_THE_TABLE
            + " AND t.tgisinternal AND (NOT (" + ONLY_REFERS + ") OR NOT EXISTS " + TRUSTED.formatted(TABLE_OWNER)
            + ")";

    /**
     * A query for them: what it is, what it uses and whose that is, why it is not trusted ({@code condition}, {@code function},
     * {@code action} or {@code reference}), and SQL that removes it.
     */
    String untrusted() {
        return """
                SELECT pg_catalog.pg_describe_object(CAST('pg_catalog.pg_trigger' AS pg_catalog.regclass), t.oid, 0),
                       pg_catalog.pg_describe_object(CAST('pg_catalog.pg_proc' AS pg_catalog.regclass), t.tgfoid, 0),
                       pg_catalog.pg_get_userbyid(%s),
                       CASE WHEN t.tgqual IS NULL THEN 'function' ELSE 'condition' END, ''
                %s
                UNION SELECT
                       pg_catalog.pg_describe_object(CAST('pg_catalog.pg_constraint' AS pg_catalog.regclass), k.oid, 0),
                       pg_catalog.pg_describe_object(CAST('pg_catalog.pg_class' AS pg_catalog.regclass), k.conrelid, 0),
                       pg_catalog.pg_get_userbyid(%s),
                       CASE WHEN %s THEN 'reference' ELSE 'action' END,
                       pg_catalog.concat('ALTER TABLE ', CAST(k.conrelid AS pg_catalog.regclass), ' DROP CONSTRAINT ',
                                         pg_catalog.quote_ident(k.conname), ';')
                %s
                ORDER BY 1""".formatted(FUNCTION_OWNER, onTheTable(TRIGGERS), TABLE_OWNER, ONLY_REFERS, onTheTable(FOREIGN_KEYS));
    }

    private String onTheTable(String sql) {
        return sql.replaceAll("\\s+", " ").formatted(SqlLiteral.of(this.table));
    }

    /** Keeps others from adding a trigger or a foreign key until the transaction ends. */
    String lock() {
        return "LOCK TABLE " + this.table + " IN ROW EXCLUSIVE MODE";
    }

    /**
     * A {@link Guard} that refuses anything at all that may run, or that may keep a row from being inserted; sent after the lock.
     */
    String guardOfUsual() {
        return "SELECT "
                + Guard.of(
                        "c.relkind OPERATOR(pg_catalog.=) 'r' AND NOT c.relhastriggers AND NOT c.relhasrules"
                                + " AND NOT c.relrowsecurity",
                        "the tracker has triggers, rules or policies")
                + " FROM pg_catalog.pg_class c WHERE c.oid OPERATOR(pg_catalog.=) CAST(" + SqlLiteral.of(this.table)
                + " AS pg_catalog.regclass)";
    }

    /** A {@link Guard} that refuses them; sent after the lock. */
    String guard() {
        String any = "EXISTS (SELECT FROM pg_catalog.pg_trigger t WHERE " + onTheTable(ON_THE_TABLE) + ")";
        String untrusted = "SELECT 1 " + onTheTable(TRIGGERS) + " UNION ALL SELECT 1 " + onTheTable(FOREIGN_KEYS);
        return "SELECT "
                + Guard.of(
                        "CASE WHEN " + any + " THEN NOT (" + LateQuery.exists(untrusted) + ") ELSE true END",
                        "a trigger or a foreign key of others would run with the rights of this user");
    }
}
