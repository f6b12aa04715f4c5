package io.github.appliedset.session;

import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.pool.Handout;
import io.github.appliedset.postgres.SqlLiteral;
import io.github.appliedset.text.Log;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;

/** A connection borrowed from the application, its state before the run, and the two ways to return it. */
final class BorrowedConnection {

    private static final Log log = Log.of(BorrowedConnection.class);
    private static final int OLDEST_SERVER = 14;

    private final Handout handout;
    private final Connection jdbc;
    private final String user;
    private final String database;
    private final boolean autoCommit;
    private final int prepareThreshold;
    private @Nullable BeforeRun before;
    private boolean gone;

    /** What a run changes in JDBC, and the session as the run found it; null if nobody uses it after the run. */
    private record BeforeRun(
            int networkTimeout, boolean readOnly, @Nullable SessionState session) {}

    private BorrowedConnection(DataSource dataSource, Connection jdbc) throws SQLException {
        requirePostgres(jdbc);
        PGConnection driver = driver(jdbc);
        this.handout = Handout.of(dataSource, jdbc);
        this.jdbc = jdbc;
        this.user = jdbc.getMetaData().getUserName();
        this.database = databaseOf(jdbc);
        this.autoCommit = jdbc.getAutoCommit();
        // Otherwise the server names prepared statements, including COMMIT, and a pooler sends the next one to a
        // different server.
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
                Handout.of(dataSource, connection).close();
                throw failure;
            }
        } catch (DatabaseAccessException wrongDatabase) {
            throw wrongDatabase;
        } catch (SQLException | RuntimeException failure) {
            throw DatabaseErrors.unreachable(failure, dataSource);
        }
    }

    private static PGConnection driver(Connection jdbc) throws SQLException {
        try {
            return jdbc.unwrap(PGConnection.class);
        } catch (SQLException hidden) {
            if (DatabaseErrors.isConnectionGone(hidden)) {
                throw hidden;
            }
            throw DatabaseErrors.hidden(jdbc, hidden);
        }
    }

    private static String databaseOf(Connection jdbc) throws SQLException {
        try {
            // Unlike the connection, it need not ask the server.
            return jdbc.unwrap(BaseConnection.class).getQueryExecutor().getDatabase();
        } catch (SQLException | LinkageError noSuchDriver) {
            return jdbc.getCatalog();
        }
    }

    private static void requirePostgres(Connection jdbc) throws SQLException {
        DatabaseMetaData database = jdbc.getMetaData();
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
            throw tooOld(Engine.of(jdbc), database.getDatabaseProductVersion());
        }
    }

    private static DatabaseAccessException tooOld(Engine engine, String version) {
        if (engine.isPostgres()) {
            return new DatabaseAccessException(
                    "The server is PostgreSQL " + version + ", older than " + OLDEST_SERVER + ". Nothing was applied.",
                    "Upgrade the server.",
                    "not-postgresql",
                    null);
        }
        return new DatabaseAccessException(
                "The server is " + engine.name() + ", not PostgreSQL, and says that it does what PostgreSQL " + version
                        + " does, older than " + OLDEST_SERVER + ". Nothing was applied.",
                "Migrate a PostgreSQL server, or a version of this one that keeps up with PostgreSQL " + OLDEST_SERVER
                        + "; docs/reference/engines.md says what holds there.",
                "engine",
                null);
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

    Handout handout() {
        return this.handout;
    }

    /** Prepares it for a run, remembering its state. */
    void prepare() throws SQLException {
        if (this.before == null) {
            this.before = new BeforeRun(
                    this.jdbc.getNetworkTimeout(), this.jdbc.isReadOnly(), this.handout.pooled() ? state() : null);
        }
        // The pool's socket timeout would cut off a longer migration, while the server continues with it.
        this.jdbc.setNetworkTimeout(Runnable::run, 0);
        if (this.before.readOnly()) {
            this.jdbc.setReadOnly(false);
        }
    }

    /** Null if the server has no room for the answer: then the connection is replaced in the end. */
    private @Nullable SessionState state() throws SQLException {
        try {
            return SessionState.read(this.jdbc);
        } catch (SQLException refused) {
            if (DatabaseErrors.isConnectionGone(refused)) {
                throw refused;
            }
            log.debug("Could not read the state of the session", refused);
            return null;
        }
    }

    /**
     * Puts the session back into its state before the run.
     *
     * @param lasting settings that cannot be put back, but at least are emptied in a connection that is kept
     * @return whether it is in that state
     */
    boolean putBack(Set<String> lasting) {
        BeforeRun run = this.before;
        if (run == null || run.session() == null) {
            return false;
        }
        try {
            if (this.jdbc.isClosed()) {
                return false;
            }
            if (!this.jdbc.getAutoCommit()) {
                this.jdbc.rollback();
                this.jdbc.setAutoCommit(true);
            }
            if (!lasting.isEmpty()) {
                if (!this.handout.kept()) {
                    return false;
                }
                empty(lasting);
            }
            return run.session().putBack(this.jdbc);
        } catch (SQLException unknownState) {
            log.debug("Could not put the session back", unknownState);
            return false;
        }
    }

    private void empty(Set<String> settings) throws SQLException {
        for (String setting : settings) {
            if (setting.contains(".")) {
                try (Statement statement = this.jdbc.createStatement()) {
                    statement.execute("SELECT pg_catalog.set_config(" + SqlLiteral.of(setting) + ", NULL, false)");
                }
            }
        }
    }

    /** Returns it with its original JDBC settings. */
    void giveBack() {
        this.gone = true;
        try {
            this.jdbc.unwrap(PGConnection.class).setPrepareThreshold(this.prepareThreshold);
            if (this.before != null) {
                if (this.before.readOnly()) {
                    this.jdbc.setReadOnly(true);
                }
                this.jdbc.setNetworkTimeout(Runnable::run, this.before.networkTimeout());
            }
            if (!this.autoCommit) {
                this.jdbc.setAutoCommit(false);
            }
        } catch (SQLException failure) {
            log.debug("Could not return the connection as it was", failure);
        }
        this.handout.close();
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
        this.handout.replace();
    }
}
