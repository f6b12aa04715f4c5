package io.github.appliedset.generate;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Where the sequences of a database are. One that begins again gives numbers a second time, and no comparison of schemas sees
 * it.
 */
final class SequencePositions {

    /** A sequence is itself by its name, and by the column that it belongs to: either may change. */
    private static final String SEQUENCES = """
            SELECT pg_catalog.format('%I.%I', n.nspname, s.relname),
                   CASE WHEN a.attname IS NULL THEN '' ELSE pg_catalog.format('%I.%I.%I', tn.nspname, t.relname, a.attname) END
              FROM pg_catalog.pg_class s
              JOIN pg_catalog.pg_namespace n ON n.oid = s.relnamespace
              LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                   AND d.objid = s.oid AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                   AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
              LEFT JOIN pg_catalog.pg_class t ON t.oid = d.refobjid
              LEFT JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
              LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
             WHERE s.relkind = 'S' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
             ORDER BY 1""";

    /** A few numbers further, as far as the bounds allow. */
    private static final String ADVANCE = """
            DO $$
            DECLARE s record; number numeric;
            BEGIN
              FOR s IN SELECT * FROM pg_catalog.pg_sequences WHERE schemaname !~ '^pg_' LOOP
                number := coalesce(s.last_value, s.start_value)::numeric + 3 * s.increment_by;
                IF number BETWEEN s.min_value AND s.max_value THEN
                  PERFORM pg_catalog.setval(pg_catalog.format('%I.%I', s.schemaname, s.sequencename), number::bigint);
                END IF;
              END LOOP;
            END $$""";

    private SequencePositions() {}

    /**
     * Where a sequence is.
     *
     * @param last its present number
     * @param given whether that was given away
     * @param step what it adds
     */
    record Position(BigDecimal last, boolean given, BigDecimal step) {

        /** Whether it would give a number that the other one has given. */
        boolean isBehind(Position other) {
            return next().subtract(other.next()).signum() * this.step.signum() < 0;
        }

        private BigDecimal next() {
            return this.given ? this.last.add(this.step) : this.last;
        }

        @Override
        public String toString() {
            return this.last + (this.given ? "" : " (not yet given)");
        }
    }

    /** Moves all of them on, so that one that begins again is noticed. */
    static void advance(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(ADVANCE);
        }
    }

    /**
     * The present numbers, by {@code sequence app.users_id_seq} and by {@code sequence of app.users.id}.
     *
     * @param ignored names of sequences and of columns whose sequence is left out
     */
    static Map<String, Position> of(Connection connection, Predicate<String> ignored) throws SQLException {
        Map<String, String> owners = new TreeMap<>();
        List<String> names = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(SEQUENCES)) {
            while (rows.next()) {
                String owner = rows.getString(2);
                if (!ignored.test(rows.getString(1)) && !ignored.test(owner)) {
                    names.add(rows.getString(1));
                    owners.put(rows.getString(1), owner);
                }
            }
        }
        Map<String, Position> positions = new TreeMap<>();
        if (names.isEmpty()) {
            return positions;
        }
        String all = names.stream()
                .map(name -> {
                    String literal = "'" + name.replace("'", "''") + "'";
                    return "SELECT " + literal
                            + ", last_value, is_called, (SELECT seqincrement FROM pg_catalog.pg_sequence"
                            + " WHERE seqrelid = " + literal + "::pg_catalog.regclass) FROM " + name;
                })
                .collect(Collectors.joining(" UNION ALL "));
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(all)) {
            while (rows.next()) {
                Position position = new Position(rows.getBigDecimal(2), rows.getBoolean(3), rows.getBigDecimal(4));
                positions.put("sequence " + rows.getString(1), position);
                String owner = owners.get(rows.getString(1));
                if (owner != null && !owner.isEmpty()) {
                    positions.put("sequence of " + owner, position);
                }
            }
        }
        return positions;
    }
}
