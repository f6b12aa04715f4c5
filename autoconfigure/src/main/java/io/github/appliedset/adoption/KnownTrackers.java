package io.github.appliedset.adoption;

import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.tracker.TrackerTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
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

    /** Finds such tables in every schema. */
    static KnownTrackers in(Connection connection) throws SQLException {
        String sql = """
                SELECT tool, t.name FROM (
                    SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) AS name,
                           c.relname,
                           pg_catalog.array_agg(a.attname::text) AS columns,
                           pg_catalog.array_agg(pg_catalog.format_type(a.atttypid, NULL) ORDER BY a.attname) AS types
                    FROM pg_catalog.pg_class c
                    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                    WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
                    GROUP BY n.nspname, c.relname) t
                JOIN (VALUES
                    ('GOLANG_MIGRATE', true, '{version,dirty}'::text[], '{boolean,bigint}'::text[], NULL),
                    ('GOLANG_MIGRATE', true, '{version,dirty}', '{boolean,integer}', NULL),
                    ('FLYWAY', false, '{installed_rank,version,description,type,script,checksum,success}', NULL, NULL),
                    ('GOOSE', true, '{id,version_id,is_applied,tstamp}', NULL, NULL),
                    ('DBMATE', true, '{version}', '{character varying}', 'schema_migrations'),
                    ('DBMATE', true, '{version}', '{text}', 'schema_migrations'),
                    ('LIQUIBASE', false, '{id,author,filename,dateexecuted,orderexecuted,exectype,md5sum}', NULL, NULL)
                ) AS known (tool, exactly, columns, types, relname)
                ON t.columns @> known.columns AND (t.columns <@ known.columns OR NOT known.exactly)
                   AND t.types = COALESCE(known.types, t.types) AND t.relname = COALESCE(known.relname, t.relname)
                ORDER BY tool, t.name""";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<Found> found = new ArrayList<>();
            while (rows.next()) {
                String tool = rows.getString(1);
                found.add(new Found(tool.equals("LIQUIBASE") ? null : LegacyTool.valueOf(tool), rows.getString(2)));
            }
            return new KnownTrackers(found);
        }
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
