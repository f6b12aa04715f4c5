package io.github.appliedset.adoption;

import io.github.appliedset.postgres.Guard;
import io.github.appliedset.postgres.SqlLiteral;
import io.github.appliedset.tracker.OrdinaryTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Whether another tool has applied anything, or has only created its table. */
final class ToolHistory {

    private ToolHistory() {}

    /**
     * Reads the table.
     *
     * @param tool null for Liquibase
     * @param table qualified and quoted for use in SQL
     * @return true if it has no row but the one that the tool writes when it creates the table; false if it has, or if its
     *     rows cannot be seen
     */
    static boolean isEmpty(Connection connection, @Nullable LegacyTool tool, String table) throws SQLException {
        if (!isVisible(connection, table)) {
            return false;
        }
        String column = tool == LegacyTool.FLYWAY ? "type" : tool == LegacyTool.GOOSE ? "version_id" : "NULL";
        String first = tool == LegacyTool.FLYWAY ? "SCHEMA" : tool == LegacyTool.GOOSE ? "0" : "";
        try {
            return new OrdinaryTable(table)
                    .read(connection, "SELECT " + column + " FROM " + table + " LIMIT 2", rows -> {
                        while (rows.next()) {
                            if (!first.equals(rows.getString(1))) {
                                return false;
                            }
                        }
                        return true;
                    });
        } catch (SQLException failure) {
            if (Guard.refused(failure)) {
                return false;
            }
            throw failure;
        }
    }

    private static boolean isVisible(Connection connection, String table) throws SQLException {
        String sql = """
                SELECT pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
                       AND NOT c.relrowsecurity
                FROM pg_catalog.pg_class c
                JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
                WHERE pg_catalog.concat(pg_catalog.quote_ident(n.nspname), '.', pg_catalog.quote_ident(c.relname))
                      OPERATOR(pg_catalog.=)\s""" + SqlLiteral.of(table);
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() && row.getBoolean(1);
        }
    }
}
