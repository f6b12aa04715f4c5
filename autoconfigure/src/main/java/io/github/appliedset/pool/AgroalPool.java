package io.github.appliedset.pool;

import io.agroal.pool.wrapper.ConnectionWrapper;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Agroal. Unless it has an exception sorter, it hands out a closed connection again. */
final class AgroalPool implements KnownPool {

    @Override
    public boolean handsOut(Connection connection) {
        return connection.getClass().getName().startsWith("io.agroal.pool.wrapper.");
    }

    @Override
    public @Nullable Connection inner(Connection connection) {
        return connection instanceof ConnectionWrapper wrapper
                ? wrapper.getHandler().rawConnection()
                : null;
    }

    @Override
    public boolean reaches(DataSource dataSource, Connection connection) throws SQLException {
        return KnownPool.find(ConnectionWrapper.class, connection) != null;
    }

    @Override
    public void discard(DataSource dataSource, Connection connection) throws SQLException {
        ConnectionWrapper wrapper = KnownPool.find(ConnectionWrapper.class, connection);
        if (wrapper != null) {
            wrapper.getHandler().setFlushOnly();
        }
    }
}
