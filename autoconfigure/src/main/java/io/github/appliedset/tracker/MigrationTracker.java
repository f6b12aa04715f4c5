package io.github.appliedset.tracker;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migration.VersionSet;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gateway to the {@code applied_migrations} table. */
@Internal
public final class MigrationTracker {

    private static final String RESET_USER = "RESET SESSION AUTHORIZATION";
    private static final String UNDEFINED_TABLE = "42P01";

    /** A column is missing or has another type, or it is no table. */
    private static final Set<String> OTHER_SHAPE = Set.of("42703", "42883", "42809");

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
     * @return the rows, or empty if there is no such table
     * @throws TrackerException if the table has another shape, or a row that no migration can have
     */
    public Optional<VersionSet<AppliedMigration>> read(Connection connection) throws SQLException {
        // A number takes the client a fraction of the time that a date does.
        String sql = "SELECT version, name, EXTRACT(epoch FROM applied_at), checksum FROM " + this.table.sql();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<AppliedMigration> applied = new ArrayList<>();
            while (rows.next()) {
                applied.add(row(rows));
            }
            return Optional.of(VersionSet.of(applied));
        } catch (SQLException failure) {
            if (UNDEFINED_TABLE.equals(failure.getSQLState())) {
                return Optional.empty();
            }
            if (failure.getSQLState() != null && OTHER_SHAPE.contains(failure.getSQLState())) {
                rollBack(connection);
                TrackerShape.of(connection, this.table).ifPresent(TrackerShape::requireUsable);
            }
            throw failure;
        } catch (IllegalArgumentException duplicate) {
            throw new TrackerException(
                    "Table " + this.table + " holds a version twice: " + duplicate.getMessage()
                            + ". Nothing further was applied.",
                    "Remove the row that is wrong and give the table its primary key: ALTER TABLE " + this.table
                            + " ADD PRIMARY KEY (version);",
                    "tracker-shape",
                    duplicate);
        }
    }

    private static void rollBack(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
        }
    }

    private AppliedMigration row(ResultSet rows) throws SQLException {
        long version = rows.getLong(1);
        if (version < 1) {
            throw new TrackerException(
                    "Table " + this.table + " holds the version " + version
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
                    "Table " + this.table + " holds no " + (name == null ? "name" : "applied_at") + " for version "
                            + version + ". Nothing further was applied.",
                    "Write what is missing into the row, and make both columns NOT NULL:\n    ALTER TABLE " + this.table
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

    /** Reads seconds with six decimal places; what a hand has written may be infinite. */
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
     * Whether a version is recorded, for one look inside a transaction that holds the lock.
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
     * How many versions are recorded in a range, both ends included.
     *
     * @return 0 also if there is no table; the transaction, if there is one, has ended then
     */
    public long count(Connection connection, MigrationVersion first, MigrationVersion last) throws SQLException {
        String sql = "SELECT count(*) FROM " + this.table.sql() + " WHERE version BETWEEN " + first + " AND " + last;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException failure) {
            if (!UNDEFINED_TABLE.equals(failure.getSQLState())) {
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
     * @throws TrackerException if the table has another shape, or the user may not create it
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
     * Records a migration as applied, in the transaction that applied it.
     *
     * <p>The row is written only if this transaction still holds the lock, which it does not if the migration's own
     * statements ended the transaction the lock was taken in.
     *
     * @param role the role to write the row as, should the migration have changed it, or the session's user
     * @param checksum null if it is not known, as of a Java class
     * @return whether the row was written
     */
    public boolean record(Connection connection, Migration migration, @Nullable Checksum checksum, String role)
            throws SQLException {
        String sql = RESET_USER + "; SELECT " + beginRow(role) + "; " + insert(migration, checksum) + " WHERE "
                + this.table.lockIsHeld();
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            statement.getMoreResults();
            statement.getMoreResults();
            return statement.getUpdateCount() == 1;
        }
    }

    /**
     * What {@link #record} does, to be sent together with what comes before and after it: where {@code record} would return
     * false, one of its guards is refused.
     *
     * @param migration what was applied
     * @param role the role to write the row as
     * @param checksum null if it is not known
     */
    public Recording recording(Migration migration, @Nullable Checksum checksum, String role) {
        return new Recording(
                RESET_USER,
                "SELECT " + beginRow(role) + ", " + Guard.of(this.table.lockIsHeld(), "the migration lock is gone"),
                insert(migration, checksum),
                "SELECT " + Guard.of(isRecorded(migration.version()), "the row of the migration was not kept"));
    }

    /**
     * SQL that writes a row, statement by statement.
     *
     * @param resetUser undoes what the migration may have done to the session's user
     * @param lockIsHeld restores the role; refused if the lock is gone
     * @param insert writes the row
     * @param rowIsKept refused if the row is not there
     */
    public record Recording(String resetUser, String lockIsHeld, String insert, String rowIsKept) {}

    /** SQL that is refused by a {@link Guard} if this version is recorded. */
    public String requireNotRecorded(MigrationVersion version) {
        return "SELECT " + Guard.of("NOT " + isRecorded(version), "another instance has applied the migration");
    }

    private String isRecorded(MigrationVersion version) {
        return "EXISTS (SELECT FROM " + this.table.sql() + " WHERE version = " + version + ")";
    }

    private static String beginRow(String role) {
        return "pg_catalog.set_config('role', " + SqlLiteral.of(role)
                + ", true), pg_catalog.set_config('statement_timeout', '0', true)";
    }

    private String insert(Migration migration, @Nullable Checksum checksum) {
        return "INSERT INTO " + this.table.sql() + " (version, name, applied_at, checksum) SELECT "
                + migration.version()
                + ", " + SqlLiteral.of(migration.name()) + ", pg_catalog.clock_timestamp(), "
                + (checksum == null ? "NULL" : SqlLiteral.of(checksum.hex()));
    }

    /**
     * Removes a migration that was undone, in the transaction that undid it, and if that still holds the lock.
     *
     * @param role the role to remove the row as, should the down file have changed it
     * @return whether the row was removed
     */
    public boolean remove(Connection connection, MigrationVersion version, String role) throws SQLException {
        String sql = RESET_USER + "; SELECT " + beginRow(role) + "; DELETE FROM " + this.table.sql()
                + " WHERE version = " + version + " AND " + this.table.lockIsHeld();
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            statement.getMoreResults();
            statement.getMoreResults();
            return statement.getUpdateCount() == 1;
        }
    }

    /**
     * Writes another name and checksum into a row, in a transaction that holds the lock.
     *
     * @return whether the row was there, and the lock held
     */
    public boolean correct(Connection connection, AppliedMigration row) throws SQLException {
        String sql = "UPDATE " + this.table.sql() + " SET name = ?, checksum = ? WHERE version = ? AND "
                + this.table.lockIsHeld();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, row.name());
            statement.setString(
                    2, row.checksum() == null ? null : row.checksum().hex());
            statement.setLong(3, row.version().value());
            return statement.executeUpdate() == 1;
        }
    }

    /** Whether this session, or its transaction, holds the migration lock. */
    public boolean holdsLock(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + this.table.lockIsHeld())) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** Records migrations that are applied already, in one statement. */
    void adopt(Connection connection, List<Adoption.Row> rows) throws SQLException {
        String sql = "INSERT INTO " + this.table.sql() + " (version, name, applied_at, checksum)"
                + " SELECT v, n, COALESCE(t, pg_catalog.now()), c"
                + " FROM unnest(?::bigint[], ?::text[], ?::timestamptz[], ?::text[]) AS adopted (v, n, t, c)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(
                    1,
                    array(
                            connection,
                            "bigint",
                            rows,
                            row -> row.migration().version().value()));
            statement.setArray(
                    2, array(connection, "text", rows, row -> row.migration().name()));
            statement.setArray(
                    3,
                    array(
                            connection,
                            "text",
                            rows,
                            row -> row.appliedAt() == null
                                    ? null
                                    : row.appliedAt().toString()));
            statement.setArray(
                    4,
                    array(
                            connection,
                            "text",
                            rows,
                            row -> row.checksum() == null
                                    ? null
                                    : row.checksum().hex()));
            statement.executeUpdate();
        }
    }

    private interface Value {

        @Nullable
        Object of(Adoption.Row row);
    }

    private static Array array(Connection connection, String type, List<Adoption.Row> rows, Value value)
            throws SQLException {
        return connection.createArrayOf(type, rows.stream().map(value::of).toArray());
    }
}
