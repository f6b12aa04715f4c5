package io.github.appliedset.run;

import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.migration.ErrorReference;
import io.github.appliedset.postgres.SqlState;
import io.github.appliedset.session.DatabaseErrors;
import io.github.appliedset.session.Engine;
import io.github.appliedset.text.Log;
import io.github.appliedset.tracker.Canary;
import io.github.appliedset.tracker.TrackerTable;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Proves, before anything is applied, that the server does what a run relies on: that a transaction keeps the migration lock
 * while it creates a table, and that its rollback removes the table. Products that speak PostgreSQL's protocol may not.
 */
final class EngineCheck {

    private static final Log log = Log.of(EngineCheck.class);

    private final Canary canary;

    EngineCheck(TrackerTable table) {
        this.canary = new Canary(table);
    }

    /**
     * Proves it in the current transaction, which holds the lock and has done nothing yet; ends it.
     *
     * @throws DatabaseAccessException if the server behaves differently
     */
    void prove(Connection connection) throws SQLException {
        boolean locked = this.canary.create(connection);
        connection.rollback();
        boolean gone = this.canary.isGone(connection);
        Engine engine = Engine.of(connection);
        connection.rollback();
        if (!gone) {
            throw refused(
                    engine,
                    "A table created in a transaction is still there after its rollback, so a migration that fails would"
                            + " be left half done." + dropped(connection));
        }
        if (!locked) {
            throw refused(
                    engine,
                    "A transaction that has created a table does not hold its advisory lock (pg_locks does not show it), so"
                            + " processes that start together would migrate at once.");
        }
        if (!engine.isPostgres()) {
            log.info(
                    "The server is {}, which applied-set is not tested with. It rolls back tables and holds the migration"
                            + " lock\n{}",
                    engine.name(),
                    new ErrorReference("engine"));
        }
    }

    /**
     * The same before a dry run, where the tracker may exist: then a user without the privilege to create tables may go on.
     */
    void proveIfAllowed(Connection connection) throws SQLException {
        try {
            prove(connection);
        } catch (SQLException failure) {
            if (!DatabaseErrors.is(failure, SqlState.INSUFFICIENT_PRIVILEGE)) {
                throw failure;
            }
            log.debug("Could not try whether the server rolls back tables", failure);
            connection.rollback();
        }
    }

    private static DatabaseAccessException refused(Engine engine, String why) {
        return new DatabaseAccessException(
                "The server is " + engine.name()
                        + (engine.isPostgres() ? "" : ", not PostgreSQL")
                        + ", and does not do what migrations rely on. Nothing was applied.\n\n" + why,
                "Migrate a PostgreSQL server; or change the settings of this one, if docs/reference/engines.md names one for"
                        + " it.",
                "engine",
                null);
    }

    private String dropped(Connection connection) {
        try {
            this.canary.drop(connection);
            return " The table " + this.canary.name() + " was dropped.";
        } catch (SQLException failure) {
            log.debug("Could not drop the table", failure);
            return " Drop it: DROP TABLE " + this.canary.name() + ";";
        }
    }
}
