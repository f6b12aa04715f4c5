package io.github.appliedset.pool;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/**
 * A pool whose connections pass statements on unread, and which can be told to replace one.
 *
 * <p>Its library may be missing: only {@link #handsOut} may be called before one of its connections was seen, unless a
 * {@link LinkageError} is expected.
 */
interface KnownPool {

    /** Whether the connection is this pool's own, with nothing around it. */
    boolean handsOut(Connection connection);

    /** The connection that it passes statements to; null if it processes them itself, or does not show it. */
    @Nullable
    Connection inner(Connection connection) throws SQLException;

    /** Whether it can be told to replace the connection, which may be wrapped. */
    boolean reaches(DataSource dataSource, Connection connection) throws SQLException;

    /** Tells the underlying pool to replace the connection when it is closed. */
    void discard(DataSource dataSource, Connection connection) throws SQLException;

    /**
     * Ends the physical connection underneath a pool that cannot be told. A statement through the pool's own connection
     * makes the pool notice.
     */
    static void end(Connection connection) throws SQLException {
        connection.unwrap(PgConnection.class).close();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
        } catch (SQLException seen) {
            // As intended.
        }
    }

    /** The connection itself or the one that it wraps, if it is of the type; otherwise null. */
    static <T> @Nullable T find(Class<T> type, Connection connection) {
        try {
            return type.isInstance(connection) ? type.cast(connection) : connection.unwrap(type);
        } catch (SQLException anotherPool) {
            return null;
        }
    }
}
