package io.github.appliedset.generate;

import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What PostgreSQL names as a reason not to change an object: each with the statement that takes it away. */
final class Blockers {

    /** A type is used by columns, which a new type takes along, and by expressions that mention it, which it does not. */
    private static final String QUERY = """
            WITH RECURSIVE types (id) AS (
                SELECT pg_catalog.to_regtype(?)::oid
                UNION
                SELECT t.oid FROM types y JOIN pg_catalog.pg_type t ON y.id IN (t.typelem, t.typbasetype)
            ), changed (class, id, part) AS (
                SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, a.attrelid, a.attnum::integer
                  FROM pg_catalog.pg_attribute a
                 WHERE a.attrelid = pg_catalog.to_regclass(?) AND a.attname::text = ?
                UNION ALL
                SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, 0
                  FROM pg_catalog.pg_type t JOIN types y ON y.id = t.oid
                 WHERE t.typtype <> 'm'
                UNION ALL
                SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, a.attrelid, a.attnum::integer
                  FROM pg_catalog.pg_attribute a
                  JOIN types y ON y.id = a.atttypid
                  JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
                 WHERE a.attnum > 0
                UNION ALL
                SELECT 'pg_catalog.pg_collation'::pg_catalog.regclass, pg_catalog.to_regcollation(?)::oid, 0
                UNION ALL
                SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, a.attrelid, a.attnum::integer
                  FROM pg_catalog.pg_attribute a
                  JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
                 WHERE a.attcollation = pg_catalog.to_regcollation(?) AND a.attnum > 0
            )
            SELECT DISTINCT
                   CASE d.classid
                   WHEN 'pg_catalog.pg_rewrite'::pg_catalog.regclass THEN
                        (SELECT CASE WHEN r.rulename <> '_RETURN'
                                     THEN pg_catalog.format('DROP RULE %I ON %I.%I CASCADE', r.rulename, n.nspname, c.relname)
                                     ELSE pg_catalog.format('DROP %s %I.%I CASCADE',
                                              CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END,
                                              n.nspname, c.relname) END
                           FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
                           JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE r.oid = d.objid)
                   WHEN 'pg_catalog.pg_proc'::pg_catalog.regclass THEN
                        pg_catalog.format('DROP ROUTINE %s CASCADE', o.identity)
                   WHEN 'pg_catalog.pg_trigger'::pg_catalog.regclass THEN
                        pg_catalog.format('DROP TRIGGER %s CASCADE', o.identity)
                   WHEN 'pg_catalog.pg_publication_rel'::pg_catalog.regclass THEN
                        (SELECT pg_catalog.format('DROP PUBLICATION %I', p.pubname)
                           FROM pg_catalog.pg_publication_rel r JOIN pg_catalog.pg_publication p ON p.oid = r.prpubid
                          WHERE r.oid = d.objid)
                   WHEN 'pg_catalog.pg_policy'::pg_catalog.regclass THEN
                        pg_catalog.format('DROP POLICY %s', o.identity)
                   WHEN 'pg_catalog.pg_attrdef'::pg_catalog.regclass THEN
                        (SELECT CASE WHEN a.attgenerated <> ''
                                     THEN pg_catalog.format('ALTER TABLE %I.%I DROP COLUMN %I CASCADE', n.nspname, c.relname, a.attname)
                                     WHEN d.refclassid <> 'pg_catalog.pg_class'::pg_catalog.regclass
                                     THEN pg_catalog.format('ALTER TABLE %I.%I ALTER COLUMN %I DROP DEFAULT', n.nspname, c.relname, a.attname) END
                           FROM pg_catalog.pg_attrdef e JOIN pg_catalog.pg_class c ON c.oid = e.adrelid
                           JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                           JOIN pg_catalog.pg_attribute a ON a.attrelid = e.adrelid AND a.attnum = e.adnum
                          WHERE e.oid = d.objid)
                   WHEN 'pg_catalog.pg_constraint'::pg_catalog.regclass THEN
                        (SELECT pg_catalog.format('ALTER TABLE %I.%I DROP CONSTRAINT %I CASCADE', n.nspname, c.relname, k.conname)
                           FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
                           JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                          WHERE k.oid = d.objid AND k.coninhcount = 0
                            AND d.refclassid <> 'pg_catalog.pg_class'::pg_catalog.regclass)
                   WHEN 'pg_catalog.pg_class'::pg_catalog.regclass THEN
                        (SELECT pg_catalog.format('DROP %s %I.%I CASCADE', CASE c.relkind WHEN 'c' THEN 'TYPE' ELSE 'INDEX' END,
                                                  n.nspname, c.relname)
                           FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                          WHERE c.oid = d.objid AND c.relkind IN ('i', 'I', 'c') AND NOT c.relispartition
                            AND d.refclassid <> 'pg_catalog.pg_class'::pg_catalog.regclass)
                   END
              FROM changed x
              JOIN pg_catalog.pg_depend d ON d.refclassid = x.class AND d.refobjid = x.id AND d.refobjsubid = x.part
                                         AND d.deptype IN ('n', 'a')
             CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.classid, d.objid, d.objsubid) o
             ORDER BY 1""";

    private static final String KEYS = """
            SELECT pg_catalog.format('ALTER TABLE %I.%I DROP CONSTRAINT %I', n.nspname, c.relname, k.conname)
              FROM pg_catalog.pg_constraint k
              JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              JOIN pg_catalog.pg_attribute a ON a.attrelid = pg_catalog.to_regclass(?) AND a.attname::text = ?
             WHERE k.contype = 'f' AND k.conparentid = 0
               AND (k.conrelid = a.attrelid AND a.attnum = ANY (k.conkey)
                 OR k.confrelid = a.attrelid AND a.attnum = ANY (k.confkey))
             ORDER BY 1""";

    /** What PostgreSQL builds again with a column, if its text still holds for the new type. */
    private static final String EXPRESSIONS = """
            SELECT CASE
                   WHEN k.oid IS NOT NULL AND k.contype IN ('c', 'x') AND k.coninhcount = 0 THEN
                        pg_catalog.format('ALTER TABLE %I.%I DROP CONSTRAINT %I CASCADE', n.nspname, c.relname, k.conname)
                   WHEN k.oid IS NULL AND i.relkind IN ('i', 'I') AND NOT i.relispartition THEN
                        pg_catalog.format('DROP INDEX %I.%I CASCADE', m.nspname, i.relname)
                   WHEN d.classid = 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass THEN
                        pg_catalog.format('DROP STATISTICS %s',
                            (pg_catalog.pg_identify_object(d.classid, d.objid, 0)).identity)
                   END AS statement
              FROM pg_catalog.pg_attribute a
              JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                                         AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum
              LEFT JOIN pg_catalog.pg_class i
                     ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND i.oid = d.objid
              LEFT JOIN pg_catalog.pg_namespace m ON m.oid = i.relnamespace
              LEFT JOIN pg_catalog.pg_constraint k
                     ON k.conrelid = a.attrelid
                    AND (d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND k.oid = d.objid
                      OR k.conindid = i.oid AND k.contype IN ('p', 'u', 'x'))
             WHERE a.attrelid = pg_catalog.to_regclass(?) AND a.attname::text = ?
             ORDER BY 1""";

    private Blockers() {}

    /** What keeps a column from another type or expression. */
    static List<String> ofColumn(Connection connection, ObjectId column) throws SQLException {
        ObjectId table = column.parent();
        return table == null ? List.of() : statements(connection, table.qualifiedName(), column.name(), null, null);
    }

    /** The foreign keys of a column and those to it, which have to change on both sides. */
    static List<String> keysOf(Connection connection, ObjectId column) throws SQLException {
        return statements(connection, KEYS, column);
    }

    /** Indexes, checks, exclusions and statistics of a column. */
    static List<String> expressionsOf(Connection connection, ObjectId column) throws SQLException {
        return statements(connection, EXPRESSIONS, column);
    }

    private static List<String> statements(Connection connection, String sql, ObjectId column) throws SQLException {
        ObjectId table = column.parent();
        if (table == null) {
            return List.of();
        }
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, table.qualifiedName());
            query.setString(2, column.name());
            return statements(query);
        }
    }

    /** What keeps a type or a collation from being replaced, the columns aside that have it. */
    static List<String> ofType(Connection connection, ObjectId type) throws SQLException {
        return type.kind() == ObjectKind.COLLATION
                ? statements(connection, null, null, null, type.qualifiedName())
                : statements(connection, null, null, type.qualifiedName(), null);
    }

    /** Whether columns can have it: nothing drops it without them. */
    static boolean belongsToColumns(ObjectId id) {
        return id.kind() == ObjectKind.COLLATION
                || id.kind() == ObjectKind.ENUM
                || id.kind() == ObjectKind.DOMAIN
                || id.kind() == ObjectKind.COMPOSITE_TYPE
                || id.kind() == ObjectKind.RANGE_TYPE;
    }

    private static List<String> statements(
            Connection connection,
            @Nullable String table,
            @Nullable String column,
            @Nullable String type,
            @Nullable String collation)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(QUERY)) {
            query.setString(1, type);
            query.setString(2, table);
            query.setString(3, column);
            query.setString(4, collation);
            query.setString(5, collation);
            return statements(query);
        }
    }

    private static List<String> statements(PreparedStatement query) throws SQLException {
        Set<String> statements = new LinkedHashSet<>();
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                String statement = rows.getString(1);
                if (statement != null) {
                    statements.add(statement);
                }
            }
        }
        return new ArrayList<>(statements);
    }
}
