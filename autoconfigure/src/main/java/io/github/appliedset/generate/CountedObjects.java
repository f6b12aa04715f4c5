package io.github.appliedset.generate;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a schema only counts: which they are, and whether two databases have the same. Their texts may hold passwords. */
record CountedObjects(Map<String, String> byName) {

    private static final String MAPPINGS = """
            SELECT pg_catalog.format('user mapping of %s for server %I', m.usename, m.srvname),
                   (SELECT pg_catalog.string_agg(o, ', ' ORDER BY o) FROM pg_catalog.unnest(m.umoptions) o)
              FROM pg_catalog.pg_user_mappings m""";

    private static final String GRANTS = """
            SELECT 'grants on ' || pg_catalog.pg_describe_object(o.class, o.oid, o.part),
                   (SELECT pg_catalog.string_agg(a::text, ', ' ORDER BY a::text) FROM pg_catalog.unnest(o.acl) a)
              FROM (SELECT 'pg_catalog.pg_class'::pg_catalog.regclass AS class, oid, 0 AS part, relacl AS acl FROM pg_catalog.pg_class
                    UNION ALL SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, attrelid, attnum, attacl FROM pg_catalog.pg_attribute
                    UNION ALL SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass, oid, 0, proacl FROM pg_catalog.pg_proc
                    UNION ALL SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, oid, 0, typacl FROM pg_catalog.pg_type
                    UNION ALL SELECT 'pg_catalog.pg_namespace'::pg_catalog.regclass, oid, 0, nspacl FROM pg_catalog.pg_namespace
                               WHERE nspname NOT IN ('public', 'information_schema') AND nspname !~ '^pg_t'
                    UNION ALL SELECT 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass, oid, 0, fdwacl
                                FROM pg_catalog.pg_foreign_data_wrapper
                    UNION ALL SELECT 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, oid, 0, srvacl
                                FROM pg_catalog.pg_foreign_server
                    UNION ALL SELECT 'pg_catalog.pg_language'::pg_catalog.regclass, oid, 0, lanacl FROM pg_catalog.pg_language) o
              LEFT JOIN pg_catalog.pg_init_privs p ON p.classoid = o.class AND p.objoid = o.oid AND p.objsubid = o.part
             WHERE o.acl IS DISTINCT FROM p.initprivs
               AND (o.oid < 16384 OR EXISTS (SELECT FROM pg_catalog.pg_depend e
                                              WHERE e.classid = o.class AND e.objid = o.oid AND e.deptype = 'e'))""";

    /** Where a subscription connects to is told to those who may read everything. */
    private static final String SUBSCRIPTIONS = """
            SELECT pg_catalog.format('subscription %I', s.subname),
                   pg_catalog.concat_ws(' ', s.subenabled, s.subslotname, s.subsynccommit, s.subpublications %s)
              FROM pg_catalog.pg_subscription s
              JOIN pg_catalog.pg_database d ON d.oid = s.subdbid AND d.datname = pg_catalog.current_database()""";

    private static final String READS_EVERYTHING =
            "SELECT pg_catalog.has_column_privilege('pg_catalog.pg_subscription', 'subconninfo', 'SELECT')";

    static CountedObjects of(Connection connection) throws SQLException {
        Map<String, String> byName = new TreeMap<>();
        try (Statement statement = connection.createStatement()) {
            boolean everything;
            try (ResultSet row = statement.executeQuery(READS_EVERYTHING)) {
                everything = row.next() && row.getBoolean(1);
            }
            String subscriptions = SUBSCRIPTIONS.replace("%s)\n", (everything ? ", s.subconninfo" : "") + ")\n");
            for (String query : new String[] {MAPPINGS, GRANTS, subscriptions}) {
                try (ResultSet rows = statement.executeQuery(query)) {
                    while (rows.next()) {
                        byName.put(rows.getString(1), Objects.requireNonNullElse(rows.getString(2), ""));
                    }
                }
            }
        }
        return new CountedObjects(byName);
    }

    /** The names of those that only one side has, or that differ. */
    SortedSet<String> differences(CountedObjects other) {
        SortedSet<String> names = new TreeSet<>(this.byName.keySet());
        names.addAll(other.byName.keySet());
        names.removeIf(name -> Objects.equals(this.byName.get(name), other.byName.get(name)));
        return names;
    }
}
