package io.github.appliedset.session;

import io.github.appliedset.text.Log;
import io.github.appliedset.text.Visible;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that hold locks on the tables a statement names. After a lock timeout the server no longer knows who
 * blocked the statement, only who still holds a lock on its tables.
 */
public final class Blockers {

    private static final Log log = Log.of(Blockers.class);
    private static final int SHOWN = 5;
    private static final int WORDS_LOOKED_AT = 500;

    /** Names in quotes longer than PostgreSQL's are text, such as JSON. Possessive, so that long text needs no stack. */
    private static final String PART = "(?:\"(?:[^\"]|\"\"){1,63}+\"|[\\p{L}_][\\w$]*+)";

    private static final Pattern NAME = Pattern.compile(PART + "(?:\\." + PART + ")?");
    private static final String SQL = """
            WITH named (oid) AS (
                SELECT pg_catalog.to_regclass(names.name)
                FROM pg_catalog.unnest(CAST(? AS pg_catalog.text[])) AS names (name)
            ), locked (oid) AS (
                SELECT CAST(named.oid AS pg_catalog.oid) FROM named
              UNION
                SELECT i.indrelid FROM pg_catalog.pg_index i JOIN named ON i.indexrelid OPERATOR(pg_catalog.=) named.oid
            )
            SELECT DISTINCT a.xact_start, a.pid, a.application_name, a.usename, a.state, l.mode, n.nspname, c.relname,
                   p.gid, p.owner, p.prepared
            FROM pg_catalog.pg_locks l
            LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid OPERATOR(pg_catalog.=) l.pid
            LEFT JOIN pg_catalog.pg_prepared_xacts p ON %s
            JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) l.relation
            JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
            WHERE l.locktype OPERATOR(pg_catalog.=) 'relation' AND l.granted
              AND (p.gid IS NOT NULL OR a.pid OPERATOR(pg_catalog.<>) pg_catalog.pg_backend_pid())
              AND l.database OPERATOR(pg_catalog.=) (
                  SELECT d.oid FROM pg_catalog.pg_database d
                  WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database())
              AND l.relation OPERATOR(pg_catalog.=) ANY (SELECT locked.oid FROM locked)
            ORDER BY a.xact_start NULLS LAST, a.pid, l.mode, n.nspname, c.relname,
                     p.gid""".formatted(PreparedTransaction.HOLDS_LOCK);

    private Blockers() {}

    /**
     * Describes them, each after a line break; empty if there are none.
     *
     * @param connection not in a failed transaction; the transaction begun here is rolled back
     */
    public static String of(String sql, Connection connection) {
        List<String> names = NAME.matcher(sql)
                .results()
                .map(MatchResult::group)
                .limit(WORDS_LOOKED_AT)
                .distinct()
                .toList();
        try (PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setArray(1, connection.createArrayOf("text", names.toArray()));
            Map<String, List<String>> locks = new LinkedHashMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    locks.computeIfAbsent(session(rows), first -> new ArrayList<>())
                            .add(lock(rows));
                }
            }
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
            return locks.entrySet().stream()
                    .limit(SHOWN)
                    .map(held ->
                            "\nIn use by: " + Visible.line(held.getKey() + ", " + String.join(", ", held.getValue())))
                    .collect(Collectors.joining());
        } catch (SQLException unknown) {
            log.debug("Could not find out who holds the locks", unknown);
            return "";
        }
    }

    private static String session(ResultSet row) throws SQLException {
        if (row.getString("gid") != null) {
            return PreparedTransaction.describe(
                    row.getString("gid"), row.getString("owner"), row.getString("prepared"));
        }
        return "pid " + row.getInt("pid") + ", application_name '" + row.getString("application_name") + "'"
                + optional(", user ", row.getString("usename")) + optional(", ", row.getString("state"))
                + optional(", since ", row.getString("xact_start"));
    }

    private static String optional(String before, @Nullable String text) {
        return text == null ? "" : before + text;
    }

    private static String lock(ResultSet row) throws SQLException {
        return row.getString("mode") + " on " + row.getString("nspname") + "." + row.getString("relname");
    }
}
