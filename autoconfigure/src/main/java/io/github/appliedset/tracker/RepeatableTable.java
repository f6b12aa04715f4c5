package io.github.appliedset.tracker;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.AppliedRepeatable;
import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.RepeatableHistory;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.postgres.Guard;
import io.github.appliedset.postgres.SqlLiteral;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gateway to the table {@code applied_migrations_repeatable}: every execution of a repeatable migration. Rows are only added,
 * and removed when an operator says so.
 */
@Internal
public final class RepeatableTable {

    private final TrackerTable tracker;

    public RepeatableTable(TrackerTable tracker) {
        this.tracker = tracker;
    }

    /** The table, qualified and quoted for use in SQL. */
    public String sql() {
        return this.tracker.repeatableSql();
    }

    /** Whether the table exists. */
    public boolean exists(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT pg_catalog.to_regclass(?) IS NOT NULL")) {
            statement.setString(1, sql());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /**
     * Checks the table, or creates it; call it under the lock, after the schema was created.
     *
     * @return whether it was created
     * @throws TrackerException if the table, its schema or something attached to it belongs to a role that is not trusted
     */
    public boolean prepare(Connection connection) throws SQLException {
        if (exists(connection)) {
            requireWritable(connection);
            return false;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + sql() + """
                     (
                        seq        bigint                   GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                        name       pg_catalog.text          NOT NULL,
                        applied_at timestamp with time zone NOT NULL DEFAULT pg_catalog.now(),
                        checksum   pg_catalog.text          NULL,
                        release    timestamp with time zone NULL,
                        objects    pg_catalog.text[]        NULL
                    )""");
        }
        return true;
    }

    private void requireWritable(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(new TriggerCheck(sql()).lock());
        }
        TableTrust.requireWritable(connection, this.tracker.schema(), this.tracker.repeatable(), sql());
    }

    /**
     * Reads every row, and which of the recorded objects no longer exist. The table must exist.
     *
     * @throws SQLException also if it is not an ordinary table; an open transaction has failed then
     */
    public RepeatableHistory read(Connection connection) throws SQLException {
        String gone =
                "ARRAY(SELECT pg_catalog.unnest(c.objects) FROM " + sql() + " c WHERE c.seq OPERATOR(pg_catalog.=)"
                        + " (SELECT pg_catalog.max(l.seq) FROM " + sql()
                        + " l WHERE l.name OPERATOR(pg_catalog.=) c.name) EXCEPT " + MadeObjects.EXISTING + ")";
        return new OrdinaryTable(sql())
                .read(
                        connection,
                        "SELECT r.seq, r.name, r.applied_at, r.checksum, r.release, r.objects, (SELECT " + gone + ")"
                                + " FROM " + sql() + " r ORDER BY r.seq",
                        this::history);
    }

    private RepeatableHistory history(ResultSet row) throws SQLException {
        List<AppliedRepeatable> rows = new ArrayList<>();
        Set<String> gone = new HashSet<>();
        while (row.next()) {
            String checksum = row.getString(4);
            String release = row.getString(5);
            rows.add(new AppliedRepeatable(
                    row.getLong(1),
                    row.getString(2),
                    TrackerReader.instant(row.getString(3)),
                    checksum == null ? null : new Checksum(checksum),
                    release == null ? null : TrackerReader.instant(release),
                    texts(row.getArray(6))));
            gone.addAll(texts(row.getArray(7)));
        }
        return new RepeatableHistory(rows, gone);
    }

    private static List<String> texts(@Nullable Array array) throws SQLException {
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }

    /** Has what is made after it, behind a savepoint, told from what the transaction has made before. */
    public static final String NOTE_WHAT_IS_MADE = MadeObjects.NOTE_THOSE_BEFORE;

    /** Where the statements of a file run whose execution is recorded. */
    public enum Within {
        /** In a transaction of their own. */
        TRANSACTION,
        /** Behind a savepoint of a transaction that does more, and before it {@link #NOTE_WHAT_IS_MADE}. */
        SAVEPOINT,
        /** Outside a transaction; what they make is not known. */
        NOTHING
    }

    /**
     * Statements that record an execution, for the transaction of the file. They fail as those of {@link MigrationTracker}
     * do.
     *
     * @param checksum the checksum of the content that ran; null if unknown
     * @param release the stamp of this release; null if it has none
     * @param role the role to write the row as, in case the file has set a different one
     */
    public MigrationTracker.Change change(
            String name, @Nullable Checksum checksum, @Nullable Instant release, Within within, String role) {
        TriggerCheck triggers = new TriggerCheck(sql());
        String objects = switch (within) {
            case TRANSACTION -> MadeObjects.OF_THE_TRANSACTION;
            case SAVEPOINT -> MadeObjects.SINCE_THE_NOTE;
            case NOTHING -> "NULL";
        };
        return new MigrationTracker.Change(
                "RESET SESSION AUTHORIZATION",
                "SELECT pg_catalog.set_config('role', " + SqlLiteral.of(role)
                        + ", true), pg_catalog.set_config('statement_timeout', '0', true), "
                        + Guard.of(this.tracker.lockIsHeld(), "the migration lock is gone"),
                triggers.lock(),
                triggers.guard()
                        + ", pg_catalog.set_config('applied_set.repeatable_seq', CAST(COALESCE((SELECT pg_catalog.max(seq) FROM "
                        + sql() + "), 0) AS pg_catalog.text), true)",
                "INSERT INTO " + sql() + " (name, applied_at, checksum, release, objects) SELECT "
                        + SqlLiteral.of(name) + ", pg_catalog.clock_timestamp(), "
                        + (checksum == null ? "NULL" : SqlLiteral.of(checksum.hex())) + ", "
                        + (release == null ? "NULL" : "CAST('" + release + "' AS timestamp with time zone)")
                        + ", " + objects,
                "SELECT "
                        + Guard.of(
                                "EXISTS (SELECT FROM " + sql() + " WHERE name OPERATOR(pg_catalog.=) "
                                        + SqlLiteral.of(name)
                                        + " AND seq OPERATOR(pg_catalog.>)"
                                        + " CAST(pg_catalog.current_setting('applied_set.repeatable_seq') AS bigint))",
                                "the row of the repeatable migration was not written"),
                List.of());
    }

    /**
     * Records an execution by another tool, or under a former name, in a transaction that holds the lock, after
     * {@link #prepare}.
     *
     * @param appliedAt when it ran; null for now
     * @param checksum null if the content that ran is not known
     */
    public void record(
            Connection connection,
            String name,
            @Nullable Instant appliedAt,
            @Nullable Checksum checksum,
            @Nullable Instant release,
            List<String> objects)
            throws SQLException {
        String sql = "INSERT INTO " + sql() + " (name, applied_at, checksum, release, objects) VALUES (?,"
                + " COALESCE(CAST(? AS timestamp with time zone), pg_catalog.clock_timestamp()), ?,"
                + " CAST(? AS timestamp with time zone), CAST(? AS pg_catalog.text[]))";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, name);
            statement.setString(2, appliedAt == null ? null : appliedAt.toString());
            statement.setString(3, checksum == null ? null : checksum.hex());
            statement.setString(4, release == null ? null : release.toString());
            if (objects.isEmpty()) {
                statement.setNull(5, Types.ARRAY);
            } else {
                statement.setArray(5, connection.createArrayOf("text", objects.toArray()));
            }
            statement.executeUpdate();
        }
    }

    /**
     * Removes every row of a name, in a transaction that holds the lock.
     *
     * @return how many there were
     * @throws TrackerException as {@link #prepare}
     */
    public int remove(Connection connection, String name) throws SQLException {
        requireWritable(connection);
        try (PreparedStatement statement =
                connection.prepareStatement("DELETE FROM " + sql() + " WHERE name OPERATOR(pg_catalog.=) ?")) {
            statement.setString(1, name);
            return statement.executeUpdate();
        }
    }

    /** The objects of a row that do not exist now, as the current transaction sees it. */
    public List<String> gone(Connection connection, AppliedRepeatable row) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT pg_catalog.unnest(CAST(? AS pg_catalog.text[])) EXCEPT "
                        + MadeObjects.EXISTING + " ORDER BY 1")) {
            statement.setArray(1, connection.createArrayOf("text", row.objects().toArray()));
            List<String> gone = new ArrayList<>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    gone.add(found.getString(1));
                }
            }
            return gone;
        }
    }

    /** Pairs of a function that a name's current row has made and another one of the same name, which it has not. */
    public List<String> overloads(Connection connection, AppliedRepeatable row) throws SQLException {
        String sql = "SELECT DISTINCT e.object FROM (" + MadeObjects.EXISTING + ") e (object),"
                + " pg_catalog.unnest(CAST(? AS pg_catalog.text[])) m (object)"
                + " WHERE pg_catalog.split_part(e.object, '(', 1) OPERATOR(pg_catalog.=)"
                + " pg_catalog.split_part(m.object, '(', 1)"
                + " AND pg_catalog.strpos(m.object, '(') OPERATOR(pg_catalog.>) 0"
                + " AND e.object OPERATOR(pg_catalog.<>) ALL (CAST(? AS pg_catalog.text[])) ORDER BY 1";
        List<String> functions =
                row.objects().stream().filter(object -> object.contains("(")).toList();
        if (functions.isEmpty()) {
            return List.of();
        }
        List<String> others = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Array made = connection.createArrayOf("text", functions.toArray());
            statement.setArray(1, made);
            statement.setArray(2, made);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    others.add(found.getString(1));
                }
            }
        }
        return others;
    }
}
