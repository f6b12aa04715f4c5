package io.github.appliedset.tracker;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.postgres.Guard;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Gateway to the table {@code applied_migrations_developer}, which says that this very database is a developer's own. It
 * names the server and the database by numbers that a restored or copied database does not share.
 */
@Internal
public final class DeveloperMark {

    private static final String IDENTITY = """
            SELECT CAST(s.system_identifier AS bigint), CAST(CAST(d.oid AS pg_catalog.text) AS bigint)
            FROM pg_catalog.pg_control_system() s, pg_catalog.pg_database d
            WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()""";

    private final TrackerTable tracker;

    public DeveloperMark(TrackerTable tracker) {
        this.tracker = tracker;
    }

    /** The table, qualified and quoted for use in SQL. */
    public String sql() {
        return this.tracker.developerSql();
    }

    /**
     * Whether this database is marked; a mark that came with a copy does not count.
     *
     * @throws TrackerException if the table belongs to a role that is not trusted
     */
    public boolean isSet(Connection connection) throws SQLException {
        if (!new OrdinaryTable(sql()).exists(connection)) {
            return false;
        }
        TableTrust.requireCredible(connection, this.tracker.schema(), this.tracker.developer(), sql());
        String query = "SELECT EXISTS (SELECT FROM " + sql() + " m, (" + IDENTITY + ") AS i (server, base)"
                + " WHERE m.system_identifier OPERATOR(pg_catalog.=) i.server"
                + " AND m.database_oid OPERATOR(pg_catalog.=) i.base)";
        return new OrdinaryTable(sql()).read(connection, query, row -> {
            row.next();
            return row.getBoolean(1);
        });
    }

    /**
     * Marks this database, in place of whatever mark came with it; in a transaction.
     *
     * @throws TrackerException if the table, its schema or something attached to it belongs to a role that is not trusted
     */
    public void set(Connection connection) throws SQLException {
        TriggerCheck triggers = new TriggerCheck(sql());
        try (Statement statement = connection.createStatement()) {
            if (new OrdinaryTable(sql()).exists(connection)) {
                statement.execute(triggers.lock());
                TableTrust.requireWritable(connection, this.tracker.schema(), this.tracker.developer(), sql());
                statement.execute("DELETE FROM " + sql());
            } else {
                statement.execute("CREATE TABLE " + sql() + """
                         (
                            system_identifier bigint                   NOT NULL,
                            database_oid      bigint                   NOT NULL,
                            marked_at         timestamp with time zone NOT NULL DEFAULT pg_catalog.now()
                        )""");
            }
            statement.execute("INSERT INTO " + sql() + " (system_identifier, database_oid) " + IDENTITY);
            try (ResultSet row = statement.executeQuery(
                    "SELECT " + Guard.of("EXISTS (SELECT FROM " + sql() + ")", "the mark was not written"))) {
                row.next();
            }
        }
    }
}
