package io.github.appliedset.pool;

import io.github.appliedset.Internal;
import io.github.appliedset.text.Log;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/**
 * A connection as its DataSource handed it out.
 *
 * @param unknown the class of the first layer above the driver that may read or rewrite statements; null if there are
 *     only known pools and proxies
 * @param kept whether it is the application's only connection, which its borrowers must not close
 * @param pooled whether its session outlives closing it
 */
@Internal
public record Handout(
        DataSource dataSource,
        Connection connection,
        @Nullable String unknown,
        boolean kept,
        boolean pooled) {

    private static final Log log = Log.of(Handout.class);
    private static final SpringProxy SPRING = new SpringProxy();
    private static final List<KnownPool> POOLS =
            List.of(new HikariPool(), new TomcatPool(), new DbcpPool(), new C3p0Pool(), new AgroalPool());

    /** Looks at a connection that was just borrowed. */
    public static Handout of(DataSource dataSource, Connection connection) {
        boolean pooled = false;
        boolean kept = false;
        String unknown = null;
        for (Connection at = connection; at != null && unknown == null; ) {
            kept |= isKept(dataSource, at);
            if (at.getClass() == PgConnection.class) {
                break;
            }
            pooled |= isPooled(at);
            Connection inner = inner(at);
            if (inner == null) {
                unknown = name(at);
            }
            at = inner;
        }
        return new Handout(dataSource, connection, unknown, kept && !pooled, pooled || kept || unknown != null);
    }

    private static boolean isPooled(Connection connection) {
        return POOLS.stream().anyMatch(pool -> pool.handsOut(connection));
    }

    private static @Nullable Connection inner(Connection connection) {
        try {
            if (SPRING.handsOut(connection)) {
                return SPRING.inner(connection);
            }
            for (KnownPool pool : POOLS) {
                if (pool.handsOut(connection)) {
                    return pool.inner(connection);
                }
            }
        } catch (SQLException | RuntimeException | LinkageError hidden) {
            log.debug("Could not look into {}", name(connection), hidden);
        }
        return null;
    }

    private static boolean isKept(DataSource dataSource, Connection connection) {
        try {
            return SpringProxy.isKept(dataSource, connection);
        } catch (SQLException | RuntimeException | LinkageError noneOfSpring) {
            return false;
        }
    }

    /** The class behind the connection, even behind a JDK proxy. */
    public static String name(Connection connection) {
        Object behind = Proxy.isProxyClass(connection.getClass()) ? Proxy.getInvocationHandler(connection) : connection;
        return behind.getClass().getName();
    }

    /** Whether the connection is replaced when it is closed, or its pool can be told to replace it. */
    public boolean isReplaceable() {
        return !this.kept && (!this.pooled || pool() != null);
    }

    private @Nullable KnownPool pool() {
        for (KnownPool pool : POOLS) {
            try {
                if (pool.reaches(this.dataSource, this.connection)) {
                    return pool;
                }
            } catch (SQLException | RuntimeException | LinkageError notThisPool) {
                log.trace("{} does not belong to {}", name(this.connection), pool, notThisPool);
            }
        }
        return null;
    }

    /**
     * Ends the physical connection, and has the pool replace it. Its transaction must have ended. Does nothing to a
     * connection that is kept.
     */
    public void replace() {
        if (this.kept) {
            return;
        }
        try {
            KnownPool pool = pool();
            if (pool == null) {
                KnownPool.end(this.connection);
            } else {
                pool.discard(this.dataSource, this.connection);
            }
        } catch (SQLException | RuntimeException | LinkageError hidden) {
            log.debug("Could not end the connection below {}", name(this.connection), hidden);
        }
        close();
    }

    /** Gives the connection back, or ends it if nobody pools it. Does nothing to a connection that is kept. */
    public void close() {
        if (this.kept) {
            return;
        }
        try {
            this.connection.close();
        } catch (SQLException | RuntimeException failure) {
            log.debug("Could not close the connection", failure);
        }
    }
}
