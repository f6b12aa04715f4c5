package io.github.appliedset.pool;

import com.mchange.v2.c3p0.C3P0ProxyConnection;
import java.lang.reflect.InvocationTargetException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/** c3p0, which never replaces an aborted connection. */
final class C3p0Pool implements KnownPool {

    @Override
    public boolean handsOut(Connection connection) {
        return connection.getClass().getName().startsWith("com.mchange.v2.c3p0.impl.");
    }

    @Override
    public @Nullable Connection inner(Connection connection) throws SQLException {
        return connection instanceof C3P0ProxyConnection proxy
                        && raw(proxy, Object.class, "getClass") == PgConnection.class
                ? connection.unwrap(PgConnection.class)
                : null;
    }

    @Override
    public boolean reaches(DataSource dataSource, Connection connection) throws SQLException {
        return KnownPool.find(C3P0ProxyConnection.class, connection) != null;
    }

    @Override
    public void discard(DataSource dataSource, Connection connection) throws SQLException {
        C3P0ProxyConnection proxy = KnownPool.find(C3P0ProxyConnection.class, connection);
        if (proxy != null) {
            raw(proxy, Connection.class, "close");
        }
    }

    private static @Nullable Object raw(C3P0ProxyConnection proxy, Class<?> declaring, String method)
            throws SQLException {
        try {
            return proxy.rawConnectionOperation(
                    declaring.getMethod(method), C3P0ProxyConnection.RAW_CONNECTION, new Object[0]);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException refused) {
            throw new SQLException(refused);
        }
    }
}
