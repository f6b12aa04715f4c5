package io.github.appliedset.execution;

import io.github.appliedset.text.Log;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Indexes in PostgreSQL's catalog. An invalid one was never completed: it is updated by every write, and never read.
 */
final class Indexes {

    private static final Log log = Log.of(Indexes.class);
    /**
     * Building or rebuilding an index takes this lock on its table, and so does VACUUM. Unlike the progress of another
     * role's session, locks are visible to every user.
     */
    private static final String INVALID_AND_NOT_IN_WORK = """
            NOT i.indisvalid AND NOT EXISTS (
                SELECT FROM pg_catalog.pg_locks l
                JOIN pg_catalog.pg_stat_activity a ON a.pid OPERATOR(pg_catalog.=) l.pid
                WHERE l.relation OPERATOR(pg_catalog.=) i.indrelid AND l.granted
                  AND l.mode OPERATOR(pg_catalog.=) 'ShareUpdateExclusiveLock'
                  AND l.database OPERATOR(pg_catalog.=) (
                      SELECT d.oid FROM pg_catalog.pg_database d
                      WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database())
                  AND l.pid OPERATOR(pg_catalog.<>) pg_catalog.pg_backend_pid() AND a.usesysid IS NOT NULL)
            AND\s""";

    private Indexes() {}

    /**
     * Drops invalid indexes that no session is working on.
     *
     * @param condition SQL condition on {@code i} (pg_index) and {@code c} (pg_class) that selects the indexes
     * @param parameters its values
     */
    static void dropInvalid(Connection connection, String condition, String... parameters) throws SQLException {
        for (String index : find(connection, INVALID_AND_NOT_IN_WORK + condition, parameters)) {
            log.warn("Dropping invalid index {}, left by an interrupted statement", index);
            try (Statement statement = connection.createStatement()) {
                statement.execute("DROP INDEX CONCURRENTLY " + index);
            }
        }
    }

    /**
     * Names of the indexes that meet a condition, qualified and quoted for use in SQL. The index of a partitioned table
     * is never included: it is invalid by design until each partition has its own.
     */
    static List<String> find(Connection connection, String condition, String... parameters) throws SQLException {
        String sql = """
                SELECT pg_catalog.format('%I.%I', n.nspname, c.relname)
                FROM pg_catalog.pg_index i
                JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) i.indexrelid
                JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
                WHERE c.relkind OPERATOR(pg_catalog.=) 'i' AND n.nspname OPERATOR(pg_catalog.!~) '^pg_' AND\s""" + condition + " ORDER BY 1";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int parameter = 0; parameter < parameters.length; parameter++) {
                statement.setString(parameter + 1, parameters[parameter]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                List<String> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
                return found;
            }
        }
    }
}
