package io.github.appliedset.session;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

/**
 * SQL that restores a session as it was before the first migration, for use after a commit: whatever was left behind is
 * discarded, and what the pool had set is set again. If a session had anything else, it cannot be restored.
 *
 * @param setAgain null if nothing was set
 */
public record SessionReset(@Nullable String setAgain) {

    private static final String DISCARD = "DISCARD ALL";

    /**
     * That of a session.
     *
     * @param before null if it is not known
     * @param login the user that has connected
     * @return null if that state could not be reached again
     */
    static @Nullable SessionReset to(@Nullable SessionState before, Connection jdbc, String login) {
        return before != null && before.isSettingsAlone() && (!before.driverPrepared() || driverNotices(jdbc))
                ? new SessionReset(before.setAgain(login))
                : null;
    }

    /** Makes the driver prepare its statements again after they were discarded, as it does unless configured otherwise. */
    private static boolean driverNotices(Connection jdbc) {
        try {
            jdbc.unwrap(BaseConnection.class).getQueryExecutor().setFlushCacheOnDeallocate(true);
            return true;
        } catch (SQLException | LinkageError notTold) {
            return false;
        }
    }

    /** The statements, to be sent after a commit with nothing following. */
    public List<String> statements() {
        return this.setAgain == null ? List.of(DISCARD) : List.of(DISCARD, this.setAgain);
    }

    /**
     * The same if another transaction follows: the settings get a transaction of their own, so that the next one cannot
     * revert them.
     */
    public List<String> statementsBetween() {
        return this.setAgain == null ? List.of(DISCARD) : List.of(DISCARD, "BEGIN", this.setAgain, "COMMIT");
    }

    /** Executes them one by one; in auto-commit mode. */
    public void execute(Connection jdbc) throws SQLException {
        for (String sql : statements()) {
            try (Statement statement = jdbc.createStatement()) {
                // Settings may look like a JDBC escape.
                statement.setEscapeProcessing(false);
                statement.execute(sql);
            }
        }
    }
}
