package io.github.appliedset.tracker;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.postgres.LateQuery;
import io.github.appliedset.postgres.SqlLiteral;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gateway to the table {@code applied_migrations_verified}: which files were compared with which rows, and were found to be
 * the same set with the same names and contents. That stays true whatever becomes of either, so no row is ever changed.
 */
@Internal
public final class VerifiedSets {

    private static final int KEPT = 20;
    private static final String PATIENCE = "100";
    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");

    private final TrackerTable tracker;

    public VerifiedSets(TrackerTable tracker) {
        this.tracker = tracker;
    }

    /** The table, qualified and quoted for use in SQL. */
    public String sql() {
        return this.tracker.verifiedSql();
    }

    /**
     * SQL for the fingerprints that are known for a digest, in one text; NULL if there are none. It does not fail for a
     * missing table, a foreign one or one that may not be read: only a table of this user is looked into, or of the owner of
     * the tracker, who could change its rows as well.
     *
     * @param digest SQL for it
     */
    String fingerprints(String digest) {
        String from = "FROM " + sql() + " v TABLESAMPLE pg_catalog.system (100)"
                + " WHERE CAST(ROW(v.rows) AS pg_catalog.text) OPERATOR(pg_catalog.=) '(";
        return "CASE WHEN " + isCredible() + " THEN "
                + LateQuery.values(
                        "pg_catalog.\"left\"(CAST(ROW(v.files) AS pg_catalog.text), 500)",
                        SqlLiteral.of(from) + " OPERATOR(pg_catalog.||) " + digest + " OPERATOR(pg_catalog.||) "
                                + SqlLiteral.of(")'"))
                + " END";
    }

    /** NULL if there is no such table. A new session would have to read the view {@code pg_roles} first. */
    private String isCredible() {
        return """
                (SELECT v.relkind OPERATOR(pg_catalog.=) 'r' AND NOT pg_catalog.row_security_active(v.oid)
                    AND pg_catalog.has_table_privilege(v.oid, 'SELECT')
                    AND (pg_catalog.pg_get_userbyid(v.relowner) OPERATOR(pg_catalog.=) CURRENT_USER
                         OR v.relowner OPERATOR(pg_catalog.=) (SELECT t.relowner FROM pg_catalog.pg_class t
                                                               WHERE t.oid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(%s)))
                    FROM pg_catalog.pg_class v WHERE v.oid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(%s))""".formatted(SqlLiteral.of(this.tracker.sql()), SqlLiteral.of(sql()));
    }

    /** The fingerprints in the value of {@link #fingerprints}. */
    static Set<String> parsed(@Nullable String text) {
        Set<String> found = new HashSet<>();
        if (text != null) {
            Matcher fingerprints = FINGERPRINT.matcher(text);
            while (fingerprints.find()) {
                found.add(fingerprints.group());
            }
        }
        return found;
    }

    /**
     * Writes down that these files and these rows are the same set, in a transaction of its own, and forgets the oldest such
     * notes. Does nothing where this user may not write, or while another process does the same.
     *
     * @param connection in no transaction; it is left in auto-commit mode
     * @param files the fingerprint of the files
     * @param rows the digest of the rows
     * @return whether it is written
     * @throws TrackerException if the table, its schema or something attached to it belongs to a role that is not trusted
     * @throws SQLException also if a lock on it is not free within 100 ms
     */
    public boolean add(Connection connection, String files, String rows) throws SQLException {
        connection.setAutoCommit(false);
        try {
            boolean added = mayWrite(connection);
            if (added) {
                write(connection, files, rows);
            }
            connection.commit();
            return added;
        } finally {
            if (!connection.isClosed()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    /** Asks first: a refusal would be an error in the log of the server, at every start. */
    private boolean mayWrite(Connection connection) throws SQLException {
        String table = "pg_catalog.to_regclass(" + SqlLiteral.of(sql()) + ")";
        String question =
                """
                SELECT pg_catalog.set_config('lock_timeout', '%1$s', true),
                       CASE WHEN pg_catalog.current_setting('transaction_read_only') OPERATOR(pg_catalog.=) 'on' THEN false
                            WHEN %2$s IS NULL THEN EXISTS (
                                SELECT FROM pg_catalog.pg_namespace n WHERE n.nspname OPERATOR(pg_catalog.=) %3$s
                                AND pg_catalog.has_schema_privilege(n.oid, 'CREATE'))
                            ELSE pg_catalog.has_table_privilege(%2$s, 'SELECT')
                             AND pg_catalog.has_table_privilege(%2$s, 'INSERT')
                             AND pg_catalog.has_table_privilege(%2$s, 'DELETE') END
                       AND pg_catalog.pg_try_advisory_xact_lock(CAST('%4$s' AS bigint))""".formatted(PATIENCE, table, SqlLiteral.of(this.tracker.schema()), this.tracker.verifiedLockKey());
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(question)) {
            row.next();
            return row.getBoolean(2);
        }
    }

    private void write(Connection connection, String files, String rows) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (new OrdinaryTable(sql()).exists(connection)) {
                statement.execute(new TriggerCheck(sql()).lock());
            } else {
                statement.execute(NewTable.sql(sql(), """
                        (
                            files       pg_catalog.text          NOT NULL,
                            rows        pg_catalog.text          NOT NULL,
                            verified_at timestamp with time zone NOT NULL DEFAULT pg_catalog.now(),
                            PRIMARY KEY (files, rows)
                        )"""));
            }
            TableTrust.requireWritable(connection, this.tracker.schema(), this.tracker.verified(), sql());
            statement.execute("INSERT INTO " + sql() + " (files, rows) VALUES (" + SqlLiteral.of(files) + ", "
                    + SqlLiteral.of(rows) + ") ON CONFLICT DO NOTHING");
            statement.execute("DELETE FROM " + sql()
                    + " o WHERE o.verified_at OPERATOR(pg_catalog.<) (SELECT n.verified_at FROM " + sql()
                    + " n ORDER BY n.verified_at DESC OFFSET " + (KEPT - 1) + " FETCH FIRST 1 ROW ONLY)");
        }
    }
}
