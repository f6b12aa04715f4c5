package io.github.appliedset.tracker;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.postgres.SqlLiteral;
import java.sql.Connection;
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
                JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
                WHERE c.relname OPERATOR(pg_catalog.=) %s AND n.nspname OPERATOR(pg_catalog.<>) %s
                  AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
                  AND pg_catalog.has_table_privilege(c.oid, 'SELECT') AND %s
                  AND 2 OPERATOR(pg_catalog.=) (
                      SELECT pg_catalog.count(*) FROM pg_catalog.pg_attribute a
                      WHERE a.attrelid OPERATOR(pg_catalog.=) c.oid AND NOT a.attisdropped
                        AND a.attname OPERATOR(pg_catalog.=) ANY (CAST('{version,name}' AS pg_catalog.name[])))
                ORDER BY 1""".formatted(
                SqlLiteral.of(this.table.table()), SqlLiteral.of(DEFAULT_SCHEMA), OrdinaryTable.isOrdinary("c.oid"));
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<TrackerTable> found = new ArrayList<>();
            while (rows.next()) {
                found.add(new TrackerTable(rows.getString(1), this.table.table()));
            }
            return found;
        }
    }

    private static int shared(Connection connection, TrackerTable other, VersionSet<Migration> onDisk)
            throws SQLException {
        Set<String> labels = onDisk.stream().map(Migration::label).collect(Collectors.toSet());
        return new OrdinaryTable(other.sql()).read(connection, "SELECT version, name FROM " + other.sql(), rows -> {
            int shared = 0;
            while (rows.next()) {
                shared += labels.contains(rows.getString(1) + "_" + rows.getString(2)) ? 1 : 0;
            }
            return shared;
        });
    }
}
