package io.github.appliedset.schema.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.postgresql.PGStatement;

/**
 * Everything that the system catalogs say about what a session has made since it began: the judge of a reader that leaves
 * something out. One text for each row, with names in place of OIDs, without statistics, counters and hints.
 *
 * <p>It knows nothing of the reader's queries: the catalogs, their columns and what they refer to come from the server.
 */
final class SystemCatalogs implements AutoCloseable {

    /** Data, statistics, what follows from other catalogs, and what is no part of a database. */
    private static final Set<String> LEFT_OUT = Set.of(
            "pg_statistic",
            "pg_statistic_ext_data",
            "pg_largeobject",
            "pg_shdepend",
            "pg_init_privs",
            "pg_subscription_rel",
            "pg_replication_origin",
            "pg_authid",
            "pg_auth_members",
            "pg_tablespace",
            "pg_parameter_acl");

    private static final Set<String> COUNTERS_AND_HINTS = Set.of(
            "pg_class.relpages",
            "pg_class.reltuples",
            "pg_class.relallvisible",
            "pg_class.relallfrozen",
            "pg_class.relfilenode",
            "pg_class.relhasindex",
            "pg_class.relhasrules",
            "pg_class.relhastriggers",
            "pg_class.relhassubclass",
            "pg_class.relispopulated",
            "pg_class.relnatts",
            "pg_class.relchecks",
            "pg_class.relrewrite",
            "pg_class.relfrozenxid",
            "pg_class.relminmxid",
            "pg_class.reltoastrelid",
            "pg_attribute.attcacheoff",
            "pg_attribute.atthasmissing",
            "pg_attribute.attmissingval",
            "pg_attribute.attndims",
            "pg_attribute.attinhcount",
            "pg_constraint.coninhcount",
            "pg_constraint.conkey",
            "pg_constraint.confkey",
            "pg_index.indcheckxmin",
            "pg_index.indkey",
            "pg_database.datfrozenxid",
            "pg_database.datminmxid");

    private static final Map<String, String> INSTEAD = Map.ofEntries(
            Map.entry("pg_attrdef.adbin", "pg_get_expr(adbin, adrelid)"),
            Map.entry("pg_class.relpartbound", "pg_get_expr(relpartbound, oid)"),
            Map.entry("pg_constraint.conbin", "pg_get_constraintdef(oid)"),
            Map.entry("pg_index.indexprs", "regexp_replace(pg_get_indexdef(indexrelid), '^.* USING ', '')"),
            Map.entry("pg_index.indpred", "NULL"),
            Map.entry("pg_partitioned_table.partexprs", "pg_get_partkeydef(partrelid)"),
            Map.entry("pg_partitioned_table.partattrs", "NULL"),
            Map.entry("pg_policy.polqual", "pg_get_expr(polqual, polrelid)"),
            Map.entry("pg_policy.polwithcheck", "pg_get_expr(polwithcheck, polrelid)"),
            Map.entry("pg_proc.proargdefaults", "pg_get_expr(proargdefaults, 0)"),
            Map.entry("pg_proc.prosqlbody", "pg_get_function_sqlbody(oid)"),
            Map.entry("pg_publication_rel.prqual", "pg_get_expr(prqual, prrelid)"),
            Map.entry("pg_rewrite.ev_action", "pg_get_ruledef(oid)"),
            Map.entry("pg_rewrite.ev_qual", "NULL"),
            Map.entry("pg_statistic_ext.stxexprs", "pg_get_statisticsobjdef(oid)"),
            Map.entry("pg_statistic_ext.stxkeys", "NULL"),
            Map.entry("pg_trigger.tgqual", "pg_get_triggerdef(oid)"),
            Map.entry("pg_trigger.tgattr", "NULL"),
            Map.entry("pg_type.typdefaultbin", "pg_get_expr(typdefaultbin, 0)"),
            Map.entry("pg_db_role_setting.setrole", "setrole::regrole"));

    private static final Map<String, String> ROWS = Map.of(
            "pg_attribute",
            "NOT attisdropped AND attnum > 0"
                    + " AND (SELECT relkind NOT IN ('S', 't') AND relnamespace <> 'pg_toast'::regnamespace FROM pg_class WHERE oid = attrelid)",
            "pg_class",
            "NOT (relkind = 'i' AND relnamespace = 'pg_toast'::regnamespace)",
            "pg_index",
            "(SELECT relnamespace <> 'pg_toast'::regnamespace FROM pg_class WHERE oid = indexrelid)",
            "pg_depend",
            "deptype IN ('e', 'x') OR deptype = 'a' AND (SELECT relkind = 'S' FROM pg_class WHERE oid = objid)",
            "pg_database",
            "datname = current_database()",
            "pg_db_role_setting",
            "setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())");

    /** The one schema that every database begins with. */
    private static final Map<String, String> OF_PUBLIC = Map.of(
            "pg_namespace", " OR nspname = 'public'",
            "pg_description", " OR classoid = 'pg_namespace'::regclass");

    private static final String PLACES = """
            SELECT c.relname, a.attname, a.attnum, a.atttypid::regtype::text AS type,
                   f.pktable::regclass::text AS refers_to, f.is_array
              FROM pg_class c
              JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
              LEFT JOIN (SELECT fktable, fkcols[1] AS fkcol, pktable, is_array FROM pg_get_catalog_foreign_keys()
                          WHERE pkcols = '{oid}') f
                     ON f.fktable = c.oid AND f.fkcol = a.attname
             WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind = 'r'
             ORDER BY c.relname, a.attnum""";

    private final PreparedStatement rows;

    private SystemCatalogs(PreparedStatement rows) {
        this.rows = rows;
    }

    /** The catalogs as a connection sees them, which has just begun a transaction. */
    static SystemCatalogs of(Connection connection) throws SQLException {
        String since;
        Map<String, List<String>> columns = new HashMap<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("SELECT pg_current_xact_id()::text::bigint % 4294967296")) {
                row.next();
                since = row.getString(1);
            }
            try (ResultSet row = statement.executeQuery(PLACES)) {
                while (row.next()) {
                    String catalog = row.getString("relname");
                    String name = row.getString("attname");
                    if (!LEFT_OUT.contains(catalog) && !COUNTERS_AND_HINTS.contains(catalog + "." + name)) {
                        columns.computeIfAbsent(catalog, any -> new ArrayList<>())
                                .add("'" + name + "=' || COALESCE(("
                                        + text(
                                                catalog,
                                                name,
                                                row.getString("type"),
                                                row.getString("refers_to"),
                                                row.getBoolean("is_array"))
                                        + ")::text, '-')");
                    }
                }
            }
        }
        String sql = columns.keySet().stream()
                .sorted()
                .map(catalog -> "SELECT '" + catalog + "', concat_ws(' ', " + String.join(", ", columns.get(catalog))
                        + ") FROM pg_catalog." + catalog + " WHERE (xmin::text::bigint >= " + since
                        + OF_PUBLIC.getOrDefault(catalog, "") + ") AND ("
                        + ROWS.getOrDefault(catalog, "true") + ")")
                .collect(Collectors.joining("\nUNION ALL\n"));
        PreparedStatement rows = connection.prepareStatement(sql);
        rows.unwrap(PGStatement.class).setPrepareThreshold(1);
        return new SystemCatalogs(rows);
    }

    private static String text(String catalog, String name, String type, String refersTo, boolean isArray) {
        String instead = INSTEAD.get(catalog + "." + name);
        if (instead != null) {
            return instead;
        }
        if (Set.of("pg_depend", "pg_description", "pg_seclabel").contains(catalog)) {
            return switch (name) {
                case "objid" -> "(pg_identify_object(classid, objid, objsubid)).identity";
                case "refobjid" -> "(pg_identify_object(refclassid, refobjid, refobjsubid)).identity";
                case "objoid" -> "(pg_identify_object(classoid, objoid, objsubid)).identity";
                case "objsubid", "refobjsubid" -> "NULL";
                default -> type.equals("oid") ? name + "::regclass" : name;
            };
        }
        if (name.equals("oid")) {
            return catalog.equals("pg_enum") ? "NULL" : identity(catalog, name);
        }
        if (refersTo == null) {
            return name;
        }
        return isArray
                ? "SELECT string_agg(" + identity(refersTo, "each") + ", ',' ORDER BY place) FROM unnest(" + name
                        + "::oid[]) WITH ORDINALITY AS e (each, place)"
                : "CASE WHEN " + name + " <> 0 THEN " + identity(refersTo, name) + " END";
    }

    private static String identity(String catalog, String oid) {
        String klass = catalog.equals("pg_largeobject_metadata") ? "pg_largeobject" : catalog;
        return "(pg_identify_object('pg_catalog." + klass + "'::regclass, " + oid + ", 0)).identity";
    }

    /** The present rows. The search path decides how types are shown, so it has to be the same each time. */
    Set<String> read() throws SQLException {
        Set<String> read = new TreeSet<>();
        try (ResultSet row = this.rows.executeQuery()) {
            while (row.next()) {
                read.add(row.getString(1) + ": "
                        + row.getString(2)
                                .replaceAll("(RI_ConstraintTrigger_[ac]|pg_toast)_\\d+", "$1")
                                .replaceAll("\\s+", " "));
            }
        }
        return read;
    }

    @Override
    public void close() throws SQLException {
        this.rows.close();
    }
}
