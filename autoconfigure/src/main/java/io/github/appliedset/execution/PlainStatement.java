package io.github.appliedset.execution;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** One statement through JDBC. */
final class PlainStatement {

    private static final int ROWS_AT_A_TIME = 1000;

    private PlainStatement() {}

    /**
     * Executes it, logs its warnings, and reads every result to its end: the server does not finish a query whose rows are
     * not fetched.
     *
     * @param manyRows whether to fetch the rows in pieces
     */
    static void execute(Connection connection, String sql, boolean manyRows) throws SQLException {
        try (Statement sent = connection.createStatement()) {
            // {fn ...} and the like are JDBC's, not SQL's.
            sent.setEscapeProcessing(false);
            if (manyRows) {
                sent.setFetchSize(ROWS_AT_A_TIME);
            }
            boolean isResult = sent.execute(sql);
            while (isResult || sent.getUpdateCount() != -1) {
                if (isResult) {
                    drain(sent.getResultSet());
                }
                isResult = sent.getMoreResults();
            }
            WarningLog.log("PostgreSQL", sent.getWarnings());
        }
    }

    /** The same for one statement that changes rows; returns how many, or how many it returned. */
    static long executeAndCount(Connection connection, String sql) throws SQLException {
        try (Statement sent = connection.createStatement()) {
            sent.setEscapeProcessing(false);
            long rows = 0;
            if (sent.execute(sql)) {
                try (ResultSet returned = sent.getResultSet()) {
                    while (returned.next()) {
                        rows++;
                    }
                }
            } else {
                rows = sent.getLargeUpdateCount();
            }
            WarningLog.log("PostgreSQL", sent.getWarnings());
            return rows;
        }
    }

    private static void drain(ResultSet rows) throws SQLException {
        try (rows) {
            while (rows.next()) {
                // Only so that the server finishes the query.
            }
        }
    }
}
