package io.github.appliedset.schema.catalog;

import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Limits each query to objects that are wanted and still exist. The functions that show a definition look at the present,
 * not at the state that the transaction sees: they fail for what another session has dropped since, and wait for locks. The
 * conditions are checked before those functions are called.
 */
final class QueryLimits {

    /**
     * These functions return null for missing objects, instead of failing. Objects that the server came with cannot go
     * missing.
     */
    private static final String STILL_THERE = "CASE WHEN o.object_id < 16384 THEN true ELSE"
            + " CASE o.object_class WHEN 'pg_class'::regclass THEN pg_table_is_visible(o.object_id)"
            + " WHEN 'pg_proc'::regclass THEN pg_function_is_visible(o.object_id)"
            + " WHEN 'pg_type'::regclass THEN pg_type_is_visible(o.object_id)"
            + " ELSE true END END IS NOT NULL";

    private static final String IN_SCHEMAS = "SELECT oid FROM pg_class WHERE relnamespace = ANY (?::bigint[]::oid[])";

    /** Where a query says which relation its rows belong to before it shows their definitions. */
    private static final Pattern WANTED = Pattern.compile("/\\* wanted: (\\S+) \\*/");

    private final Connection connection;
    private final CatalogScope scope;
    private final Predicate<ObjectId> leftOut;
    private final Map<Long, ObjectId> schemas = new HashMap<>();
    private final Set<Long> schemasLeftOut = new TreeSet<>();
    private final Set<Long> relationsLeftOut = new TreeSet<>();

    QueryLimits(Connection connection, CatalogScope scope) {
        this.connection = connection;
        this.scope = scope;
        this.leftOut = scope.coverage().leavesOut();
    }

    String limited(String sql) {
        List<String> conditions = new ArrayList<>();
        if (sql.contains(" AS relation_id")) {
            conditions.add("pg_table_is_visible(o.relation_id) IS NOT NULL");
            add(conditions, "o.relation_id", this.relationsLeftOut);
        } else {
            conditions.add(STILL_THERE);
        }
        if (sql.contains(" AS schema_id")) {
            add(conditions, "o.schema_id", this.schemasLeftOut);
        }
        String order = sql.contains(" AS object_part") ? " ORDER BY o.relation_id, o.object_part" : "";
        String early = WANTED.matcher(sql)
                .replaceAll(relation -> Matcher.quoteReplacement(
                        this.relationsLeftOut.isEmpty()
                                ? ""
                                : "AND " + isNone(relation.group(1), this.relationsLeftOut)));
        return "SELECT * FROM (" + early + "\n) o WHERE " + String.join(" AND ", conditions) + order;
    }

    private static void add(List<String> conditions, String id, Collection<Long> leftOut) {
        if (!leftOut.isEmpty()) {
            conditions.add(isNone(id, leftOut));
        }
    }

    private static String isNone(String id, Collection<Long> leftOut) {
        return id + leftOut.stream().map(String::valueOf).collect(Collectors.joining(",", " <> ALL ('{", "}'::oid[])"));
    }

    /** The rows without uncovered relations. Schemas and relations decide about the queries after them. */
    List<CatalogRow> wanted(List<CatalogRow> rows) throws SQLException {
        learn(rows);
        return rows.stream().filter(row -> !isNotCovered(row)).toList();
    }

    private void learn(List<CatalogRow> rows) throws SQLException {
        int before = this.schemasLeftOut.size();
        for (CatalogRow row : rows) {
            long id = row.address().id();
            if (row.kind() == ObjectKind.SCHEMA) {
                ObjectId schema = ObjectId.of(ObjectKind.SCHEMA, row.name());
                this.schemas.put(id, schema);
                if (this.leftOut.test(schema)) {
                    this.schemasLeftOut.add(id);
                }
            } else if (row.kind().isRelation() && isLeftOut(row)) {
                this.relationsLeftOut.add(id);
            }
        }
        if (this.schemasLeftOut.size() > before) {
            learnRelations();
        }
    }

    /** Those that are never shown are still known as owners of others. */
    private boolean isLeftOut(CatalogRow relation) {
        ObjectId schema = this.schemas.get(relation.schema());
        return relation.ofExtension()
                || schema != null && this.scope.leavesOut(schema.name(), relation)
                || isNotCovered(relation);
    }

    private boolean isNotCovered(CatalogRow row) {
        ObjectId schema = this.schemas.get(row.schema());
        return row.kind().isRelation() && schema != null && this.leftOut.test(schema.part(row.kind(), row.name()));
    }

    private void learnRelations() throws SQLException {
        try (PreparedStatement statement = this.connection.prepareStatement(IN_SCHEMAS)) {
            statement.setArray(1, this.connection.createArrayOf("bigint", this.schemasLeftOut.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    this.relationsLeftOut.add(rows.getLong(1));
                }
            }
        }
    }
}
