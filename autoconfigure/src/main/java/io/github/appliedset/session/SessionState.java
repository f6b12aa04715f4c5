package io.github.appliedset.session;

import io.github.appliedset.postgres.LateQuery;
import io.github.appliedset.postgres.SqlLiteral;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a session has beyond its transaction and beyond what a new session of the same user would have. Pools set some of
 * it in each new session; a migration may change all of it.
 *
 * <p>A setting whose name has a dot is missing, unless an extension defines it: PostgreSQL does not list those.
 *
 * @param user the session's user
 * @param role the role it acts as; {@code none} for the user itself
 * @param settings SQL that sets those set in the session, as columns of a query; null if there are none
 * @param idleTimeout {@code idle_session_timeout} if it was set in the session; a run sets its own
 * @param temporary temporary objects, in one text, which is empty if there are none
 * @param locks advisory locks
 * @param channels notifications that it listens for
 * @param cursors cursors that outlive their transaction
 * @param prepared statements prepared by SQL
 * @param driverPrepared whether the driver has prepared statements
 */
record SessionState(
        String user,
        String role,
        @Nullable String settings,
        @Nullable String idleTimeout,
        String temporary,
        List<String> locks,
        List<String> channels,
        List<String> cursors,
        List<String> prepared,
        boolean driverPrepared) {

    private static final String TEMPORARY = """
            FROM (SELECT 'relation', oid, relnamespace FROM pg_catalog.pg_class
                  UNION ALL SELECT 'function', oid, pronamespace FROM pg_catalog.pg_proc
                  UNION ALL SELECT 'type', oid, typnamespace FROM pg_catalog.pg_type) o (kind, oid, namespace)
            WHERE namespace OPERATOR(pg_catalog.=) pg_catalog.pg_my_temp_schema()""";

    /**
     * Works with any search path: names and operators are those of {@code pg_catalog}. It goes through all settings only
     * once, calls the functions underlying the views, and searches tables only if there is a temporary schema.
     */
    private static final String QUERY = """
            pg_catalog.current_setting('session_authorization'), pg_catalog.current_setting('role'),
            (SELECT ARRAY[pg_catalog.string_agg(pg_catalog.format('pg_catalog.set_config(%%L, %%L, false)', name, setting),
                                                ', ' ORDER BY name)
                            FILTER (WHERE name OPERATOR(pg_catalog.<>) ALL (CAST('{idle_session_timeout,transaction_isolation,
                                    transaction_read_only,transaction_deferrable}' AS pg_catalog.text[]))),
                          pg_catalog.max(setting) FILTER (WHERE name OPERATOR(pg_catalog.=) 'idle_session_timeout')]
               FROM pg_catalog.pg_show_all_settings() WHERE source OPERATOR(pg_catalog.=) 'session'),
            CASE WHEN pg_catalog.pg_my_temp_schema() OPERATOR(pg_catalog.<>) 0::pg_catalog.oid
                 THEN %s ELSE '' END,
            ARRAY(SELECT pg_catalog.concat_ws(' ', classid, objid, objsubid, mode) AS lock
                    FROM pg_catalog.pg_lock_status()
                   WHERE locktype OPERATOR(pg_catalog.=) 'advisory'
                     AND pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid()
                   ORDER BY lock),
            ARRAY(SELECT channel FROM pg_catalog.pg_listening_channels() channels (channel) ORDER BY channel),
            ARRAY(SELECT name FROM pg_catalog.pg_cursor() WHERE is_holdable ORDER BY name),
            ARRAY(SELECT name FROM pg_catalog.pg_prepared_statement() WHERE from_sql ORDER BY name),
            EXISTS (SELECT FROM pg_catalog.pg_prepared_statement() WHERE NOT from_sql)""".formatted(
                    LateQuery.values("pg_catalog.concat_ws(' ', kind, oid)", SqlLiteral.of(TEMPORARY)))
            .replaceAll("\\s+", " ");

    /** Call it outside a transaction. */
    static SessionState read(Connection connection) throws SQLException {
        return read(connection, "SELECT " + QUERY, 0);
    }

    /**
     * Puts the session of the connection, which must not be in a transaction, into this state.
     *
     * @return whether it is now in this state
     * @throws SQLException if it cannot be put into it
     */
    boolean putBack(Connection connection) throws SQLException {
        SessionState now = readWithoutOurs(connection);
        if (isSameAs(now)) {
            return true;
        }
        execute(connection, statements(now));
        return isSameAs(readWithoutOurs(connection));
    }

    /** Whether {@code DISCARD ALL} takes nothing away but settings and statements that the driver prepared. */
    boolean isSettingsAlone() {
        return this.temporary.isEmpty()
                && this.locks.isEmpty()
                && this.channels.isEmpty()
                && this.cursors.isEmpty()
                && this.prepared.isEmpty();
    }

    /**
     * A query that puts the user, the role and the settings of a session that has none of its own into this state.
     *
     * @param login the user that has connected
     * @return null if there is nothing to set
     */
    @Nullable
    String setAgain(String login) {
        List<String> calls = new ArrayList<>();
        if (!this.user.equals(login)) {
            calls.add(set("session_authorization", this.user));
        }
        if (!this.role.equals("none")) {
            calls.add(set("role", this.role));
        }
        if (this.idleTimeout != null) {
            calls.add(set("idle_session_timeout", this.idleTimeout));
        }
        if (this.settings != null) {
            calls.add(this.settings);
        }
        return calls.isEmpty() ? null : "SELECT " + String.join(", ", calls);
    }

    private static String set(String name, String value) {
        return "pg_catalog.set_config('" + name + "', " + literal(value) + ", false)";
    }

    private boolean isSameAs(SessionState now) {
        return equals(now.driverPrepared && !this.driverPrepared ? now.withoutDriverPrepared() : now);
    }

    private SessionState withoutDriverPrepared() {
        return new SessionState(
                this.user,
                this.role,
                this.settings,
                this.idleTimeout,
                this.temporary,
                this.locks,
                this.channels,
                this.cursors,
                this.prepared,
                false);
    }

    /** Resets first what every run sets. What sequences have returned cannot be compared, so it is always discarded. */
    private SessionState readWithoutOurs(Connection connection) throws SQLException {
        return read(
                connection,
                "SELECT pg_catalog.set_config('idle_session_timeout', " + literal(this.idleTimeout) + ", false), "
                        + QUERY + "; DISCARD SEQUENCES",
                1);
    }

    private static SessionState read(Connection connection, String sql, int before) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            ResultSet row = statement.getResultSet();
            row.next();
            @Nullable
            String[] settings = (@Nullable String[]) row.getArray(before + 3).getArray();
            return new SessionState(
                    row.getString(before + 1),
                    row.getString(before + 2),
                    settings[0],
                    settings[1],
                    row.getString(before + 4),
                    texts(row.getArray(before + 5)),
                    texts(row.getArray(before + 6)),
                    texts(row.getArray(before + 7)),
                    texts(row.getArray(before + 8)),
                    row.getBoolean(before + 9));
        }
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }

    private String statements(SessionState now) {
        List<String> statements = new ArrayList<>(List.of(
                "RESET SESSION AUTHORIZATION",
                "SELECT pg_catalog.set_config('session_authorization', " + literal(this.user) + ", false)",
                "SELECT pg_catalog.set_config('role', " + literal(this.role) + ", false)",
                "SELECT pg_catalog.set_config('search_path', 'pg_catalog', false)",
                """
                SELECT pg_catalog.count(pg_catalog.set_config(name, NULL, false))
                FROM pg_catalog.pg_settings
                WHERE context IN ('user', 'superuser') AND name NOT LIKE 'transaction\\_%'
                  AND source = 'session' AND name <> 'idle_session_timeout'"""));
        if (this.settings != null) {
            statements.add("SELECT " + this.settings);
        }
        // What the session had before is left alone: it is either still there, or found missing.
        if (this.temporary.isEmpty() && !now.temporary.isEmpty()) {
            statements.add("DISCARD TEMP");
        }
        if (this.locks.isEmpty() && !now.locks.isEmpty()) {
            statements.add("SELECT pg_catalog.pg_advisory_unlock_all()");
        }
        if (this.channels.isEmpty() && !now.channels.isEmpty()) {
            statements.add("UNLISTEN *");
        }
        now.cursors.stream()
                .filter(cursor -> !this.cursors.contains(cursor))
                .forEach(cursor -> statements.add("CLOSE " + quoted(cursor)));
        now.prepared.stream()
                .filter(name -> !this.prepared.contains(name))
                .forEach(name -> statements.add("DEALLOCATE " + quoted(name)));
        return String.join(";\n", statements);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        }
    }

    private static String literal(@Nullable String text) {
        return text == null ? "NULL" : SqlLiteral.of(text);
    }

    private static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }
}
