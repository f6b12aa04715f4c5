package io.github.appliedset.session;

import io.github.appliedset.text.Log;
import io.github.appliedset.tracker.TrackerTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The privileges that a run needs and its role does not have.
 *
 * @param role the role that statements run as, possibly not the login role
 * @param grants the statements that grant them, each without TO and the role; empty if the query failed or found none
 */
record MissingPrivileges(String role, List<String> grants) {

    private static final Log log = Log.of(MissingPrivileges.class);
    private static final String SQL = """
            SELECT CURRENT_USER, pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE'),
                   n.oid IS NULL, pg_catalog.has_schema_privilege(n.oid, 'USAGE'),
                   pg_catalog.has_schema_privilege(n.oid, 'CREATE'), c.oid IS NULL,
                   pg_catalog.has_table_privilege(c.oid, 'SELECT'), pg_catalog.has_table_privilege(c.oid, ?)
            FROM (SELECT) one
            LEFT JOIN pg_catalog.pg_namespace n ON n.nspname OPERATOR(pg_catalog.=) CAST(? AS pg_catalog.name)
            LEFT JOIN pg_catalog.pg_class c ON c.relnamespace OPERATOR(pg_catalog.=) n.oid
                  AND c.relname OPERATOR(pg_catalog.=) CAST(? AS pg_catalog.name)""";

    /** The tables beside the tracker that a run needs to know what is done. */
    private static final String UNREADABLE = """
            SELECT pg_catalog.format('%I.%I', n.nspname, c.relname)
            FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
            WHERE n.nspname OPERATOR(pg_catalog.=) CAST(? AS pg_catalog.name)
              AND c.relname OPERATOR(pg_catalog.=) ANY (ARRAY[CAST(? AS pg_catalog.name), CAST(? AS pg_catalog.name)])
              AND NOT pg_catalog.has_table_privilege(c.oid, 'SELECT')
            ORDER BY 1""";

    /**
     * Queries them; ends the transaction of the session.
     *
     * @param needed the privilege on rows of the tracker, besides reading them; null for none
     */
    static MissingPrivileges of(Session session, TrackerTable table, @Nullable Privilege needed) {
        try {
            session.rollBackQuietly();
            MissingPrivileges found = ask(session.jdbc(), session.database(), table, needed);
            session.rollBackQuietly();
            return found;
        } catch (SQLException unknown) {
            log.debug("Could not find out which privileges are missing", unknown);
            return new MissingPrivileges(session.user(), List.of());
        }
    }

    private static MissingPrivileges ask(
            Connection jdbc, String database, TrackerTable table, @Nullable Privilege needed) throws SQLException {
        try (PreparedStatement statement = jdbc.prepareStatement(SQL)) {
            statement.setString(1, needed == null ? "SELECT" : needed.name());
            statement.setString(2, table.schema());
            statement.setString(3, table.table());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                String role = row.getString(1);
                String to = " TO " + quoted(role);
                return new MissingPrivileges(
                        role,
                        Stream.concat(grants(row, database, table, needed).stream(), besideIt(jdbc, table).stream())
                                .map(grant -> grant + to)
                                .toList());
            }
        }
    }

    private static List<String> besideIt(Connection jdbc, TrackerTable table) throws SQLException {
        try (PreparedStatement statement = jdbc.prepareStatement(UNREADABLE)) {
            statement.setString(1, table.schema());
            statement.setString(2, table.backfill());
            statement.setString(3, table.repeatable());
            List<String> grants = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    grants.add("GRANT SELECT ON " + rows.getString(1));
                }
            }
            return grants;
        }
    }

    private static List<String> grants(ResultSet row, String database, TrackerTable table, @Nullable Privilege needed)
            throws SQLException {
        List<String> grants = new ArrayList<>();
        if (row.getBoolean(3)) {
            if (!row.getBoolean(2)) {
                grants.add("GRANT CREATE ON DATABASE " + quoted(database));
            }
            return grants;
        }
        if (!row.getBoolean(4)) {
            grants.add("GRANT USAGE ON SCHEMA " + table.quotedSchema());
        }
        if (row.getBoolean(6)) {
            if (!row.getBoolean(5)) {
                grants.add("GRANT CREATE ON SCHEMA " + table.quotedSchema());
            }
            return grants;
        }
        if (!row.getBoolean(7)) {
            grants.add("GRANT SELECT ON " + table);
        }
        if (needed != null && !row.getBoolean(8)) {
            grants.add("GRANT " + needed + " ON " + table);
        }
        return grants;
    }

    /** The statements that grant them, or advice if they are unknown. */
    String remedy() {
        return this.grants.isEmpty()
                ? "Grant the privilege named in the message to " + quoted(this.role)
                        + ", or migrate as a user who has it (applied-set.username)."
                : "Have a superuser or the owner run:\n"
                        + this.grants.stream()
                                .map(grant -> "    " + grant + ";")
                                .collect(Collectors.joining("\n"));
    }

    private static String quoted(String identifier) {
        return identifier.matches("[a-z_][a-z0-9_]*") ? identifier : '"' + identifier.replace("\"", "\"\"") + '"';
    }
}
