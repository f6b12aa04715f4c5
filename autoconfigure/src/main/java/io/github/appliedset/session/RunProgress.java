package io.github.appliedset.session;

import io.github.appliedset.migration.Step;
import io.github.appliedset.text.Log;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Periodically logs the progress of a long migration, so that nobody stops a start that seems stuck. It queries
 * PostgreSQL on its own thread and connection; an exhausted pool costs the details, not the migration, and so does a
 * {@code DataSource} whose only connection is the migration's.
 */
public final class RunProgress {

    private static final Log log = Log.of(RunProgress.class);
    private static final String INDEX = """
            SELECT p.command, CAST(p.relid AS pg_catalog.regclass), p.phase, p.blocks_done, p.blocks_total, p.tuples_done,
                   p.tuples_total, p.partitions_done, p.partitions_total
            FROM pg_catalog.pg_stat_progress_create_index p WHERE p.pid OPERATOR(pg_catalog.=) %s""";
    private static final String BLOCKERS = """
            SELECT b.pid, b.application_name, COALESCE(b.state, 'state unknown'), b.xact_start
            FROM pg_catalog.pg_stat_activity b
            WHERE b.pid OPERATOR(pg_catalog.=) ANY (pg_catalog.pg_blocking_pids(%s)) ORDER BY b.pid""";
    private static final String WAIT = """
            SELECT a.wait_event_type, a.wait_event FROM pg_catalog.pg_stat_activity a
            WHERE a.pid OPERATOR(pg_catalog.=) %s AND a.wait_event_type OPERATOR(pg_catalog.<>) 'Lock'""";

    private record Running(String subject, long start) {}

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
        begin(step.subject());
    }

    /**
     * Something begins.
     *
     * @param subject what it is, at the start of a sentence
     */
    public void begin(String subject) {
        long now = System.nanoTime();
        this.lookAt = now + this.every.toNanos();
        this.running = new Running(subject, now);
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
                        seen.subject(),
                        Duration.ofNanos(System.nanoTime() - seen.start()).toSeconds(),
                        doing.isEmpty() ? "" : ": " + doing);
            }
        } finally {
            this.lookAt = System.nanoTime() + this.every.toNanos();
            this.asking.set(false);
        }
    }

    private String doing(Session session) {
        if (session.isKept()) {
            // There is no other connection: what is done on this one would end the transaction of the migration.
            return "";
        }
        try (Connection connection = this.dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            int pid = session.jdbc().unwrap(PGConnection.class).getBackendPID();
            String doing = Stream.of(
                            all(statement, INDEX.formatted(pid), RunProgress::index, "; "),
                            optional(
                                    "waits for ",
                                    all(statement, BLOCKERS.formatted(pid), RunProgress::blocker, " and ")),
                            all(statement, WAIT.formatted(pid), RunProgress::event, "; "))
                    .filter(part -> !part.isEmpty())
                    .collect(Collectors.joining("; "));
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
            return doing;
        } catch (SQLException | RuntimeException unknown) {
            log.debug("Could not find out what the migration is doing", unknown);
            return "";
        }
    }

    private interface Text {

        String of(ResultSet row) throws SQLException;
    }

    private static String all(Statement statement, String sql, Text text, String separator) throws SQLException {
        List<String> parts = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                parts.add(text.of(rows));
            }
        }
        return String.join(separator, parts);
    }

    private static String index(ResultSet row) throws SQLException {
        return row.getString(1) + " on " + row.getString(2) + ", " + row.getString(3) + part(row, "blocks")
                + part(row, "tuples") + part(row, "partitions");
    }

    private static String part(ResultSet row, String what) throws SQLException {
        long total = row.getLong(what + "_total");
        return total == 0
                ? ""
                : ", " + row.getLong(what + "_done") + " of " + total + " " + (what.equals("tuples") ? "rows" : what);
    }

    private static String blocker(ResultSet row) throws SQLException {
        return "pid " + row.getInt(1) + ", application_name '" + row.getString(2) + "', " + row.getString(3)
                + optional(", since ", row.getString(4));
    }

    private static String event(ResultSet row) throws SQLException {
        return "waits for " + row.getString(1) + " " + row.getString(2);
    }

    private static String optional(String before, @Nullable String text) {
        return text == null || text.isEmpty() ? "" : before + text;
    }
}
