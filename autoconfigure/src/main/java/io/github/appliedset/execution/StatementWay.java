package io.github.appliedset.execution;

import io.github.appliedset.session.Session;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Chooses how all statements of a run are sent. */
public final class StatementWay {

    private StatementWay() {}

    /** The way that the session allows, for one transaction. */
    static Statements over(Session session) throws SQLException {
        return session.pipelines() && missing(session) == null ? new Pipeline(session) : new OneByOne(session.jdbc());
    }

    /**
     * What the driver lacks, so that statements are sent one by one although the session would allow sending them together.
     *
     * @return null if it lacks nothing, or the session does not allow it
     */
    public static @Nullable String missingInDriver(Session session) throws SQLException {
        return session.pipelines() ? missing(session) : null;
    }

    /** Whether several transactions may share a round trip, with a session that is reset between them. */
    public static boolean takesSeveralTransactions(Session session) throws SQLException {
        return session.reset().isPresent() && session.pipelines() && missing(session) == null;
    }

    private static @Nullable String missing(Session session) {
        try {
            Pipeline.rehearse(session.jdbc());
            return null;
        } catch (SQLException | RuntimeException | LinkageError other) {
            return other.toString();
        }
    }
}
