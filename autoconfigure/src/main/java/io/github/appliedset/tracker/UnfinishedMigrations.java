package io.github.appliedset.tracker;

import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.Migration;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * Gateway to the table {@code applied_migrations_unfinished}: migrations without a transaction that have started and not
 * finished, and how far they got. It is created when the first one starts.
 */
public final class UnfinishedMigrations {

    private static final String UNDEFINED_TABLE = "42P01";

    private final String table;

    public UnfinishedMigrations(TrackerTable tracker) {
        this.table = tracker.unfinishedSql();
    }

    /** The table, qualified and quoted for use in SQL. */
    public String sql() {
        return this.table;
    }

    /**
     * How far a migration got.
     *
     * @param checksum its file when it started
     * @param nextStatement the first statement that is not known to be done, from 0
     */
    public record Progress(Checksum checksum, int nextStatement) {}

    /** Looks a migration up; call it outside a transaction. */
    public Optional<Progress> find(Connection connection, Migration migration) throws SQLException {
        String sql = "SELECT checksum, next_statement FROM " + sql() + " WHERE version = ?";
        try (PreparedStatement statement = UnnamedStatement.prepare(connection, sql)) {
            statement.setLong(1, migration.version().value());
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new Progress(new Checksum(row.getString(1)), row.getInt(2)))
                        : Optional.empty();
            }
        } catch (SQLException failure) {
            if (UNDEFINED_TABLE.equals(failure.getSQLState())) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    /** Notes that a migration starts; call it under the lock. */
    public void start(Connection connection, Migration migration, Checksum checksum) throws SQLException {
        if (!exists(connection)) {
            create(connection);
        }
        String sql = "INSERT INTO " + sql() + " (version, name, checksum) VALUES (?, ?, ?)";
        try (PreparedStatement statement = UnnamedStatement.prepare(connection, sql)) {
            statement.setLong(1, migration.version().value());
            statement.setString(2, migration.name());
            statement.setString(3, checksum.hex());
            statement.executeUpdate();
        }
    }

    private boolean exists(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                UnnamedStatement.prepare(connection, "SELECT pg_catalog.to_regclass(?) IS NOT NULL")) {
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
                        started_at     timestamptz NOT NULL DEFAULT now(),
                        last_error     text        NULL
                    )""");
        }
    }

    /** Notes which statement is next. */
    public void advance(Connection connection, Migration migration, int nextStatement) throws SQLException {
        String sql = "UPDATE " + sql() + " SET next_statement = ?, last_error = NULL WHERE version = ?";
        try (PreparedStatement statement = UnnamedStatement.prepare(connection, sql)) {
            statement.setInt(1, nextStatement);
            statement.setLong(2, migration.version().value());
            statement.executeUpdate();
        }
    }

    /** Notes why the next statement failed. */
    public void fail(Connection connection, Migration migration, String error) throws SQLException {
        String sql = "UPDATE " + sql() + " SET last_error = ? WHERE version = ?";
        try (PreparedStatement statement = UnnamedStatement.prepare(connection, sql)) {
            statement.setString(1, error);
            statement.setLong(2, migration.version().value());
            statement.executeUpdate();
        }
    }

    /** Forgets a migration, in the transaction that records it as applied. */
    public void finish(Connection connection, Migration migration) throws SQLException {
        String sql = "DELETE FROM " + sql() + " WHERE version = ?";
        try (PreparedStatement statement = UnnamedStatement.prepare(connection, sql)) {
            statement.setLong(1, migration.version().value());
            statement.executeUpdate();
        }
    }
}
