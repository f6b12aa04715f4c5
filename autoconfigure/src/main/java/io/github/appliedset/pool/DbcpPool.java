package io.github.appliedset.pool;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.DelegatingConnection;
import org.apache.commons.dbcp2.PoolableConnection;
import org.jspecify.annotations.Nullable;

/** Commons DBCP 2, which drops a connection that was closed underneath it. */
final class DbcpPool implements KnownPool {

    @Override
    public boolean handsOut(Connection connection) {
        return connection.getClass().getName().startsWith("org.apache.commons.dbcp2.");
    }

    @Override
    public @Nullable Connection inner(Connection connection) {
        return ((DelegatingConnection<?>) connection).getInnermostDelegateInternal();
    }

    @Override
    public boolean reaches(DataSource dataSource, Connection connection) throws SQLException {
        return KnownPool.find(PoolableConnection.class, connection) != null;
    }

    @Override
    public void discard(DataSource dataSource, Connection connection) throws SQLException {
        PoolableConnection pooled = connection.unwrap(PoolableConnection.class);
        Connection physical = pooled.getInnermostDelegateInternal();
        if (physical != null) {
            physical.close();
        }
    }
}
