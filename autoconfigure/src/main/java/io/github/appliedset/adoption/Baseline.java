package io.github.appliedset.adoption;

import io.github.appliedset.adoption.Adoption.Leftover;
import io.github.appliedset.adoption.Adoption.Row;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.text.Count;
import io.github.appliedset.tracker.TrackerTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The operator's statement that every file up to a version is applied, in a database without a migration tool. */
record Baseline(MigrationVersion version, TrackerTable tracker) {

    /**
     * Finds the files up to the version.
     *
     * @param preview whether they are only shown, not marked
     */
    Adoption read(Connection connection, VersionSet<Migration> onDisk, boolean preview) throws SQLException {
        List<Row> rows = onDisk.stream()
                .filter(migration -> migration.version().compareTo(this.version) <= 0)
                .map(migration -> new Row(migration, migration.version().toString(), null, null))
                .toList();
        List<Leftover> leftovers = new ArrayList<>();
        String setting = "baseline-version=" + this.version;
        String verb = preview ? "would mark " : "marked ";
        if (rows.isEmpty()) {
            leftovers.add(new Leftover(
                    setting,
                    verb + "nothing as applied: no file has this version or a lower one. Correct the setting."));
        } else if (isEmpty(connection)) {
            leftovers.add(new Leftover(
                    setting,
                    verb + Count.of(rows.size(), "migration")
                            + " as applied, but the database is empty. Is this the right database?"));
        }
        return new Adoption(LegacyTool.NONE, null, rows, List.of(), leftovers, List.of());
    }

    private boolean isEmpty(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT NOT EXISTS (
                    SELECT FROM pg_catalog.pg_class c
                    JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
                    WHERE c.relkind OPERATOR(pg_catalog.=) ANY (CAST('{r,p,v,m,f}' AS pg_catalog."char"[]))
                      AND n.nspname OPERATOR(pg_catalog.!~) '^pg_' AND n.nspname OPERATOR(pg_catalog.<>) 'information_schema'
                      AND NOT (n.nspname OPERATOR(pg_catalog.=) ? AND c.relname OPERATOR(pg_catalog.=) ?))""")) {
            statement.setString(1, this.tracker.schema());
            statement.setString(2, this.tracker.table());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }
}
