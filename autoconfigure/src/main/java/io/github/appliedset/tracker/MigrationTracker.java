package io.github.appliedset.tracker;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.Direction;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.Step;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.postgres.Guard;
import io.github.appliedset.postgres.SqlLiteral;
import io.github.appliedset.postgres.SqlState;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Gateway to the {@code applied_migrations} table. */
@Internal
public final class MigrationTracker {

    private static final String RESET_USER = "RESET SESSION AUTHORIZATION";
    private static final int COLUMNS = 4;
    private static final String LATEST = "'20000-01-01 00:00:00+00'::pg_catalog.timestamptz";

    /** The years that both sides write with four digits. */
    private static final Instant FIRST_WRITABLE = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LAST_WRITABLE = Instant.parse("9999-12-31T00:00:00Z");

    /** A column is missing or has a different type, or the relation is not a table. */
    private static final Set<String> OTHER_SHAPE =
            Set.of(SqlState.UNDEFINED_COLUMN, SqlState.UNDEFINED_FUNCTION, SqlState.WRONG_OBJECT_TYPE);

    private final TrackerTable table;

    public MigrationTracker(TrackerTable table) {
        this.table = table;
    }

    public TrackerTable table() {
        return this.table;
    }

    /**
     * Reads every row with one query.
     *
     * @return the rows; empty if the table does not exist
     * @throws TrackerException if the table has a different shape, or a row with an impossible version
     */
    public Optional<VersionSet<AppliedMigration>> read(Connection connection) throws SQLException {
        return read(connection, "", select(""), activity -> {}, notes -> {});
    }

    /**
     * The same, in the same round trip limited in time: somebody may have locked the table.
     *
     * @param patience how long to wait for such a lock, at least a millisecond
     * @param hasNotes is told whether there is a table of {@link UnfinishedMigrations}
     * @throws SQLException with {@link SqlState#LOCK_NOT_AVAILABLE} if it is held for longer
     */
    public Optional<VersionSet<AppliedMigration>> read(
            Connection connection, Duration patience, Consumer<Boolean> hasNotes) throws SQLException {
        return read(connection, limit(patience), select(""), activity -> {}, hasNotes);
    }

    /** Ends with the transaction of the statement sent with it. */
    private String limit(Duration patience) {
        return "SELECT pg_catalog.set_config('lock_timeout', '" + patience.toMillis()
                + "', true), pg_catalog.to_regclass(" + SqlLiteral.of(this.table.unfinishedSql()) + ") IS NOT NULL; ";
    }

    /**
     * Reads every row, and the migration that another session is applying, with one query; the view is empty if the
     * table does not exist.
     *
     * @param patience how long to wait for a lock on the table, at least a millisecond
     * @throws SQLException with {@link SqlState#LOCK_NOT_AVAILABLE} if it is held for longer
     * @throws TrackerException as {@link #read}
     */
    public TrackerView view(Connection connection, Duration patience) throws SQLException {
        List<String> activities = new ArrayList<>();
        String sql = select(", NULL::pg_catalog.text") + " UNION ALL SELECT NULL, NULL, NULL, NULL, " + activity();
        try {
            VersionSet<AppliedMigration> rows = read(connection, limit(patience), sql, activities::add, notes -> {})
                    .orElse(VersionSet.empty());
            return TrackerView.of(rows, activities);
        } catch (SQLException failure) {
            if (!SqlState.INSUFFICIENT_PRIVILEGE.equals(failure.getSQLState())) {
                throw failure;
            }
            // This user has no right to read the activity views.
            rollBack(connection);
            return TrackerView.of(read(connection, patience, notes -> {}).orElse(VersionSet.empty()), List.of());
        }
    }

    /** The application names of the sessions that hold the migration lock, visible to every user. */
    private String activity() {
        return "COALESCE(a.application_name, '') FROM (SELECT pid FROM pg_catalog.pg_locks WHERE "
                + this.table.lockCondition()
                + ") AS l JOIN pg_catalog.pg_stat_activity AS a ON a.pid OPERATOR(pg_catalog.=) l.pid";
    }

    private String select(String more) {
        // The driver parses a number in a fraction of the time it needs for a timestamp.
        return "SELECT version, name, EXTRACT(epoch FROM applied_at), checksum" + more + " FROM " + this.table.sql();
    }

    private Optional<VersionSet<AppliedMigration>> read(
            Connection connection, String limit, String sql, Consumer<String> activities, Consumer<Boolean> hasNotes)
            throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = query(statement, limit, sql, hasNotes)) {
            boolean tellsActivities = rows.getMetaData().getColumnCount() > COLUMNS;
            List<AppliedMigration> applied = new ArrayList<>();
            while (rows.next()) {
                String activity = tellsActivities ? rows.getString(COLUMNS + 1) : null;
                if (activity == null) {
                    applied.add(row(rows));
                } else {
                    activities.accept(activity);
                }
            }
            return Optional.of(VersionSet.of(applied));
        } catch (SQLException failure) {
            if (SqlState.UNDEFINED_TABLE.equals(failure.getSQLState())) {
                return Optional.empty();
            }
            if (failure.getSQLState() != null && OTHER_SHAPE.contains(failure.getSQLState())) {
                rollBack(connection);
                TrackerShape.of(connection, this.table).ifPresent(TrackerShape::requireUsable);
            }
            throw failure;
        } catch (IllegalArgumentException duplicate) {
            throw new TrackerException(
                    "Table " + this.table + " contains the same version twice: " + duplicate.getMessage()
                            + ". Nothing further was applied.",
                    "Remove the wrong row and add the primary key: ALTER TABLE " + this.table
                            + " ADD PRIMARY KEY (version);",
                    "tracker-shape",
                    duplicate);
        }
    }

    private static ResultSet query(Statement statement, String limit, String sql, Consumer<Boolean> hasNotes)
            throws SQLException {
        if (limit.isEmpty()) {
            return statement.executeQuery(sql);
        }
        statement.execute(limit + sql);
        ResultSet first = statement.getResultSet();
        first.next();
        hasNotes.accept(first.getBoolean(2));
        statement.getMoreResults();
        return statement.getResultSet();
    }

    private static void rollBack(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
        }
    }

    private AppliedMigration row(ResultSet rows) throws SQLException {
        long version = rows.getLong(1);
        if (version < 0) {
            throw new TrackerException(
                    "Table " + this.table + " contains version " + version
                            + ", which no migration can have. Nothing further was applied.",
                    "Find out who wrote the row. If it is not needed: DELETE FROM " + this.table + " WHERE version = "
                            + version + ";",
                    "tracker-shape",
                    null);
        }
        String name = rows.getString(2);
        String appliedAt = rows.getString(3);
        String checksum = rows.getString(4);
        if (name == null || appliedAt == null) {
            throw new TrackerException(
                    "Table " + this.table + " has no " + (name == null ? "name" : "applied_at") + " for version "
                            + version + ". Nothing further was applied.",
                    "Fill in the missing value, and make both columns NOT NULL:\n    ALTER TABLE " + this.table
                            + " ALTER COLUMN name SET NOT NULL, ALTER COLUMN applied_at SET NOT NULL;",
                    "tracker-shape",
                    null);
        }
        return new AppliedMigration(
                MigrationVersion.of(version),
                name,
                instant(appliedAt),
                checksum == null ? null : new Checksum(checksum));
    }

    /** Reads seconds with six decimal places; a row edited by hand may contain infinity. */
    private static Instant instant(String epoch) {
        if (epoch.endsWith("Infinity")) {
            return epoch.startsWith("-") ? Instant.MIN : Instant.MAX;
        }
        int point = epoch.length() - 7;
        long seconds = Long.parseLong(epoch, 0, point, 10);
        long nanos = Integer.parseInt(epoch, point + 1, epoch.length(), 10) * 1_000L;
        return Instant.ofEpochSecond(seconds, epoch.startsWith("-") ? -nanos : nanos);
    }

    /**
     * Whether a version is recorded; call it in a transaction that holds the lock.
     */
    public boolean has(Connection connection, MigrationVersion version) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT 1 FROM " + this.table.sql() + " WHERE version = ?")) {
            statement.setLong(1, version.value());
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    /**
     * Counts the versions recorded in a range, both ends included.
     *
     * @return 0 also if the table does not exist; an open transaction has been rolled back then
     */
    public long count(Connection connection, MigrationVersion first, MigrationVersion last) throws SQLException {
        String sql = "SELECT count(*) FROM " + this.table.sql() + " WHERE version BETWEEN " + first + " AND " + last;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException failure) {
            if (!SqlState.UNDEFINED_TABLE.equals(failure.getSQLState())) {
                throw failure;
            }
            rollBack(connection);
            return 0;
        }
    }

    /**
     * Checks the table, or creates it with its schema; call it under the lock.
     *
     * @return whether the table was created
     * @throws TrackerException if the table has a different shape, or the user may not create it
     */
    public boolean prepare(Connection connection, VersionSet<Migration> onDisk) throws SQLException {
        Optional<TrackerShape> shape = TrackerShape.of(connection, this.table);
        if (shape.isPresent()) {
            shape.get().requireUsable();
            shape.get().requireRoomFor(onDisk);
            return false;
        }
        new MisplacedTracker(this.table).refuse(connection, onDisk, createTable());
        create(connection);
        return true;
    }

    private void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // CREATE SCHEMA IF NOT EXISTS asks for the right to create one even where it exists.
            if (!schemaExists(connection)) {
                statement.execute("CREATE SCHEMA " + this.table.quotedSchema());
            }
            statement.execute(createTable());
        }
    }

    private String createTable() {
        return "CREATE TABLE " + this.table.sql() + """
                 (
                    version    bigint      NOT NULL PRIMARY KEY,
                    name       text        NOT NULL,
                    applied_at timestamptz NOT NULL DEFAULT now(),
                    checksum   text        NULL
                )""";
    }

    private boolean schemaExists(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = ?")) {
            statement.setString(1, this.table.schema());
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    /**
     * Statements that write or remove the row of a step, for the transaction of the step.
     *
     * <p>They fail unless the transaction still holds the lock; it does not if the migration's own statements ended the
     * transaction in which the lock was taken.
     *
     * @param checksum checksum of the up file; null if unknown, as for a Java class
     * @param role the role to change the row as, in case the migration has set a different one
     */
    public Change change(Step step, @Nullable Checksum checksum, String role) {
        boolean up = step.direction() == Direction.UP;
        String isRecorded = isRecorded(step.version());
        return new Change(
                RESET_USER,
                "SELECT pg_catalog.set_config('role', " + SqlLiteral.of(role)
                        + ", true), pg_catalog.set_config('statement_timeout', '0', true), "
                        + Guard.of(this.table.lockIsHeld(), "the migration lock is gone"),
                up ? insert(step.migration(), checksum) : delete(step.version()),
                "SELECT "
                        + Guard.of(up ? isRecorded : "NOT " + isRecorded, "the row of the migration was not changed"));
    }

    /**
     * Statements that change a row, in their order.
     *
     * @param resetUser restores the session's user
     * @param lockIsHeld restores the role; a {@link Guard} refuses it if the lock is gone
     * @param change writes or removes the row
     * @param isMade a {@link Guard} refuses it if the change had no effect
     */
    public record Change(String resetUser, String lockIsHeld, String change, String isMade) {}

    /** SQL that a {@link Guard} refuses if the step is already recorded as done. */
    public String requireDue(Step step) {
        String isRecorded = isRecorded(step.version());
        return "SELECT "
                + Guard.of(
                        step.direction() == Direction.UP ? "NOT " + isRecorded : isRecorded,
                        "another process has done it");
    }

    private String isRecorded(MigrationVersion version) {
        return "EXISTS (SELECT FROM " + this.table.sql() + " WHERE version = " + version + ")";
    }

    private String insert(Migration migration, @Nullable Checksum checksum) {
        return "INSERT INTO " + this.table.sql() + " (version, name, applied_at, checksum) SELECT "
                + migration.version()
                + ", " + SqlLiteral.of(migration.name()) + ", GREATEST(pg_catalog.clock_timestamp(), "
                + afterTheLastRow() + "), "
                + (checksum == null ? "NULL" : SqlLiteral.of(checksum.hex()));
    }

    /**
     * A time after that of every other row: the clock may have been set back since, or be that of a different server.
     * Times that leave no room for a later one were written by hand and do not count.
     */
    private String afterTheLastRow() {
        return "(SELECT pg_catalog.max(applied_at) OPERATOR(pg_catalog.+) '1 microsecond'::pg_catalog.interval FROM "
                + this.table.sql() + " WHERE applied_at OPERATOR(pg_catalog.<) " + LATEST + ")";
    }

    private String delete(MigrationVersion version) {
        return "DELETE FROM " + this.table.sql() + " WHERE version = " + version;
    }

    /**
     * Removes a row, in a transaction that holds the lock.
     *
     * @return whether the row existed and could be removed
     */
    public boolean remove(Connection connection, MigrationVersion version) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(delete(version)) == 1;
        }
    }

    /**
     * Changes the name and the checksum of a row, in a transaction that holds the lock.
     *
     * @return whether the row existed and could be changed
     */
    public boolean correct(Connection connection, AppliedMigration row) throws SQLException {
        String sql = "UPDATE " + this.table.sql() + " SET name = ?, checksum = ? WHERE version = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, row.name());
            statement.setString(
                    2, row.checksum() == null ? null : row.checksum().hex());
            statement.setLong(3, row.version().value());
            return statement.executeUpdate() == 1;
        }
    }

    /**
     * Changes the numbers and the names of rows, in a transaction that holds the lock; a number may be that of another one of
     * these rows.
     *
     * @param before the rows as they are
     * @param after the rows as they shall be, in the same order
     * @return whether all rows existed and could be changed
     */
    public boolean renumber(Connection connection, List<AppliedMigration> before, List<AppliedMigration> after)
            throws SQLException {
        String sql = "UPDATE " + this.table.sql() + " SET version = ?, name = ? WHERE version = ?";
        boolean done = true;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            // No two rows may have one number even for a moment, so they leave all of them first.
            for (int i = 0; i < before.size() && before.size() > 1; i++) {
                done &= renumber(
                        statement,
                        -1 - i,
                        before.get(i).name(),
                        before.get(i).version().value());
            }
            for (int i = 0; i < before.size(); i++) {
                long now = before.size() > 1 ? -1 - i : before.get(i).version().value();
                done &= renumber(
                        statement, after.get(i).version().value(), after.get(i).name(), now);
            }
        }
        return done;
    }

    private static boolean renumber(PreparedStatement statement, long to, String name, long from) throws SQLException {
        statement.setLong(1, to);
        statement.setString(2, name);
        statement.setLong(3, from);
        return statement.executeUpdate() == 1;
    }

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
        String sql = "INSERT INTO " + this.table.sql() + " (version, name, applied_at, checksum)"
                + " SELECT v, n, LEAST(t, pg_catalog.now() OPERATOR(pg_catalog.-) later), c"
                + " FROM ROWS FROM (pg_catalog.unnest(?::bigint[]), pg_catalog.unnest(?::text[]),"
                + " pg_catalog.unnest(?::timestamptz[]), pg_catalog.unnest(?::text[]), pg_catalog.unnest(?::interval[]))"
                + " AS adopted (v, n, t, c, later)";
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
