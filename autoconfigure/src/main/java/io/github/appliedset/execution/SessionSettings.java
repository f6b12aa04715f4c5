package io.github.appliedset.execution;

import io.github.appliedset.postgres.SqlLiteral;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The settings of a session that are not its defaults, such as a search path or a role that a pool has set.
 *
 * @param restore the statements that set them again
 */
public record SessionSettings(List<String> restore) {

    private static final String SQL = """
            SELECT s.name, s.setting FROM pg_catalog.pg_settings s
            WHERE s.source OPERATOR(pg_catalog.=) 'session'
              AND (s.context OPERATOR(pg_catalog.=) 'user' OR s.context OPERATOR(pg_catalog.=) 'superuser')
            UNION ALL
            SELECT 'role', pg_catalog.current_setting('role')""";

    public SessionSettings {
        restore = List.copyOf(restore);
    }

    /** Reads the present ones. */
    public static SessionSettings of(Connection connection) throws SQLException {
        List<String> restore = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(SQL)) {
            while (rows.next()) {
                restore.add("SELECT pg_catalog.set_config(" + SqlLiteral.of(rows.getString(1)) + ", "
                        + SqlLiteral.of(rows.getString(2)) + ", true)");
            }
        }
        return new SessionSettings(restore);
    }
}
