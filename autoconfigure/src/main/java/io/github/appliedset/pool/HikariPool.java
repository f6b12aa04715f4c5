package io.github.appliedset.pool;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.pool.ProxyConnection;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** HikariCP. A connection of it that is closed or aborted below it would be logged as broken, with a stack trace. */
final class HikariPool implements KnownPool {

    @Override
    public boolean handsOut(Connection connection) {
        return connection.getClass().getName().startsWith("com.zaxxer.hikari.pool.");
    }

    @Override
    public Connection inner(Connection connection) throws SQLException {
        return connection.unwrap(Connection.class);
    }

    @Override
    public boolean reaches(DataSource dataSource, Connection connection) throws SQLException {
        return dataSource.isWrapperFor(HikariDataSource.class);
    }

    @Override
    public void discard(DataSource dataSource, Connection connection) throws SQLException {
        HikariDataSource pool = dataSource.unwrap(HikariDataSource.class);
        Connection own = handsOut(connection) ? connection : KnownPool.find(ProxyConnection.class, connection);
        HikariPoolMXBean all = pool.getHikariPoolMXBean();
        if (own != null) {
            pool.evictConnection(own);
        } else if (all != null) {
            // A wrapper hides which one it is. Of all, those in use are replaced when they are closed.
            all.softEvictConnections();
        }
    }
}
