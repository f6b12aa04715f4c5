package io.github.appliedset.session;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** HikariCP's own way to replace a connection; it logs a warning with a stack trace when one is aborted instead. */
final class HikariEviction {

    private HikariEviction() {}

    /** Whether the connection was HikariCP's, and is now out of its pool and closed. */
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
