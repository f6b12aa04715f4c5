package io.github.appliedset.execution;

import io.github.appliedset.session.Session;
import java.sql.SQLException;

/** Chooses the way of all statements of a run. */
final class StatementWay {

    private StatementWay() {}

    /** The way that the session allows, for one transaction. */
    static Statements over(Session session) throws SQLException {
        return session.pipelines() ? new Pipeline(session) : new OneByOne(session.jdbc());
    }
}
