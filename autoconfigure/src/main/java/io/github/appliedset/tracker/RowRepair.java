package io.github.appliedset.tracker;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.MigrationVersion;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Changes rows as an operator says, or because their files have moved. */
@Internal
public record RowRepair(TrackerTable table) {

    /**
     * Removes a row, in a transaction that holds the lock, after {@link MigrationTracker#requireWritable}.
     *
     * @return whether the row existed and could be removed
     */
    public boolean remove(Connection connection, MigrationVersion version) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(MigrationTracker.delete(this.table, version)) == 1;
        }
    }

    /**
     * Changes the name and the checksum of a row, in a transaction that holds the lock, after {@link MigrationTracker#requireWritable}.
     *
     * @return whether the row existed and could be changed
     */
    public boolean correct(Connection connection, AppliedMigration row) throws SQLException {
        String sql = "UPDATE " + this.table.sql() + " SET name = ?, checksum = ? WHERE "
                + MigrationTracker.isVersion(row.version());
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, row.name());
            statement.setString(
                    2, row.checksum() == null ? null : row.checksum().hex());
            return statement.executeUpdate() == 1;
        }
    }

    /**
     * Changes the numbers and the names of rows, in a transaction that holds the lock; a number may be that of another one of
     * these rows.
     *
     * @param before the rows as they are
     * @param after the rows as they shall be, in the same order
     * @return whether all rows existed and could be changed
     */
    public boolean renumber(Connection connection, List<AppliedMigration> before, List<AppliedMigration> after)
            throws SQLException {
        String sql = "UPDATE " + this.table.sql() + " SET version = ?, name = ? WHERE version OPERATOR(pg_catalog.=) ?";
        boolean done = true;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            // No two rows may have one number even for a moment, so they leave all of them first.
            for (int i = 0; i < before.size() && before.size() > 1; i++) {
                done &= renumber(
                        statement,
                        -1 - i,
                        before.get(i).name(),
                        before.get(i).version().value());
            }
            for (int i = 0; i < before.size(); i++) {
                long now = before.size() > 1 ? -1 - i : before.get(i).version().value();
                done &= renumber(
                        statement, after.get(i).version().value(), after.get(i).name(), now);
            }
        }
        return done;
    }

    private static boolean renumber(PreparedStatement statement, long to, String name, long from) throws SQLException {
        statement.setLong(1, to);
        statement.setString(2, name);
        statement.setLong(3, from);
        return statement.executeUpdate() == 1;
    }
}
