package io.github.appliedset.execution;

import io.github.appliedset.text.Log;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * {@code ALTER TABLE ... DETACH PARTITION ... CONCURRENTLY}. If it fails, the partition may be left half detached, and
 * PostgreSQL refuses a second attempt: only {@code FINALIZE} completes it.
 *
 * @param table the partitioned table, as written in the statement
 * @param partition the partition, as written in the statement
 */
record ConcurrentDetach(String table, String partition) implements ConcurrentStatement {

    private static final Log log = Log.of(ConcurrentDetach.class);
    private static final SqlPattern STATEMENT = SqlPattern.of(
            "ALTER TABLE (?:IF EXISTS )?(?:ONLY )?(?<table>%s) DETACH PARTITION (?<partition>%s) CONCURRENTLY ?");

    static Optional<ConcurrentDetach> in(String sql) {
        return STATEMENT.in(sql).map(parts -> new ConcurrentDetach(parts.group("table"), parts.group("partition")));
    }

    @Override
    public boolean settle(Connection connection, Attempt attempt) throws SQLException {
        if (!isPending(connection)) {
            return false;
        }
        log.warn("Finishing the interrupted detach of partition {} from {}", this.partition, this.table);
        try (Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE " + this.table + " DETACH PARTITION " + this.partition + " FINALIZE");
        }
        return true;
    }

    private boolean isPending(Connection connection) throws SQLException {
        String sql = "SELECT FROM pg_catalog.pg_inherits h WHERE h.inhdetachpending"
                + " AND h.inhparent OPERATOR(pg_catalog.=) pg_catalog.to_regclass(?)"
                + " AND h.inhrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(?)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, this.table);
            statement.setString(2, this.partition);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }
}
