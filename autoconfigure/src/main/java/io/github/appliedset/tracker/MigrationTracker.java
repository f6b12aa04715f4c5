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
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/** Gateway to the {@code applied_migrations} table. */
@Internal
public final class MigrationTracker {

    private static final String COLUMNS = """
            (
                version    bigint                   NOT NULL PRIMARY KEY,
                name       pg_catalog.text          NOT NULL,
                applied_at timestamp with time zone NOT NULL DEFAULT pg_catalog.now(),
                checksum   pg_catalog.text          NULL
            )""";

    private static final String RESET_USER = "RESET SESSION AUTHORIZATION";

    /**
     * Over all rows, a time after that of each: the clock may have been set back since, or be that of a different server. Times
     * that leave no room for a later one were written by hand and do not count. A condition behind WHERE would have the server
     * read its statistics.
     */
    private static final String AFTER_THE_LAST_ROW = "pg_catalog.max(applied_at) FILTER (WHERE applied_at"
            + " OPERATOR(pg_catalog.<) CAST('20000-01-01 00:00:00+00' AS timestamp with time zone))"
            + " OPERATOR(pg_catalog.+) CAST('1 microsecond' AS interval)";

    /** A column is missing or has a different type, or the relation is not a table, or has row security. */
    private static final Set<String> OTHER_SHAPE = Set.of(
            SqlState.UNDEFINED_COLUMN,
            SqlState.WRONG_OBJECT_TYPE,
            SqlState.FEATURE_NOT_SUPPORTED,
            SqlState.INSUFFICIENT_PRIVILEGE);

    private final TrackerTable table;
    private final @Nullable KeptRollbacks rollbacks;
    private final Place place;

    public MigrationTracker(TrackerTable table) {
        this(table, null, Place.ONLY);
    }

    private MigrationTracker(TrackerTable table, @Nullable KeptRollbacks rollbacks, Place place) {
        this.table = table;
        this.rollbacks = rollbacks;
        this.place = place;
    }

    /** Whether there are trackers of the same files in other schemas, and whether the schema is created. */
    private enum Place {
        ONLY,
        ONE_OF_MANY,
        EXISTING_ONE_OF_MANY
    }

    /**
     * The same where other schemas have trackers of the same files.
     *
     * @param createsSchema whether a missing schema is created
     */
    public MigrationTracker oneOfMany(boolean createsSchema) {
        return new MigrationTracker(
                this.table, this.rollbacks, createsSchema ? Place.ONE_OF_MANY : Place.EXISTING_ONE_OF_MANY);
    }

    /** The same for a development database: with the row of a migration, its down SQL is kept or dropped. */
    public MigrationTracker keepingRollbacks() {
        return new MigrationTracker(this.table, new KeptRollbacks(this.table), this.place);
    }

    /** Whether down SQL is kept. */
    public boolean keepsRollbacks() {
        return this.rollbacks != null;
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
        return read(connection, false, null, notes -> {}).map(TrackerView::rows);
    }

    /**
     * The same, in the same round trip limited in time: somebody may have locked the table.
     *
     * @param patience how long to wait for such a lock, at least a millisecond
     * @param side is told which tables there are beside it
     * @throws SQLException with {@link SqlState#LOCK_NOT_AVAILABLE} if it is held for longer
     */
    public Optional<VersionSet<AppliedMigration>> read(
            Connection connection, Duration patience, Consumer<SideTables> side) throws SQLException {
        return read(connection, false, patience, side).map(TrackerView::rows);
    }

    /**
     * Reads every row, and the migration that another session is applying, with one query; the view is empty if the
     * table does not exist.
     *
     * @param patience how long to wait for a lock on the table, at least a millisecond
     * @param side is told which tables there are beside it
     * @throws SQLException with {@link SqlState#LOCK_NOT_AVAILABLE} if it is held for longer
     * @throws TrackerException as {@link #read}
     */
    public TrackerView view(Connection connection, Duration patience, Consumer<SideTables> side) throws SQLException {
        try {
            return read(connection, true, patience, side)
                    .orElseGet(() -> TrackerView.of(VersionSet.empty(), List.of()));
        } catch (SQLException failure) {
            if (!SqlState.INSUFFICIENT_PRIVILEGE.equals(failure.getSQLState())) {
                throw failure;
            }
            // This user has no right to read the activity views.
            rollBack(connection);
            return TrackerView.of(read(connection, patience, side).orElse(VersionSet.empty()), List.of());
        }
    }

    /**
     * Reads every row, unless it is known with which files these rows were compared, with one query.
     *
     * @param patience how long to wait for a lock on the table, at least a millisecond
     * @param side is told which tables there are beside it
     * @throws SQLException as {@link #read}; also if only the question what is known fails
     * @throws TrackerException as {@link #read}
     */
    public TrackerAnswer readUnlessVerified(Connection connection, Duration patience, Consumer<SideTables> side)
            throws SQLException {
        return reading(connection, reader -> reader.answer(connection, null, patience, side))
                .orElse(TrackerAnswer.MISSING);
    }

    /**
     * Reads every row, unless they are the rows of this digest, with one query.
     *
     * @param patience as in {@link #read}; null for as long as the session waits
     * @throws SQLException as {@link #readUnlessVerified}
     * @throws TrackerException as {@link #read}
     */
    public TrackerAnswer readUnless(Connection connection, String digest, @Nullable Duration patience)
            throws SQLException {
        return reading(connection, reader -> reader.answer(connection, digest, patience, found -> {}))
                .orElse(TrackerAnswer.MISSING);
    }

    /**
     * Reads the rows of these versions, with the digest of all rows, if the other rows are those of a digest; call it only
     * after {@link #check}.
     *
     * @param others the digest of the other rows
     * @param patience how long to wait for a lock on the table, at least a millisecond
     * @return {@link TrackerAnswer#UNKNOWN} if they are not
     * @throws SQLException as {@link #readUnlessVerified}
     * @throws TrackerException as {@link #read}
     */
    public TrackerAnswer readAdded(
            Connection connection, String others, Collection<MigrationVersion> versions, Duration patience)
            throws SQLException {
        return reading(connection, reader -> reader.added(connection, others, versions, patience))
                .orElse(TrackerAnswer.MISSING);
    }

    private Optional<TrackerView> read(
            Connection connection, boolean activities, @Nullable Duration patience, Consumer<SideTables> side)
            throws SQLException {
        return reading(connection, reader -> reader.view(connection, activities, patience, side));
    }

    private interface Reading<T> {

        T by(TrackerReader reader) throws SQLException;
    }

    private <T> Optional<T> reading(Connection connection, Reading<T> reading) throws SQLException {
        try {
            return Optional.of(reading.by(new TrackerReader(this.table)));
        } catch (SQLException failure) {
            if (isMissing(failure)) {
                return Optional.empty();
            }
            if (Guard.refused(failure)
                    || failure.getSQLState() != null && OTHER_SHAPE.contains(failure.getSQLState())) {
                rollBack(connection);
                TrackerShape.of(connection, this.table).requireUsable();
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

    private OrdinaryTable ordinary() {
        return new OrdinaryTable(this.table.sql());
    }

    private static boolean isMissing(SQLException failure) {
        return !isOfAQueryInside(failure) && isOfAMissingTable(failure);
    }

    /** It is another table that {@link VerifiedSets} misses. */
    private static boolean isOfAQueryInside(SQLException failure) {
        return failure instanceof PSQLException told
                && told.getServerErrorMessage() != null
                && told.getServerErrorMessage().getInternalQuery() != null;
    }

    private static boolean isOfAMissingTable(SQLException failure) {
        return SqlState.UNDEFINED_TABLE.equals(failure.getSQLState())
                || SqlState.INVALID_SCHEMA_NAME.equals(failure.getSQLState());
    }

    private static void rollBack(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
        }
    }

    /**
     * Whether a version is recorded; call it in a transaction that holds the lock.
     */
    public boolean has(Connection connection, MigrationVersion version) throws SQLException {
        String sql = "SELECT FROM " + this.table.sql() + " WHERE " + isVersion(version);
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next();
        }
    }

    static String isVersion(MigrationVersion version) {
        return "version OPERATOR(pg_catalog.=) " + version;
    }

    /**
     * Counts the versions recorded in a range, both ends included.
     *
     * @return 0 also if the table does not exist; an open transaction has been rolled back then
     */
    public long count(Connection connection, MigrationVersion first, MigrationVersion last) throws SQLException {
        String sql = "SELECT pg_catalog.count(*) FROM " + this.table.sql() + " WHERE version OPERATOR(pg_catalog.>=) "
                + first + " AND version OPERATOR(pg_catalog.<=) " + last;
        try {
            return ordinary().read(connection, sql, row -> {
                row.next();
                return row.getLong(1);
            });
        } catch (SQLException failure) {
            if (!isMissing(failure)) {
                throw failure;
            }
            rollBack(connection);
            return 0;
        }
    }

    /**
     * Checks the table, or that it may be created; call it under the lock.
     *
     * @return whether it exists
     * @throws TrackerException if the table has a different shape, or the table, its schema or something attached to it
     *     belongs to a role that is not trusted
     */
    public boolean check(Connection connection, VersionSet<Migration> onDisk) throws SQLException {
        TrackerShape shape = TrackerShape.of(connection, this.table);
        shape.requireUsable();
        shape.trust().require();
        if (shape.exists()) {
            shape.requireRoomFor(onDisk);
            return true;
        }
        if (this.place != Place.ONLY) {
            return false;
        }
        new MisplacedTracker(this.table).refuse(connection, onDisk, NewTable.sql(this.table.sql(), COLUMNS));
        return false;
    }

    /** Creates the table, and its schema if there is none; call it under the lock, where {@link #check} found none. */
    public void create(Connection connection) throws SQLException {
        if (this.place == Place.EXISTING_ONE_OF_MANY) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(NewTable.sql(this.table.sql(), COLUMNS));
            }
            return;
        }
        NewTable.in(connection, this.table, this.table.sql(), COLUMNS);
    }

    /**
     * Checks that rows may be written, with the rights of this user; nothing that would run is added to the table until the
     * transaction ends.
     *
     * @throws TrackerException as {@link #check}
     */
    public void requireWritable(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(new TriggerCheck(this.table.sql()).lock());
        }
        TrackerShape shape = TrackerShape.of(connection, this.table);
        shape.requireUsable();
        shape.trust().require();
    }

    /**
     * Statements that write or remove the row of a step, for the transaction of the step.
     *
     * <p>They fail unless the transaction still holds the lock; it does not if the migration's own statements ended the
     * transaction in which the lock was taken. They also fail if a trigger would run code that is not trusted.
     *
     * @param checksum checksum of the up file; null if unknown, as for a Java class
     * @param role the role to change the row as, in case the migration has set a different one
     * @param kept what to keep of a migration that is applied; null for nothing
     * @param latest the version of the row that was written last; null if not known, which has all rows looked through
     * @param usual whether to refuse a table that has triggers, rules or policies, trusted or not; without any, an inserted row
     *     is not looked for
     */
    public Change change(
            Step step,
            @Nullable Checksum checksum,
            String role,
            @Nullable KeptRollback kept,
            @Nullable MigrationVersion latest,
            boolean usual) {
        boolean up = step.direction() == Direction.UP;
        String isRecorded = isRecorded(step.version());
        TriggerCheck triggers = new TriggerCheck(this.table.sql());
        return new Change(
                RESET_USER,
                "SELECT pg_catalog.set_config('role', " + SqlLiteral.of(role)
                        + ", true), pg_catalog.set_config('statement_timeout', '0', true), "
                        + Guard.of(this.table.lockIsHeld(), "the migration lock is gone"),
                triggers.lock(),
                usual ? triggers.guardOfUsual() : triggers.guard(),
                up ? insert(step.migration(), checksum, latest) : delete(this.table, step.version()),
                usual && up
                        ? null
                        : "SELECT "
                                + Guard.of(
                                        up ? isRecorded : "NOT " + isRecorded,
                                        "the row of the migration was not changed"),
                kept(step, kept));
    }

    private List<String> kept(Step step, @Nullable KeptRollback kept) {
        KeptRollbacks rollbacks = this.rollbacks;
        if (rollbacks == null) {
            return List.of();
        }
        return kept == null ? rollbacks.drop(step.version()) : rollbacks.keep(kept);
    }

    /**
     * Statements that change a row, in their order.
     *
     * @param resetUser restores the session's user
     * @param lockIsHeld restores the role; a {@link Guard} refuses it if the lock is gone
     * @param lockTable keeps others from adding a trigger
     * @param triggers a {@link Guard} refuses it if there is one that is not trusted, or one at all
     * @param change writes or removes the row
     * @param isMade a {@link Guard} refuses it if the change had no effect; null if nothing could have prevented it
     * @param kept keep or drop the down SQL; none outside development
     */
    public record Change(
            String resetUser,
            String lockIsHeld,
            String lockTable,
            String triggers,
            String change,
            @Nullable String isMade,
            List<String> kept) {

        public Change {
            kept = List.copyOf(kept);
        }
    }

    /** SQL that a {@link Guard} refuses if the step is already recorded as done. */
    public String requireDue(Step step) {
        String isRecorded = isRecorded(step.version());
        return "SELECT "
                + Guard.of(
                        step.direction() == Direction.UP ? "NOT " + isRecorded : isRecorded,
                        "another process has done it");
    }

    /** The same for a step whose row was missing when the tracker was seen; it refuses if that has changed at all. */
    public String requireAsSeen(SeenTracker seen) {
        return seen.requireUnchanged(this.table);
    }

    private String isRecorded(MigrationVersion version) {
        return "EXISTS (SELECT FROM " + this.table.sql() + " WHERE " + isVersion(version) + ")";
    }

    private String insert(Migration migration, @Nullable Checksum checksum, @Nullable MigrationVersion latest) {
        String rows = " FROM " + this.table.sql();
        return "INSERT INTO " + this.table.sql() + " (version, name, applied_at, checksum) SELECT "
                + migration.version()
                + ", " + SqlLiteral.of(migration.name()) + ", GREATEST("
                + (latest == null
                        ? AFTER_THE_LAST_ROW
                        : unlessPast(latest, "(SELECT " + AFTER_THE_LAST_ROW + rows + ")"))
                + ", pg_catalog.clock_timestamp()), "
                + (checksum == null ? "NULL" : SqlLiteral.of(checksum.hex()))
                + (latest == null ? rows : "");
    }

    /** NULL if the clock is past this row, which is read before the time that counts. */
    private String unlessPast(MigrationVersion latest, String otherwise) {
        return "CASE WHEN (SELECT applied_at FROM " + this.table.sql() + " WHERE " + isVersion(latest)
                + ") OPERATOR(pg_catalog.<) pg_catalog.clock_timestamp() THEN NULL ELSE " + otherwise + " END";
    }

    static String delete(TrackerTable table, MigrationVersion version) {
        return "DELETE FROM " + table.sql() + " WHERE " + isVersion(version);
    }
}
