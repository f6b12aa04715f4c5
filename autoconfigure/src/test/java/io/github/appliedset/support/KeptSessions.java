package io.github.appliedset.support;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * Short statements of tests, in one session for each role or database that stays open between them: a new session costs the
 * server more than most of what is asked in it. A session is reset after each use, so nobody sees what another left in it.
 */
public final class KeptSessions implements AutoCloseable {

    /** What is about sessions, their settings, or what only a new session sees. */
    private static final Pattern ABOUT_SESSIONS = Pattern.compile(
            "(?i)\\b(DATABASE|ROLE|USER|SYSTEM|SHOW|current_setting|pg_settings|pg_reload_conf|pg_backend_pid"
                    + "|pg_terminate_backend|pg_cancel_backend|pg_stat_\\w+)\\b");

    private final Function<String, DataSource> dataSources;
    private final Map<String, Connection> idle = new ConcurrentHashMap<>();

    /** {@code dataSources} gives those of a role or of a database. */
    public KeptSessions(Function<String, DataSource> dataSources) {
        this.dataSources = dataSources;
    }

    /** Runs each text, outside a transaction. */
    public void execute(String of, String... statements) {
        use(of, String.join("; ", statements), session -> {
            for (String sql : statements) {
                Sql.execute(session, sql);
            }
            return List.of();
        });
    }

    /** The first column of a query's rows, as text. */
    public List<String> firstColumn(String of, String sql) {
        return use(of, sql, session -> Sql.firstColumn(session, sql));
    }

    private List<String> use(String of, String text, Work work) {
        boolean ofItsOwn = ABOUT_SESSIONS.matcher(text).find();
        if (ofItsOwn) {
            close();
        }
        try {
            Connection session = taken(of);
            boolean isReset = false;
            try {
                List<String> result = work.in(session);
                isReset = !ofItsOwn && isReset(session);
                return result;
            } finally {
                if (!isReset || this.idle.putIfAbsent(of, session) != null) {
                    session.close();
                }
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(text, failure);
        }
    }

    /** The one that is idle, unless the server has ended it; where another thread has it, a new one. */
    private Connection taken(String of) throws SQLException {
        Connection session = this.idle.remove(of);
        if (session != null) {
            if (session.isValid(0)) {
                return session;
            }
            session.close();
        }
        return this.dataSources.apply(of).getConnection();
    }

    private static boolean isReset(Connection session) {
        try {
            Sql.execute(session, "DISCARD ALL");
            return true;
        } catch (SQLException inTransaction) {
            return false;
        }
    }

    /** Ends those that nobody uses. */
    @Override
    public void close() {
        for (String of : List.copyOf(this.idle.keySet())) {
            Connection session = this.idle.remove(of);
            try {
                if (session != null) {
                    session.close();
                }
            } catch (SQLException failure) {
                throw new IllegalStateException(of, failure);
            }
        }
    }

    @FunctionalInterface
    private interface Work {

        List<String> in(Connection session) throws SQLException;
    }
}
