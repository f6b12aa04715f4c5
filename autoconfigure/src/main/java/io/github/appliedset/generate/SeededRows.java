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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A few rows in every table of a scratch database, so that a proof has something to lose. */
final class SeededRows {

    private static final String SCRIPT = "seed-rows.sql";

    /** Fields of a composite type count for themselves, also those within fields: others may come between them. */
    private static final String COLUMNS = """
            WITH RECURSIVE part (relation, attribute, place, elements, name, value, type, modifier) AS (
                SELECT pg_catalog.format('%I.%I', n.nspname, c.relname), pg_catalog.quote_ident(a.attname), a.attnum,
                       e.oid <> t.oid, pg_catalog.quote_ident(a.attname),
                       CASE WHEN e.oid <> t.oid THEN 'u' ELSE pg_catalog.quote_ident(a.attname) END,
                       coalesce(e.oid, t.oid), a.atttypmod
                  FROM pg_catalog.pg_class c
                  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                  JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                  JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
                  LEFT JOIN pg_catalog.pg_type e
                         ON e.oid = CASE t.typcategory WHEN 'A' THEN t.typelem ELSE t.oid END AND e.typtype = 'c'
                 WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                   AND a.attgenerated = ''
                UNION ALL
                SELECT p.relation, p.attribute, p.place, p.elements,
                       pg_catalog.format('%s.(%I)', p.name, f.attname), pg_catalog.format('(%s).%I', p.value, f.attname),
                       f.atttypid, f.atttypmod
                  FROM part p
                  JOIN pg_catalog.pg_type t ON t.oid = p.type AND t.typtype = 'c'
                  JOIN pg_catalog.pg_attribute f ON f.attrelid = t.typrelid AND f.attnum > 0 AND NOT f.attisdropped
            )
            SELECT p.relation, p.name, pg_catalog.format_type(p.type, p.modifier),
                   CASE WHEN p.elements
                        THEN pg_catalog.format('(SELECT pg_catalog.string_agg(coalesce(%s::text, ''-''), '','') FROM unnest(%s) AS u)',
                                               p.value, p.attribute)
                        ELSE p.value || '::text' END
              FROM part p
              JOIN pg_catalog.pg_type t ON t.oid = p.type
             WHERE t.typtype <> 'c'
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
        try (PreparedStatement setting =
                connection.prepareStatement("SELECT pg_catalog.set_config('applied_set.tracker', ?, false)")) {
            setting.setString(1, tracker);
            setting.execute();
        }
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(script());
            try (ResultSet rows =
                    statement.executeQuery("SELECT rel::text, reason FROM pg_temp.seeded WHERE rows = 0 ORDER BY 1")) {
                while (rows.next()) {
                    empty.add(rows.getString(1) + ": " + rows.getString(2));
                }
            }
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

    /** The values of each column as one digest, whatever the order of the rows; by table, name and type of the column or field. */
    static Map<String, String> digests(Connection connection) throws SQLException {
        Map<String, String> digests = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet columns = statement.executeQuery(COLUMNS)) {
            while (columns.next()) {
                String table = columns.getString(1);
                String column = columns.getString(2);
                digests.put(
                        table + "." + column + " " + columns.getString(3),
                        digest(connection, table, columns.getString(4)));
            }
        }
        return digests;
    }

    private static String digest(Connection connection, String table, String text) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_catalog.count(*) || ' ' || coalesce(pg_catalog.md5("
                        + "pg_catalog.string_agg(coalesce(" + text + ", '-'), ',' ORDER BY " + text
                        + ")), '') FROM ONLY " + table)) {
            row.next();
            return row.getString(1);
        }
    }
}
