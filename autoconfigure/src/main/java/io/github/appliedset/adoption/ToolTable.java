package io.github.appliedset.adoption;

import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.postgres.Guard;
import io.github.appliedset.postgres.SqlState;
import io.github.appliedset.tracker.OrdinaryTable;
import io.github.appliedset.tracker.TableTrust;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A table of another tool.
 *
 * @param tool the tool that it should belong to
 * @param schema its schema, unquoted
 * @param name its name, unquoted
 * @param sql its name, qualified and quoted for use in SQL
 */
record ToolTable(LegacyTool tool, String schema, String name, String sql) {

    /** Resolves a name as SQL would; empty if the table does not exist. */
    static Optional<ToolTable> named(Connection connection, LegacyTool tool, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT n.nspname, c.relname, pg_catalog.format('%I.%I', n.nspname, c.relname)
                FROM pg_catalog.pg_class c
                JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
                WHERE c.oid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(?)""")) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next()
                        ? Optional.of(new ToolTable(tool, rows.getString(1), rows.getString(2), rows.getString(3)))
                        : Optional.empty();
            }
        }
    }

    interface RowReader<T> {

        T read(ResultSet row) throws SQLException;
    }

    /**
     * Reads every row.
     *
     * @param columns the columns, as a select list
     * @param order the columns to order by
     * @throws TrackerException if the table lacks a column, the user may not read it, or it belongs to an untrusted role:
     *     its rows decide what counts as applied
     */
    <T> List<T> rows(Connection connection, String columns, String order, RowReader<T> reader) throws SQLException {
        String query = "SELECT " + columns + " FROM " + this.sql + " ORDER BY " + order;
        try {
            List<T> all = new OrdinaryTable(this.sql).read(connection, query, rows -> {
                List<T> read = new ArrayList<>();
                while (rows.next()) {
                    read.add(reader.read(rows));
                }
                return read;
            });
            TableTrust.requireCredible(connection, this.schema, this.name, this.sql);
            return all;
        } catch (SQLException failure) {
            if (SqlState.INSUFFICIENT_PRIVILEGE.equals(failure.getSQLState())) {
                throw new TrackerException(
                        "This user cannot read " + this.tool.title() + "'s table " + this.sql
                                + ". Nothing was applied.",
                        "Have its owner run GRANT SELECT ON " + this.sql + " TO the connection's user.",
                        "legacy-tracker-unknown",
                        failure);
            }
            if (SqlState.UNDEFINED_COLUMN.equals(failure.getSQLState())) {
                throw unexpected("it has no columns "
                        + columns.replaceAll("CAST\\((\\w+) [^,]*", "$1").replaceFirst(", (\\w+)$", " and $1"));
            }
            if (Guard.refused(failure)) {
                throw unexpected("it is not an ordinary table, has row security for this user, or has columns of types"
                        + " that are not PostgreSQL's own");
            }
            throw failure;
        }
    }

    /** A time of a row; null if it has none. */
    static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** Names of its columns, sorted. */
    List<String> columns(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT attname FROM pg_catalog.pg_attribute
                WHERE attrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(?)
                  AND attnum OPERATOR(pg_catalog.>) 0 AND NOT attisdropped
                ORDER BY attname""")) {
            statement.setString(1, this.sql);
            try (ResultSet rows = statement.executeQuery()) {
                List<String> columns = new ArrayList<>();
                while (rows.next()) {
                    columns.add(rows.getString(1));
                }
                return columns;
            }
        }
    }

    TrackerException unexpected(String reason) {
        return new TrackerException(
                "Table " + this.sql + " is not " + this.tool.title() + "'s: " + reason + ". Nothing was applied.",
                "Correct applied-set.legacy.table or applied-set.legacy.tool.",
                "legacy-tracker-unknown",
                null);
    }
}
