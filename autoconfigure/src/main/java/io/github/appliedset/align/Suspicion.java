package io.github.appliedset.align;

import io.github.appliedset.text.Count;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that a rollback takes away if there are rows in it.
 *
 * @param table qualified and quoted for use in SQL
 * @param oid of the table
 * @param column quoted; null for whole rows
 * @param where which rows lose something
 * @param left how many rows the table has afterwards; null if it is gone, or that is not the question
 * @param counted how many rows were deleted or updated, as the server counted them; 0 if that is not the question
 * @param how what would happen to them; empty if they would be gone
 */
record Suspicion(
        String table,
        long oid,
        @Nullable String column,
        String where,
        @Nullable Long left,
        long counted,
        String how) {

    private static final int SHOWN = 5;

    private static final String KEY = """
            SELECT pg_catalog.quote_ident(a.attname)
            FROM pg_catalog.pg_index i
            JOIN pg_catalog.pg_attribute a ON a.attrelid OPERATOR(pg_catalog.=) i.indrelid
                 AND a.attnum OPERATOR(pg_catalog.=) i.indkey[0]
            JOIN pg_catalog.pg_type t ON t.oid OPERATOR(pg_catalog.=) a.atttypid
                 AND t.typnamespace OPERATOR(pg_catalog.=) CAST('pg_catalog' AS pg_catalog.regnamespace)
            WHERE i.indrelid OPERATOR(pg_catalog.=) CAST('%d' AS pg_catalog.oid) AND i.indisprimary
              AND i.indnkeyatts OPERATOR(pg_catalog.=) 1""";

    /**
     * What would be lost, at the moment before the rollback. Nobody writes the table from now on until the transaction ends,
     * so that a rollback that was agreed to takes no more. What the server refuses to tell counts as a loss.
     */
    Optional<Loss> measure(Connection connection) throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        try {
            return lookedAt(connection);
        } catch (SQLException refused) {
            try {
                connection.rollback(savepoint);
            } catch (SQLException gone) {
                refused.addSuppressed(gone);
                throw refused;
            }
            return Optional.of(new Loss(
                    this.column == null ? this.table : this.table + "." + this.column,
                    (this.counted > 0 ? Count.of(this.counted, "row") + this.how + ", or more: the table " : "")
                            + "cannot be measured: "
                            + String.valueOf(refused.getMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse("")));
        }
    }

    private Optional<Loss> lookedAt(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("LOCK TABLE ONLY " + this.table + " IN ACCESS EXCLUSIVE MODE");
            if (this.counted > 0) {
                return Optional.of(new Loss(this.table, Count.of(this.counted, "row") + this.how));
            }
            String rowSecurity = setting(statement, "SELECT pg_catalog.current_setting('row_security')");
            // An error instead of hidden rows.
            statement.execute("SET LOCAL row_security = off");
            Optional<Loss> loss = loss(connection, statement);
            statement.execute("SET LOCAL row_security = " + (rowSecurity.equals("off") ? "off" : "on"));
            return loss;
        }
    }

    private Optional<Loss> loss(Connection connection, Statement statement) throws SQLException {
        long rows = count(connection, this.table, this.where);
        long lost = this.left == null ? rows : rows - this.left;
        if (lost <= 0) {
            return Optional.empty();
        }
        String some = this.left == null ? keys(statement) : "";
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

    static long count(Connection connection, String table, String where) throws SQLException {
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
