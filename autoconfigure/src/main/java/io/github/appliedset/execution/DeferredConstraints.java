package io.github.appliedset.execution;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The checks that a commit would make. */
final class DeferredConstraints {

    private DeferredConstraints() {}

    /** Runs them now, then defers them again as a new transaction would. */
    static void check(Connection jdbc) throws SQLException, StepEnded {
        try (Statement statement = jdbc.createStatement()) {
            statement.execute("SET CONSTRAINTS ALL IMMEDIATE");
            String deferred;
            try (ResultSet row = statement.executeQuery("""
                    SELECT pg_catalog.string_agg(DISTINCT pg_catalog.format('%I.%I', n.nspname, c.conname), ', ')
                    FROM pg_catalog.pg_constraint c JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace
                    WHERE c.condeferred""")) {
                deferred = row.next() ? row.getString(1) : null;
            }
            if (deferred != null) {
                statement.execute("SET CONSTRAINTS " + deferred + " DEFERRED");
            }
        } catch (SQLException failure) {
            throw StepEnded.failed(StatementFailure.atCommit(failure));
        }
    }
}
