package io.github.appliedset.session;

import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.postgres.SqlState;
import io.github.appliedset.text.Log;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/**
 * Properties of a session and its server that migrations depend on.
 *
 * @param role the role the session acts as, unless a migration changes it
 * @param pooled whether the connection goes to a pooler, which may switch server sessions
 * @param noticesDeadClients whether the server can check periodically that its client is alive; not every platform supports it
 */
public record ServerFacts(String role, boolean pooled, boolean noticesDeadClients) {

    static final ServerFacts UNKNOWN = new ServerFacts("none", false, false);

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
                        SELECT pg_catalog.pg_is_in_recovery(), pg_catalog.current_setting('transaction_read_only') = 'on',
                               COALESCE(pg_catalog.host(pg_catalog.inet_server_addr()) || ':'
                                        || pg_catalog.inet_server_port(), 'local socket'),
                               pg_catalog.current_setting('role'),
                               pg_catalog.current_setting('standard_conforming_strings') = 'on',
                               pg_catalog.pg_backend_pid() <> %1$d, pg_catalog.current_setting('server_encoding'),
                               pg_catalog.current_setting('transaction_isolation') = 'read committed',
                               CASE WHEN pg_catalog.pg_backend_pid() = %1$d
                                    THEN pg_catalog.set_config('idle_session_timeout', '0', false) END
                        """.formatted(backend)
                        + (watchingClient
                                ? ", pg_catalog.set_config('client_connection_check_interval', '1s', true)"
                                : ""))) {
            row.next();
            if (row.getBoolean(1)) {
                throw DatabaseErrors.readOnly("The server " + row.getString(3) + " is a standby.", null);
            }
            if (row.getBoolean(2)) {
                throw DatabaseErrors.readOnly(
                        "Server " + row.getString(3) + ": transactions are read-only by default.", null);
            }
            if (!row.getBoolean(5)) {
                throw new DatabaseAccessException(
                        "standard_conforming_strings is off, so a backslash in a string would be an escape. Nothing"
                                + " further was applied.",
                        "Run ALTER DATABASE " + database + " SET standard_conforming_strings = on; or set it for the"
                                + " user of the connection.",
                        "unsupported-setting",
                        null);
            }
            warnOfEncoding(row.getString(7), database);
            // The rows are read after the lock is taken, and only READ COMMITTED sees their current state.
            if (!row.getBoolean(8)) {
                jdbc.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            }
            return new ServerFacts(row.getString(4), row.getBoolean(6), watchingClient);
        }
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
