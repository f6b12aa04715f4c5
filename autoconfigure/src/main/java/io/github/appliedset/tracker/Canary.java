package io.github.appliedset.tracker;

import io.github.appliedset.Internal;
import io.github.appliedset.postgres.SqlLiteral;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A table beside the tracker that is created in a transaction and rolled back with it, if the server does what PostgreSQL
 * does.
 *
 * @param table the tracker
 */
@Internal
public record Canary(TrackerTable table) {

    /** Qualified and quoted for use in SQL. */
    public String name() {
        return this.table.canarySql();
    }

    /**
     * Creates it in the current transaction, which holds the lock, and writes a row, as each migration does.
     *
     * @return whether the server knows that the transaction still holds the lock
     */
    public boolean create(Connection connection) throws SQLException {
        NewTable.in(connection, this.table, name(), "(version bigint NOT NULL PRIMARY KEY)");
        try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO " + name() + " (version) VALUES (1)");
        }
        return isTrue(connection, this.table.lockIsListed());
    }

    /** Whether it is gone; asked in a new transaction. */
    public boolean isGone(Connection connection) throws SQLException {
        return isTrue(connection, "pg_catalog.to_regclass(" + SqlLiteral.of(name()) + ") IS NULL");
    }

    /** Drops it, where it was not rolled back. Only for who has just created it. */
    public void drop(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE " + name());
        }
        if (!connection.getAutoCommit()) {
            connection.commit();
        }
    }

    private static boolean isTrue(Connection connection, String condition) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + condition)) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
