package io.github.appliedset.pool;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.pool.ProxyConnection;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** HikariCP. If one of its connections is closed or aborted underneath it, it logs it as broken, with a stack trace. */
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
        return isWrapper(dataSource) || own(connection) != null;
    }

    /** A DataSource that routes to several pools is not a pool itself, or does not answer. */
    private static boolean isWrapper(DataSource dataSource) {
        try {
            return dataSource.isWrapperFor(HikariDataSource.class);
        } catch (SQLException | UnsupportedOperationException unanswered) {
            return false;
        }
    }

    private @Nullable Connection own(Connection connection) {
        return handsOut(connection) ? connection : KnownPool.find(ProxyConnection.class, connection);
    }

    @Override
    public void discard(DataSource dataSource, Connection connection) throws SQLException {
        Connection own = own(connection);
        if (own != null && !isWrapper(dataSource)) {
            KnownPool.end(own);
            return;
        }
        HikariDataSource pool = dataSource.unwrap(HikariDataSource.class);
        HikariPoolMXBean all = pool.getHikariPoolMXBean();
        if (own != null) {
            pool.evictConnection(own);
        } else if (all != null) {
            // A wrapper hides which one it is. So all are evicted; those in use are replaced when they are closed.
            all.softEvictConnections();
        }
    }
}
