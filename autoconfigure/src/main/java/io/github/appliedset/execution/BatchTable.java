package io.github.appliedset.execution;

import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.FileProblem.InvalidFile;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.postgres.SqlLiteral;
import io.github.appliedset.script.BackfillDirectives;
import io.github.appliedset.script.BatchColumn;
import io.github.appliedset.script.Position;
import io.github.appliedset.script.ReadBeside;
import io.github.appliedset.script.SqlStatement;
import io.github.appliedset.tracker.Backfills.Walk;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the batches of a file go through: the keys of a table, or the rows of those that its statement names. */
final class BatchTable {

    /** A backfill may find this many times the rows that the planner expects, and some more. */
    private static final int DOUBTFUL = 2;

    private static final int SLACK = 100;

    private static final Pattern ROWS = Pattern.compile("rows=(\\d+)");
    private static final String NAME = "(?:\"[^\"]{1,200}\"|[\\p{L}_][\\p{L}\\p{N}_$]*+)";
    private static final Pattern RELATION = Pattern.compile(NAME + "(?:\\." + NAME + ")?+(?!\\s*\\.)");
    private static final int NAMES_LOOKED_AT = 200;

    private static final String COLUMN = """
            SELECT CAST(c.relkind AS pg_catalog.text), a.attnotnull,
                   a.atttypid OPERATOR(pg_catalog.=) ANY (ARRAY[
                       CAST('pg_catalog.int2' AS pg_catalog.regtype), CAST('pg_catalog.int4' AS pg_catalog.regtype),
                       CAST('pg_catalog.int8' AS pg_catalog.regtype)]),
                   pg_catalog.format_type(a.atttypid, a.atttypmod),
                   EXISTS (SELECT FROM pg_catalog.pg_index i
                           WHERE i.indrelid OPERATOR(pg_catalog.=) c.oid AND i.indisunique AND i.indisvalid
                             AND i.indpred IS NULL AND i.indnkeyatts OPERATOR(pg_catalog.=) 1
                             AND i.indkey[0] OPERATOR(pg_catalog.=) a.attnum)
            FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
            LEFT JOIN pg_catalog.pg_attribute a
              ON a.attrelid OPERATOR(pg_catalog.=) c.oid AND a.attname OPERATOR(pg_catalog.=) %3$s
                 AND a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped
            WHERE n.nspname OPERATOR(pg_catalog.=) %1$s AND c.relname OPERATOR(pg_catalog.=) %2$s""";

    /** Whether two names lead, through views and partitions, to the same table. */
    private static final String SAME_ROWS = """
            WITH RECURSIVE below (name, oid) AS (
                SELECT n.name, CAST(pg_catalog.to_regclass(n.name) AS pg_catalog.oid)
                FROM pg_catalog.unnest(CAST(? AS pg_catalog.text[])) AS n (name)
                WHERE pg_catalog.to_regclass(n.name) IS NOT NULL
                UNION
                SELECT b.name, used.oid
                FROM below b CROSS JOIN LATERAL (
                    SELECT i.inhrelid FROM pg_catalog.pg_inherits i WHERE i.inhparent OPERATOR(pg_catalog.=) b.oid
                    UNION ALL
                    SELECT d.refobjid
                    FROM pg_catalog.pg_class v
                    JOIN pg_catalog.pg_rewrite r ON r.ev_class OPERATOR(pg_catalog.=) v.oid
                    JOIN pg_catalog.pg_depend d
                      ON d.classid OPERATOR(pg_catalog.=) CAST('pg_catalog.pg_rewrite' AS pg_catalog.regclass)
                         AND d.objid OPERATOR(pg_catalog.=) r.oid
                         AND d.refclassid OPERATOR(pg_catalog.=) CAST('pg_catalog.pg_class' AS pg_catalog.regclass)
                    WHERE v.oid OPERATOR(pg_catalog.=) b.oid AND v.relkind OPERATOR(pg_catalog.=) 'v') AS used (oid))
            SELECT EXISTS (
                SELECT FROM ROWS FROM (pg_catalog.unnest(CAST(? AS pg_catalog.text[])), pg_catalog.unnest(CAST(? AS pg_catalog.text[])))
                         AS p (changed, read)
                JOIN below c ON c.name OPERATOR(pg_catalog.=) p.changed
                JOIN below r ON r.name OPERATOR(pg_catalog.=) p.read AND r.oid OPERATOR(pg_catalog.=) c.oid)""";

    private final MigrationFile file;
    private final BackfillDirectives directives;
    private final SqlStatement statement;

    BatchTable(MigrationFile file, BackfillDirectives directives, SqlStatement statement) {
        this.file = file;
        this.directives = directives;
        this.statement = statement;
    }

    /**
     * Checks that the batches can follow the column.
     *
     * @throws InvalidMigrationException if they cannot
     */
    void requireUsable(Connection jdbc) throws SQLException {
        List<FileProblem> problems = new ArrayList<>();
        BatchColumn column = this.directives.column().orElse(null);
        if (column != null) {
            String reason = unusable(jdbc, column);
            if (reason != null) {
                problems.add(ofDirective(
                        "batches",
                        reason,
                        "Name one column of type smallint, integer or bigint that is NOT NULL and has a unique index or a"
                                + " primary key of its own, with its table and schema. If the table has none, have the application"
                                + " do the work after its start: docs/how-to/run-data-tasks-after-the-start.md.",
                        "invalid-backfill"));
            }
        }
        if (this.directives.maxLag().isPresent() && !seesLag(jdbc)) {
            problems.add(ofDirective(
                    "max-lag",
                    "this user cannot see how far the standbys are behind, so a lag would go unnoticed",
                    "As a superuser: GRANT pg_monitor TO the user who migrates; or remove max-lag.",
                    "lag-not-visible"));
        }
        if (!problems.isEmpty()) {
            throw InvalidMigrationException.duringRun(problems);
        }
    }

    private FileProblem ofDirective(String directive, String reason, String remedy, String anchor) {
        Position position = this.directives.positionOf(directive);
        return InvalidFile.at(this.file.location(), position.line(), position.column(), reason, remedy, anchor);
    }

    private static @Nullable String unusable(Connection jdbc, BatchColumn column) throws SQLException {
        String sql = COLUMN.formatted(
                SqlLiteral.of(column.schema()), SqlLiteral.of(column.table()), SqlLiteral.of(column.column()));
        try (Statement asking = jdbc.createStatement();
                ResultSet row = asking.executeQuery(sql)) {
            String table = column.schema() + "." + column.table();
            if (!row.next()) {
                return "there is no table " + table;
            }
            if (!row.getString(1).equals("r") && !row.getString(1).equals("p")) {
                return table + " is not a table";
            }
            if (row.getString(4) == null) {
                return table + " has no column " + column.column();
            }
            if (!row.getBoolean(3)) {
                return column + " has the type " + row.getString(4);
            }
            if (!row.getBoolean(2)) {
                return column + " may be NULL, and the rows where it is would be left out";
            }
            return row.getBoolean(5) ? null : column + " is not unique";
        }
    }

    private static boolean seesLag(Connection jdbc) throws SQLException {
        try (Statement asking = jdbc.createStatement();
                ResultSet row = asking.executeQuery("SELECT pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE')")) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** Whether two of these names mean the same rows: one may be a view or a partition of the other. */
    static boolean readsWhatItChanges(Connection jdbc, List<ReadBeside> names) throws SQLException {
        if (names.isEmpty()) {
            return false;
        }
        Object[] changed = names.stream().map(ReadBeside::changed).toArray();
        Object[] read = names.stream().map(ReadBeside::read).toArray();
        Object[] all = Stream.of(changed, read).flatMap(Stream::of).distinct().toArray();
        try (PreparedStatement asking = jdbc.prepareStatement(SAME_ROWS)) {
            asking.setArray(1, jdbc.createArrayOf("text", all));
            asking.setArray(2, jdbc.createArrayOf("text", changed));
            asking.setArray(3, jdbc.createArrayOf("text", read));
            try (ResultSet row = asking.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** The column that they follow, quoted; null without one. */
    @Nullable
    String keys() {
        return this.directives
                .column()
                .map(column -> column.tableSql() + "." + column.columnSql())
                .orElse(null);
    }

    /** About how many rows there are to go through, by the planner's estimate. */
    long estimate(Connection jdbc) throws SQLException {
        BatchColumn column = this.directives.column().orElse(null);
        if (column != null) {
            return estimate(jdbc, column.tableSql());
        }
        return estimate(jdbc, tables(jdbc));
    }

    private static long estimate(Connection jdbc, List<String> tables) throws SQLException {
        long rows = 0;
        for (String table : tables) {
            rows += estimate(jdbc, table);
        }
        return rows;
    }

    private static long estimate(Connection jdbc, String table) throws SQLException {
        try (Statement asking = jdbc.createStatement();
                ResultSet plan = asking.executeQuery("EXPLAIN SELECT FROM " + table)) {
            plan.next();
            Matcher rows = ROWS.matcher(plan.getString(1));
            return rows.find() ? Long.parseLong(rows.group(1)) : 0;
        }
    }

    private List<String> tables(Connection jdbc) throws SQLException {
        List<String> names = RELATION.matcher(this.statement.text())
                .results()
                .map(MatchResult::group)
                .distinct()
                .limit(NAMES_LOOKED_AT)
                .toList();
        String sql = """
                SELECT DISTINCT pg_catalog.format('%I.%I', n.nspname, c.relname)
                FROM pg_catalog.unnest(CAST(? AS pg_catalog.text[])) AS names (name)
                JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(names.name)
                JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
                WHERE c.relkind OPERATOR(pg_catalog.=) ANY (CAST('{r,p,m,f,v}' AS pg_catalog."char"[]))""";
        List<String> tables = new ArrayList<>();
        try (PreparedStatement asking = jdbc.prepareStatement(sql)) {
            asking.setArray(1, jdbc.createArrayOf("text", names.toArray()));
            try (ResultSet rows = asking.executeQuery()) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
        }
        return tables;
    }

    /**
     * A walk over everything that exists now.
     *
     * @param changed how many rows are changed already
     */
    Walk walk(Connection jdbc, long changed) throws SQLException {
        BatchColumn column = this.directives.column().orElse(null);
        if (column == null) {
            List<String> tables = tables(jdbc);
            // Without a known table, there is no number of rows to doubt.
            return new Walk(
                    null,
                    null,
                    tables.isEmpty() ? Long.MAX_VALUE : changed + DOUBTFUL * estimate(jdbc, tables) + SLACK);
        }
        try (Statement asking = jdbc.createStatement();
                ResultSet ends = asking.executeQuery("SELECT pg_catalog.min(" + column.columnSql()
                        + "), pg_catalog.max(" + column.columnSql() + ") FROM " + column.tableSql())) {
            ends.next();
            long first = ends.getLong(1);
            if (ends.wasNull()) {
                return new Walk(null, null, null);
            }
            return new Walk(first, ends.getLong(2), null);
        }
    }

    /**
     * The last key of a batch.
     *
     * @return null if there is no key left
     */
    static @Nullable Long lastKey(Connection jdbc, BatchColumn column, long from, long end, int size)
            throws SQLException {
        String sql = "SELECT pg_catalog.max(b.k) FROM (SELECT " + column.columnSql() + " AS k FROM " + column.tableSql()
                + " WHERE " + column.columnSql() + " OPERATOR(pg_catalog.>=) " + bigint(from) + " AND "
                + column.columnSql() + " OPERATOR(pg_catalog.<=) " + bigint(end) + " ORDER BY " + column.columnSql()
                + " FETCH FIRST " + size + " ROWS ONLY) AS b";
        try (Statement asking = jdbc.createStatement();
                ResultSet row = asking.executeQuery(sql)) {
            row.next();
            long last = row.getLong(1);
            return row.wasNull() ? null : last;
        }
    }

    private static String bigint(long number) {
        return "CAST('" + number + "' AS bigint)";
    }
}
