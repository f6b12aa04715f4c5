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
import org.jspecify.annotations.Nullable;

/**
 * golang-migrate's tracker: a table with one row, {@code (version, dirty)}, which says that every version up to that one
 * has been applied.
 */
final class GolangMigrateTracker {

    private static final String DEFAULT_TABLE = "schema_migrations";

    private final String table;

    private GolangMigrateTracker(String table) {
        this.table = table;
    }

    static GolangMigrateTracker named(@Nullable String table) {
        return new GolangMigrateTracker(table == null ? DEFAULT_TABLE : table);
    }

    /** Every table of golang-migrate's shape, whatever its name, qualified and quoted for SQL. */
    static List<String> tablesIn(Connection connection) throws SQLException {
        String sql = """
                SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)
                FROM pg_catalog.pg_class c
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
                GROUP BY n.nspname, c.relname
                HAVING pg_catalog.count(*) = 2
                   AND pg_catalog.bool_or(a.attname = 'version' AND a.atttypid IN (
                        'pg_catalog.int8'::pg_catalog.regtype, 'pg_catalog.int4'::pg_catalog.regtype))
                   AND pg_catalog.bool_or(a.attname = 'dirty' AND a.atttypid = 'pg_catalog.bool'::pg_catalog.regtype)
                ORDER BY 1""";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> tables = new ArrayList<>();
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
            return tables;
        }
    }

    /**
     * What it applied, of the migrations on disk; nothing if the table is missing or has no row.
     *
     * @throws TrackerException if the counter is dirty or is not a counter
     */
    List<Migration> appliedOf(Connection connection, VersionSet<Migration> onDisk) throws SQLException {
        String resolved = resolve(connection);
        if (resolved == null) {
            return List.of();
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT version, dirty FROM " + resolved)) {
            if (!rows.next()) {
                return List.of();
            }
            long version = rows.getLong("version");
            if (rows.getBoolean("dirty")) {
                throw new TrackerException(
                        "golang-migrate's table " + resolved + " is dirty at version " + version
                                + ": that migration failed half-way, and nobody knows how far it got. Nothing was applied.",
                        "Finish or undo migration " + version + " by hand, then run UPDATE " + resolved
                                + " SET dirty = false; with the last version that is wholly applied.",
                        "legacy-tracker-dirty",
                        null);
            }
            if (rows.next()) {
                throw unexpected(resolved, "it has more than one row");
            }
            return onDisk.stream()
                    .filter(migration -> migration.version().value() <= version)
                    .toList();
        } catch (SQLException failure) {
            if ("42501".equals(failure.getSQLState())) {
                throw new TrackerException(
                        "This user may not read golang-migrate's table " + resolved + ". Nothing was applied.",
                        "Let its owner run GRANT SELECT ON " + resolved + " TO the user of the connection.",
                        "legacy-tracker-unknown",
                        failure);
            }
            if ("42703".equals(failure.getSQLState())) {
                throw unexpected(resolved, "it has no columns version and dirty");
            }
            throw failure;
        }
    }

    boolean exists(Connection connection) throws SQLException {
        return resolve(connection) != null;
    }

    private @Nullable String resolve(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)
                FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE c.oid = pg_catalog.to_regclass(?)""")) {
            statement.setString(1, this.table);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getString(1) : null;
            }
        }
    }

    private static TrackerException unexpected(String table, String reason) {
        return new TrackerException(
                "Table " + table + " is not golang-migrate's: " + reason + ". Nothing was applied.",
                "Correct applied-set.legacy.table or applied-set.legacy.tool.",
                "legacy-tracker-unknown",
                null);
    }
}
