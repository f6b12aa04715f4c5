package io.github.appliedset.session;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** HikariCP's own way to replace a connection; aborting one would log a warning with a stack trace. */
final class HikariEviction {

    private HikariEviction() {}

    /** Evicts and closes the connection if it belongs to HikariCP; returns whether it did. */
    static boolean evict(DataSource dataSource, Connection connection) {
        try {
            if (!dataSource.isWrapperFor(HikariDataSource.class)) {
                return false;
            }
            dataSource.unwrap(HikariDataSource.class).evictConnection(connection);
            return connection.isClosed() || connection.getClass().getName().startsWith("com.zaxxer.hikari.");
        } catch (SQLException unknown) {
            return false;
        } catch (NoClassDefFoundError applicationWithoutHikari) {
            return false;
        }
    }
}
