package io.github.appliedset.session;

import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.text.Log;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;

/** A connection borrowed from the application, its original state, and the two ways to return it. */
final class BorrowedConnection {

    private static final Log log = Log.of(BorrowedConnection.class);
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
        // The connection would ask the server.
        this.database = jdbc.unwrap(BaseConnection.class).getQueryExecutor().getDatabase();
        this.autoCommit = jdbc.getAutoCommit();
        // Otherwise the server names prepared statements, including COMMIT, and a pooler sends the next one to a
        // different server.
        PGConnection driver = jdbc.unwrap(PGConnection.class);
        this.prepareThreshold = driver.getPrepareThreshold();
        driver.setPrepareThreshold(0);
        if (!this.autoCommit) {
            // HikariCP sets its schema in a transaction that a later rollback would revert; this commits it.
            jdbc.setAutoCommit(true);
        }
    }

    /**
     * Borrows a connection.
     *
     * @throws DatabaseAccessException if there is none, or its database cannot be migrated
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
                    "Point spring.datasource.url or applied-set.url at PostgreSQL. In a test that replaces the"
                            + " DataSource with an embedded database, set spring.test.database.replace=none.",
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

    /** Returns it in its original state. */
    void giveBack() {
        try (Connection connection = this.jdbc) {
            connection.unwrap(PGConnection.class).setPrepareThreshold(this.prepareThreshold);
            if (!this.autoCommit) {
                connection.setAutoCommit(false);
            }
        } catch (SQLException failure) {
            log.debug("Could not return the connection", failure);
        }
    }

    /** Ends it, so that the pool replaces it. A second call does nothing. */
    void throwAway() {
        if (this.gone) {
            return;
        }
        this.gone = true;
        try {
            if (!this.jdbc.getAutoCommit()) {
                // The pool closes it later; locks must be free at once.
                this.jdbc.rollback();
            }
        } catch (SQLException connectionLost) {
            log.trace("Nothing to roll back", connectionLost);
        }
        if (HikariEviction.evict(this.dataSource, this.jdbc)) {
            return;
        }
        // Other pools replace an aborted connection when it is closed; close() may throw.
        try (Connection connection = this.jdbc) {
            connection.abort(Runnable::run);
        } catch (SQLException expected) {
            log.trace("Closed an aborted connection", expected);
        }
    }
}
