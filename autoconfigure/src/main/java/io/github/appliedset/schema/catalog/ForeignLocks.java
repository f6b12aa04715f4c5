package io.github.appliedset.schema.catalog;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Locks of other sessions that keep a definition from being shown. */
final class ForeignLocks {

    private static final String QUERY = """
            SELECT DISTINCT pg_catalog.format('%s by %s%s', l.relation::pg_catalog.regclass,
                       CASE WHEN l.pid IS NULL THEN pg_catalog.format('the prepared transaction %L', x.gid)
                            ELSE pg_catalog.format('process %s', l.pid) END,
                       CASE WHEN NOT l.granted THEN pg_catalog.format(', which waits for %s', (
                           SELECT pg_catalog.string_agg(CASE WHEN b OPERATOR(pg_catalog.=) 0 THEN 'a prepared transaction'
                                                             ELSE pg_catalog.format('process %s', b) END, ' and ')
                             FROM pg_catalog.unnest(pg_catalog.pg_blocking_pids(l.pid)) b)) END)
              FROM pg_catalog.pg_locks l
              JOIN pg_catalog.pg_database d ON d.oid OPERATOR(pg_catalog.=) l.database
              LEFT JOIN pg_catalog.pg_locks t
                   ON l.pid IS NULL AND t.pid IS NULL AND t.locktype OPERATOR(pg_catalog.=) 'transactionid'
                      AND t.virtualtransaction OPERATOR(pg_catalog.=) l.virtualtransaction
              LEFT JOIN pg_catalog.pg_prepared_xacts x ON x.transaction OPERATOR(pg_catalog.=) t.transactionid
             WHERE l.locktype OPERATOR(pg_catalog.=) 'relation'
               AND l.mode OPERATOR(pg_catalog.=) 'AccessExclusiveLock'
               AND d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()
             ORDER BY 1 LIMIT 5""";

    private ForeignLocks() {}

    /** The same failure with the locks that are the likely reason. */
    static SQLException explain(Connection connection, SQLException waitedTooLong) {
        List<String> locks = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(QUERY)) {
            while (rows.next()) {
                locks.add(rows.getString(1));
            }
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
        } catch (SQLException unknown) {
            waitedTooLong.addSuppressed(unknown);
        }
        return locks.isEmpty()
                ? waitedTooLong
                : new SQLException(
                        waitedTooLong.getMessage() + "\nLocked for everybody else: " + String.join(", ", locks),
                        waitedTooLong.getSQLState(),
                        waitedTooLong);
    }
}
