package io.github.appliedset.execution;

import io.github.appliedset.migration.Step;
import io.github.appliedset.postgres.SqlLiteral;
import io.github.appliedset.session.ServerFacts;
import io.github.appliedset.session.Session;
import io.github.appliedset.text.Log;
import io.github.appliedset.tracker.UnfinishedMigrations;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The note of one step in the table of unfinished migrations. It is written as the role of the session, whatever role or
 * user the statements of the step have set; the session returns to those when the transaction ends.
 */
final class StepNote {

    private static final Log log = Log.of(StepNote.class);

    private final Session session;
    private final UnfinishedMigrations unfinished;
    private final Step step;

    StepNote(Session session, UnfinishedMigrations unfinished, Step step) {
        this.session = session;
        this.unfinished = unfinished;
        this.step = step;
    }

    /** A change of the note. */
    interface Change<T> {

        T in(UnfinishedMigrations unfinished, Connection connection) throws SQLException;
    }

    /** Changes the note in a transaction of its own. */
    <T> T change(Change<T> change) throws SQLException {
        Connection jdbc = this.session.jdbc();
        begin();
        try {
            T result = changeInTransaction(change);
            jdbc.commit();
            return result;
        } finally {
            endTransaction(jdbc);
        }
    }

    /** Begins a transaction that can change the note, even if the step has made later transactions read-only. */
    void begin() throws SQLException {
        this.session.jdbc().setAutoCommit(false);
        try (Statement statement = this.session.jdbc().createStatement()) {
            statement.execute("SET TRANSACTION READ WRITE");
        }
    }

    private void endTransaction(Connection jdbc) {
        this.session.rollBackQuietly();
        try {
            jdbc.setAutoCommit(true);
        } catch (SQLException connectionLost) {
            log.debug("Could not end the transaction; the server will", connectionLost);
        }
    }

    /** Changes the note in the current transaction, which must already have done everything else. */
    <T> T changeInTransaction(Change<T> change) throws SQLException {
        asTheSession();
        return change.in(this.unfinished, this.session.jdbc());
    }

    private void asTheSession() throws SQLException {
        ServerFacts facts = this.session.facts();
        try (Statement statement = this.session.jdbc().createStatement()) {
            boolean anotherUser;
            try (ResultSet row = statement.executeQuery("SELECT SESSION_USER")) {
                row.next();
                anotherUser = !row.getString(1).equals(facts.user());
            }
            if (anotherUser) {
                statement.execute("SET LOCAL SESSION AUTHORIZATION DEFAULT");
            }
            statement.execute("SELECT pg_catalog.set_config('role', " + SqlLiteral.of(facts.role()) + ", true)");
        }
    }
}
