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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tracker table as the catalog describes it.
 *
 * @param table its name
 * @param kind the kind of relation, in words; empty if nothing has that name
 * @param hidden whether row security would hide rows from this user
 * @param columns by name, in order
 * @param trust whose code would run if it were written
 */
record TrackerShape(TrackerTable table, String kind, boolean hidden, Map<String, Column> columns, TableTrust trust) {

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
     * @param builtIn whether the type is PostgreSQL's own
     * @param required whether a row must supply a value
     */
    private record Column(
            String name, String type, boolean builtIn, boolean notNull, boolean required, boolean primaryKey) {

        @Override
        public String toString() {
            return this.name + " " + this.type + (this.notNull ? " NOT NULL" : "")
                    + (this.primaryKey ? " PRIMARY KEY" : "");
        }
    }

    private static final String SQL = """
            SELECT c.relkind, c.relpersistence, pg_catalog.row_security_active(c.oid) AS hidden,
                   a.attname, pg_catalog.format_type(a.atttypid, NULL) AS type, a.attnotnull,
                   a.attnotnull AND NOT a.atthasdef AND a.attidentity OPERATOR(pg_catalog.=) '' AS required,
                   i.indrelid IS NOT NULL AS primary_key,
                   t.typnamespace OPERATOR(pg_catalog.=) CAST('pg_catalog' AS pg_catalog.regnamespace) AS built_in
            FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
            LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid OPERATOR(pg_catalog.=) c.oid
                  AND a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped
            LEFT JOIN pg_catalog.pg_type t ON t.oid OPERATOR(pg_catalog.=) a.atttypid
            LEFT JOIN pg_catalog.pg_index i
                   ON i.indrelid OPERATOR(pg_catalog.=) c.oid AND i.indisprimary
                  AND i.indnkeyatts OPERATOR(pg_catalog.=) 1 AND i.indkey[0] OPERATOR(pg_catalog.=) a.attnum
            WHERE n.nspname OPERATOR(pg_catalog.=) %s AND c.relname OPERATOR(pg_catalog.=) %s
            ORDER BY a.attnum""";

    /** Looks it up, and whether its owner and that of its schema are trusted, in one round trip. */
    static TrackerShape of(Connection connection, TrackerTable table) throws SQLException {
        String shape = SQL.formatted(SqlLiteral.of(table.schema()), SqlLiteral.of(table.table()));
        try (Statement statement = connection.createStatement()) {
            Results results = Results.of(
                    statement,
                    shape + "; " + TableTrust.queries(connection, table.schema(), table.table(), table.sql()));
            String kind = "";
            boolean hidden = false;
            Map<String, Column> columns = new LinkedHashMap<>();
            ResultSet rows = results.next();
            while (rows.next()) {
                kind = kind(rows.getString("relkind"), rows.getString("relpersistence"));
                hidden = rows.getBoolean("hidden");
                if (rows.getString("attname") != null) {
                    columns.put(
                            rows.getString("attname"),
                            new Column(
                                    rows.getString("attname"),
                                    rows.getString("type").replaceFirst("^pg_catalog\\.", ""),
                                    rows.getBoolean("built_in"),
                                    rows.getBoolean("attnotnull"),
                                    rows.getBoolean("required"),
                                    rows.getBoolean("primary_key")));
                }
            }
            TableTrust trust = TableTrust.read(connection, results, table.sql(), true);
            return new TrackerShape(table, kind, hidden, columns, trust);
        }
    }

    /** Whether anything has that name. */
    boolean exists() {
        return !this.kind.isEmpty();
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

    /** Refuses a table that does not have the expected shape, listing every difference; a missing one is fine. */
    void requireUsable() {
        if (!exists()) {
            return;
        }
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
                .filter(column -> !column.builtIn())
                .forEach(column -> differences.add(
                        "column " + column.name() + " has type " + column.type() + ", which is not PostgreSQL's own"));
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
