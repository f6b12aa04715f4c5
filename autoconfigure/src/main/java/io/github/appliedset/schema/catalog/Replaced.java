package io.github.appliedset.schema.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Objects that another session dropped while a schema was read, and created again: they are gone for the reading
 * transaction, but never were for anybody else.
 *
 * @param kinds the catalog of each
 * @param schemas the schema of each
 * @param names the name of each, without arguments
 */
record Replaced(List<String> kinds, List<String> schemas, List<String> names) {

    private static final String GONE = """
            SELECT g.kind, n.nspname, g.name
              FROM (SELECT 'pg_class' AS kind, relnamespace AS schema, relname AS name FROM pg_class
                     WHERE oid >= 16384 AND relkind IN ('r', 'p', 'f', 'v', 'm', 'S', 'i', 'I') AND relpersistence <> 't'
                       AND pg_table_is_visible(oid) IS NULL
                    UNION ALL SELECT 'pg_proc', pronamespace, proname FROM pg_proc
                     WHERE oid >= 16384 AND pg_function_is_visible(oid) IS NULL
                    UNION ALL SELECT 'pg_type', typnamespace, typname FROM pg_type
                     WHERE oid >= 16384 AND typcategory <> 'A' AND pg_type_is_visible(oid) IS NULL) g
              JOIN pg_namespace n ON n.oid = g.schema
             WHERE n.nspname !~ '^pg_'""";

    private static final String THERE = """
            SELECT EXISTS (
                SELECT FROM ROWS FROM (pg_catalog.unnest(?::pg_catalog.text[]), pg_catalog.unnest(?::pg_catalog.text[]),
                                       pg_catalog.unnest(?::pg_catalog.text[])) g (kind, schema, name)
                  JOIN pg_catalog.pg_namespace n ON n.nspname OPERATOR(pg_catalog.=) g.schema::pg_catalog.name
                  JOIN (SELECT 'pg_class' AS kind, relnamespace AS schema, relname AS name FROM pg_catalog.pg_class
                        UNION ALL SELECT 'pg_proc', pronamespace, proname FROM pg_catalog.pg_proc
                        UNION ALL SELECT 'pg_type', typnamespace, typname FROM pg_catalog.pg_type) o
                       ON o.kind OPERATOR(pg_catalog.=) g.kind AND o.schema OPERATOR(pg_catalog.=) n.oid
                          AND o.name OPERATOR(pg_catalog.=) g.name::pg_catalog.name)""";

    /** What the transaction sees, and what is now gone. */
    static Replaced gone(Connection connection) throws SQLException {
        Replaced gone = new Replaced(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(GONE)) {
            while (rows.next()) {
                gone.kinds.add(rows.getString(1));
                gone.schemas.add(rows.getString(2));
                gone.names.add(rows.getString(3));
            }
        }
        return gone;
    }

    /**
     * Whether one of them exists.
     *
     * @param connection not in a transaction
     */
    boolean isThere(Connection connection) throws SQLException {
        if (this.names.isEmpty()) {
            return false;
        }
        try (PreparedStatement statement = connection.prepareStatement(THERE)) {
            statement.setArray(1, connection.createArrayOf("text", this.kinds.toArray()));
            statement.setArray(2, connection.createArrayOf("text", this.schemas.toArray()));
            statement.setArray(3, connection.createArrayOf("text", this.names.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        } finally {
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
        }
    }
}
