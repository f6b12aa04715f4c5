package io.github.appliedset.generate;

import io.github.appliedset.schema.ObjectId;
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

/** The views that use an object, directly or through other views. */
final class DependentViews {

    /** The depth is the longest way, so that a view stands before all that it uses. */
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

    private DependentViews() {}

    /** Each before those that it uses; none if the object is no relation, column, routine or type. */
    static List<ObjectId> of(Connection connection, ObjectId object, Schema state) throws SQLException {
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
