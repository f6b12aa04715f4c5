package io.github.appliedset.migrator;

import io.github.appliedset.migration.DatabaseAccessException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection of a run. It goes back as it came if no migration ran on it, and is thrown away otherwise: no one
 * can list all that a migration may have left in its session.
 */
final class MigrationConnection implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(MigrationConnection.class);
    private static final int OLDEST_SERVER = 14;
    private static final String NOT_ON_THIS_PLATFORM = "22023";

    private static final Duration LONGEST_OUTAGE = Duration.ofSeconds(30);
    private static final int SHORTEST_PAUSE_MILLIS = 100;
    private static final int LONGEST_PAUSE_MILLIS = 1_000;

    private final DataSource dataSource;
    private volatile Connection jdbc;
    private volatile boolean runsMigration;
    private boolean autoCommit;
    private int prepareThreshold;
    private boolean used;
    private boolean changed;
    private boolean gone;
    private boolean pooledByTheServer;
    private boolean noticesDeadClients;
    private String role = "none";
    private String user = "";
    private String database = "";

    private MigrationConnection(DataSource dataSource) {
        this.dataSource = dataSource;
        this.jdbc = borrow();
    }

    static MigrationConnection open(DataSource dataSource) {
        return new MigrationConnection(dataSource);
    }

    Connection jdbc() {
        return this.jdbc;
    }

    /** The role the session acts as, unless a migration changes it. */
    String role() {
        return this.role;
    }

    /** Who is connected. */
    String user() {
        return this.user;
    }

    /** Name of the database. */
    String database() {
        return this.database;
    }

    /** The database and the user, without what else the URL may say. */
    String description() throws SQLException {
        return this.jdbc.getMetaData().getURL().replaceFirst("\\?.*", "") + " as " + this.user;
    }

    /** Whether what we are connected to is a pooler, which may change the session behind us. */
    boolean isPooledByTheServer() {
        return this.pooledByTheServer;
    }

    /** Whether the server can look now and then whether its client still lives; not every platform lets it. */
    boolean noticesDeadClients() {
        return this.noticesDeadClients;
    }

    interface Sending<E extends Exception> {

        void send() throws E, SQLException;
    }

    /** Sends statements of a migration; while that goes on, {@link #cancelStatement} ends the one that runs. */
    <E extends Exception> void runCancellable(Sending<E> sending) throws E, SQLException {
        this.runsMigration = true;
        try {
            sending.send();
        } finally {
            this.runsMigration = false;
        }
    }

    /** Ends the migration's statement that is running, if one is; for another thread. */
    void cancelStatement() {
        try {
            if (this.runsMigration) {
                this.jdbc.unwrap(PGConnection.class).cancelQuery();
            }
        } catch (SQLException connectionLost) {
            log.debug("Could not cancel the statement", connectionLost);
        }
    }

    private Connection borrow() {
        try {
            Connection connection = this.dataSource.getConnection();
            try {
                requirePostgres(connection.getMetaData());
                this.user = connection.getMetaData().getUserName();
                // The connection itself would ask the server.
                this.database = connection
                        .unwrap(BaseConnection.class)
                        .getQueryExecutor()
                        .getDatabase();
                this.autoCommit = connection.getAutoCommit();
                // Otherwise the server keeps names for statements, COMMIT among them, and a pooler gives the next one
                // to
                // another server.
                PGConnection driver = connection.unwrap(PGConnection.class);
                this.prepareThreshold = driver.getPrepareThreshold();
                driver.setPrepareThreshold(0);
                if (!this.autoCommit) {
                    // HikariCP sets its schema in a transaction that a roll back of ours would undo; this commits it.
                    connection.setAutoCommit(true);
                }
                return connection;
            } catch (SQLException | RuntimeException failure) {
                connection.close();
                throw failure;
            }
        } catch (DatabaseAccessException wrongDatabase) {
            throw wrongDatabase;
        } catch (SQLException | RuntimeException failure) {
            throw DatabaseErrors.unreachable(failure);
        }
    }

    private static void requirePostgres(DatabaseMetaData database) throws SQLException {
        String product = database.getDatabaseProductName();
        if (!product.equals("PostgreSQL")) {
            throw new DatabaseAccessException(
                    "The DataSource is connected to " + product + ", not to PostgreSQL. Nothing was applied.",
                    "Point spring.datasource.url or applied-set.url at PostgreSQL. In a test that replaces the DataSource"
                            + " by an embedded database, set spring.test.database.replace=none.",
                    "not-postgresql",
                    null);
        }
        if (database.getDatabaseMajorVersion() < OLDEST_SERVER) {
            throw new DatabaseAccessException(
                    "The server is PostgreSQL " + database.getDatabaseProductVersion() + ", older than " + OLDEST_SERVER
                            + ". Nothing was applied.",
                    "Upgrade the server.",
                    "not-postgresql",
                    null);
        }
    }

    /** Makes the connection fit for migrations; from now on it is thrown away at the end. */
    void prepareForMigrations() throws SQLException {
        this.used = true;
        // The pool's socket timeout would cut off a migration that takes longer, while the server goes on with it.
        this.jdbc.setNetworkTimeout(Runnable::run, 0);
        if (this.jdbc.isReadOnly()) {
            this.jdbc.setReadOnly(false);
        }
        try {
            inspect(true);
            this.noticesDeadClients = true;
        } catch (SQLException refused) {
            if (!DatabaseErrors.is(refused, NOT_ON_THIS_PLATFORM)) {
                throw refused;
            }
            inspect(false);
            this.noticesDeadClients = false;
        }
        this.jdbc.setAutoCommit(false);
    }

    /**
     * Asks for all that migrations need to know of the session, and refuses what they cannot work with.
     *
     * @param watchingClient whether to try out, for this one statement, if the server can look whether its client still
     *     lives; behind a pooler, the session is not ours to change
     * @throws SQLException with {@link #NOT_ON_THIS_PLATFORM} if it cannot
     */
    private void inspect(boolean watchingClient) throws SQLException {
        int backend = this.jdbc.unwrap(PGConnection.class).getBackendPID();
        try (Statement statement = this.jdbc.createStatement();
                // Between two attempts the session is idle, for longer than its role may allow.
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
            this.role = row.getString(4);
            if (!row.getBoolean(5)) {
                throw new DatabaseAccessException(
                        "standard_conforming_strings is off, so that strings end elsewhere than they seem to. Nothing"
                                + " further was applied.",
                        "Run ALTER DATABASE " + this.database
                                + " SET standard_conforming_strings = on; or set it for the"
                                + " user of the connection.",
                        "unsupported-setting",
                        null);
            }
            this.pooledByTheServer = row.getBoolean(6);
            warnOfEncoding(row.getString(7));
            // The set is read after the lock was taken, which only READ COMMITTED then sees as it is.
            if (!row.getBoolean(8)) {
                this.jdbc.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            }
        }
    }

    private void warnOfEncoding(String encoding) {
        if (!encoding.equals("UTF8")) {
            log.warn(
                    "Database {} stores text as {}: a character of a migration that it cannot hold is an error, or, with"
                            + " SQL_ASCII, is kept as bytes that nobody checks",
                    this.database,
                    encoding);
        }
    }

    /** Notes that a migration may have changed the session: the next one must not find it. */
    void markChanged() {
        this.changed = true;
    }

    /** Goes on with another session if a migration may have changed the present one. */
    void renewIfChanged(int pending) throws SQLException {
        if (this.changed) {
            reconnect(pending);
            prepareForMigrations();
        }
    }

    /**
     * Goes on with another connection, also after the present one was lost; waits for a server that restarts.
     *
     * @param pending how many migrations are waiting, for the message
     * @throws DatabaseAccessException if there is none for half a minute, or never will be
     */
    void reconnect(int pending) {
        throwAway();
        long start = System.nanoTime();
        while (true) {
            try {
                this.jdbc = borrow();
                this.gone = false;
                this.changed = false;
                return;
            } catch (DatabaseAccessException unreachable) {
                boolean mayPass = DatabaseErrors.mayPass(unreachable);
                if (!mayPass || Duration.ofNanos(System.nanoTime() - start).compareTo(LONGEST_OUTAGE) > 0) {
                    throw unreachable;
                }
                log.debug("The server is not back yet", unreachable);
                Pause.between(SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS, pending);
            }
        }
    }

    @Override
    public void close() {
        if (this.used) {
            throwAway();
            return;
        }
        try (Connection connection = this.jdbc) {
            connection.unwrap(PGConnection.class).setPrepareThreshold(this.prepareThreshold);
            if (!this.autoCommit) {
                connection.setAutoCommit(false);
            }
        } catch (SQLException failure) {
            log.debug("Could not give the connection back", failure);
        }
    }

    private void throwAway() {
        if (this.gone) {
            return;
        }
        this.gone = true;
        try {
            if (!this.jdbc.getAutoCommit()) {
                // The pool closes it some time later; locks must be free at once.
                this.jdbc.rollback();
            }
        } catch (SQLException connectionLost) {
            log.trace("Nothing to roll back", connectionLost);
        }
        if (HikariEviction.evict(this.dataSource, this.jdbc)) {
            return;
        }
        // Any other pool replaces a connection that was aborted; close() gives it the chance, and may well complain.
        try (Connection connection = this.jdbc) {
            connection.abort(Runnable::run);
        } catch (SQLException expected) {
            log.trace("Closed an aborted connection", expected);
        }
    }
}
