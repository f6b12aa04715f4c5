package io.github.appliedset.adoption;

import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.postgres.SqlState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
 * @param sql its name, qualified and quoted for use in SQL
 */
record ToolTable(LegacyTool tool, String sql) {

    /** Resolves a name as SQL would; empty if the table does not exist. */
    static Optional<ToolTable> named(Connection connection, LegacyTool tool, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)
                FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE c.oid = pg_catalog.to_regclass(?)""")) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(new ToolTable(tool, rows.getString(1))) : Optional.empty();
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
     * @throws TrackerException if the table lacks a column, or the user may not read it
     */
    <T> List<T> rows(Connection connection, String columns, String order, RowReader<T> reader) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT " + columns + " FROM " + this.sql + " ORDER BY " + order)) {
            List<T> read = new ArrayList<>();
            while (rows.next()) {
                read.add(reader.read(rows));
            }
            return read;
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
                        + columns.replaceAll("::\\w+ AS \\w+", "").replaceFirst(", (\\w+)$", " and $1"));
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
                WHERE attrelid = pg_catalog.to_regclass(?) AND attnum > 0 AND NOT attisdropped
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
