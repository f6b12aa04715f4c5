package io.github.appliedset.tracker;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.Migration;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Writes rows of migrations that nobody runs, because they are applied already. */
@Internal
public record AdoptedRows(MigrationTracker tracker) {

    /** The years that both sides write with four digits. */
    private static final Instant FIRST_WRITABLE = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LAST_WRITABLE = Instant.parse("9999-12-31T00:00:00Z");

    /**
     * A row to write.
     *
     * @param appliedAt null for the time of the transaction
     * @param checksum null if unknown
     */
    public record Entry(
            Migration migration,
            @Nullable Instant appliedAt,
            @Nullable Checksum checksum) {}

    /**
     * Records migrations that are already applied, in one statement. Their order is kept, but none counts as applied
     * later than now: times of another tool have no zone, or come from a different clock.
     */
    public void insert(Connection connection, List<Entry> entries) throws SQLException {
        List<Entry> inOrder = entries.stream()
                .sorted(Comparator.comparing(Entry::appliedAt, Comparator.nullsLast(Comparator.naturalOrder()))
                        .thenComparing(entry -> entry.migration().version()))
                .toList();
        String sql = "INSERT INTO " + this.tracker.table().sql() + " (version, name, applied_at, checksum)"
                + " SELECT v, n, LEAST(t, pg_catalog.now() OPERATOR(pg_catalog.-) later), c FROM ROWS FROM ("
                + "pg_catalog.unnest(CAST(? AS bigint[])), pg_catalog.unnest(CAST(? AS pg_catalog.text[])),"
                + " pg_catalog.unnest(CAST(? AS timestamp with time zone[])),"
                + " pg_catalog.unnest(CAST(? AS pg_catalog.text[])), pg_catalog.unnest(CAST(? AS interval[])))"
                + " AS adopted (v, n, t, c, later)";
        this.tracker.requireWritable(connection);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(
                    1,
                    array(
                            connection,
                            "bigint",
                            inOrder,
                            entry -> entry.migration().version().value()));
            statement.setArray(
                    2,
                    array(
                            connection,
                            "text",
                            inOrder,
                            entry -> entry.migration().name()));
            statement.setArray(3, array(connection, "text", inOrder, entry -> time(entry.appliedAt())));
            statement.setArray(
                    4,
                    array(
                            connection,
                            "text",
                            inOrder,
                            entry -> entry.checksum() == null
                                    ? null
                                    : entry.checksum().hex()));
            statement.setArray(
                    5,
                    connection.createArrayOf(
                            "text",
                            IntStream.rangeClosed(1, inOrder.size())
                                    .mapToObj(place -> inOrder.size() - place + " microseconds")
                                    .toArray()));
            statement.executeUpdate();
        }
    }

    /** As PostgreSQL reads it; null if it is beyond the present in any case. */
    private static @Nullable String time(@Nullable Instant appliedAt) {
        if (appliedAt == null || appliedAt.isAfter(LAST_WRITABLE)) {
            return null;
        }
        return appliedAt.isBefore(FIRST_WRITABLE) ? "-infinity" : appliedAt.toString();
    }

    private interface Value {

        @Nullable
        Object of(Entry entry);
    }

    private static Array array(Connection connection, String type, List<Entry> entries, Value value)
            throws SQLException {
        return connection.createArrayOf(type, entries.stream().map(value::of).toArray());
    }
}
