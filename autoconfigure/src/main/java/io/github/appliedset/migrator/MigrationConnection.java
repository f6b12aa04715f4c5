package io.github.appliedset.migrator;

import io.github.appliedset.migration.DatabaseAccessException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
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

    private final DataSource dataSource;
    private Connection jdbc;
    private boolean autoCommit;
    private boolean used;
    private boolean changed;
    private boolean gone;
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

    /** Whether what we are connected to is a pooler, which may change the session behind us. */
    boolean isPooledByTheServer() throws SQLException {
        try (Statement statement = this.jdbc.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_catalog.pg_backend_pid()")) {
            row.next();
            return row.getInt(1) != this.jdbc.unwrap(PGConnection.class).getBackendPID();
        }
    }

    private Connection borrow() {
        try {
            Connection connection = this.dataSource.getConnection();
            try {
                requirePostgres(connection.getMetaData());
                this.user = connection.getMetaData().getUserName();
                this.database = connection.getCatalog();
                this.autoCommit = connection.getAutoCommit();
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
        // The set is read after the lock was taken, which only READ COMMITTED then sees as it is.
        this.jdbc.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        requireWritable();
        letTheServerNoticeDeadClients();
        this.jdbc.setAutoCommit(false);
    }

    /** Lets the server end what it does for an instance that was killed, so that its locks are free soon. */
    private void letTheServerNoticeDeadClients() throws SQLException {
        try (Statement statement = this.jdbc.createStatement()) {
            statement.execute("SET client_connection_check_interval = '1s'");
        } catch (SQLException refused) {
            if (!DatabaseErrors.is(refused, NOT_ON_THIS_PLATFORM)) {
                throw refused;
            }
        }
    }

    private void requireWritable() throws SQLException {
        try (Statement statement = this.jdbc.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT pg_catalog.pg_is_in_recovery(), pg_catalog.current_setting('transaction_read_only') = 'on',
                               COALESCE(pg_catalog.host(pg_catalog.inet_server_addr()) || ':'
                                        || pg_catalog.inet_server_port(), 'local socket'),
                               pg_catalog.current_setting('role'),
                               pg_catalog.current_setting('standard_conforming_strings') = 'on'""")) {
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
        }
    }

    /** Notes that a migration may have changed the session: the next one must not find it. */
    void markChanged() {
        this.changed = true;
    }

    /** Goes on with another session if a migration may have changed the present one. */
    void renewIfChanged() throws SQLException {
        if (this.changed) {
            throwAway();
            this.jdbc = borrow();
            this.gone = false;
            this.changed = false;
            prepareForMigrations();
        }
    }

    @Override
    public void close() {
        if (this.used) {
            throwAway();
            return;
        }
        try (Connection connection = this.jdbc) {
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
