package io.github.appliedset.tracker;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migration.VersionSet;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tracker table as the catalog describes it.
 *
 * @param table its name
 * @param kind the kind of relation, in words
 * @param hidden whether row security would hide rows from this user
 * @param columns by name, in order
 */
record TrackerShape(TrackerTable table, String kind, boolean hidden, Map<String, Column> columns) {

    private static final Map<String, List<String>> EXPECTED = new LinkedHashMap<>();

    static {
        EXPECTED.put("version", List.of("bigint", "integer"));
        EXPECTED.put("name", List.of("text", "character varying"));
        EXPECTED.put("applied_at", List.of("timestamp with time zone"));
        EXPECTED.put("checksum", List.of("text", "character varying"));
    }

    /**
     * A column.
     *
     * @param type without a length
     * @param required whether a row must supply a value
     */
    private record Column(String name, String type, boolean notNull, boolean required, boolean primaryKey) {

        @Override
        public String toString() {
            return this.name + " " + this.type + (this.notNull ? " NOT NULL" : "")
                    + (this.primaryKey ? " PRIMARY KEY" : "");
        }
    }

    /** Looks it up; empty if nothing has that name. */
    static Optional<TrackerShape> of(Connection connection, TrackerTable table) throws SQLException {
        String sql = """
                SELECT c.relkind, c.relpersistence, pg_catalog.row_security_active(c.oid) AS hidden,
                       a.attname, pg_catalog.format_type(a.atttypid, NULL) AS type, a.attnotnull,
                       a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AS required,
                       i.indrelid IS NOT NULL AS primary_key
                FROM pg_catalog.pg_class c
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                LEFT JOIN pg_catalog.pg_index i
                       ON i.indrelid = c.oid AND i.indisprimary AND i.indnkeyatts = 1 AND i.indkey[0] = a.attnum
                WHERE n.nspname = ? AND c.relname = ?
                ORDER BY a.attnum""";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, table.schema());
            statement.setString(2, table.table());
            try (ResultSet rows = statement.executeQuery()) {
                String kind = "";
                boolean hidden = false;
                Map<String, Column> columns = new LinkedHashMap<>();
                while (rows.next()) {
                    kind = kind(rows.getString("relkind"), rows.getString("relpersistence"));
                    hidden = rows.getBoolean("hidden");
                    if (rows.getString("attname") != null) {
                        columns.put(
                                rows.getString("attname"),
                                new Column(
                                        rows.getString("attname"),
                                        rows.getString("type"),
                                        rows.getBoolean("attnotnull"),
                                        rows.getBoolean("required"),
                                        rows.getBoolean("primary_key")));
                    }
                }
                return kind.isEmpty() ? Optional.empty() : Optional.of(new TrackerShape(table, kind, hidden, columns));
            }
        }
    }

    private static String kind(String relkind, String persistence) {
        return switch (relkind) {
            case "r" -> persistence.equals("u") ? "an unlogged table" : "a table";
            case "p" -> "a partitioned table";
            case "v" -> "a view";
            case "m" -> "a materialized view";
            case "f" -> "a foreign table";
            case "S" -> "a sequence";
            default -> "a relation of kind " + relkind;
        };
    }

    /** Refuses a table that does not have the expected shape, listing every difference. */
    void requireUsable() {
        List<String> differences = new ArrayList<>();
        if (!this.kind.equals("a table")) {
            differences.add("it is " + this.kind);
        }
        EXPECTED.forEach((name, types) -> {
            Column column = this.columns.get(name);
            if (column == null) {
                differences.add("column " + name + " is missing");
            } else if (!types.contains(column.type())) {
                differences.add("column " + name + " is " + column.type() + ", not " + types.get(0));
            }
        });
        Column version = this.columns.get("version");
        if (version != null && !version.primaryKey()) {
            differences.add("version is not the primary key");
        }
        for (String required : List.of("name", "applied_at")) {
            Column column = this.columns.get(required);
            if (column != null && !column.notNull()) {
                differences.add("column " + required + " allows NULL");
            }
        }
        Column checksum = this.columns.get("checksum");
        if (checksum != null && checksum.notNull()) {
            differences.add("checksum does not allow NULL");
        }
        this.columns.values().stream()
                .filter(column -> column.required() && !EXPECTED.containsKey(column.name()))
                .forEach(column -> differences.add("column " + column.name() + " requires a value"));
        if (!differences.isEmpty()) {
            throw new TrackerException(
                    "Table " + this.table + " exists, but it is not a tracker table: "
                            + String.join("; ", differences) + ". Nothing was applied.\n\n"
                            + "Expected: version bigint NOT NULL PRIMARY KEY, name text NOT NULL, applied_at timestamp with"
                            + " time zone NOT NULL, checksum text\nFound:    "
                            + String.join(
                                    ", ",
                                    this.columns.values().stream()
                                            .map(Column::toString)
                                            .toList()),
                    "If the table belongs to something else, choose a different name with applied-set.table or"
                            + " applied-set.schema. If it is the tracker, alter it to the expected shape.",
                    "tracker-shape",
                    null);
        }
        if (this.hidden) {
            throw new TrackerException(
                    "Row security hides rows of table " + this.table
                            + " from this user: applied migrations would look pending. Nothing was applied.",
                    "Run ALTER TABLE " + this.table + " DISABLE ROW LEVEL SECURITY; or migrate as the table's owner.",
                    "tracker-row-security",
                    null);
        }
    }

    /** Refuses versions that an integer column cannot hold. */
    void requireRoomFor(VersionSet<Migration> onDisk) {
        Column version = this.columns.get("version");
        boolean tooLarge =
                onDisk.last().stream().anyMatch(highest -> highest.version().value() > Integer.MAX_VALUE);
        if (version != null && version.type().equals("integer") && tooLarge) {
            throw new TrackerException(
                    "Column version of " + this.table + " is an integer and cannot hold version "
                            + onDisk.last().orElseThrow().version() + ". Nothing was applied.",
                    "Run ALTER TABLE " + this.table + " ALTER COLUMN version TYPE bigint;",
                    "tracker-shape",
                    null);
        }
    }
}
