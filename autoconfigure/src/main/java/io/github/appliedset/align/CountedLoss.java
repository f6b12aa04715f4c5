package io.github.appliedset.align;

import io.github.appliedset.text.Count;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rows or values that a rollback takes away, if there are any.
 *
 * @param table qualified and quoted for use in SQL
 * @param oid of the table
 * @param column quoted; null for whole rows
 * @param where which rows lose something
 * @param counted how many rows were deleted or updated, as the server counted them; 0 if that is not the question
 * @param how what would happen to them; empty if they would be gone
 */
record CountedLoss(String table, long oid, @Nullable String column, String where, long counted, String how)
        implements Suspicion {

    private static final int SHOWN = 5;

    private static final String KEY = """
            SELECT pg_catalog.quote_ident(a.attname)
            FROM pg_catalog.pg_index i
            JOIN pg_catalog.pg_attribute a ON a.attrelid OPERATOR(pg_catalog.=) i.indrelid
                 AND a.attnum OPERATOR(pg_catalog.=) i.indkey[0]
            JOIN pg_catalog.pg_type t ON t.oid OPERATOR(pg_catalog.=) a.atttypid
                 AND t.typnamespace OPERATOR(pg_catalog.=) CAST('pg_catalog' AS pg_catalog.regnamespace)
            WHERE i.indrelid OPERATOR(pg_catalog.=) CAST('%s' AS pg_catalog.oid) AND i.indisprimary
              AND i.indnkeyatts OPERATOR(pg_catalog.=) 1""";

    @Override
    public List<Loss> measure(Connection connection) throws SQLException {
        return Suspicion.lookedAt(
                connection,
                this.table,
                this.column == null ? this.table : this.table + "." + this.column,
                (this.counted > 0 ? Count.of(this.counted, "row") + this.how + ", or more: the table " : ""),
                statement -> this.counted > 0
                        ? List.of(new Loss(this.table, Count.of(this.counted, "row") + this.how))
                        : loss(connection, statement).stream().toList());
    }

    private Optional<Loss> loss(Connection connection, Statement statement) throws SQLException {
        long lost = count(connection, this.table, this.where);
        if (lost == 0) {
            return Optional.empty();
        }
        String some = keys(statement);
        return Optional.of(
                this.column == null
                        ? new Loss(this.table, Count.of(lost, "row") + this.how + some)
                        : new Loss(
                                this.table + "." + this.column,
                                (this.how.isEmpty()
                                                ? Count.of(lost, "row") + (lost == 1 ? " has" : " have") + " a value"
                                                : Count.of(lost, "value") + this.how)
                                        + some));
    }

    private static long count(Connection connection, String table, String where) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_catalog.count(*) FROM ONLY " + table + where)) {
            row.next();
            return row.getLong(1);
        }
    }

    private String keys(Statement statement) throws SQLException {
        String key = setting(statement, KEY.formatted(this.oid));
        if (key.isEmpty()) {
            return "";
        }
        List<String> keys = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("SELECT CAST(" + key + " AS pg_catalog.text) FROM ONLY "
                + this.table + this.where + " ORDER BY " + key + " FETCH FIRST " + (SHOWN + 1) + " ROWS ONLY")) {
            while (rows.next()) {
                keys.add(keys.size() == SHOWN ? "..." : rows.getString(1));
            }
        }
        return " (" + key + " " + String.join(", ", keys) + ")";
    }

    private static String setting(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : "";
        }
    }
}
