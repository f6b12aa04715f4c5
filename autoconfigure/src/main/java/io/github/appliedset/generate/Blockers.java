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
import java.util.Objects;
import java.util.Set;

/** What PostgreSQL names as a reason not to change an object: each with the statement that takes it away. */
final class Blockers {

    /** A column with those that inherit it; the columns of a type, of what is based on it and of its tables; those of a collation. */
    private static final String COLUMNS = """
            WITH RECURSIVE wanted (relation, attribute, type, collated) AS (
                SELECT pg_catalog.to_regclass(?)::oid, ?::text,
                       (SELECT t.oid FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
                         WHERE n.nspname = ? AND t.typname = ?),
                       pg_catalog.to_regcollation(?)::oid
            ), family (id) AS (
                SELECT relation FROM wanted
                UNION
                SELECT i.inhrelid FROM family f JOIN pg_catalog.pg_inherits i ON i.inhparent = f.id
            ), types (id) AS (
                SELECT type FROM wanted
                UNION
                SELECT t.oid
                  FROM types y
                  JOIN pg_catalog.pg_type t
                    ON y.id IN (t.typelem, t.typbasetype)
                    OR EXISTS (SELECT FROM pg_catalog.pg_attribute f
                                 JOIN pg_catalog.pg_class r ON r.oid = f.attrelid AND r.relkind = 'c'
                                WHERE f.attrelid = t.typrelid AND f.atttypid = y.id AND NOT f.attisdropped)
            ), columns (relation, number) AS (
                SELECT a.attrelid, a.attnum
                  FROM family f
                  JOIN pg_catalog.pg_attribute a ON a.attrelid = f.id
                  JOIN wanted w ON w.attribute = a.attname::text
                UNION
                SELECT a.attrelid, a.attnum
                  FROM pg_catalog.pg_attribute a
                  JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
                 CROSS JOIN wanted w
                 WHERE a.attnum > 0 AND NOT a.attisdropped
                   AND (a.atttypid IN (SELECT id FROM types) OR a.attcollation = w.collated OR c.reloftype = w.type)
            )
            """;

    /**
     * A type is used by columns and by composite types, which a new type takes along, and by expressions that mention it, which
     * it does not. A range takes nothing along.
     */
    private static final String QUERY = COLUMNS + """
            , changed (class, id, part) AS (
                SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, relation, number::integer FROM columns
                UNION ALL
                SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, 0
                  FROM pg_catalog.pg_type t JOIN types y ON y.id = t.oid
                 WHERE t.typtype <> 'm'
                UNION ALL
                SELECT 'pg_catalog.pg_collation'::pg_catalog.regclass, collated, 0 FROM wanted
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
                   WHEN 'pg_catalog.pg_cast'::pg_catalog.regclass THEN
                        (SELECT pg_catalog.format('DROP CAST (%s AS %s)', pg_catalog.format_type(k.castsource, NULL),
                                                  pg_catalog.format_type(k.casttarget, NULL))
                           FROM pg_catalog.pg_cast k WHERE k.oid = d.objid)
                   WHEN 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass THEN
                        CASE WHEN d.refclassid <> 'pg_catalog.pg_class'::pg_catalog.regclass
                             THEN pg_catalog.format('DROP STATISTICS %s', o.identity) END
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
                            AND d.refclassid <> 'pg_catalog.pg_class'::pg_catalog.regclass
                            AND (c.relkind <> 'c' OR NOT EXISTS (
                                SELECT FROM pg_catalog.pg_type t
                                 WHERE d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass
                                   AND t.oid = d.refobjid AND t.typtype NOT IN ('r', 'm'))))
                   END
              FROM changed x
              JOIN pg_catalog.pg_depend d ON d.refclassid = x.class AND d.refobjid = x.id AND d.refobjsubid = x.part
                                         AND d.deptype IN ('n', 'a')
             CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.classid, d.objid, d.objsubid) o
             ORDER BY 1""";

    private static final String KEYS = COLUMNS + """
            SELECT pg_catalog.format('ALTER TABLE %I.%I DROP CONSTRAINT %I', n.nspname, c.relname, k.conname)
              FROM pg_catalog.pg_constraint k
              JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE k.contype = 'f' AND k.conparentid = 0
               AND EXISTS (SELECT FROM columns x
                            WHERE k.conrelid = x.relation AND x.number = ANY (k.conkey)
                               OR k.confrelid = x.relation AND x.number = ANY (k.confkey))
             ORDER BY 1""";

    /** What PostgreSQL builds again with a column, if its text still holds for the new type. */
    private static final String EXPRESSIONS = COLUMNS + """
            SELECT CASE
                   WHEN k.oid IS NOT NULL AND k.contype IN ('c', 'x') AND k.coninhcount = 0 THEN
                        pg_catalog.format('ALTER TABLE %I.%I DROP CONSTRAINT %I CASCADE', n.nspname, c.relname, k.conname)
                   WHEN k.oid IS NULL AND i.relkind IN ('i', 'I') AND NOT i.relispartition THEN
                        pg_catalog.format('DROP INDEX %I.%I CASCADE', m.nspname, i.relname)
                   WHEN d.classid = 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass THEN
                        pg_catalog.format('DROP STATISTICS %s',
                            (pg_catalog.pg_identify_object(d.classid, d.objid, 0)).identity)
                   END AS statement
              FROM columns a
              JOIN pg_catalog.pg_class c ON c.oid = a.relation
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
              JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                                         AND d.refobjid = a.relation AND d.refobjsubid = a.number
              LEFT JOIN pg_catalog.pg_class i
                     ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND i.oid = d.objid
              LEFT JOIN pg_catalog.pg_namespace m ON m.oid = i.relnamespace
              LEFT JOIN pg_catalog.pg_constraint k
                     ON k.conrelid = a.relation
                    AND (d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND k.oid = d.objid
                      OR k.conindid = i.oid AND k.contype IN ('p', 'u', 'x'))
             ORDER BY 1""";

    private Blockers() {}

    /** Whether it is a column, or columns can have it: nothing drops it without them. */
    static boolean isOfColumns(ObjectId id) {
        return switch (id.kind()) {
            case COLUMN, COLLATION, ENUM, DOMAIN, COMPOSITE_TYPE, RANGE_TYPE -> true;
            default -> false;
        };
    }

    /** What keeps a column from another type or expression, or a type or a collation from being replaced, its columns aside. */
    static List<String> of(Connection connection, ObjectId object) throws SQLException {
        return statements(connection, QUERY, object);
    }

    /** The foreign keys of these columns and those to them, which have to change on both sides. */
    static List<String> keysOf(Connection connection, ObjectId object) throws SQLException {
        return statements(connection, KEYS, object);
    }

    /** Indexes, checks, exclusions and statistics of these columns. */
    static List<String> expressionsOf(Connection connection, ObjectId object) throws SQLException {
        return statements(connection, EXPRESSIONS, object);
    }

    private static List<String> statements(Connection connection, String sql, ObjectId object) throws SQLException {
        ObjectId parent = Objects.requireNonNull(object.parent());
        boolean isColumn = object.kind() == ObjectKind.COLUMN;
        boolean isCollation = object.kind() == ObjectKind.COLLATION;
        boolean isType = !isColumn && !isCollation;
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, isColumn ? parent.qualifiedName() : null);
            query.setString(2, isColumn ? object.name() : null);
            query.setString(3, isType ? parent.name() : null);
            query.setString(4, isType ? object.name() : null);
            query.setString(5, isCollation ? object.qualifiedName() : null);
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
