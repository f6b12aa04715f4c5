package io.github.appliedset.align;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;

/** Something that a rollback may take away: what that is, is measured at the moment before the rollback. */
interface Suspicion {

    /** What would be lost; none if it is nothing. */
    List<Loss> measure(Connection connection) throws SQLException;

    /** A look at one table. */
    interface Look {

        List<Loss> at(Statement statement) throws SQLException;
    }

    /**
     * Looks at a table that nobody writes from now on until the transaction ends, so that a rollback that was agreed to takes
     * no more. What the server refuses to tell counts as a loss.
     *
     * @param table qualified and quoted for use in SQL
     * @param object what is named if it cannot be looked at
     * @param known what is known even then, as the beginning of a sentence
     */
    static List<Loss> lookedAt(Connection connection, String table, String object, String known, Look look)
            throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        try (Statement statement = connection.createStatement()) {
            statement.execute("LOCK TABLE ONLY " + table + " IN ACCESS EXCLUSIVE MODE");
            String rowSecurity = rowSecurity(statement);
            // An error instead of hidden rows.
            statement.execute("SET LOCAL row_security = off");
            List<Loss> losses = look.at(statement);
            statement.execute("SET LOCAL row_security = " + (rowSecurity.equals("off") ? "off" : "on"));
            return losses;
        } catch (SQLException refused) {
            backTo(savepoint, connection, refused);
            return List.of(new Loss(
                    object,
                    known + "cannot be measured: "
                            + String.valueOf(refused.getMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse("")));
        }
    }

    private static String rowSecurity(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT pg_catalog.current_setting('row_security')")) {
            row.next();
            return row.getString(1);
        }
    }

    /**
     * Goes on after a refusal.
     *
     * @throws SQLException the refusal, if the connection is lost
     */
    static void backTo(Savepoint savepoint, Connection connection, SQLException refused) throws SQLException {
        try {
            connection.rollback(savepoint);
        } catch (SQLException gone) {
            refused.addSuppressed(gone);
            throw refused;
        }
    }
}
