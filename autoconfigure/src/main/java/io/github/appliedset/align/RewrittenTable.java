package io.github.appliedset.align;

import io.github.appliedset.text.Count;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table with other files on disk than before: emptied, or rewritten by {@code ALTER TABLE}. Which values have survived is
 * found by comparing what is in it, column by column, before and after.
 *
 * @param table as it was, qualified and quoted for use in SQL
 * @param columns those that have looked the same before and after, as they were named
 * @param after what is in it afterwards; null if that cannot be read
 */
record RewrittenTable(
        String table, List<String> columns, @Nullable Content after) implements Suspicion {

    /** No more columns at once than a list of results may have. */
    private static final int AT_ONCE = 500;

    /** A text shows a value in full and in one way only. */
    private static final String SHOWN_IN_FULL = "SET LOCAL row_security = off; SET LOCAL extra_float_digits = 3;"
            + " SET LOCAL DateStyle = 'ISO, MDY'; SET LOCAL IntervalStyle = 'postgres'; SET LOCAL TimeZone = 'UTC';"
            + " SET LOCAL bytea_output = 'hex'; SET LOCAL xmlbinary = 'base64'; SET LOCAL lc_monetary = 'C'";

    RewrittenTable {
        columns = List.copyOf(columns);
    }

    /**
     * What is in a table, whatever the order of its rows.
     *
     * @param rows how many
     * @param all a digest of all columns together
     * @param values how many each column has
     * @param each a digest of each column
     */
    record Content(long rows, String all, List<Long> values, List<String> each) {}

    /**
     * Compares from the later moment on.
     *
     * @param tableNow its name at the later moment
     * @param columnsNow the same columns, as they are named then
     */
    static RewrittenTable of(
            Connection connection, String table, List<String> columns, String tableNow, List<String> columnsNow)
            throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        try {
            return new RewrittenTable(table, columns, read(connection, tableNow, columnsNow));
        } catch (SQLException refused) {
            Suspicion.backTo(savepoint, connection, refused);
            return new RewrittenTable(table, columns, null);
        }
    }

    @Override
    public List<Loss> measure(Connection connection) throws SQLException {
        return Suspicion.lookedAt(connection, this.table, this.table, "the table ", locked -> losses(connection));
    }

    private List<Loss> losses(Connection connection) throws SQLException {
        Content before = read(connection, this.table, this.columns);
        Content now = this.after;
        if (before.rows() == 0) {
            return List.of();
        }
        if (now == null || now.rows() > before.rows()) {
            return List.of(new Loss(this.table, Count.of(before.rows(), "row") + " would be rewritten"));
        }
        if (now.rows() < before.rows()) {
            return List.of(new Loss(this.table, Count.of(before.rows() - now.rows(), "row")));
        }
        List<Loss> losses = new ArrayList<>();
        for (int at = 0; at < this.columns.size(); at++) {
            if (before.values().get(at) > 0
                    && !before.each().get(at).equals(now.each().get(at))) {
                losses.add(new Loss(
                        this.table + "." + this.columns.get(at),
                        Count.of(before.values().get(at), "value") + " would be rewritten"));
            }
        }
        return losses.isEmpty() && !before.all().equals(now.all())
                ? List.of(new Loss(this.table, Count.of(before.rows(), "row") + " would be rewritten"))
                : losses;
    }

    /** The settings that this takes are gone afterwards. */
    private static Content read(Connection connection, String table, List<String> columns) throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        try (Statement statement = connection.createStatement()) {
            statement.execute(SHOWN_IN_FULL);
            long rows = 0;
            StringBuilder all = new StringBuilder();
            List<Long> values = new ArrayList<>();
            List<String> each = new ArrayList<>();
            int from = 0;
            do {
                List<String> some = columns.subList(from, Math.min(from + AT_ONCE, columns.size()));
                try (ResultSet row = statement.executeQuery(query(table, some))) {
                    row.next();
                    rows = row.getLong(1);
                    all.append(row.getString(2)).append(' ');
                    for (int at = 0; at < some.size(); at++) {
                        values.add(row.getLong(3 + 2 * at));
                        each.add(String.valueOf(row.getString(4 + 2 * at)));
                    }
                }
                from += AT_ONCE;
            } while (from < columns.size());
            return new Content(rows, all.toString(), values, each);
        } finally {
            connection.rollback(savepoint);
        }
    }

    /** {@code format} calls nothing but the output function of a type: no cast that somebody has planted. */
    private static String query(String table, List<String> columns) {
        List<String> texts = columns.stream()
                .map(column -> "pg_catalog.format('%L', " + column + ")")
                .toList();
        return "SELECT pg_catalog.count(*), " + digest(texts.isEmpty() ? "''" : together(texts))
                + columns.stream()
                        .map(column -> ", pg_catalog.sum(pg_catalog.num_nonnulls(" + column + ")), "
                                + digest("pg_catalog.format('%L', " + column + ")"))
                        .collect(Collectors.joining())
                + " FROM ONLY " + table;
    }

    private static String together(List<String> texts) {
        return texts.stream().collect(Collectors.joining(" OPERATOR(pg_catalog.||) ',' OPERATOR(pg_catalog.||) "));
    }

    private static String digest(String text) {
        return "pg_catalog.sum(pg_catalog.hashtextextended((" + text + ") COLLATE pg_catalog.\"C\", 0))";
    }
}
