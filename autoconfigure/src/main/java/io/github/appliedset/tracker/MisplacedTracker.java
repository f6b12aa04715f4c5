package io.github.appliedset.tracker;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migration.VersionSet;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A tracker in another schema that records the same migrations as those on disk. If the schema setting got lost, all
 * migrations would otherwise run again.
 */
final class MisplacedTracker {

    private static final String DEFAULT_SCHEMA = "public";

    private final TrackerTable table;

    MisplacedTracker(TrackerTable table) {
        this.table = table;
    }

    /**
     * Refuses to create a tracker in the default schema while such a tracker exists. A schema set explicitly, as for
     * one of several tenants, is not questioned.
     *
     * @throws TrackerException if one exists that this user may read
     */
    void refuse(Connection connection, VersionSet<Migration> onDisk, String create) throws SQLException {
        if (!this.table.schema().equals(DEFAULT_SCHEMA)) {
            return;
        }
        for (TrackerTable other : others(connection)) {
            int shared = shared(connection, other, onDisk);
            if (shared > 0) {
                throw new TrackerException(
                        "There is no table " + this.table + ", but " + other + " records "
                                + (onDisk.size() == 1
                                        ? "the one migration"
                                        : shared + " of the " + onDisk.size() + " migrations")
                                + " on disk as applied. Nothing was applied.",
                        "Set applied-set.schema=" + other.schema()
                                + " if that is this application's tracker. To run these"
                                + " migrations again for " + this.table
                                + ", create that table first:\n    " + create + ";",
                        "other-tracker",
                        null);
            }
        }
    }

    private List<TrackerTable> others(Connection connection) throws SQLException {
        String sql = """
                SELECT n.nspname
                FROM pg_catalog.pg_class c
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relname = ? AND c.relkind = 'r' AND n.nspname <> ?
                  AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
                  AND pg_catalog.has_table_privilege(c.oid, 'SELECT') AND NOT pg_catalog.row_security_active(c.oid)
                  AND 2 = (SELECT count(*) FROM pg_catalog.pg_attribute
                           WHERE attrelid = c.oid AND attname IN ('version', 'name') AND NOT attisdropped)
                ORDER BY 1""";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, this.table.table());
            statement.setString(2, this.table.schema());
            try (ResultSet rows = statement.executeQuery()) {
                List<TrackerTable> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(new TrackerTable(rows.getString(1), this.table.table()));
                }
                return found;
            }
        }
    }

    private static int shared(Connection connection, TrackerTable other, VersionSet<Migration> onDisk)
            throws SQLException {
        int shared = 0;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT version::text || '_' || name FROM " + other.sql())) {
            Set<String> labels = onDisk.stream().map(Migration::label).collect(Collectors.toSet());
            while (rows.next()) {
                shared += labels.contains(rows.getString(1)) ? 1 : 0;
            }
        }
        return shared;
    }
}
