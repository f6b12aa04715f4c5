package io.github.appliedset.align;

import io.github.appliedset.text.Count;
import io.github.appliedset.tracker.TrackerTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tables and columns as they are at one moment of a transaction, to find what a rollback takes away: what is gone, rewritten,
 * deleted or overwritten between two moments. Only then are rows looked at.
 */
final class LossMeter {

    private static final String SQL = """
            SELECT CAST(CAST(c.oid AS pg_catalog.text) AS bigint),
                   pg_catalog.quote_ident(n.nspname), pg_catalog.quote_ident(c.relname), n.nspname, c.relname,
                   CAST(CAST(c.relfilenode AS pg_catalog.text) AS bigint), CAST(c.relkind AS pg_catalog.text),
                   pg_catalog.pg_stat_get_xact_tuples_updated(c.oid), pg_catalog.pg_stat_get_xact_tuples_deleted(c.oid),
                   a.attnum, pg_catalog.quote_ident(a.attname), pg_catalog.format_type(a.atttypid, a.atttypmod),
                   a.attgenerated OPERATOR(pg_catalog.<>) '',
                   y.typtype OPERATOR(pg_catalog.=) 'e' OR y.typnamespace OPERATOR(pg_catalog.=)
                       CAST('pg_catalog' AS pg_catalog.regnamespace)
            FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
            LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid OPERATOR(pg_catalog.=) c.oid
                  AND a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped
            LEFT JOIN pg_catalog.pg_type y ON y.oid OPERATOR(pg_catalog.=) a.atttypid
            WHERE c.relkind OPERATOR(pg_catalog.=) ANY (CAST('{r,p,c}' AS pg_catalog."char"[]))
              AND c.relpersistence OPERATOR(pg_catalog.<>) 't'
              AND NOT pg_catalog.starts_with(CAST(n.nspname AS pg_catalog.text), 'pg_')
              AND n.nspname OPERATOR(pg_catalog.<>) 'information_schema'
               OR c.oid OPERATOR(pg_catalog.=) CAST('pg_catalog.pg_largeobject' AS pg_catalog.regclass)
            ORDER BY 1, 10""";

    /** What PostgreSQL keeps for the rows that were there when a column was added: they get it again. */
    private static final String ADDED = """
            (SELECT (CAST(CAST(a.attmissingval AS pg_catalog.text) AS pg_catalog.text[]))[1]
             FROM pg_catalog.pg_attribute a
             WHERE a.attrelid OPERATOR(pg_catalog.=) CAST('%s' AS pg_catalog.oid) AND a.attnum OPERATOR(pg_catalog.=) %s)""";

    private final Map<Long, Table> tables;

    private LossMeter(Map<Long, Table> tables) {
        this.tables = tables;
    }

    /** What has rows and what has none: its partitions have them, or it is only a type; and the large objects. */
    private enum Kind {
        TABLE,
        PARTITIONED,
        TYPE,
        LARGE_OBJECTS;

        static Kind of(String kind, String schema) {
            return switch (kind) {
                case "p" -> PARTITIONED;
                case "c" -> TYPE;
                default -> schema.equals("pg_catalog") ? LARGE_OBJECTS : TABLE;
            };
        }
    }

    /** A column; {@code trusted} says that its values can be shown without running anybody's code. */
    private record Column(String name, String type, boolean generated, boolean trusted) {}

    private record Table(
            long oid, String sql, long fileNode, Kind kind, long updated, long deleted, Map<Integer, Column> columns) {}

    /** Reads the present moment of a transaction, without the tables of ours. */
    static LossMeter read(Connection connection, TrackerTable tracker) throws SQLException {
        Map<Long, Table> tables = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(SQL)) {
            while (rows.next()) {
                if (rows.getString(4).equals(tracker.schema()) && tracker.isOurs(rows.getString(5))) {
                    continue;
                }
                Table table = tables.get(rows.getLong(1));
                if (table == null) {
                    table = new Table(
                            rows.getLong(1),
                            rows.getString(2) + "." + rows.getString(3),
                            rows.getLong(6),
                            Kind.of(rows.getString(7), rows.getString(4)),
                            rows.getLong(8),
                            rows.getLong(9),
                            new TreeMap<>());
                    tables.put(table.oid(), table);
                }
                if (rows.getString(11) != null) {
                    table.columns().put(rows.getInt(10), column(rows));
                }
            }
        }
        return new LossMeter(tables);
    }

    private static Column column(ResultSet rows) throws SQLException {
        return new Column(rows.getString(11), rows.getString(12), rows.getBoolean(13), rows.getBoolean(14));
    }

    /**
     * What may be lost from this moment to a later one, to be measured back at this one.
     *
     * @param connection at the later moment
     */
    List<Suspicion> until(LossMeter later, Connection connection) throws SQLException {
        List<Suspicion> suspicions = new ArrayList<>();
        for (Table table : this.tables.values()) {
            Table now = later.tables.get(table.oid());
            if (now != null) {
                suspicions.addAll(attributes(table, now));
            }
            switch (table.kind()) {
                case TABLE -> suspicions.addAll(rows(table, now, connection));
                case LARGE_OBJECTS -> suspicions.addAll(largeObjects(table, now));
                case PARTITIONED, TYPE -> {}
            }
        }
        return suspicions;
    }

    private static List<Suspicion> rows(Table table, @Nullable Table now, Connection connection) throws SQLException {
        if (now == null) {
            return List.of(new CountedLoss(table.sql(), table.oid(), null, "", 0, ""));
        }
        List<Suspicion> suspicions = new ArrayList<>(columns(table, now));
        if (now.fileNode() != table.fileNode()) {
            suspicions.add(rewritten(table, now, connection));
        }
        if (now.deleted() > table.deleted()) {
            suspicions.add(changed(table, now.deleted() - table.deleted(), " would be deleted"));
        }
        if (now.updated() > table.updated()) {
            suspicions.add(changed(table, now.updated() - table.updated(), " would be changed"));
        }
        return suspicions;
    }

    /** They are in one table of the server, in pages: not everybody may read it, and the pages are counted all the same. */
    private static List<Suspicion> largeObjects(Table table, @Nullable Table now) {
        long pages = now == null ? 0 : now.deleted() - table.deleted() + now.updated() - table.updated();
        return pages <= 0
                ? List.of()
                : List.of(connection ->
                        List.of(new Loss("large objects", Count.of(pages, "page") + " would be deleted or changed")));
    }

    /** Of a row type, which columns of other tables may have. */
    private static List<Suspicion> attributes(Table table, Table now) {
        List<Suspicion> suspicions = new ArrayList<>();
        table.columns().forEach((number, column) -> {
            if (!now.columns().containsKey(number)) {
                suspicions.add(new CompositeValues(table.sql(), table.oid(), column.name()));
            }
        });
        return suspicions;
    }

    /** Emptied, or with other values in columns that look as before: a USING clause, or TRUNCATE and INSERT. */
    private static Suspicion rewritten(Table table, Table now, Connection connection) throws SQLException {
        List<String> before = new ArrayList<>();
        List<String> after = new ArrayList<>();
        table.columns().forEach((number, column) -> {
            Column its = now.columns().get(number);
            if (its != null
                    && !column.generated()
                    && !its.generated()
                    && its.type().equals(column.type())) {
                before.add(column.name());
                after.add(its.name());
            }
        });
        return RewrittenTable.of(connection, table.sql(), before, now.sql(), after);
    }

    private static Suspicion changed(Table table, long rows, String how) {
        return new CountedLoss(table.sql(), table.oid(), null, "", rows, how);
    }

    private static List<Suspicion> columns(Table table, Table now) {
        List<Suspicion> suspicions = new ArrayList<>();
        table.columns().forEach((number, column) -> {
            Column left = now.columns().get(number);
            if (column.generated()) {
                return;
            }
            if (left == null) {
                suspicions.add(new CountedLoss(
                        table.sql(), table.oid(), column.name(), unusual(table, number, column), 0, ""));
            } else if (!left.type().equals(column.type())) {
                suspicions.add(new CountedLoss(
                        table.sql(),
                        table.oid(),
                        column.name(),
                        given(column),
                        0,
                        " would be converted from " + column.type() + " to " + left.type()));
            }
        });
        return suspicions;
    }

    private static String given(Column column) {
        return " WHERE NOT (" + column.name() + " IS NULL)";
    }

    /** Whether a value is not the one that comes back when the column is added again; both in the form that types show. */
    private static String unusual(Table table, int number, Column column) {
        return column.trusted()
                ? given(column) + " AND COALESCE(pg_catalog.concat(" + column.name()
                        + ") COLLATE pg_catalog.\"C\" OPERATOR(pg_catalog.<>) " + ADDED.formatted(table.oid(), number)
                        + ", true)"
                : given(column);
    }

    /** Whether deleted and updated rows are counted at all. */
    static @Nullable String objection(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_catalog.current_setting('track_counts')")) {
            row.next();
            return row.getString(1).equals("on") ? null : "deleted rows cannot be counted, because track_counts is off";
        }
    }
}
