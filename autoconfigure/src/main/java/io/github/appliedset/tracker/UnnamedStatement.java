package io.github.appliedset.tracker;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.postgresql.PGStatement;

/**
 * A prepared statement that the server keeps no name for: the name would outlive its transaction, and a pooler may then
 * give the next one to another server.
 */
public final class UnnamedStatement {

    private UnnamedStatement() {}

    public static PreparedStatement prepare(Connection connection, String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.unwrap(PGStatement.class).setPrepareThreshold(0);
        return statement;
    }
}
