package io.github.appliedset.adoption;

import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.tracker.TrackerTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tables of other tools in a database, recognized by their columns whatever the table's name; only the single
 * column of dbmate and Rails also needs the table's usual name.
 */
record KnownTrackers(List<Found> found) {

    /**
     * A table.
     *
     * @param tool null for Liquibase, whose table cannot be adopted
     * @param table qualified and quoted for use in SQL
     */
    record Found(@Nullable LegacyTool tool, String table) {

        String title() {
            return this.tool == null ? "Liquibase" : this.tool.title();
        }

        private String advice() {
            if (this.tool == null) {
                return "Liquibase's changesets have no versions. Import its files with"
                        + " --applied-set.command=import-files, then set the last version that Liquibase ran:\n"
                        + "    applied-set.baseline-version=VERSION";
            }
            return "To adopt what " + title() + " applied, set\n    applied-set.legacy.tool=" + this.tool.property()
                    + "\n    applied-set.legacy.table=" + this.table;
        }
    }

    private static final List<Known> KNOWN = List.of(
            new Known(
                    LegacyTool.DBMATE,
                    Map.of("version", Set.of("character varying", "text")),
                    true,
                    ".schema_migrations"),
            new Known(
                    LegacyTool.FLYWAY,
                    ofAnyType("installed_rank", "version", "description", "type", "script", "checksum", "success"),
                    false,
                    ""),
            new Known(
                    LegacyTool.GOLANG_MIGRATE,
                    Map.of("version", Set.of("bigint", "integer"), "dirty", Set.of("boolean")),
                    true,
                    ""),
            new Known(LegacyTool.GOOSE, ofAnyType("id", "version_id", "is_applied", "tstamp"), true, ""),
            new Known(
                    null,
                    ofAnyType("id", "author", "filename", "dateexecuted", "orderexecuted", "exectype", "md5sum"),
                    false,
                    ""));

    /** Columns of which every known table has one, and the name of the table that has no column of its own. */
    private static final String CANDIDATES = """
            SELECT pg_catalog.quote_ident(n.nspname), pg_catalog.quote_ident(c.relname), a.attname,
                   pg_catalog.format_type(a.atttypid, NULL)
            FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
            JOIN pg_catalog.pg_attribute a ON a.attrelid OPERATOR(pg_catalog.=) c.oid
                 AND a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped
            WHERE c.relkind OPERATOR(pg_catalog.=) 'r' AND n.nspname OPERATOR(pg_catalog.!~) '^pg_'
              AND n.nspname OPERATOR(pg_catalog.<>) 'information_schema'
              AND (c.relname OPERATOR(pg_catalog.=) 'schema_migrations' OR EXISTS (
                   SELECT FROM pg_catalog.pg_attribute k
                   WHERE k.attrelid OPERATOR(pg_catalog.=) c.oid AND NOT k.attisdropped
                     AND k.attname OPERATOR(pg_catalog.=) ANY (
                         CAST('{dirty,installed_rank,version_id,orderexecuted}' AS pg_catalog.name[]))))
            ORDER BY 1, 2""";

    /** Finds such tables in every schema. */
    static KnownTrackers in(Connection connection) throws SQLException {
        Map<String, Map<String, String>> tables = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(CANDIDATES)) {
            while (rows.next()) {
                tables.computeIfAbsent(rows.getString(1) + "." + rows.getString(2), first -> new HashMap<>())
                        .put(rows.getString(3), rows.getString(4).replaceFirst("^pg_catalog\\.", ""));
            }
        }
        List<Found> found = new ArrayList<>();
        for (Known known : KNOWN) {
            tables.forEach((table, columns) -> {
                if (known.is(table, columns)) {
                    found.add(new Found(known.tool(), table));
                }
            });
        }
        return new KnownTrackers(found);
    }

    /**
     * The shape of a tool's table.
     *
     * @param columns their types; empty where the type does not matter
     * @param exactly whether it has no other columns
     * @param named its name; empty if that does not matter
     */
    private record Known(@Nullable LegacyTool tool, Map<String, Set<String>> columns, boolean exactly, String named) {

        boolean is(String table, Map<String, String> found) {
            return table.endsWith(this.named)
                    && (this.exactly
                            ? found.keySet().equals(this.columns.keySet())
                            : found.keySet().containsAll(this.columns.keySet()))
                    && this.columns.entrySet().stream()
                            .allMatch(column -> column.getValue().isEmpty()
                                    || column.getValue().contains(found.get(column.getKey())));
        }
    }

    private static Map<String, Set<String>> ofAnyType(String... names) {
        return Stream.of(names).collect(Collectors.toMap(name -> name, name -> Set.of()));
    }

    /** Those whose tool has applied something. */
    KnownTrackers withHistory(Connection connection) throws SQLException {
        List<Found> used = new ArrayList<>();
        for (Found one : this.found) {
            if (!ToolHistory.isEmpty(connection, one.tool(), one.table())) {
                used.add(one);
            }
        }
        return new KnownTrackers(used);
    }

    /**
     * Refuses to create a tracker if there are any.
     *
     * @throws TrackerException with the settings that adopt each of the tables
     */
    void refuse(TrackerTable tracker) {
        if (this.found.isEmpty()) {
            return;
        }
        List<String> titles = this.found.stream().map(Found::title).distinct().toList();
        String who = titles.size() == 1
                ? titles.get(0) + " was used here before: "
                        + this.found.stream().map(Found::table).collect(Collectors.joining(", "))
                : String.join(" and ", titles) + " were used here before: "
                        + this.found.stream()
                                .map(one -> one.table() + " (" + one.title() + ")")
                                .collect(Collectors.joining(", "));
        throw new TrackerException(
                "Table " + tracker + " is new, but " + who + ". " + (titles.size() == 1 ? "Its" : "Their")
                        + " migrations would run a second time. Nothing was applied.",
                titles.stream()
                                .map(title -> this.found.stream()
                                        .filter(one -> one.title().equals(title))
                                        .findFirst()
                                        .orElseThrow()
                                        .advice())
                                .collect(Collectors.joining("\n"))
                        + "\nTo ignore " + (this.found.size() == 1 ? "it" : "them")
                        + " and run every migration, set\n    applied-set.legacy.tool=none",
                "legacy-tracker-found",
                null);
    }
}
