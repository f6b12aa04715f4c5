package io.github.appliedset.session;

import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.postgres.SqlState;
import io.github.appliedset.tracker.TrackerTable;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Messages for failures of applied-set's own statements, as opposed to those of migrations. */
public final class TrackerErrors {

    private TrackerErrors() {}

    /**
     * Explains a failure.
     *
     * @param needed the privilege on the tracker's rows that the run needs, besides reading them; null if it only reads
     */
    public static MigrationException of(
            SQLException failure, TrackerTable table, Session session, @Nullable Privilege needed) {
        String message = "\n\nMessage: " + DatabaseErrors.text(failure) + " (SQLSTATE " + failure.getSQLState() + ")";
        if (DatabaseErrors.is(failure, SqlState.INSUFFICIENT_PRIVILEGE)) {
            MissingPrivileges missing = MissingPrivileges.of(session, table, needed);
            return new TrackerException(
                    "User " + missing.role() + " lacks a privilege on the tracker table " + table
                            + ". Nothing further was done." + message,
                    missing.remedy(),
                    "insufficient-privilege",
                    failure);
        }
        if (DatabaseErrors.is(failure, SqlState.READ_ONLY_SQL_TRANSACTION)) {
            return DatabaseErrors.readOnly("The transaction is read-only." + message, failure);
        }
        if (DatabaseErrors.isConnectionLost(failure)) {
            return new DatabaseAccessException(
                    "The connection to the database was lost. Uncommitted work was rolled back." + message,
                    "Check that the server is running, and restart; what is recorded in " + table
                            + " is not run again.",
                    "connection-lost",
                    failure);
        }
        Engine other = other(failure, session);
        if (other != null) {
            return new DatabaseAccessException(
                    "The server is " + other.name() + ", not PostgreSQL, and refused a statement of applied-set itself."
                            + " Uncommitted work was rolled back." + message,
                    "Migrate a PostgreSQL server; docs/reference/engines.md says what holds on this one.",
                    "engine",
                    failure);
        }
        return new DatabaseAccessException(
                "A statement of applied-set itself failed. Uncommitted work was rolled back." + message,
                "Fix the cause and restart; what is recorded in " + table + " is not run again.",
                "database-error",
                failure);
    }

    /** The engine that may have refused what PostgreSQL would accept; null if it is PostgreSQL, or does not answer. */
    private static @Nullable Engine other(SQLException failure, Session session) {
        try {
            session.rollBackQuietly();
            Engine engine = Engine.of(session.jdbc());
            return engine.isPostgres() ? null : engine;
        } catch (SQLException noAnswer) {
            failure.addSuppressed(noAnswer);
            return null;
        }
    }
}
