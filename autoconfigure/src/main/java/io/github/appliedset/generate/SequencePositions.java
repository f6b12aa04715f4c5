package io.github.appliedset.generate;

import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.change.SequenceBounds;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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
                   s.oid, CASE WHEN a.attname IS NULL THEN '' ELSE pg_catalog.concat_ws(' ', a.attrelid, a.attnum) END,
                   q.seqstart, q.seqincrement, q.seqmin, q.seqmax
              FROM pg_catalog.pg_sequence q
              JOIN pg_catalog.pg_class s ON s.oid = q.seqrelid
              JOIN pg_catalog.pg_namespace n ON n.oid = s.relnamespace
              LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                   AND d.objid = s.oid AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                   AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
              LEFT JOIN pg_catalog.pg_class t ON t.oid = d.refobjid
              LEFT JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
              LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
             WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
             ORDER BY 1""";

    /** How many numbers are taken before a proof. */
    private static final BigDecimal SOME = BigDecimal.valueOf(3);

    private SequencePositions() {}

    /**
     * How a sequence counts.
     *
     * @param start where it begins
     * @param step what it adds
     * @param least its lowest number
     * @param most its highest number
     */
    record Course(BigDecimal start, BigDecimal step, BigDecimal least, BigDecimal most) {}

    /**
     * Where a sequence is.
     *
     * @param name of the sequence, quoted
     * @param columnName of the column that it belongs to, quoted; empty if there is none
     * @param id its OID
     * @param column the table and the number of that column, which outlive their names; empty if there is none
     * @param last its present number
     * @param given whether that was given away
     * @param course how it goes on
     */
    record Position(
            String name, String columnName, long id, String column, BigDecimal last, boolean given, Course course) {

        private Position at(BigDecimal number, boolean isGiven) {
            return new Position(this.name, this.columnName, this.id, this.column, number, isGiven, this.course);
        }

        /** Whether it would give a number that the other one may have given. */
        boolean isBehind(Position other) {
            BigDecimal step = this.course.step();
            BigDecimal next = this.given ? this.last.add(step) : this.last;
            BigDecimal free = other.given
                    ? other.last.add(BigDecimal.valueOf(other.course.step().signum()))
                    : other.last;
            return other.hasBegun() && next.subtract(free).signum() * step.signum() < 0;
        }

        private boolean hasBegun() {
            return this.given || this.last.compareTo(this.course.start()) != 0;
        }

        /** A few numbers further, or as far as bounds that it is to get let it go: beyond them it could not get them. */
        private BigDecimal further(Collection<Map<String, SequenceBounds>> later) {
            BigDecimal further = this.last.add(this.course.step().multiply(SOME));
            for (Map<String, SequenceBounds> bounds : later) {
                SequenceBounds its = Optional.ofNullable(bounds.get(this.name)).orElse(bounds.get(this.columnName));
                if (its != null) {
                    further = its.descends()
                            ? further.max(BigDecimal.valueOf(its.least()))
                            : further.min(BigDecimal.valueOf(its.most()));
                }
            }
            return further;
        }

        private Optional<String> move(Collection<Map<String, SequenceBounds>> later) {
            BigDecimal further = further(later);
            return further.compareTo(this.course.least()) >= 0 && further.compareTo(this.course.most()) <= 0
                    ? Optional.of("SELECT pg_catalog.setval('" + this.name.replace("'", "''") + "', " + further + ")")
                    : Optional.empty();
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

    /**
     * Moves all of them on, so that one that begins again is noticed.
     *
     * @param later the schemas that will be made of it
     */
    static void advance(Connection connection, Collection<Schema> later) throws SQLException {
        List<Map<String, SequenceBounds>> bounds =
                later.stream().map(SequenceBounds::in).toList();
        List<String> moves = of(connection, name -> false).stream()
                .flatMap(position -> position.move(bounds).stream())
                .toList();
        QueriesTogether.run(connection, moves, (move, moved) -> {});
    }

    /**
     * The present numbers, by name.
     *
     * @param ignored names of sequences and of columns whose sequence is left out
     */
    static List<Position> of(Connection connection, Predicate<String> ignored) throws SQLException {
        List<Position> atStart = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(SEQUENCES);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                Position position = atStart(rows);
                if (!ignored.test(position.name()) && !ignored.test(position.columnName())) {
                    atStart.add(position);
                }
            }
        }
        List<Position> positions = new ArrayList<>();
        QueriesTogether.run(
                connection,
                atStart.stream()
                        .map(position -> "SELECT last_value, is_called FROM " + position.name())
                        .toList(),
                (place, row) -> positions.add(atStart.get(place).at(row.getBigDecimal(1), row.getBoolean(2))));
        return positions;
    }

    private static Position atStart(ResultSet row) throws SQLException {
        Course course =
                new Course(row.getBigDecimal(5), row.getBigDecimal(6), row.getBigDecimal(7), row.getBigDecimal(8));
        return new Position(
                row.getString(1), row.getString(2), row.getLong(3), row.getString(4), course.start(), false, course);
    }
}
