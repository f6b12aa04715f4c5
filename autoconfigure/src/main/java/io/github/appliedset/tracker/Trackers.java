package io.github.appliedset.tracker;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.postgres.SqlLiteral;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Trackers of one name in many schemas. Like {@link TrackerReader}, reading them runs nothing of whoever owns one.
 *
 * @param table the name of each
 */
@Internal
public record Trackers(String table) {

    private static final String PATIENCE = "1000";
    /** With the type of each column: what the driver knows of a result, it asks the server with operators of any schema. */
    private static final String COLUMNS = Stream.concat(
                    TrackerReader.COLUMNS.stream(),
                    TrackerReader.COLUMNS.stream().map(TrackerReader::oid))
            .collect(Collectors.joining(", "));

    /** Trackers of that name. */
    public static Trackers called(String table) {
        return new Trackers(table);
    }

    /**
     * Which of the schemas exist, each with whether it has a tracker. Asks the catalog alone, and locks no tracker.
     */
    public Map<String, Boolean> in(Connection connection, Collection<String> schemas) throws SQLException {
        Map<String, Boolean> found = new LinkedHashMap<>();
        if (schemas.isEmpty()) {
            return found;
        }
        String sql = "SELECT n.nspname, EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.relnamespace"
                + " OPERATOR(pg_catalog.=) n.oid AND c.relname OPERATOR(pg_catalog.=) " + SqlLiteral.of(this.table)
                + ") FROM pg_catalog.pg_namespace n WHERE n.nspname OPERATOR(pg_catalog.=) ANY (ARRAY["
                + schemas.stream().map(SqlLiteral::of).collect(Collectors.joining(", "))
                + "]::pg_catalog.text[])";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.put(rows.getString(1), rows.getBoolean(2));
            }
        }
        return found;
    }

    /**
     * The rows of the trackers in these schemas, in one transaction and one round trip. It locks each table, which the
     * server has room for in a few hundred only.
     *
     * @param connection in no transaction
     * @throws SQLException if one of them cannot be read
     */
    public Map<String, VersionSet<AppliedMigration>> read(Connection connection, List<String> schemas)
            throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            List<TrackerTable> tables = schemas.stream()
                    .map(schema -> new TrackerTable(schema, this.table))
                    .toList();
            Results results = Results.of(statement, sql(tables));
            // Of the settings.
            results.next();
            Map<String, VersionSet<AppliedMigration>> read = new LinkedHashMap<>();
            for (TrackerTable tracker : tables) {
                read.put(tracker.schema(), VersionSet.of(rows(new TrackerReader(tracker), results.next())));
            }
            return read;
        } finally {
            if (!connection.isClosed()) {
                connection.rollback();
                connection.setAutoCommit(autoCommit);
            }
        }
    }

    private static String sql(List<TrackerTable> tables) {
        return "SELECT pg_catalog.set_config('lock_timeout', '" + PATIENCE
                + "', true), pg_catalog.set_config('row_security', 'off', true)"
                + tables.stream()
                        .map(tracker -> "; SELECT " + COLUMNS + " FROM " + tracker.sql()
                                + " TABLESAMPLE pg_catalog.system (100)")
                        .collect(Collectors.joining());
    }

    private static List<AppliedMigration> rows(TrackerReader reader, ResultSet rows) throws SQLException {
        List<AppliedMigration> applied = new ArrayList<>();
        while (rows.next()) {
            if (applied.isEmpty()) {
                requireTypes(reader, rows);
            }
            applied.add(reader.row(rows));
        }
        return applied;
    }

    private static void requireTypes(TrackerReader reader, ResultSet row) throws SQLException {
        int columns = TrackerReader.TYPES.size();
        for (int column = 0; column < columns; column++) {
            if (!TrackerReader.TYPES.get(column).contains((int) row.getLong(columns + column + 1))) {
                throw new SQLException(reader.table() + " has another shape");
            }
        }
    }
}
