package io.github.appliedset.pool;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.ConnectionProxy;
import org.springframework.jdbc.datasource.SmartDataSource;

/** The proxies of Spring's DataSources: late, bound to a transaction, or never closed. They pool nothing. */
final class SpringProxy {

    boolean handsOut(Connection connection) {
        return Proxy.isProxyClass(connection.getClass())
                && Proxy.getInvocationHandler(connection)
                        .getClass()
                        .getName()
                        .startsWith("org.springframework.jdbc.datasource.");
    }

    Connection inner(Connection connection) {
        return ((ConnectionProxy) connection).getTargetConnection();
    }

    /** Whether the DataSource says that its borrowers must not close the connection: it is the application's only one. */
    static boolean isKept(DataSource dataSource, Connection connection) throws SQLException {
        return dataSource.isWrapperFor(SmartDataSource.class)
                && !dataSource.unwrap(SmartDataSource.class).shouldClose(connection);
    }
}
