package io.github.appliedset.tracker;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.RepairReport;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.postgres.SqlLiteral;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Gateway to the table {@code applied_migrations_down} of a development database: the down SQL of what was applied, so
 * that a checkout without the files can roll it back. What it holds is code, so it is read and written only if its owner
 * is trusted. Whatever changes it needs a transaction that holds the lock.
 */
@Internal
public final class KeptRollbacks {

    private final TrackerTable tracker;

    public KeptRollbacks(TrackerTable tracker) {
        this.tracker = tracker;
    }

    /** The table, qualified and quoted for use in SQL. */
    public String sql() {
        return this.tracker.downSql();
    }

    /** Whether the table exists. */
    public boolean exists(Connection connection) throws SQLException {
        return new OrdinaryTable(sql()).exists(connection);
    }

    /**
     * Creates the table if it is missing; else checks that it may be written.
     *
     * @return whether it was created
     * @throws TrackerException if it, its schema or something attached to it belongs to a role that is not trusted
     */
    public boolean prepare(Connection connection) throws SQLException {
        if (exists(connection)) {
            requireWritable(connection);
            return false;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + sql() + """
                     (
                        seq            bigint          NOT NULL PRIMARY KEY,
                        version        bigint          NOT NULL,
                        name           pg_catalog.text NOT NULL,
                        checksum       pg_catalog.text NOT NULL,
                        down_sql       pg_catalog.text NULL,
                        no_transaction boolean         NOT NULL,
                        origin         pg_catalog.text NULL
                    )""");
        }
        return true;
    }

    private void requireWritable(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(new TriggerCheck(sql()).lock());
        }
        TableTrust.requireWritable(connection, this.tracker.schema(), this.tracker.down(), sql());
    }

    /**
     * Everything kept, in the order in which it was applied; the table must exist.
     *
     * @throws TrackerException if it belongs to a role that is not trusted: what it holds would be run
     * @throws SQLException also if it is not an ordinary table; an open transaction has failed then
     */
    public List<KeptRollback> read(Connection connection) throws SQLException {
        TableTrust.requireCredible(connection, this.tracker.schema(), this.tracker.down(), sql());
        String query =
                "SELECT version, name, checksum, down_sql, no_transaction, origin FROM " + sql() + " ORDER BY seq";
        return new OrdinaryTable(sql()).read(connection, query, rows -> {
            List<KeptRollback> kept = new ArrayList<>();
            while (rows.next()) {
                kept.add(new KeptRollback(
                        MigrationVersion.of(rows.getLong(1)),
                        rows.getString(2),
                        new Checksum(rows.getString(3)),
                        rows.getString(4),
                        rows.getBoolean(5),
                        rows.getString(6)));
            }
            return kept;
        });
    }

    /** Statements that keep a rollback in place of what was kept of its version, for the transaction of the step. */
    List<String> keep(KeptRollback rollback) {
        TriggerCheck triggers = new TriggerCheck(sql());
        return List.of(
                triggers.lock(),
                triggers.guard(),
                delete(rollback.version()),
                "INSERT INTO " + sql() + " (seq, version, name, checksum, down_sql, no_transaction, origin)"
                        + " SELECT COALESCE(pg_catalog.max(seq), 0) OPERATOR(pg_catalog.+) 1, " + rollback.version()
                        + ", "
                        + SqlLiteral.of(rollback.name()) + ", "
                        + SqlLiteral.of(rollback.checksum().hex()) + ", " + literal(rollback.downSql()) + ", "
                        + rollback.noTransaction() + ", " + literal(rollback.origin()) + " FROM " + sql());
    }

    private static String literal(@Nullable String text) {
        return text == null ? "CAST(NULL AS pg_catalog.text)" : SqlLiteral.of(text);
    }

    /** Statements that drop what was kept of a version, for the transaction that removes its row. */
    List<String> drop(MigrationVersion version) {
        TriggerCheck triggers = new TriggerCheck(sql());
        return List.of(triggers.lock(), triggers.guard(), delete(version));
    }

    private String delete(MigrationVersion version) {
        return "DELETE FROM " + sql() + " WHERE version OPERATOR(pg_catalog.=) " + version;
    }

    /** Forgets all of it. */
    public void clear(Connection connection) throws SQLException {
        prepare(connection);
        try (Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM " + sql());
        }
    }

    /**
     * Keeps what was not kept when it was applied, or was edited since: the order stays, and new entries come last.
     *
     * @param rollbacks at most one for each version, in the order in which they were applied
     */
    public void refresh(Connection connection, List<KeptRollback> rollbacks) throws SQLException {
        String update = "UPDATE " + sql() + " SET name = ?, down_sql = ?, no_transaction = ?"
                + " WHERE version OPERATOR(pg_catalog.=) ? AND checksum OPERATOR(pg_catalog.=) ?";
        try (PreparedStatement statement = connection.prepareStatement(update);
                Statement insert = connection.createStatement()) {
            for (KeptRollback rollback : rollbacks) {
                statement.setString(1, rollback.name());
                statement.setString(2, rollback.downSql());
                statement.setBoolean(3, rollback.noTransaction());
                statement.setLong(4, rollback.version().value());
                statement.setString(5, rollback.checksum().hex());
                if (statement.executeUpdate() == 0) {
                    for (String sql : keep(rollback)) {
                        insert.execute(sql);
                    }
                }
            }
        }
    }

    /** Gives what was kept of rows their new numbers and names. */
    public void renumber(Connection connection, List<RepairReport> moves) throws SQLException {
        String update = "UPDATE " + sql() + " SET version = ?, name = ?"
                + " WHERE version OPERATOR(pg_catalog.=) ? AND checksum OPERATOR(pg_catalog.=) ?";
        try (PreparedStatement statement = connection.prepareStatement(update)) {
            for (RepairReport move : moves) {
                AppliedMigration after = Objects.requireNonNull(move.after());
                Checksum checksum = move.before().checksum();
                if (checksum != null) {
                    statement.setLong(1, after.version().value());
                    statement.setString(2, after.name());
                    statement.setLong(3, move.before().version().value());
                    statement.setString(4, checksum.hex());
                    statement.executeUpdate();
                }
            }
        }
    }
}
