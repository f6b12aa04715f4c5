package io.github.appliedset.session;

import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.postgres.SqlState;
import io.github.appliedset.text.Log;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Properties of a session and its server that migrations depend on.
 *
 * @param role the role the session acts as, unless a migration changes it; {@code none} if that is its user
 * @param user the user of the session, unless a migration changes it
 * @param pooled whether the connection goes to a pooler, which may switch server sessions
 * @param noticesDeadClients whether the server can check periodically that its client is alive; not every platform supports it
 */
public record ServerFacts(String role, String user, boolean pooled, boolean noticesDeadClients) {

    static final ServerFacts UNKNOWN = new ServerFacts("none", "", false, false);

    private static final Log log = Log.of(ServerFacts.class);

    /**
     * Queries them, and refuses a session that migrations cannot work with.
     *
     * @param database its name, for messages
     * @throws DatabaseAccessException if the database is read-only, or the session has a setting that migrations cannot work with
     */
    static ServerFacts of(Connection jdbc, String database) throws SQLException {
        try {
            return inspect(jdbc, database, true);
        } catch (SQLException refused) {
            if (!DatabaseErrors.is(refused, SqlState.INVALID_PARAMETER_VALUE)) {
                throw refused;
            }
            return inspect(jdbc, database, false);
        }
    }

    /**
     * Queries once.
     *
     * @param watchingClient whether to test, for this one statement, if the server can check that its client is
     *     alive; never behind a pooler, where the session is shared
     * @throws SQLException with {@link #SqlState.INVALID_PARAMETER_VALUE} if it cannot
     */
    private static ServerFacts inspect(Connection jdbc, String database, boolean watchingClient) throws SQLException {
        int backend = jdbc.unwrap(PGConnection.class).getBackendPID();
        try (Statement statement = jdbc.createStatement();
                // Between attempts the session is idle, possibly longer than its role allows.
                ResultSet row = statement.executeQuery("""
                        SELECT pg_catalog.pg_is_in_recovery(), pg_catalog.current_setting('transaction_read_only'),
                               pg_catalog.host(pg_catalog.inet_server_addr()), pg_catalog.inet_server_port(),
                               pg_catalog.current_setting('role'), SESSION_USER,
                               pg_catalog.current_setting('standard_conforming_strings'),
                               pg_catalog.pg_backend_pid(), pg_catalog.current_setting('server_encoding'),
                               pg_catalog.current_setting('transaction_isolation'),
                               CASE WHEN pg_catalog.pg_backend_pid() OPERATOR(pg_catalog.=) %s
                                    THEN pg_catalog.set_config('idle_session_timeout', '0', false) END
                        """.formatted(backend)
                        + (watchingClient
                                ? ", pg_catalog.set_config('client_connection_check_interval', '1s', true)"
                                : ""))) {
            row.next();
            String address = row.getString(3) == null ? "local socket" : row.getString(3) + ":" + row.getInt(4);
            if (row.getBoolean(1)) {
                throw DatabaseErrors.readOnly("The server " + address + " is a standby.", null);
            }
            if (row.getString(2).equals("on")) {
                throw DatabaseErrors.readOnly("Server " + address + ": transactions are read-only by default.", null);
            }
            if (!row.getString(7).equals("on")) {
                throw new DatabaseAccessException(
                        "standard_conforming_strings is off, so a backslash in a string would be an escape. Nothing"
                                + " further was applied.",
                        "Run ALTER DATABASE " + database + " SET standard_conforming_strings = on; or set it for the"
                                + " user of the connection.",
                        "unsupported-setting",
                        null);
            }
            warnOfEncoding(row.getString(9), database);
            boolean pooled = row.getInt(8) != backend;
            if (!pooled && !row.getString(10).equals("read committed")) {
                jdbc.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            }
            return new ServerFacts(row.getString(5), row.getString(6), pooled, watchingClient);
        }
    }

    /**
     * The modes that each transaction begins with; null if those of the session are enough. The rows are read after the lock
     * is taken, and only READ COMMITTED sees their current state. A session behind a pooler is shared: what is set in it
     * affects others, and the next transaction may run in a different session.
     */
    public @Nullable String modes() {
        return this.pooled ? "ISOLATION LEVEL READ COMMITTED" : null;
    }

    private static void warnOfEncoding(String encoding, String database) {
        if (!encoding.equals("UTF8")) {
            log.warn(
                    "Database {} stores text as {}: a character missing from that encoding is an error, or with"
                            + " SQL_ASCII is stored as unchecked bytes. Create the database with ENCODING 'UTF8' to"
                            + " store every character",
                    database,
                    encoding);
        }
    }
}
