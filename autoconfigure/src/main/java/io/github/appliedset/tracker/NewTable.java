package io.github.appliedset.tracker;

import io.github.appliedset.postgres.SqlLiteral;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A table that is created in the schema of the tracker. */
final class NewTable {

    private NewTable() {}

    /** Creates it, and the schema if there is none. */
    static void in(Connection connection, TrackerTable tracker, String name, String columns) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // CREATE SCHEMA IF NOT EXISTS asks for the right to create one even where it exists.
            if (!schemaExists(connection, tracker)) {
                statement.execute("CREATE SCHEMA " + tracker.quotedSchema());
            }
            statement.execute(sql(name, columns));
        }
    }

    static String sql(String name, String columns) {
        return "CREATE TABLE " + name + " " + columns;
    }

    private static boolean schemaExists(Connection connection, TrackerTable tracker) throws SQLException {
        String sql = "SELECT FROM pg_catalog.pg_namespace WHERE nspname OPERATOR(pg_catalog.=) "
                + SqlLiteral.of(tracker.schema());
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next();
        }
    }
}
