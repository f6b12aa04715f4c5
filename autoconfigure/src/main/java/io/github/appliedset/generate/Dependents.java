package io.github.appliedset.generate;

import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.Schema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What uses an object: views, directly or through other views; triggers, rules and policies that name a column. */
final class Dependents {

    /** The depth is the longest way, so that a view stands before all that it uses. */
    private static final String PARTS = """
            SELECT 'TRIGGER', n.nspname, c.relname, t.tgname
              FROM pg_catalog.pg_depend d
              JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
              JOIN pg_catalog.pg_trigger t ON t.oid = d.objid AND NOT t.tgisinternal
              JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE d.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass
               AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
               AND d.refobjid = pg_catalog.to_regclass(?) AND a.attname::text = ?
             UNION
            SELECT 'POLICY', n.nspname, c.relname, p.polname
              FROM pg_catalog.pg_depend d
              JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
              JOIN pg_catalog.pg_policy p ON p.oid = d.objid
              JOIN pg_catalog.pg_class c ON c.oid = p.polrelid
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass
               AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
               AND d.refobjid = pg_catalog.to_regclass(?) AND a.attname::text = ?
             UNION
            SELECT 'RULE', n.nspname, c.relname, r.rulename
              FROM pg_catalog.pg_depend d
              JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
              JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid AND r.rulename <> '_RETURN'
              JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
               AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
               AND d.refobjid = pg_catalog.to_regclass(?) AND a.attname::text = ?
             ORDER BY 1, 2, 3, 4""";

    private static final String QUERY = """
            WITH RECURSIVE uses AS (
                SELECT DISTINCT r.ev_class AS view, d.refobjid AS used, d.refobjsubid AS part, d.refclassid AS class
                  FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid
                 WHERE d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.deptype = 'n'
                   AND r.rulename = '_RETURN' AND r.ev_class <> d.refobjid
            ), dependents AS (
                SELECT u.view, 1 AS depth FROM uses u
                 WHERE (u.class = 'pg_catalog.pg_class'::pg_catalog.regclass
                        AND u.used = pg_catalog.to_regclass(?)
                        AND (? IS NULL OR u.part = (SELECT a.attnum FROM pg_catalog.pg_attribute a
                              WHERE a.attrelid = u.used AND a.attname::text = ?)))
                    OR (u.class = 'pg_catalog.pg_proc'::pg_catalog.regclass
                        AND u.used = pg_catalog.to_regprocedure(?))
                    OR (u.class = 'pg_catalog.pg_type'::pg_catalog.regclass
                        AND u.used = pg_catalog.to_regtype(?))
                UNION
                SELECT u.view, t.depth + 1 FROM uses u JOIN dependents t ON t.view = u.used
                 WHERE u.class = 'pg_catalog.pg_class'::pg_catalog.regclass AND t.depth < 100
            )
            SELECT n.nspname, c.relname, pg_catalog.max(t.depth)
              FROM dependents t
              JOIN pg_catalog.pg_class c ON c.oid = t.view
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2""";

    private Dependents() {}

    /** Triggers, rules and policies first, then views, each before those that it uses. */
    static List<ObjectId> of(Connection connection, ObjectId object, Schema state) throws SQLException {
        List<ObjectId> dependents = new ArrayList<>();
        if (object.kind() == ObjectKind.COLUMN && object.parent() != null) {
            dependents.addAll(parts(connection, object.parent(), object.name(), state));
        }
        dependents.addAll(views(connection, object, state));
        return dependents;
    }

    private static List<ObjectId> parts(Connection connection, ObjectId table, String column, Schema state)
            throws SQLException {
        List<ObjectId> parts = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(PARTS)) {
            for (int parameter = 1; parameter <= 5; parameter += 2) {
                query.setString(parameter, table.qualifiedName());
                query.setString(parameter + 1, column);
            }
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    ObjectId schema = ObjectId.of(ObjectKind.SCHEMA, rows.getString(2));
                    for (ObjectKind relation : List.of(ObjectKind.TABLE, ObjectKind.VIEW)) {
                        ObjectId part = schema.part(relation, rows.getString(3))
                                .part(ObjectKind.valueOf(rows.getString(1)), rows.getString(4));
                        if (state.find(part).isPresent()) {
                            parts.add(part);
                        }
                    }
                }
            }
        }
        return parts;
    }

    private static List<ObjectId> views(Connection connection, ObjectId object, Schema state) {
        ObjectId relation = relation(object);
        boolean isColumn = relation != null && !relation.equals(object);
        String name = relation == null ? null : relation.qualifiedName();
        Map<String, ObjectId> byName = new HashMap<>();
        state.objects().keySet().stream()
                .filter(id -> id.kind().isRelation() && id.parent() != null)
                .forEach(id -> byName.put(id.parent().name() + "." + id.name(), id));
        List<ObjectId> views = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(QUERY)) {
            query.setString(1, name);
            query.setString(2, isColumn ? object.name() : null);
            query.setString(3, isColumn ? object.name() : null);
            query.setString(4, name == null ? object.qualifiedName() : null);
            query.setString(5, name == null ? object.qualifiedName() : null);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    ObjectId view = byName.get(rows.getString(1) + "." + rows.getString(2));
                    if (view != null && !view.equals(object)) {
                        views.add(view);
                    }
                }
            }
        } catch (SQLException unknown) {
            return List.of();
        }
        return views;
    }

    private static @Nullable ObjectId relation(ObjectId object) {
        if (object.kind().isRelation()) {
            return object;
        }
        ObjectId parent = object.parent();
        return parent != null && parent.kind().isRelation() ? parent : null;
    }
}
