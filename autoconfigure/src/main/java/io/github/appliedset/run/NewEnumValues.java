package io.github.appliedset.run;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The values added to enums since the beginning of a dry run, which its transaction cannot use. */
final class NewEnumValues {

    private static final String SQL = "SELECT oid::bigint, enumlabel FROM pg_catalog.pg_enum";

    private final Connection connection;
    private final Set<Long> before;

    /** Remembers the present values. */
    NewEnumValues(Connection connection) throws SQLException {
        this.connection = connection;
        this.before = new HashSet<>(read().keySet());
    }

    /** The values added by migrations that are still in effect. */
    Set<String> added() throws SQLException {
        Map<Long, String> now = read();
        now.keySet().removeAll(this.before);
        return new HashSet<>(now.values());
    }

    private Map<Long, String> read() throws SQLException {
        Map<Long, String> values = new LinkedHashMap<>();
        try (Statement statement = this.connection.createStatement();
                ResultSet rows = statement.executeQuery(SQL)) {
            while (rows.next()) {
                values.put(rows.getLong(1), rows.getString(2));
            }
        }
        return values;
    }
}
