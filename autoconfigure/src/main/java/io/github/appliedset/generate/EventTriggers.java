package io.github.appliedset.generate;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Event triggers see, and may forbid, what a proof creates for itself in its scratch database. */
final class EventTriggers {

    private static final String ENABLED = """
            SELECT pg_catalog.format('ALTER EVENT TRIGGER %I ', e.evtname),
                   CASE e.evtenabled WHEN 'A' THEN 'ENABLE ALWAYS' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE' END
              FROM pg_catalog.pg_event_trigger e
             WHERE e.evtenabled <> 'D' AND pg_catalog.pg_has_role(e.evtowner, 'USAGE')
             ORDER BY 1""";

    private EventTriggers() {}

    /**
     * Disables those that are enabled, in the transaction that is open.
     *
     * @return the statements that enable them as they were
     */
    static List<String> disable(Connection connection) throws SQLException {
        List<String> disable = new ArrayList<>();
        List<String> enable = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            try (ResultSet triggers = statement.executeQuery(ENABLED)) {
                while (triggers.next()) {
                    disable.add(triggers.getString(1) + "DISABLE");
                    enable.add(triggers.getString(1) + triggers.getString(2));
                }
            }
        }
        execute(connection, disable);
        return enable;
    }

    /** Executes what enables them. */
    static void execute(Connection connection, List<String> statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
