package io.github.appliedset.tracker;

import io.github.appliedset.Internal;
import io.github.appliedset.postgres.Guard;
import io.github.appliedset.postgres.SqlLiteral;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A table that may belong to somebody else. A view, a policy or a value of another user's type would run that user's code
 * with the rights of the reader. So a read is refused, in the same round trip, unless this is an ordinary table of
 * PostgreSQL's own types without row security for the reader.
 *
 * @param sql its name, qualified and quoted for use in SQL
 */
@Internal
public record OrdinaryTable(String sql) {

    private static final String IS_ORDINARY = """
            EXISTS (SELECT FROM pg_catalog.pg_class o
                    WHERE o.oid OPERATOR(pg_catalog.=) %s
                      AND o.relkind OPERATOR(pg_catalog.=) 'r' AND NOT pg_catalog.row_security_active(o.oid)
                      AND NOT EXISTS (
                          SELECT FROM pg_catalog.pg_attribute a
                          JOIN pg_catalog.pg_type t ON t.oid OPERATOR(pg_catalog.=) a.atttypid
                          WHERE a.attrelid OPERATOR(pg_catalog.=) o.oid AND a.attnum OPERATOR(pg_catalog.>) 0
                            AND NOT a.attisdropped AND t.typnamespace OPERATOR(pg_catalog.<>)
                                CAST('pg_catalog' AS pg_catalog.regnamespace)))""";

    /**
     * The condition.
     *
     * @param oid SQL for the oid of a relation
     */
    static String isOrdinary(String oid) {
        return IS_ORDINARY.formatted(oid);
    }

    /** Reader of all rows. */
    public interface Reader<T> {

        T read(ResultSet rows) throws SQLException;
    }

    /** Whether anything has that name. */
    boolean exists(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT pg_catalog.to_regclass(?) IS NOT NULL")) {
            statement.setString(1, this.sql);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** SQL that locks the table against its owner, who could put a view in its place after the check, and checks it. */
    String check() {
        return "LOCK TABLE " + this.sql + " IN ACCESS SHARE MODE; SELECT "
                + Guard.of(
                        isOrdinary("pg_catalog.to_regclass(" + SqlLiteral.of(this.sql) + ")"),
                        "the table may run code of its owner");
    }

    /**
     * Runs a query on it.
     *
     * @param query a single one, on this table and PostgreSQL's own
     * @throws SQLException also if the table does not exist; if {@link Guard#refused}, it is not an ordinary one. An open
     *     transaction has failed then.
     */
    public <T> T read(Connection connection, String query, Reader<T> reader) throws SQLException {
        if (connection.getAutoCommit()) {
            connection.setAutoCommit(false);
            try {
                return read(connection, query, reader);
            } finally {
                end(connection);
            }
        }
        try (Statement statement = connection.createStatement()) {
            Results results = Results.of(statement, check() + "; " + query);
            // Of the check.
            results.next();
            return reader.read(results.next());
        }
    }

    private static void end(Connection connection) throws SQLException {
        if (!connection.isClosed()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }
}
