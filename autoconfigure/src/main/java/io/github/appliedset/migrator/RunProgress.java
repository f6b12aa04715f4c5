package io.github.appliedset.migrator;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migrator.MigrationReport.Executed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says now and then what a long migration is doing, so that nobody watches a silent start and stops it. PostgreSQL is asked
 * on a thread and over a connection of its own; an exhausted pool costs the details, not the migration.
 */
final class RunProgress implements MigrationListener {

    private static final Logger log = LoggerFactory.getLogger(RunProgress.class);
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

    private record Running(Migration migration, long start) {}

    private final DataSource dataSource;
    private final Duration every;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile @Nullable Running running;
    private volatile long lookAt;

    RunProgress(DataSource dataSource, Duration every) {
        this.dataSource = dataSource;
        this.every = every;
    }

    @Override
    public void beforeMigration(Migrator migrator, Migration migration) {
        long now = System.nanoTime();
        this.lookAt = now + this.every.toNanos();
        this.running = new Running(migration, now);
    }

    @Override
    public void afterMigration(Migrator migrator, Executed executed) {
        this.running = null;
    }

    @Override
    public void migrationFailed(Migrator migrator, Migration migration, RuntimeException failure) {
        this.running = null;
    }

    @Override
    public void appliedElsewhere(Migrator migrator, Migration migration) {
        this.running = null;
    }

    /** Says what is to be said if it is time to; returns at once. */
    void look(MigrationConnection connection) {
        Running seen = this.running;
        if (seen != null && System.nanoTime() - this.lookAt >= 0 && this.asking.compareAndSet(false, true)) {
            Thread thread = new Thread(() -> say(seen, connection), "applied-set progress");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void say(Running seen, MigrationConnection connection) {
        try {
            String doing = doing(connection);
            if (seen.equals(this.running)) {
                log.info(
                        "Migration {} has been running for {} s{}",
                        seen.migration(),
                        Duration.ofNanos(System.nanoTime() - seen.start()).toSeconds(),
                        doing.isEmpty() ? "" : ": " + doing);
            }
        } finally {
            this.lookAt = System.nanoTime() + this.every.toNanos();
            this.asking.set(false);
        }
    }

    private String doing(MigrationConnection migration) {
        try (Connection connection = this.dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setInt(1, migration.jdbc().unwrap(PGConnection.class).getBackendPID());
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
