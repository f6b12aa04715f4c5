package io.github.appliedset.generate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A few rows in every table of a scratch database, so that a proof has something to lose. */
final class SeededRows {

    private static final String SCRIPT = "seed-rows.sql";

    /**
     * Fields of a composite type count for themselves, also those within fields, arrays and domains: others may come between
     * them. A value counts as its type writes it: a cast to text may be the user's.
     */
    private static final String COLUMNS = """
            WITH RECURSIVE base (id, type) AS (
                SELECT t.oid, t.oid FROM pg_catalog.pg_type t WHERE t.typtype <> 'd'
                UNION ALL
                SELECT d.oid, b.type FROM base b JOIN pg_catalog.pg_type d ON d.typtype = 'd' AND d.typbasetype = b.id
            ), made (id, part, modifier) AS (
                SELECT t.oid, t.oid, -1
                  FROM pg_catalog.pg_type t
                  LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem
                 WHERE t.typtype IN ('d', 'r', 'm') OR t.typcategory = 'A' AND e.typtype <> 'c'
                UNION
                SELECT m.id, i.part, i.modifier
                  FROM made m
                  JOIN pg_catalog.pg_type t ON t.oid = m.part
                 CROSS JOIN LATERAL (
                       SELECT t.typbasetype, t.typtypmod WHERE t.typtype = 'd'
                       UNION ALL
                       SELECT t.typelem, -1 WHERE t.typcategory = 'A'
                       UNION ALL
                       SELECT r.rngsubtype, -1 FROM pg_catalog.pg_range r WHERE t.oid IN (r.rngtypid, r.rngmultitypid)
                       UNION ALL
                       SELECT f.atttypid, f.atttypmod
                         FROM pg_catalog.pg_attribute f
                        WHERE t.typtype = 'c' AND f.attrelid = t.typrelid AND f.attnum > 0 AND NOT f.attisdropped
                       ) AS i (part, modifier)
            ), made_of (id, parts) AS (
                SELECT m.id, pg_catalog.string_agg(DISTINCT pg_catalog.format_type(m.part, m.modifier), ', ')
                  FROM made m
                 WHERE m.part <> m.id
                 GROUP BY 1
            ), kind (id, relation, element) AS (
                SELECT b.id, CASE WHEN t.typtype = 'c' THEN t.typrelid ELSE 0 END,
                       CASE WHEN t.typcategory = 'A' AND e.typtype = 'c' THEN t.typelem ELSE 0 END
                  FROM base b
                  JOIN pg_catalog.pg_type t ON t.oid = b.type
                  LEFT JOIN base eb ON eb.id = t.typelem
                  LEFT JOIN pg_catalog.pg_type e ON e.oid = eb.type
            ), part (relation, place, depth, name, value, whole, type, modifier) AS (
                SELECT pg_catalog.format('%I.%I', n.nspname, c.relname), a.attnum, 0, pg_catalog.quote_ident(a.attname),
                       pg_catalog.quote_ident(a.attname), pg_catalog.chr(1) COLLATE "C", a.atttypid, a.atttypmod
                  FROM pg_catalog.pg_class c
                  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                  JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                 WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                   AND a.attgenerated = ''
                UNION ALL
                SELECT p.relation, p.place, p.depth + 1, i.name, i.value, i.whole, i.type, i.modifier
                  FROM part p
                  JOIN kind k ON k.id = p.type
                 CROSS JOIN LATERAL (
                       SELECT pg_catalog.format('%s.(%I)', p.name, f.attname),
                              pg_catalog.format('(%s).%I', p.value, f.attname), p.whole, f.atttypid, f.atttypmod
                         FROM pg_catalog.pg_attribute f
                        WHERE f.attrelid = k.relation AND f.attnum > 0 AND NOT f.attisdropped
                       UNION ALL
                       SELECT p.name, pg_catalog.format('u%s', p.depth),
                              pg_catalog.replace(p.whole, pg_catalog.chr(1), pg_catalog.format(
                                  '(SELECT pg_catalog.string_agg(%s, '','') FROM (SELECT pg_catalog.unnest(%s)) AS u (u%s))',
                                  pg_catalog.chr(1), p.value, p.depth)), k.element, -1
                        WHERE k.element <> 0) AS i (name, value, whole, type, modifier)
            )
            SELECT p.relation, p.name,
                   pg_catalog.concat_ws(' of ', pg_catalog.format_type(p.type, p.modifier), o.parts),
                   pg_catalog.replace(p.whole, pg_catalog.chr(1),
                       pg_catalog.format('(pg_catalog.format(''%%L'', %s) COLLATE "C")', p.value))
              FROM part p
              JOIN kind k ON k.id = p.type
              LEFT JOIN made_of o ON o.id = p.type
             WHERE k.relation = 0 AND k.element = 0
             ORDER BY 1, p.place, 2""";

    private SeededRows() {}

    /**
     * Fills every table.
     *
     * @param tracker schema and name of the tables that are left alone, however their names go on
     * @return tables that stay empty, each with the reason
     */
    static List<String> fill(Connection connection, String tracker) throws SQLException {
        List<String> empty = new ArrayList<>();
        connection.setAutoCommit(false);
        try (PreparedStatement setting =
                        connection.prepareStatement("SELECT pg_catalog.set_config('applied_set.tracker', ?, true)");
                Statement statement = connection.createStatement()) {
            setting.setString(1, tracker);
            setting.execute();
            List<String> eventTriggers = EventTriggers.disable(connection);
            statement.setEscapeProcessing(false);
            statement.execute(script());
            EventTriggers.execute(connection, eventTriggers);
            connection.commit();
            try (ResultSet rows =
                    statement.executeQuery("SELECT rel::text, reason FROM pg_temp.seeded WHERE rows = 0 ORDER BY 1")) {
                while (rows.next()) {
                    empty.add(rows.getString(1) + ": " + rows.getString(2));
                }
            }
        } catch (SQLException failure) {
            // An event trigger of another owner, a timeout.
            empty.add("any table: " + failure.getMessage());
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
        return empty;
    }

    private static String script() {
        try (InputStream script = SeededRows.class.getResourceAsStream(SCRIPT)) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException damaged) {
            throw new UncheckedIOException(damaged);
        }
    }

    /**
     * The values of each column as one digest, whatever the order of the rows; by table, name and type of the column or field,
     * with what that type is made of.
     *
     * @param eachRow whether to tell the digest of each row instead, in their order, with commas between them
     */
    static Map<String, String> digests(Connection connection, boolean eachRow) throws SQLException {
        Map<String, List<String>> names = new LinkedHashMap<>();
        Map<String, List<String>> expressions = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS);
                ResultSet columns = statement.executeQuery()) {
            while (columns.next()) {
                String table = columns.getString(1);
                String text = columns.getString(4);
                names.computeIfAbsent(table, first -> new ArrayList<>())
                        .add(table + "." + columns.getString(2) + " " + columns.getString(3));
                expressions.computeIfAbsent(table, first -> new ArrayList<>()).add(eachRow ? each(text) : all(text));
            }
        }
        List<List<String>> ofTables = List.copyOf(names.values());
        List<String> queries = new ArrayList<>();
        expressions.forEach(
                (table, its) -> queries.add("SELECT ARRAY[" + String.join(", ", its) + "] FROM ONLY " + table));
        Map<String, String> digests = new TreeMap<>();
        QueriesTogether.run(connection, queries, (query, row) -> {
            String[] values = (String[]) row.getArray(1).getArray();
            for (int index = 0; index < values.length; index++) {
                digests.put(ofTables.get(query).get(index), values[index]);
            }
        });
        return digests;
    }

    private static String all(String text) {
        return "pg_catalog.concat_ws(' ', pg_catalog.count(*), pg_catalog.md5(pg_catalog.string_agg(" + text
                + ", ',' ORDER BY " + text + ")))";
    }

    private static String each(String text) {
        String digest = "pg_catalog.md5(" + text + ")";
        return "coalesce(pg_catalog.string_agg(" + digest + ", ',' ORDER BY " + digest + "), '')";
    }
}
