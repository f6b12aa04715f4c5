package io.github.appliedset.generate;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Many small queries, sent to the server together. */
final class QueriesTogether {

    /** More would hold more locks than a server has room for. */
    private static final int AT_ONCE = 100;

    private QueriesTogether() {}

    /** Takes what a query answers. */
    interface Answers {

        /**
         * Takes one row.
         *
         * @param query the place of the query among the others
         */
        void take(int query, ResultSet row) throws SQLException;
    }

    /** Runs queries, each of which has one row. */
    static void run(Connection connection, List<String> queries, Answers answers) throws SQLException {
        for (int from = 0; from < queries.size(); from += AT_ONCE) {
            int to = Math.min(from + AT_ONCE, queries.size());
            try (Statement statement = connection.createStatement()) {
                statement.setEscapeProcessing(false);
                statement.execute(String.join(";\n", queries.subList(from, to)));
                for (int query = from; query < to; query++) {
                    try (ResultSet row = statement.getResultSet()) {
                        row.next();
                        answers.take(query, row);
                    }
                    statement.getMoreResults();
                }
            }
        }
    }
}
