package io.github.appliedset.session;

import io.github.appliedset.migration.MigrationLockException;
import io.github.appliedset.postgres.Guard;
import io.github.appliedset.text.Log;
import io.github.appliedset.tracker.TrackerTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * The PostgreSQL advisory lock that lets one process at a time migrate. Within a transaction it belongs to the
 * transaction: it is released when that ends, in whatever way, and works through any pooler.
 */
public final class AdvisoryLock {

    private static final Log log = Log.of(AdvisoryLock.class);
    private static final Duration FIRST_REMINDER = Duration.ofSeconds(1);
    private static final Duration REMINDER = Duration.ofSeconds(10);
    private static final int SHORTEST_PAUSE_MILLIS = 20;
    private static final int LONGEST_PAUSE_MILLIS = 120;

    private final TrackerTable table;
    private final Duration timeout;

    public AdvisoryLock(TrackerTable table, Duration timeout) {
        this.table = table;
        this.timeout = timeout;
    }

    /**
     * Begins a transaction and takes the lock in it. While another session holds the lock, the transaction is ended
     * and, after a pause, a new one is begun: a session that waits inside the database, or sleeps inside a transaction,
     * holds a snapshot, and a {@code CREATE INDEX CONCURRENTLY} of the holder would wait for it.
     *
     * <p>A process leaves the lock alone while others make progress with the same work: the session that ran the
     * previous migration is faster. The wait starts over whenever progress is found.
     *
     * @param settings for the transaction
     * @param waiting how many migrations are waiting for the lock, for the message
     * @param others asked after each pause
     * @throws MigrationLockException if the lock was not free in time
     */
    public void acquire(Connection connection, TransactionSettings settings, int waiting, Progress others)
            throws SQLException {
        poll(connection, () -> take(connection, settings), waiting, others);
    }

    private boolean take(Connection connection, TransactionSettings settings) throws SQLException {
        if (settings.first().isPresent()) {
            // Something may have been read before, such as the progress of others: its snapshot would stay.
            endTransaction(connection);
        }
        return settings.applyAnd(connection, this.table.takeLock());
    }

    /** The work of other processes. */
    public interface Progress {

        /** Whether they made progress since the last call. May end the wait by throwing what its caller catches. */
        boolean isMade() throws SQLException;
    }

    /**
     * SQL that applies the settings to its transaction and takes the lock; it fails if another session holds the lock.
     */
    public String takeInPassing(Connection connection, TransactionSettings settings) throws SQLException {
        return settings.sqlAnd(connection, Guard.of(this.table.takeLock(), "another process holds the migration lock"));
    }

    /** Takes the lock for the session, which must not be in a transaction; otherwise like {@link #acquire}. */
    public void acquireForSession(Connection connection, TransactionSettings settings, int waiting)
            throws SQLException {
        poll(
                connection,
                () -> settings.applyToSessionAnd(connection, function("pg_try_advisory_lock")),
                waiting,
                () -> false);
    }

    /** Releases the lock of the session. */
    void release(Connection connection) {
        try {
            if (!connection.getAutoCommit()) {
                connection.setAutoCommit(true);
            }
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT " + function("pg_advisory_unlock"))) {
                if (!row.next() || !row.getBoolean(1)) {
                    log.error("The session had already lost the migration lock. Check that no migration releases it,"
                            + " for example with pg_advisory_unlock_all()");
                }
            }
        } catch (SQLException connectionLost) {
            log.debug("Could not release the lock; the server will", connectionLost);
        }
    }

    private String function(String name) {
        return "pg_catalog." + name + "(" + this.table.lockKey() + ")";
    }

    private interface Attempt {

        boolean succeeds() throws SQLException;
    }

    private void poll(Connection connection, Attempt attempt, int waiting, Progress others) throws SQLException {
        long start = System.nanoTime();
        // Asking for the holder takes the server longer than most waits.
        Duration nextReminder = FIRST_REMINDER;
        boolean othersGoOn = false;
        while (othersGoOn || !attempt.succeeds()) {
            endTransaction(connection);
            if (othersGoOn) {
                start = System.nanoTime();
                nextReminder = FIRST_REMINDER;
            }
            Duration waited = Duration.ofNanos(System.nanoTime() - start);
            if (!othersGoOn && waited.compareTo(this.timeout) >= 0) {
                throw new MigrationLockException(waited, holder(connection), waiting);
            }
            if (waited.compareTo(nextReminder) >= 0) {
                log.info(
                        "Waiting up to {} s for another process to migrate: {}",
                        this.timeout.toSeconds(),
                        holder(connection));
                nextReminder = waited.plus(REMINDER);
            }
            Pause.between(SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS, waiting);
            othersGoOn = others.isMade();
        }
    }

    private static void endTransaction(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
        }
    }

    /** The holder of the lock, if the server shows it to this user; leaves no transaction open. */
    private String holder(Connection connection) throws SQLException {
        String sql = "SELECT a.pid, a.application_name, a.usename, COALESCE(a.xact_start, a.backend_start) AS since,"
                + " p.gid, p.owner, p.prepared FROM pg_catalog.pg_locks AS l LEFT JOIN pg_catalog.pg_stat_activity AS a"
                + " ON a.pid OPERATOR(pg_catalog.=) l.pid LEFT JOIN pg_catalog.pg_prepared_xacts AS p ON "
                + PreparedTransaction.HOLDS_LOCK + " WHERE " + this.table.lockCondition("l");
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            if (!row.next()) {
                return "gone by now";
            }
            if (row.getString("gid") != null) {
                return PreparedTransaction.describe(
                        row.getString("gid"), row.getString("owner"), row.getString("prepared"));
            }
            String since = row.getString("since");
            return "pid " + row.getInt("pid") + ", application_name '" + row.getString("application_name") + "', user "
                    + row.getString("usename") + (since == null ? "" : ", since " + since);
        } finally {
            endTransaction(connection);
        }
    }
}
