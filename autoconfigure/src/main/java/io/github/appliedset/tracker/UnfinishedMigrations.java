package io.github.appliedset.tracker;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.Direction;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.Step;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.postgres.Guard;
import io.github.appliedset.postgres.SqlState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gateway to the table {@code applied_migrations_unfinished}: migrations without a transaction that have started but
 * not finished, and how far they got. The table is created when the first one starts. Whatever writes it needs a
 * transaction.
 */
@Internal
public final class UnfinishedMigrations {

    private final TrackerTable tracker;

    public UnfinishedMigrations(TrackerTable tracker) {
        this.tracker = tracker;
    }

    /** The table, qualified and quoted for use in SQL. */
    public String sql() {
        return this.tracker.unfinishedSql();
    }

    /**
     * How far a migration got.
     *
     * @param checksum checksum of its file when it started
     * @param nextStatement the first statement that is not known to be done, from 0
     * @param running whether that statement was sent outside a transaction and its outcome is unknown
     */
    public record Progress(Checksum checksum, int nextStatement, boolean running) {}

    /**
     * Finds the note of a step; call it under the lock, in a transaction. The note of a rollback belongs to the row that it
     * removes: if that row was removed in some other way, and the migration applied again, the note no longer counts.
     *
     * @throws TrackerException if the table, its schema or something attached to it belongs to a role that is not trusted
     */
    public Optional<Progress> find(Connection connection, Step step) throws SQLException {
        if (!exists(connection)) {
            return Optional.empty();
        }
        requireWritable(connection);
        String sql = "SELECT checksum, next_statement, running FROM " + sql() + " WHERE " + isVersion(step.version())
                + " AND "
                + (step.direction() == Direction.UP
                        ? "rolls_back IS NULL"
                        : "rolls_back OPERATOR(pg_catalog.=) " + appliedAt(step));
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next()
                    ? Optional.of(new Progress(new Checksum(row.getString(1)), row.getInt(2), row.getBoolean(3)))
                    : Optional.empty();
        }
    }

    private static String isVersion(MigrationVersion version) {
        return "version OPERATOR(pg_catalog.=) " + version;
    }

    private String appliedAt(Step step) {
        return "(SELECT applied_at FROM " + this.tracker.sql() + " WHERE " + isVersion(step.version()) + ")";
    }

    /**
     * Checks that notes may be written, with the rights of this user; nothing that would run is added to the table until the
     * transaction ends. The table must exist.
     *
     * @throws TrackerException as {@link #find}
     */
    public void requireWritable(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(new TriggerCheck(sql()).lock());
        }
        TableTrust.requireWritable(connection, this.tracker.schema(), this.tracker.unfinished(), sql());
    }

    /**
     * Whether there is any note. Reads only, and also a table of somebody else.
     *
     * @throws SQLException also if it is not an ordinary table; an open transaction has failed then
     */
    public boolean any(Connection connection) throws SQLException {
        return exists(connection)
                && new OrdinaryTable(sql())
                        .read(connection, "SELECT FROM " + sql() + " FETCH FIRST 1 ROW ONLY", ResultSet::next);
    }

    /** Notes that a step starts, in place of a note that no longer counts; call it under the lock. */
    public void start(Connection connection, Step step, Checksum checksum) throws SQLException {
        if (!exists(connection)) {
            create(connection);
        }
        finish(connection, step.migration());
        String sql = "INSERT INTO " + sql() + " (version, name, checksum, rolls_back) VALUES (?, ?, ?, "
                + (step.direction() == Direction.UP ? "NULL" : appliedAt(step)) + ")";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, step.version().value());
            statement.setString(2, step.migration().name());
            statement.setString(3, checksum.hex());
            statement.executeUpdate();
        }
    }

    /**
     * A rollback that has started and not finished.
     *
     * @param label the migration
     * @param nextStatement the first statement that is not known to be done, from 0
     * @param lastError why it failed; null if unknown
     */
    public record UnfinishedRollback(
            String label, int nextStatement, @Nullable String lastError) {}

    /** The rollbacks whose notes count; none if this user may not read the table, or it is not an ordinary table. */
    public List<UnfinishedRollback> rollbacks(Connection connection) throws SQLException {
        String query = "SELECT n.version, n.name, n.next_statement, n.last_error FROM " + sql() + " AS n JOIN "
                + this.tracker.sql() + " AS t ON t.version OPERATOR(pg_catalog.=) n.version"
                + " AND t.applied_at OPERATOR(pg_catalog.=) n.rolls_back ORDER BY 1";
        try {
            return new OrdinaryTable(sql()).read(connection, query, rows -> {
                List<UnfinishedRollback> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(new UnfinishedRollback(
                            rows.getLong(1) + "_" + rows.getString(2), rows.getInt(3), rows.getString(4)));
                }
                return found;
            });
        } catch (SQLException failure) {
            // A table of an earlier build has no notes of rollbacks.
            if (!Guard.refused(failure)
                    && !SqlState.INSUFFICIENT_PRIVILEGE.equals(failure.getSQLState())
                    && !SqlState.UNDEFINED_COLUMN.equals(failure.getSQLState())) {
                throw failure;
            }
            return List.of();
        }
    }

    /**
     * Whether there is a note of a version, of whatever direction, in a transaction that may change it.
     *
     * @throws TrackerException as {@link #find}
     */
    public boolean has(Connection connection, MigrationVersion version) throws SQLException {
        if (!exists(connection)) {
            return false;
        }
        requireWritable(connection);
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT 1 FROM " + sql() + " WHERE version OPERATOR(pg_catalog.=) ?")) {
            statement.setLong(1, version.value());
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    /** Drops the note of a version, if there is one, in the transaction that removes its row. */
    public void forget(Connection connection, MigrationVersion version) throws SQLException {
        if (exists(connection)) {
            requireWritable(connection);
            delete(connection, version);
        }
    }

    private boolean exists(Connection connection) throws SQLException {
        return new OrdinaryTable(sql()).exists(connection);
    }

    private void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + sql() + """
                     (
                        version        bigint                   NOT NULL PRIMARY KEY,
                        name           pg_catalog.text          NOT NULL,
                        checksum       pg_catalog.text          NOT NULL,
                        next_statement integer                  NOT NULL DEFAULT 0,
                        running        boolean                  NOT NULL DEFAULT false,
                        started_at     timestamp with time zone NOT NULL DEFAULT pg_catalog.now(),
                        last_error     pg_catalog.text          NULL,
                        rolls_back     timestamp with time zone NULL
                    )""");
        }
    }

    /** Records that the next statement is about to be sent, outside a transaction. */
    public void send(Connection connection, Migration migration) throws SQLException {
        update(connection, migration, "running = true, last_error = NULL", "true");
    }

    /**
     * Records which statement is next.
     *
     * @return whether that was recorded; it is not if the session has lost the migration lock
     */
    public boolean advance(Connection connection, Migration migration, int nextStatement) throws SQLException {
        return update(
                connection,
                migration,
                "next_statement = " + nextStatement + ", running = false, last_error = NULL",
                this.tracker.lockIsHeld());
    }

    /** Nobody adds a trigger from now on until the transaction ends, and there is none that is not trusted. */
    private void checkTriggers(Connection connection) throws SQLException {
        TriggerCheck triggers = new TriggerCheck(sql());
        try (Statement statement = connection.createStatement()) {
            statement.execute(triggers.lock() + "; " + triggers.guard());
        } catch (SQLException failure) {
            if (Guard.refused(failure)) {
                connection.rollback();
                requireWritable(connection);
            }
            throw failure;
        }
    }

    /** Records why the next statement failed. */
    public void fail(Connection connection, Migration migration, String error) throws SQLException {
        checkTriggers(connection);
        String sql = "UPDATE " + sql() + " SET running = false, last_error = ? WHERE " + isVersion(migration.version());
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, error);
            statement.executeUpdate();
        }
    }

    private boolean update(Connection connection, Migration migration, String change, String condition)
            throws SQLException {
        checkTriggers(connection);
        String sql =
                "UPDATE " + sql() + " SET " + change + " WHERE " + isVersion(migration.version()) + " AND " + condition;
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql) == 1;
        }
    }

    /** Drops the note of a migration, in the transaction that changes its row. */
    public void finish(Connection connection, Migration migration) throws SQLException {
        delete(connection, migration.version());
    }

    private void delete(Connection connection, MigrationVersion version) throws SQLException {
        checkTriggers(connection);
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("DELETE FROM " + sql() + " WHERE " + isVersion(version));
        }
    }
}
