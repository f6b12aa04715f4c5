package io.github.appliedset.session;

import io.github.appliedset.migration.DatabaseAccessException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection of the application's, how it was when it was borrowed, and the two ways to give it back. */
final class BorrowedConnection {

    private static final Logger log = LoggerFactory.getLogger(BorrowedConnection.class);
    private static final int OLDEST_SERVER = 14;

    private final DataSource dataSource;
    private final Connection jdbc;
    private final String user;
    private final String database;
    private final boolean autoCommit;
    private final int prepareThreshold;
    private boolean gone;

    private BorrowedConnection(DataSource dataSource, Connection jdbc) throws SQLException {
        requirePostgres(jdbc.getMetaData());
        this.dataSource = dataSource;
        this.jdbc = jdbc;
        this.user = jdbc.getMetaData().getUserName();
        // The connection itself would ask the server.
        this.database = jdbc.unwrap(BaseConnection.class).getQueryExecutor().getDatabase();
        this.autoCommit = jdbc.getAutoCommit();
        // Otherwise the server keeps names for statements, COMMIT among them, and a pooler sends the next one to a
        // different server.
        PGConnection driver = jdbc.unwrap(PGConnection.class);
        this.prepareThreshold = driver.getPrepareThreshold();
        driver.setPrepareThreshold(0);
        if (!this.autoCommit) {
            // HikariCP sets its schema in a transaction that a rollback of ours would undo; this commits it.
            jdbc.setAutoCommit(true);
        }
    }

    /**
     * Borrows one.
     *
     * @throws DatabaseAccessException if there is none, or it leads to a database that cannot be migrated
     */
    static BorrowedConnection from(DataSource dataSource) {
        try {
            Connection connection = dataSource.getConnection();
            try {
                return new BorrowedConnection(dataSource, connection);
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

    Connection jdbc() {
        return this.jdbc;
    }

    String user() {
        return this.user;
    }

    String database() {
        return this.database;
    }

    /** Gives it back as it came. */
    void giveBack() {
        try (Connection connection = this.jdbc) {
            connection.unwrap(PGConnection.class).setPrepareThreshold(this.prepareThreshold);
            if (!this.autoCommit) {
                connection.setAutoCommit(false);
            }
        } catch (SQLException failure) {
            log.debug("Could not give the connection back", failure);
        }
    }

    /** Ends it, so that the pool replaces it. Doing so once more does nothing. */
    void throwAway() {
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
