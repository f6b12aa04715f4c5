package io.github.appliedset.align;

import io.github.appliedset.text.Count;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Values of a row type that loses an attribute: no table is rewritten, and no value can be read in full any more.
 *
 * @param type the composite type, or the table that the type belongs to; qualified and quoted for use in SQL
 * @param oid of that type or table in {@code pg_class}
 * @param attribute what it loses, quoted
 */
record CompositeValues(String type, long oid, String attribute) implements Suspicion {

    /** In columns of that type, or of one that has it somewhere inside: an array, a domain, another row type. */
    private static final String USERS = """
            WITH RECURSIVE holding (type) AS (
                SELECT t.oid FROM pg_catalog.pg_type t
                WHERE t.typrelid OPERATOR(pg_catalog.=) CAST('%s' AS pg_catalog.oid)
                UNION
                SELECT t.oid FROM holding h JOIN pg_catalog.pg_type t
                ON t.typelem OPERATOR(pg_catalog.=) h.type OR t.typbasetype OPERATOR(pg_catalog.=) h.type
                   OR EXISTS (SELECT FROM pg_catalog.pg_attribute a
                              WHERE a.attrelid OPERATOR(pg_catalog.=) t.typrelid
                                AND a.atttypid OPERATOR(pg_catalog.=) h.type
                                AND a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped))
            SELECT pg_catalog.quote_ident(n.nspname), pg_catalog.quote_ident(c.relname), pg_catalog.quote_ident(a.attname)
            FROM pg_catalog.pg_attribute a
            JOIN holding h ON h.type OPERATOR(pg_catalog.=) a.atttypid
            JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) a.attrelid
                 AND c.relkind OPERATOR(pg_catalog.=) 'r' AND c.relpersistence OPERATOR(pg_catalog.<>) 't'
            JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
            WHERE a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped
            ORDER BY 1, 2, 3""";

    private record User(String table, String column) {}

    @Override
    public List<Loss> measure(Connection connection) throws SQLException {
        List<User> users = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(USERS.formatted(this.oid))) {
            while (rows.next()) {
                users.add(new User(rows.getString(1) + "." + rows.getString(2), rows.getString(3)));
            }
        }
        List<Loss> losses = new ArrayList<>();
        for (User user : users) {
            losses.addAll(Suspicion.lookedAt(
                    connection, user.table(), user.table() + "." + user.column(), "", statement -> {
                        long values = count(statement, user);
                        return values == 0
                                ? List.of()
                                : List.of(new Loss(
                                        user.table() + "." + user.column(),
                                        Count.of(values, "value") + " of type " + this.type + " would lose "
                                                + this.attribute));
                    }));
        }
        return losses;
    }

    private static long count(Statement statement, User user) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT pg_catalog.count(*) FROM ONLY " + user.table()
                + " WHERE pg_catalog.num_nonnulls(" + user.column() + ") OPERATOR(pg_catalog.>) 0")) {
            row.next();
            return row.getLong(1);
        }
    }
}
