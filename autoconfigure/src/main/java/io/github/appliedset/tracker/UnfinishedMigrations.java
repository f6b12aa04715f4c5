package io.github.appliedset.tracker;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.Direction;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.Step;
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
 * not finished, and how far they got. The table is created when the first one starts.
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
     * Finds the note of a step; call it under the lock, outside a transaction. The note of a rollback belongs to the row that it
     * removes: if that row was removed in some other way, and the migration applied again, the note no longer counts.
     */
    public Optional<Progress> find(Connection connection, Step step) throws SQLException {
        String sql = "SELECT checksum, next_statement, running FROM " + sql() + " WHERE version = ? AND "
                + (step.direction() == Direction.UP
                        ? "rolls_back IS NULL"
                        : "rolls_back = (SELECT applied_at FROM " + this.tracker.sql() + " WHERE version = "
                                + step.version() + ")");
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, step.version().value());
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new Progress(new Checksum(row.getString(1)), row.getInt(2), row.getBoolean(3)))
                        : Optional.empty();
            }
        } catch (SQLException failure) {
            if (SqlState.UNDEFINED_TABLE.equals(failure.getSQLState())) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    /** Notes that a step starts, in place of a note that no longer counts; call it under the lock. */
    public void start(Connection connection, Step step, Checksum checksum) throws SQLException {
        if (!exists(connection)) {
            create(connection);
        }
        finish(connection, step.migration());
        String sql = "INSERT INTO " + sql() + " (version, name, checksum, rolls_back) VALUES (?, ?, ?, "
                + (step.direction() == Direction.UP
                        ? "NULL"
                        : "(SELECT applied_at FROM " + this.tracker.sql() + " WHERE version = " + step.version() + ")")
                + ")";
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

    /** The rollbacks whose notes count; none if this user may not read the table. */
    public List<UnfinishedRollback> rollbacks(Connection connection) throws SQLException {
        String sql = "SELECT n.version, n.name, n.next_statement, n.last_error FROM " + sql() + " AS n JOIN "
                + this.tracker.sql() + " AS t ON t.version OPERATOR(pg_catalog.=) n.version"
                + " AND t.applied_at OPERATOR(pg_catalog.=) n.rolls_back ORDER BY 1";
        List<UnfinishedRollback> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.add(new UnfinishedRollback(
                        rows.getLong(1) + "_" + rows.getString(2), rows.getInt(3), rows.getString(4)));
            }
        } catch (SQLException failure) {
            if (!SqlState.INSUFFICIENT_PRIVILEGE.equals(failure.getSQLState())) {
                throw failure;
            }
        }
        return found;
    }

    /** Whether there is a note of a version, of whatever direction. */
    public boolean has(Connection connection, MigrationVersion version) throws SQLException {
        if (!exists(connection)) {
            return false;
        }
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT 1 FROM " + sql() + " WHERE version = ?")) {
            statement.setLong(1, version.value());
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    /** Drops the note of a version, if there is one, in the transaction that removes its row. */
    public void forget(Connection connection, MigrationVersion version) throws SQLException {
        if (exists(connection)) {
            delete(connection, version);
        }
    }

    private boolean exists(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT pg_catalog.to_regclass(?) IS NOT NULL")) {
            statement.setString(1, sql());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + sql() + """
                     (
                        version        bigint      NOT NULL PRIMARY KEY,
                        name           text        NOT NULL,
                        checksum       text        NOT NULL,
                        next_statement integer     NOT NULL DEFAULT 0,
                        running        boolean     NOT NULL DEFAULT false,
                        started_at     timestamptz NOT NULL DEFAULT now(),
                        last_error     text        NULL,
                        rolls_back     timestamptz NULL
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

    /** Records why the next statement failed. */
    public void fail(Connection connection, Migration migration, String error) throws SQLException {
        String sql = "UPDATE " + sql() + " SET running = false, last_error = ? WHERE version = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, error);
            statement.setLong(2, migration.version().value());
            statement.executeUpdate();
        }
    }

    private boolean update(Connection connection, Migration migration, String change, String condition)
            throws SQLException {
        String sql = "UPDATE " + sql() + " SET " + change + " WHERE version = ? AND " + condition;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, migration.version().value());
            return statement.executeUpdate() == 1;
        }
    }

    /** Drops the note of a migration, in the transaction that changes its row. */
    public void finish(Connection connection, Migration migration) throws SQLException {
        delete(connection, migration.version());
    }

    private void delete(Connection connection, MigrationVersion version) throws SQLException {
        String sql = "DELETE FROM " + sql() + " WHERE version = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, version.value());
            statement.executeUpdate();
        }
    }
}
