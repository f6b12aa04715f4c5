package io.github.appliedset.session;

import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.migration.PipelineMode;
import io.github.appliedset.scratch.DriverProperties;
import io.github.appliedset.text.Log;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.jdbc.AutoSave;
import org.postgresql.jdbc.PreferQueryMode;

/**
 * The one connection of a run, and the migration lock on it. Closing it returns the connection with its session as it was
 * before the run; if that is not possible, the pool replaces the connection.
 */
public final class Session implements AutoCloseable {

    private static final Log log = Log.of(Session.class);

    /** Releases the locks of the session; behind a pooler, our own lock is not one of them. */
    public static final String UNLOCK = "SELECT pg_catalog.pg_advisory_unlock_all()";

    private static final Duration LONGEST_OUTAGE = Duration.ofSeconds(30);
    private static final int SHORTEST_PAUSE_MILLIS = 100;
    private static final int LONGEST_PAUSE_MILLIS = 1_000;

    private final DataSource dataSource;
    private final PipelineMode pipeline;
    private AdvisoryLock lock;
    private @Nullable Consumer<Session> keeper;
    private boolean endedWell;
    private boolean inspected;
    private volatile BorrowedConnection borrowed;
    private volatile boolean runsMigration;
    private ServerFacts facts = ServerFacts.UNKNOWN;
    private boolean used;
    private boolean changed;
    private boolean stale;
    private boolean worn;
    private boolean lazy;
    private boolean ranMigration;
    private @Nullable SessionReset reset;
    private final Set<String> lasting = new TreeSet<>();

    private Session(DataSource dataSource, AdvisoryLock lock, PipelineMode pipeline) {
        this.dataSource = dataSource;
        this.lock = lock;
        this.pipeline = pipeline;
        this.borrowed = BorrowedConnection.from(dataSource);
    }

    /**
     * Borrows a connection.
     *
     * @param lock the migration lock of the run's tracker
     * @param pipeline whether its statements may be sent together, past JDBC
     * @throws DatabaseAccessException if there is no connection, or its database cannot be migrated
     */
    public static Session open(DataSource dataSource, AdvisoryLock lock, PipelineMode pipeline) {
        return new Session(dataSource, lock, pipeline);
    }

    /** Whether statements may be sent together, past JDBC. */
    public boolean pipelines() throws SQLException {
        return this.pipeline == PipelineMode.AUTO && stranger() == null && endsABatchAtAnError();
    }

    /** In the driver's other modes, an error does not skip the statements sent after it. */
    private boolean endsABatchAtAnError() throws SQLException {
        PGConnection driver = jdbc().unwrap(PGConnection.class);
        return driver.getAutosave() == AutoSave.NEVER
                && (driver.getPreferQueryMode() == PreferQueryMode.EXTENDED
                        || driver.getPreferQueryMode() == PreferQueryMode.EXTENDED_CACHE_EVERYTHING);
    }

    /** The class between us and the driver that may read or rewrite statements; null if there is none. */
    public @Nullable String stranger() {
        return this.borrowed.handout().unknown();
    }

    /** The class that hands out connections. */
    public String dataSourceName() {
        return this.dataSource.getClass().getName();
    }

    /** Where the connection may lead. */
    public ServerAddresses addresses() throws SQLException {
        return ServerAddresses.of(
                jdbc().getMetaData().getURL(),
                DriverProperties.of(this.dataSource, PGProperty.SOCKET_FACTORY.getName()));
    }

    public Connection jdbc() {
        return this.borrowed.jdbc();
    }

    /** The connected user. */
    public String user() {
        return this.borrowed.user();
    }

    /** Name of the database. */
    public String database() {
        return this.borrowed.database();
    }

    /** The database and the user, without the parameters of the URL. */
    public String description() throws SQLException {
        return jdbc().getMetaData().getURL().replaceFirst("\\?.*", "") + " as " + user();
    }

    /** A text that identifies the database, whatever address is used, until its server is restarted. */
    public String whichDatabase() throws SQLException {
        try (Statement statement = jdbc().createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT pg_catalog.concat_ws(' ', d.oid, EXTRACT(epoch FROM pg_catalog.pg_postmaster_start_time()))"
                                + " FROM pg_catalog.pg_database d"
                                + " WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()")) {
            row.next();
            return row.getString(1);
        }
    }

    /** Properties of the server and the session; known after {@link #prepare}. */
    public ServerFacts facts() {
        return this.facts;
    }

    public AdvisoryLock lock() {
        return this.lock;
    }

    /** Keeps it for later use instead of ending it, if possible. */
    void keepIn(Consumer<Session> keeper) {
        this.keeper = keeper;
    }

    /** Continues with another tracker. */
    void goOnWith(AdvisoryLock lock) {
        this.lock = lock;
        this.endedWell = false;
        this.inspected = true;
    }

    /** The work in it has succeeded, so it may be used for something else. */
    public void endWell() {
        this.endedWell = true;
    }

    /** Prepares the connection for migrations; from now on its session is put back at the end. */
    public void prepare() throws SQLException {
        this.used = true;
        Connection jdbc = jdbc();
        if (this.inspected) {
            this.inspected = false;
            jdbc.setAutoCommit(false);
            return;
        }
        this.borrowed.prepare();
        this.facts = ServerFacts.of(jdbc, database());
        this.reset = this.facts.pooled() ? null : SessionReset.to(state(jdbc), jdbc, user());
        jdbc.setAutoCommit(false);
    }

    /** Null if the server has no room for the answer. */
    private static @Nullable SessionState state(Connection jdbc) throws SQLException {
        try {
            return SessionState.read(jdbc);
        } catch (SQLException refused) {
            if (DatabaseErrors.isConnectionGone(refused)) {
                throw refused;
            }
            log.debug("Could not read the state of the session", refused);
            return null;
        }
    }

    /**
     * SQL that restores the session as it was before the first migration. Empty where that is not possible, and behind a
     * pooler, where each migration ends with statements that leave nothing behind.
     */
    public Optional<SessionReset> reset() {
        return Optional.ofNullable(this.reset);
    }

    /** Makes the next migration run in a session that is put back by other means: this one was not reset after a commit. */
    public void wasNotReset() {
        if (!this.facts.pooled()) {
            markChanged();
        }
    }

    /** Makes sure it is reset before the next migration, if there is one in this session. */
    public void resetLater() {
        this.stale = true;
    }

    /** Resets the session, which must not be in a transaction, after an attempt: not everything ends with a rollback. */
    public void resetNow() throws SQLException {
        SessionReset reset = this.reset;
        if (reset == null || this.changed) {
            wasNotReset();
            return;
        }
        Connection jdbc = jdbc();
        jdbc.rollback();
        jdbc.setAutoCommit(true);
        try {
            reset.execute(jdbc);
        } catch (SQLException refused) {
            if (DatabaseErrors.isConnectionGone(refused)) {
                throw refused;
            }
            log.debug("Could not reset the session", refused);
            wasNotReset();
        }
        jdbc.setAutoCommit(false);
    }

    /**
     * From now on, only the last of several transactions in one round trip waits for the disk. Does nothing if the user
     * cannot make the server wait for those before it. Call it outside a transaction.
     */
    public void commitLazily() throws SQLException {
        try {
            awaitDisk();
            this.lazy = true;
        } catch (SQLException refused) {
            if (DatabaseErrors.isConnectionGone(refused)) {
                throw refused;
            }
            log.debug("Each commit waits for the disk", refused);
            jdbc().rollback();
        }
    }

    /** Whether a transaction need not wait for the disk if a later one in the same round trip does. */
    public boolean commitsLazily() {
        return this.lazy;
    }

    /** Ends the transaction, and waits until everything committed before is on disk: then it may be reported. */
    public void awaitDisk() throws SQLException {
        Connection jdbc = jdbc();
        jdbc.rollback();
        try (Statement statement = jdbc.createStatement()) {
            statement.execute("SELECT pg_catalog.pg_logical_emit_message(true, 'applied-set', '')");
        }
        jdbc.commit();
    }

    /** Work on the connection. */
    public interface Work<T, E extends Exception> {

        T on(Connection jdbc) throws SQLException, E;
    }

    /**
     * Begins a transaction and takes the migration lock in it.
     *
     * @param waiting how many migrations are waiting for the lock, for messages
     * @param others asked while another process holds the lock
     */
    public void acquireLock(TransactionSettings settings, int waiting, AdvisoryLock.Progress others)
            throws SQLException {
        this.lock.acquire(jdbc(), settings, waiting, others);
    }

    /**
     * Prepares the connection, and does the work in a transaction that holds the migration lock. The work commits;
     * anything uncommitted is rolled back.
     *
     * @param settings for the transaction, given the server facts
     * @param waiting how many migrations are waiting for the lock, for messages
     */
    public <T, E extends Exception> T locked(TransactionSettings.Source settings, int waiting, Work<T, E> work)
            throws SQLException, E {
        prepare();
        acquireLock(settings.given(this.facts), waiting, () -> false);
        try {
            return work.on(jdbc());
        } finally {
            rollBackQuietly();
        }
    }

    /**
     * Does the work outside a transaction, while the session holds the migration lock. Afterwards the connection is in
     * auto-commit mode, and the next {@link #renewIfChanged} renews its session.
     *
     * @param settings for the session
     */
    public <T, E extends Exception> T lockedOutsideTransactions(
            TransactionSettings settings, int waiting, Work<T, E> work) throws SQLException, E {
        Connection jdbc = jdbc();
        markChanged();
        jdbc.rollback();
        jdbc.setAutoCommit(true);
        this.lock.acquireForSession(jdbc, settings, waiting);
        try {
            return work.on(jdbc);
        } finally {
            rollBackQuietly();
            this.lock.release(jdbc);
        }
    }

    /** Ends the transaction, if one is open and the connection is alive. */
    public void rollBackQuietly() {
        try {
            Connection jdbc = jdbc();
            if (!jdbc.isClosed() && !jdbc.getAutoCommit()) {
                rollBack(jdbc);
            }
        } catch (SQLException connectionLost) {
            log.debug("Could not roll back; the server will", connectionLost);
        }
    }

    /**
     * Locks of the session outlive a transaction, and after it a pooler gives the session to another client: so both are
     * ended in one message.
     */
    private void rollBack(Connection jdbc) throws SQLException {
        if (this.facts.pooled() && this.ranMigration) {
            try (Statement statement = jdbc.createStatement()) {
                statement.execute("ROLLBACK; " + UNLOCK);
            }
        } else {
            jdbc.rollback();
        }
        this.ranMigration = false;
    }

    /** While it is open, {@link #cancelStatement} cancels the running statement. */
    public Cancellable cancellable() {
        this.runsMigration = true;
        this.ranMigration = true;
        return () -> this.runsMigration = false;
    }

    /** The time during which a migration's statements may be cancelled. */
    public interface Cancellable extends AutoCloseable {

        @Override
        void close();
    }

    /** Cancels the migration's running statement, if any; called from another thread. */
    void cancelStatement() {
        try {
            if (this.runsMigration) {
                jdbc().unwrap(PGConnection.class).cancelQuery();
            }
        } catch (SQLException connectionLost) {
            log.debug("Could not cancel the statement", connectionLost);
        }
    }

    /** Records that a migration may have changed the session: the next one must not see the changes. */
    public void markChanged() {
        this.changed = true;
    }

    /**
     * Records changes that a migration may have made to the session and that PostgreSQL cannot undo.
     *
     * @param names settings whose names have a dot, which stay defined; anything else has no dot
     */
    public void markLasting(Set<String> names) {
        this.lasting.addAll(names);
    }

    /** Whether the application gets a new connection if this one cannot be put back. */
    public boolean isReplaceable() {
        return this.borrowed.handout().isReplaceable();
    }

    /** Whether the connection is the application's only one, which is never closed. */
    public boolean isKept() {
        return this.borrowed.handout().kept();
    }

    /** Continues in a session without the changes of a migration, if one may have changed the current session. */
    public void renewIfChanged(int waiting) throws SQLException {
        if (this.stale) {
            this.stale = false;
            resetNow();
        }
        if (this.changed) {
            if (!putBack() && !isKept()) {
                reconnect(waiting);
            }
            this.changed = false;
            prepare();
        }
    }

    /** Behind a pooler, each statement may go to a different session, and a migration leaves no trace there. */
    private boolean putBack() {
        return !this.facts.pooled() && this.borrowed.putBack(this.lasting);
    }

    /**
     * Continues on a new connection, even if the current one was lost; waits for a server that restarts.
     *
     * @param waiting how many migrations are waiting, for the message
     * @throws DatabaseAccessException if there is none for half a minute, or the failure is permanent
     */
    public void reconnect(int waiting) {
        this.borrowed.throwAway();
        long start = System.nanoTime();
        while (true) {
            try {
                this.borrowed = BorrowedConnection.from(this.dataSource);
                this.changed = false;
                this.stale = false;
                this.inspected = false;
                this.lasting.clear();
                return;
            } catch (DatabaseAccessException unreachable) {
                boolean mayPass = DatabaseErrors.mayPass(unreachable);
                if (!mayPass || Duration.ofNanos(System.nanoTime() - start).compareTo(LONGEST_OUTAGE) > 0) {
                    throw unreachable;
                }
                log.debug("The server is not back yet", unreachable);
                Pause.between(SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS, waiting);
            }
        }
    }

    /**
     * Counts trackers that the connection uses.
     *
     * @param wear null if it does not matter
     */
    public void tire(@Nullable ConnectionWear wear, int trackers) throws SQLException {
        if (wear != null) {
            this.worn |= wear.isWornBy(jdbc().unwrap(PGConnection.class).getBackendPID(), trackers);
        }
    }

    @Override
    public void close() {
        Consumer<Session> keeper = this.keeper;
        if (keeper != null && this.endedWell && isAsItWas()) {
            keeper.accept(this);
        } else {
            end();
        }
    }

    /** Whether the session is still as it was found; leaves no transaction open. */
    private boolean isAsItWas() {
        if (!this.used
                || this.reset == null
                || this.changed
                || this.stale
                || this.worn
                || this.lazy
                || !this.lasting.isEmpty()) {
            return false;
        }
        try {
            Connection jdbc = jdbc();
            if (!jdbc.getAutoCommit()) {
                jdbc.rollback();
                jdbc.setAutoCommit(true);
            }
            return true;
        } catch (SQLException connectionLost) {
            log.debug("Could not keep the session", connectionLost);
            return false;
        }
    }

    void end() {
        if (this.worn && isReplaceable() && !isKept()) {
            this.borrowed.throwAway();
        } else if (!this.used || putBack()) {
            this.borrowed.giveBack();
        } else if (isKept()) {
            log.warn("The session of the application's only connection could not be put back");
            this.borrowed.giveBack();
        } else {
            this.borrowed.throwAway();
        }
    }
}
