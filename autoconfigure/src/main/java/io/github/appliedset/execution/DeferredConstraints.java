package io.github.appliedset.execution;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The checks that a commit would make. */
final class DeferredConstraints {

    private DeferredConstraints() {}

    /** A statement that runs them, as the role that is in force now and not as the one that commits. */
    static final String CHECK_NOW = "SET CONSTRAINTS ALL IMMEDIATE";

    /** Runs them. */
    static void checkNow(Connection jdbc) throws SQLException {
        try (Statement statement = jdbc.createStatement()) {
            statement.execute(CHECK_NOW);
        }
    }

    /** Runs them, then defers them again as a new transaction would. */
    static void check(Connection jdbc) throws SQLException, StepEnded {
        try (Statement statement = jdbc.createStatement()) {
            statement.execute(CHECK_NOW);
            String deferred;
            try (ResultSet row = statement.executeQuery("""
                    SELECT pg_catalog.string_agg(DISTINCT pg_catalog.format('%I.%I', n.nspname, c.conname), ', ')
                    FROM pg_catalog.pg_constraint c
                    JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.connamespace
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
