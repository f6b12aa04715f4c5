package io.github.appliedset.tracker;

import io.github.appliedset.Internal;
import io.github.appliedset.postgres.SqlLiteral;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which of many trackers need no look of their own: they have the shape that we give them, nothing is attached to them or lies
 * beside them, and they and their schemas belong to trusted roles. Asks the catalog alone, once for all of them.
 *
 * @param table the name of each
 */
@Internal
public record UsualTrackers(String table) {

    /** Name, type and whether NULL is refused. The oids of PostgreSQL's own types are the same everywhere. */
    private static final String COLUMNS = "version 20 true, name 25 true, applied_at 1184 true, checksum 25 false";

    private static final String SQL = """
            SELECT n.nspname, c.oid
            FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
            WHERE c.relname OPERATOR(pg_catalog.=) %1$s AND n.nspname OPERATOR(pg_catalog.=) ANY (ARRAY[%2$s]::pg_catalog.text[])
              AND c.relkind OPERATOR(pg_catalog.=) 'r' AND c.relpersistence OPERATOR(pg_catalog.=) 'p'
              AND NOT c.relrowsecurity AND NOT c.relhastriggers AND NOT c.relhasrules
              AND c.relowner OPERATOR(pg_catalog.=) ANY (ARRAY(%3$s))
              AND n.nspowner OPERATOR(pg_catalog.=) ANY (ARRAY(%3$s))
              AND (SELECT pg_catalog.string_agg(pg_catalog.concat_ws(' ', a.attname, a.atttypid,
                          CASE WHEN a.attnotnull THEN 'true' ELSE 'false' END), ', ' ORDER BY a.attnum)
                   FROM pg_catalog.pg_attribute a
                   WHERE a.attrelid OPERATOR(pg_catalog.=) c.oid AND a.attnum OPERATOR(pg_catalog.>) 0
                     AND NOT a.attisdropped) OPERATOR(pg_catalog.=) %4$s
              AND EXISTS (
                   SELECT FROM pg_catalog.pg_index i
                   JOIN pg_catalog.pg_attribute a
                     ON a.attrelid OPERATOR(pg_catalog.=) c.oid AND a.attnum OPERATOR(pg_catalog.=) i.indkey[0]
                   WHERE i.indrelid OPERATOR(pg_catalog.=) c.oid AND i.indisprimary
                     AND i.indnkeyatts OPERATOR(pg_catalog.=) 1 AND a.attname OPERATOR(pg_catalog.=) 'version')
              AND NOT EXISTS (
                   SELECT FROM pg_catalog.pg_class s
                   WHERE s.relnamespace OPERATOR(pg_catalog.=) n.oid
                     AND s.relname OPERATOR(pg_catalog.=) ANY (ARRAY[%5$s]::pg_catalog.text[]))
              AND NOT EXISTS (%6$s)""";

    /** Trackers of that name. */
    public static UsualTrackers called(String table) {
        return new UsualTrackers(table);
    }

    /**
     * Looks at the trackers in these schemas.
     *
     * @return the oid of each that is as usual, by its schema
     */
    public Map<String, Long> in(Connection connection, Collection<String> schemas) throws SQLException {
        Map<String, Long> found = new HashMap<>();
        if (schemas.isEmpty()) {
            return found;
        }
        TrackerTable any = new TrackerTable("any", this.table);
        String sql = SQL.formatted(
                SqlLiteral.of(this.table),
                literals(schemas),
                TableTrust.trusted(connection),
                SqlLiteral.of(COLUMNS),
                literals(any.telling()),
                TableTrust.usesOf("c.oid"));
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.put(rows.getString(1), rows.getLong(2));
            }
        }
        return found;
    }

    private static String literals(Collection<String> texts) {
        return texts.stream().map(SqlLiteral::of).collect(Collectors.joining(", "));
    }
}
