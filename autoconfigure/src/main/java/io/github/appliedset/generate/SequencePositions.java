package io.github.appliedset.generate;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where the sequences of a database are. One that begins again gives numbers a second time, and no comparison of schemas sees
 * it.
 */
final class SequencePositions {

    private static final String SEQUENCES = """
            SELECT pg_catalog.format('%I.%I', n.nspname, s.relname),
                   CASE WHEN a.attname IS NULL THEN '' ELSE pg_catalog.format('%I.%I.%I', tn.nspname, t.relname, a.attname) END,
                   s.oid, CASE WHEN a.attname IS NULL THEN '' ELSE a.attrelid || ' ' || a.attnum END
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
     * @param name of the sequence, quoted
     * @param id its OID
     * @param column the table and the number of the column that it belongs to, which outlive their names; empty if there is none
     * @param last its present number
     * @param given whether that was given away
     * @param step what it adds
     */
    record Position(String name, long id, String column, BigDecimal last, boolean given, BigDecimal step) {

        /** Whether it would give a number that the other one may have given. */
        boolean isBehind(Position other) {
            BigDecimal next = this.given ? this.last.add(this.step) : this.last;
            BigDecimal free = other.given ? other.last.add(BigDecimal.valueOf(other.step.signum())) : other.last;
            return next.subtract(free).signum() * this.step.signum() < 0;
        }

        /** What goes on with its numbers: itself, what its column has now, or what has its name now and no other column. */
        Optional<Position> successor(List<Position> later) {
            return first(later, other -> other.id == this.id)
                    .or(() -> first(later, other -> !this.column.isEmpty() && other.column.equals(this.column)))
                    .or(() -> first(
                            later,
                            other ->
                                    other.name.equals(this.name) && (this.column.isEmpty() || other.column.isEmpty())));
        }

        private static Optional<Position> first(List<Position> positions, Predicate<Position> condition) {
            return positions.stream().filter(condition).findFirst();
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
     * The present numbers, by name.
     *
     * @param ignored names of sequences and of columns whose sequence is left out
     */
    static List<Position> of(Connection connection, Predicate<String> ignored) throws SQLException {
        List<String> queries = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(SEQUENCES)) {
            while (rows.next()) {
                String name = rows.getString(1);
                if (!ignored.test(name) && !ignored.test(rows.getString(2))) {
                    queries.add(query(name, rows.getLong(3), rows.getString(4)));
                }
            }
        }
        List<Position> positions = new ArrayList<>();
        if (queries.isEmpty()) {
            return positions;
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(String.join(" UNION ALL ", queries) + " ORDER BY 1")) {
            while (rows.next()) {
                positions.add(new Position(
                        rows.getString(1),
                        rows.getLong(2),
                        rows.getString(3),
                        rows.getBigDecimal(4),
                        rows.getBoolean(5),
                        rows.getBigDecimal(6)));
            }
        }
        return positions;
    }

    private static String query(String name, long id, String column) {
        return "SELECT '" + name.replace("'", "''") + "', " + id + ", '" + column
                + "', last_value, is_called, (SELECT seqincrement FROM pg_catalog.pg_sequence WHERE seqrelid = " + id
                + ") FROM " + name;
    }
}
