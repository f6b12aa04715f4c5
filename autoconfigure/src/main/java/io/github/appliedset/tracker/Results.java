package io.github.appliedset.tracker;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The rows of several queries that were sent together. */
final class Results {

    private final Statement statement;
    private final boolean beginsWithRows;
    private boolean begun;

    private Results(Statement statement, boolean beginsWithRows) {
        this.statement = statement;
        this.beginsWithRows = beginsWithRows;
    }

    /**
     * Sends the statements.
     *
     * @param statement stays open while the rows are read
     */
    static Results of(Statement statement, String sql) throws SQLException {
        return new Results(statement, statement.execute(sql));
    }

    /** The rows of the next statement that returns any; those before are closed. */
    ResultSet next() throws SQLException {
        boolean isRows = this.begun ? this.statement.getMoreResults() : this.beginsWithRows;
        this.begun = true;
        while (!isRows) {
            if (this.statement.getUpdateCount() == -1) {
                throw new SQLException("The DataSource does not pass on all results of a statement");
            }
            isRows = this.statement.getMoreResults();
        }
        return this.statement.getResultSet();
    }
}
