package io.github.appliedset.session;

import io.github.appliedset.migration.Step;
import io.github.appliedset.text.Log;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Periodically logs the progress of a long migration, so that nobody stops a start that seems stuck. It queries
 * PostgreSQL on its own thread and connection; an exhausted pool costs the details, not the migration.
 */
public final class RunProgress {

    private static final Log log = Log.of(RunProgress.class);
    private static final String SQL = """
            SELECT pg_catalog.concat_ws('; ',
                (SELECT pg_catalog.concat_ws(', ',
                        p.command || ' on ' || p.relid::pg_catalog.regclass,
                        p.phase,
                        CASE WHEN p.blocks_total > 0 THEN p.blocks_done || ' of ' || p.blocks_total || ' blocks' END,
                        CASE WHEN p.tuples_total > 0 THEN p.tuples_done || ' of ' || p.tuples_total || ' rows' END,
                        CASE WHEN p.partitions_total > 0
                             THEN p.partitions_done || ' of ' || p.partitions_total || ' partitions' END)
                   FROM pg_catalog.pg_stat_progress_create_index p WHERE p.pid = a.pid),
                (SELECT 'waits for ' || pg_catalog.string_agg(
                        'pid ' || b.pid || ', application_name ''' || b.application_name || ''', '
                        || COALESCE(b.state, 'state unknown') || COALESCE(', since ' || b.xact_start, ''), ' and ')
                   FROM pg_catalog.pg_stat_activity b WHERE b.pid = ANY (pg_catalog.pg_blocking_pids(a.pid))),
                CASE WHEN a.wait_event_type <> 'Lock' THEN 'waits for ' || a.wait_event_type || ' ' || a.wait_event END)
            FROM pg_catalog.pg_stat_activity a WHERE a.pid = ?""";

    private record Running(Step step, long start) {}

    private final DataSource dataSource;
    private final Duration every;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile @Nullable Running running;
    private volatile long lookAt;

    public RunProgress(DataSource dataSource, Duration every) {
        this.dataSource = dataSource;
        this.every = every;
    }

    /** A step begins. */
    public void begin(Step step) {
        long now = System.nanoTime();
        this.lookAt = now + this.every.toNanos();
        this.running = new Running(step, now);
    }

    /** The current step has ended. */
    public void end() {
        this.running = null;
    }

    /** Logs the progress of the step if it is due; returns at once. */
    void look(Session session) {
        Running seen = this.running;
        if (seen != null && System.nanoTime() - this.lookAt >= 0 && this.asking.compareAndSet(false, true)) {
            Thread thread = new Thread(() -> say(seen, session), "applied-set progress");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void say(Running seen, Session session) {
        try {
            String doing = doing(session);
            if (seen.equals(this.running)) {
                log.info(
                        "{} has been running for {} s{}",
                        seen.step().subject(),
                        Duration.ofNanos(System.nanoTime() - seen.start()).toSeconds(),
                        doing.isEmpty() ? "" : ": " + doing);
            }
        } finally {
            this.lookAt = System.nanoTime() + this.every.toNanos();
            this.asking.set(false);
        }
    }

    private String doing(Session session) {
        try (Connection connection = this.dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setInt(1, session.jdbc().unwrap(PGConnection.class).getBackendPID());
            String doing = "";
            try (ResultSet rows = statement.executeQuery()) {
                if (rows.next()) {
                    doing = rows.getString(1);
                }
            }
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
            return doing;
        } catch (SQLException | RuntimeException unknown) {
            log.debug("Could not find out what the migration is doing", unknown);
            return "";
        }
    }
}
