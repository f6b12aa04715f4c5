package io.github.appliedset.tracker;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.postgres.Guard;
import io.github.appliedset.postgres.LateQuery;
import io.github.appliedset.postgres.SqlLiteral;
import io.github.appliedset.postgres.SqlState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gateway to the table {@code applied_migrations_backfill}: migrations that run in batches, have begun and are not applied
 * yet. The table is created when the first one begins. Whatever writes it needs a transaction.
 */
@Internal
public final class Backfills {

    private static final String COLUMNS =
            "version, name, checksum, keys, next_key, last_key, ended, walk, most_rows, size,"
                    + " batches, row_count, estimate, paused, failed, reason, last_error, worker,"
                    + " CAST(pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) changed_at)"
                    + " OPERATOR(pg_catalog.*) 1000 AS bigint),"
                    + " CAST(pg_catalog.date_part('epoch', changed_at OPERATOR(pg_catalog.-) started_at)"
                    + " OPERATOR(pg_catalog.*) 1000 AS bigint)";

    /** The time in which it was not to go on is none in which it worked. */
    private static final String WITHOUT_THE_PAUSE =
            "started_at = started_at OPERATOR(pg_catalog.+) CASE WHEN paused OR failed"
                    + " THEN pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) changed_at"
                    + " ELSE CAST('0' AS pg_catalog.interval) END";

    private static final String ADD_KEYS = "ADD COLUMN IF NOT EXISTS keys pg_catalog.text";

    /** What the column that an older table lacks is taken from: a name is looked for further in first. */
    private static final String OLDER = "(SELECT CAST(NULL AS pg_catalog.text) AS keys) AS older";

    private final TrackerTable tracker;

    public Backfills(TrackerTable tracker) {
        this.tracker = tracker;
    }

    /** The table, qualified and quoted for use in SQL. */
    public String sql() {
        return this.tracker.backfillSql();
    }

    /**
     * How far a backfill got.
     *
     * @param version its version
     * @param name its name when it began
     * @param checksum checksum of its file when it began
     * @param keys the column that it goes along, quoted; null without one, and if it has not begun
     * @param next the first key of the next batch; null without a column, or if there is no row
     * @param last the last key of this walk; null without a column, or if there is no row
     * @param ended whether this walk has come to its end
     * @param walk which walk this is, from 1
     * @param mostRows the number of changed rows beyond which it does not seem to end; null with a column
     * @param size the number of keys of the next batch
     * @param batches how many are committed
     * @param rows how many rows they changed
     * @param estimate how many rows the table had, as far as the planner knew
     * @param paused whether somebody has paused it
     * @param failed whether it stopped at an error
     * @param reason what slows it down; null if nothing does
     * @param lastError the error; null if there is none
     * @param worker who has done the last batch; null if nobody has
     * @param quiet the time since the last change
     * @param time the time from the start to the last change, without that in which it was paused or failed
     */
    public record Progress(
            MigrationVersion version,
            String name,
            Checksum checksum,
            @Nullable String keys,
            @Nullable Long next,
            @Nullable Long last,
            boolean ended,
            int walk,
            @Nullable Long mostRows,
            int size,
            long batches,
            long rows,
            long estimate,
            boolean paused,
            boolean failed,
            @Nullable String reason,
            @Nullable String lastError,
            @Nullable String worker,
            Duration quiet,
            Duration time) {

        /** Whether it is of this migration, also renamed or edited, and not of another one that had its number. */
        public boolean isOf(Migration migration, @Nullable Checksum content) {
            return this.name.equals(migration.name()) || this.checksum.equals(content);
        }

        /** Whether it began before the column was noted; then it goes on along the column of its file. */
        public boolean isAlongAnUnknownColumn() {
            return this.keys == null && this.last != null;
        }

        static Progress of(ResultSet row) throws SQLException {
            return new Progress(
                    MigrationVersion.of(row.getLong(1)),
                    row.getString(2),
                    new Checksum(row.getString(3)),
                    row.getString(4),
                    number(row, 5),
                    number(row, 6),
                    row.getBoolean(7),
                    row.getInt(8),
                    number(row, 9),
                    row.getInt(10),
                    row.getLong(11),
                    row.getLong(12),
                    row.getLong(13),
                    row.getBoolean(14),
                    row.getBoolean(15),
                    row.getString(16),
                    row.getString(17),
                    row.getString(18),
                    Duration.ofMillis(Math.max(0, row.getLong(19))),
                    Duration.ofMillis(Math.max(0, row.getLong(20))));
        }

        private static @Nullable Long number(ResultSet row, int column) throws SQLException {
            long value = row.getLong(column);
            return row.wasNull() ? null : value;
        }
    }

    /**
     * The range of keys of one walk.
     *
     * @param first the lowest key; null without a column, or if there is no row
     * @param last the highest key; null likewise
     * @param mostRows the number of changed rows beyond which it does not seem to end; null with a column
     */
    public record Walk(
            @Nullable Long first,
            @Nullable Long last,
            @Nullable Long mostRows) {

        /** Whether there is nothing to walk along, although there is a column. */
        boolean isEmpty() {
            return this.first == null && this.mostRows == null;
        }
    }

    /** SQL that is true if this transaction gets the lock of a backfill. */
    public String tryLock(MigrationVersion version) {
        return "pg_catalog.pg_try_advisory_xact_lock(" + this.tracker.backfillLockKey(version) + ")";
    }

    /** SQL that waits for the lock of a backfill, for as long as {@code lock_timeout} says. */
    public String lock(MigrationVersion version) {
        return "SELECT pg_catalog.pg_advisory_xact_lock(" + this.tracker.backfillLockKey(version) + ")";
    }

    /** SQL that waits for the lock of a backfill, and takes it for the session. */
    public String lockForSession(MigrationVersion version) {
        return "SELECT pg_catalog.pg_advisory_lock(" + this.tracker.backfillLockKey(version) + ")";
    }

    /** SQL that releases it. */
    public String unlockForSession(MigrationVersion version) {
        return "SELECT pg_catalog.pg_advisory_unlock(" + this.tracker.backfillLockKey(version) + ")";
    }

    /**
     * Finds the progress of a backfill, in a transaction that may change it.
     *
     * @throws TrackerException if the table, its schema or something attached to it belongs to a role that is not trusted
     */
    public Optional<Progress> find(Connection connection, MigrationVersion version) throws SQLException {
        if (!exists(connection)) {
            return Optional.empty();
        }
        requireWritable(connection);
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT " + COLUMNS + " FROM " + sql() + " WHERE " + isVersion(version))) {
            return row.next() ? Optional.of(Progress.of(row)) : Optional.empty();
        }
    }

    /** The progress of the backfills with this version and above, in a transaction that may change it. */
    public List<Progress> from(Connection connection, MigrationVersion lowest) throws SQLException {
        List<Progress> from = new ArrayList<>();
        if (exists(connection)) {
            requireWritable(connection);
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT " + COLUMNS + " FROM " + sql()
                            + " WHERE version OPERATOR(pg_catalog.>=) " + lowest + " ORDER BY version")) {
                while (row.next()) {
                    from.add(Progress.of(row));
                }
            }
        }
        return from;
    }

    /**
     * The progress of every backfill, ascending by version; none if the table does not exist or is not an ordinary table.
     * Reads only; an open transaction is rolled back.
     *
     * @throws SQLException also if this user may not read the table: without its progress a running backfill would count as
     *     one that nobody has begun
     */
    public List<Progress> all(Connection connection) throws SQLException {
        try {
            return new OrdinaryTable(sql())
                    .read(
                            connection,
                            "SELECT progress.* FROM " + OLDER + ", LATERAL (SELECT " + COLUMNS + " FROM " + sql()
                                    + ") AS progress ORDER BY 1",
                            rows -> {
                                List<Progress> all = new ArrayList<>();
                                while (rows.next()) {
                                    all.add(Progress.of(rows));
                                }
                                return all;
                            });
        } catch (SQLException failure) {
            boolean unreadable = Guard.refused(failure)
                    || SqlState.UNDEFINED_TABLE.equals(failure.getSQLState())
                    || SqlState.INVALID_SCHEMA_NAME.equals(failure.getSQLState());
            if (!unreadable) {
                throw failure;
            }
            return List.of();
        } finally {
            if (!connection.isClosed() && !connection.getAutoCommit()) {
                connection.rollback();
            }
        }
    }

    /**
     * SQL that refuses if there may be one above a version. The table is read only if nobody could have put code of his own in
     * its place, and planned only then.
     */
    public String requireNoneAbove(MigrationVersion version, Connection connection) throws SQLException {
        String above = "SELECT FROM " + sql() + " b WHERE b.version OPERATOR(pg_catalog.>) " + version;
        return "SELECT "
                + Guard.of(
                        "CASE WHEN " + oid() + " IS NULL THEN true WHEN "
                                + LateQuery.exists(TableTrust.isReadSafely(connection, oid()))
                                + " THEN NOT (" + LateQuery.exists(above) + ") ELSE false END",
                        "there may be backfills");
    }

    private String oid() {
        return "pg_catalog.to_regclass(" + SqlLiteral.of(sql()) + ")";
    }

    /** Whether the table is there. */
    public boolean exists(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + oid() + " IS NOT NULL")) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** Creates the table if it is not there, in a transaction that holds the migration lock. */
    public void prepare(Connection connection) throws SQLException {
        if (exists(connection)) {
            requireWritable(connection);
            return;
        }
        execute(connection, "CREATE TABLE " + sql() + """
                 (
                    version    bigint                   NOT NULL PRIMARY KEY,
                    name       pg_catalog.text          NOT NULL,
                    checksum   pg_catalog.text          NOT NULL,
                    keys       pg_catalog.text          NULL,
                    next_key   bigint                   NULL,
                    last_key   bigint                   NULL,
                    ended      boolean                  NOT NULL DEFAULT false,
                    walk       integer                  NOT NULL DEFAULT 1,
                    most_rows  bigint                   NULL,
                    size       integer                  NOT NULL,
                    batches    bigint                   NOT NULL DEFAULT 0,
                    row_count  bigint                   NOT NULL DEFAULT 0,
                    estimate   bigint                   NOT NULL DEFAULT 0,
                    paused     boolean                  NOT NULL DEFAULT false,
                    failed     boolean                  NOT NULL DEFAULT false,
                    reason     pg_catalog.text          NULL,
                    last_error pg_catalog.text          NULL,
                    worker     pg_catalog.text          NULL,
                    started_at timestamp with time zone NOT NULL DEFAULT pg_catalog.clock_timestamp(),
                    changed_at timestamp with time zone NOT NULL DEFAULT pg_catalog.clock_timestamp()
                )""");
    }

    private void requireWritable(Connection connection) throws SQLException {
        execute(connection, new TriggerCheck(sql()).lock());
        TableTrust.requireWritable(connection, this.tracker.schema(), this.tracker.backfill(), sql());
        if (!hasKeys(connection)) {
            addKeys(connection);
        }
    }

    private boolean hasKeys(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid OPERATOR(pg_catalog.=)"
                                + " pg_catalog.to_regclass(" + SqlLiteral.of(sql())
                                + ") AND attname OPERATOR(pg_catalog.=) 'keys' AND NOT attisdropped)")) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** An older table lacks it. Only its owner may add it. */
    private void addKeys(Connection connection) throws SQLException {
        String sql = "ALTER TABLE " + sql() + " " + ADD_KEYS;
        try {
            execute(connection, sql);
        } catch (SQLException refused) {
            if (!SqlState.INSUFFICIENT_PRIVILEGE.equals(refused.getSQLState())) {
                throw refused;
            }
            throw new TrackerException(
                    "Table " + sql() + " is that of an earlier build: it has no column keys, and only the owner of the"
                            + " table may add it. No batch was run.",
                    "Have its owner run\n    " + sql + ";",
                    "tracker-shape",
                    refused);
        }
    }

    /** Notes that a backfill begins, or begins again from the start unless a batch is done; a pause stays. */
    public void start(
            Connection connection,
            Migration migration,
            Checksum checksum,
            @Nullable String keys,
            Walk walk,
            long estimate,
            int size)
            throws SQLException {
        String values = literal(keys) + ", " + literal(walk.first()) + ", " + literal(walk.last()) + ", "
                + walk.isEmpty() + ", 1, " + literal(walk.mostRows()) + ", " + size + ", 0, 0, " + estimate;
        write(
                connection,
                "INSERT INTO " + sql()
                        + " AS b (version, name, checksum, keys, next_key, last_key, ended, walk, most_rows, size, batches,"
                        + " row_count, estimate) VALUES (" + migration.version() + ", "
                        + SqlLiteral.of(migration.name()) + ", " + SqlLiteral.of(checksum.hex()) + ", " + values
                        + ") ON CONFLICT (version) DO UPDATE SET (name, checksum, keys, next_key, last_key, ended, walk,"
                        + " most_rows, size, batches, row_count, estimate, failed, reason, last_error, worker,"
                        + " started_at, changed_at) = ROW(" + SqlLiteral.of(migration.name()) + ", "
                        + SqlLiteral.of(checksum.hex()) + ", " + values
                        + ", false, NULL, NULL, NULL, pg_catalog.clock_timestamp(), pg_catalog.clock_timestamp())"
                        + " WHERE b.batches OPERATOR(pg_catalog.=) 0 AND b.walk OPERATOR(pg_catalog.=) 1");
    }

    /** Notes a batch, in its transaction. */
    public boolean advance(
            Connection connection,
            MigrationVersion version,
            @Nullable Long next,
            boolean ended,
            long rows,
            int size,
            String worker)
            throws SQLException {
        return update(
                connection,
                version,
                "next_key = " + literal(next) + ", ended = " + ended + ", size = " + size
                        + ", batches = batches OPERATOR(pg_catalog.+) 1, row_count = row_count OPERATOR(pg_catalog.+) "
                        + literal(rows) + ", reason = NULL, last_error = NULL, worker = " + SqlLiteral.of(worker));
    }

    /** Begins another walk. */
    public void walkAgain(Connection connection, MigrationVersion version, Walk walk) throws SQLException {
        update(
                connection,
                version,
                "next_key = " + literal(walk.first()) + ", last_key = " + literal(walk.last()) + ", ended = "
                        + walk.isEmpty() + ", most_rows = " + literal(walk.mostRows())
                        + ", walk = walk OPERATOR(pg_catalog.+) 1");
    }

    /** Begins another walk, along another column. */
    public void walkAlong(Connection connection, MigrationVersion version, @Nullable String keys, Walk walk)
            throws SQLException {
        walkAgain(connection, version, walk);
        update(connection, version, "keys = " + literal(keys) + ", walk = 1");
    }

    /**
     * Gives progress the number and the name of other migrations; what is recorded under their numbers and not moved is
     * dropped.
     *
     * @param moves by the number under which it is recorded
     */
    public void renumber(Connection connection, Map<MigrationVersion, Migration> moves) throws SQLException {
        for (Migration migration : moves.values()) {
            if (!moves.containsKey(migration.version())) {
                remove(connection, migration.version());
            }
        }
        // No version is negative: two may exchange their numbers.
        for (MigrationVersion version : moves.keySet()) {
            write(
                    connection,
                    "UPDATE " + sql() + " SET version = -1 OPERATOR(pg_catalog.-) version WHERE " + isVersion(version));
        }
        for (Map.Entry<MigrationVersion, Migration> move : moves.entrySet()) {
            write(
                    connection,
                    "UPDATE " + sql() + " SET version = " + move.getValue().version() + ", name = "
                            + SqlLiteral.of(move.getValue().name())
                            + " WHERE version OPERATOR(pg_catalog.=) (-1 OPERATOR(pg_catalog.-) "
                            + move.getKey() + ")");
        }
    }

    /** Says what slows a backfill down. One that was paused meanwhile keeps no reason: the pause is what holds it. */
    public void say(Connection connection, MigrationVersion version, String reason, int size, String worker)
            throws SQLException {
        update(
                connection,
                version,
                "reason = CASE WHEN NOT paused THEN " + SqlLiteral.of(reason) + " END, size = " + size + ", worker = "
                        + SqlLiteral.of(worker));
    }

    /** Notes that a backfill has stopped at an error. */
    public void fail(Connection connection, MigrationVersion version, String error) throws SQLException {
        update(connection, version, "failed = true, reason = NULL, last_error = " + SqlLiteral.of(error));
    }

    /** Has a failed or paused backfill go on, with the file as it is now. */
    public boolean resume(Connection connection, MigrationVersion version, Checksum checksum, @Nullable Long mostRows)
            throws SQLException {
        return update(
                connection,
                version,
                "paused = false, failed = false, reason = NULL, last_error = NULL, checksum = "
                        + SqlLiteral.of(checksum.hex()) + ", most_rows = " + literal(mostRows)
                        + ", walk = 1, worker = NULL, " + WITHOUT_THE_PAUSE);
    }

    /**
     * Pauses a backfill; one that has not begun is noted as paused.
     *
     * @param size the size of its first batch
     */
    public void pause(Connection connection, Migration migration, Checksum checksum, int size) throws SQLException {
        if (!update(connection, migration.version(), "paused = true, reason = NULL, " + WITHOUT_THE_PAUSE)) {
            write(
                    connection,
                    "INSERT INTO " + sql() + " (version, name, checksum, size, paused) VALUES (" + migration.version()
                            + ", " + SqlLiteral.of(migration.name()) + ", " + SqlLiteral.of(checksum.hex()) + ", "
                            + size + ", true)");
        }
    }

    /** Drops the progress of a backfill, if there is any. */
    public boolean remove(Connection connection, MigrationVersion version) throws SQLException {
        return write(connection, "DELETE FROM " + sql() + " WHERE " + isVersion(version)) == 1;
    }

    private boolean update(Connection connection, MigrationVersion version, String change) throws SQLException {
        return write(
                        connection,
                        "UPDATE " + sql() + " SET " + change + ", changed_at = pg_catalog.clock_timestamp() WHERE "
                                + isVersion(version))
                == 1;
    }

    /** Nobody adds a trigger from now on until the transaction ends, and there is none that is not trusted. */
    private int write(Connection connection, String sql) throws SQLException {
        TriggerCheck triggers = new TriggerCheck(sql());
        try (Statement statement = connection.createStatement()) {
            try {
                statement.execute(triggers.lock() + "; " + triggers.guard());
            } catch (SQLException failure) {
                if (Guard.refused(failure)) {
                    connection.rollback();
                    requireWritable(connection);
                }
                throw failure;
            }
            return statement.executeUpdate(sql);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String isVersion(MigrationVersion version) {
        return "version OPERATOR(pg_catalog.=) " + version;
    }

    private static String literal(@Nullable String text) {
        return text == null ? "NULL" : SqlLiteral.of(text);
    }

    private static String literal(@Nullable Long number) {
        return number == null ? "NULL" : "CAST('" + number + "' AS bigint)";
    }
}
