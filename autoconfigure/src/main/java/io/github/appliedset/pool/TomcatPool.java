package io.github.appliedset.pool;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.tomcat.jdbc.pool.PoolProperties.InterceptorDefinition;
import org.apache.tomcat.jdbc.pool.PooledConnection;
import org.apache.tomcat.jdbc.pool.TrapException;
import org.apache.tomcat.jdbc.pool.interceptor.ConnectionState;
import org.apache.tomcat.jdbc.pool.interceptor.ResetAbandonedTimer;
import org.apache.tomcat.jdbc.pool.interceptor.StatementCache;
import org.apache.tomcat.jdbc.pool.interceptor.StatementFinalizer;
import org.jspecify.annotations.Nullable;

/** The pool of Tomcat. It hands out proxies with a chain of interceptors, some of which read statements. */
final class TomcatPool implements KnownPool {

    @Override
    public boolean handsOut(Connection connection) {
        return Proxy.isProxyClass(connection.getClass())
                && Proxy.getInvocationHandler(connection)
                        .getClass()
                        .getName()
                        .startsWith("org.apache.tomcat.jdbc.pool.");
    }

    @Override
    public @Nullable Connection inner(Connection connection) throws SQLException {
        PooledConnection pooled = connection.unwrap(PooledConnection.class);
        Set<Class<?>> harmless = Set.of(
                ConnectionState.class,
                ResetAbandonedTimer.class,
                StatementCache.class,
                StatementFinalizer.class,
                TrapException.class);
        boolean passesOn = Stream.of(pooled.getPoolProperties().getJdbcInterceptorsAsArray())
                .map(TomcatPool::interceptor)
                .allMatch(harmless::contains);
        return passesOn ? pooled.getConnection() : null;
    }

    private static Class<?> interceptor(InterceptorDefinition definition) {
        try {
            return definition.getInterceptorClass();
        } catch (ClassNotFoundException unknown) {
            return Void.class;
        }
    }

    @Override
    public boolean reaches(DataSource dataSource, Connection connection) throws SQLException {
        return KnownPool.find(PooledConnection.class, connection) != null;
    }

    @Override
    public void discard(DataSource dataSource, Connection connection) throws SQLException {
        connection.unwrap(PooledConnection.class).setDiscarded(true);
    }
}
