package io.github.appliedset.session;

import io.github.appliedset.text.Log;
import io.github.appliedset.text.Visible;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The sessions that hold locks on the tables a statement names. After a lock timeout the server no longer knows who
 * blocked the statement, only who still holds a lock on its tables.
 */
public final class Blockers {

    private static final Log log = Log.of(Blockers.class);
    private static final int SHOWN = 5;
    private static final int WORDS_LOOKED_AT = 500;
    private static final Pattern NAME =
            Pattern.compile("(?:\"(?:[^\"]|\"\")+\"|[\\p{L}_][\\w$]*)(?:\\.(?:\"(?:[^\"]|\"\")+\"|[\\p{L}_][\\w$]*))?");
    private static final String SQL = """
            WITH named AS (
                SELECT pg_catalog.to_regclass(name)::oid AS oid FROM unnest(?::text[]) AS names (name)
            ), locked AS (
                SELECT oid FROM named UNION SELECT indrelid FROM pg_catalog.pg_index JOIN named ON indexrelid = oid
            )
            SELECT NULL AS gid, NULL AS owner, a.xact_start AS since, 'pid ' || a.pid || ', application_name ''' || a.application_name || ''''
                   || COALESCE(', user ' || a.usename, '') || COALESCE(', ' || a.state, '')
                   || COALESCE(', since ' || a.xact_start, '')
                   || ', ' || pg_catalog.string_agg(DISTINCT l.mode || ' on ' || n.nspname || '.' || c.relname, ', ')
            FROM pg_catalog.pg_locks l
            JOIN pg_catalog.pg_stat_activity a USING (pid)
            JOIN pg_catalog.pg_class c ON c.oid = l.relation
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE l.locktype = 'relation' AND l.granted AND l.pid <> pg_catalog.pg_backend_pid()
              AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
              AND l.relation IN (SELECT oid FROM locked)
            GROUP BY a.pid, a.application_name, a.usename, a.state, a.xact_start
            UNION ALL
            SELECT DISTINCT p.gid, p.owner::pg_catalog.text, p.prepared, NULL
            FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_prepared_xacts p ON %s
            WHERE l.locktype = 'relation' AND l.database = (SELECT oid FROM pg_catalog.pg_database
                                                            WHERE datname = pg_catalog.current_database())
              AND l.relation IN (SELECT oid FROM locked)
            ORDER BY 3 NULLS LAST
            LIMIT %d""".formatted(PreparedTransaction.HOLDS_LOCK, SHOWN);

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
            StringBuilder lines = new StringBuilder();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String gid = rows.getString("gid");
                    lines.append("\nIn use by: ")
                            .append(Visible.line(
                                    gid == null
                                            ? rows.getString(4)
                                            : PreparedTransaction.describe(
                                                    gid, rows.getString("owner"), rows.getString("since"))));
                }
            }
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
            return lines.toString();
        } catch (SQLException unknown) {
            log.debug("Could not find out who holds the locks", unknown);
            return "";
        }
    }
}
