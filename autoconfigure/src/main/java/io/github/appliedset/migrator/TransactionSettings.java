package io.github.appliedset.migrator;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.script.ScriptDirectives;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/**
 * PostgreSQL settings for the transaction of one migration; they end with it.
 *
 * @param activity what others see in {@code pg_stat_activity}
 * @param lockTimeout how long a statement waits for a lock; zero means no limit
 * @param statementTimeout how long a statement takes; null means no limit
 */
record TransactionSettings(
        String activity, Duration lockTimeout, @Nullable Duration statementTimeout) {

    private static final int LONGEST_APPLICATION_NAME = 63;

    /** The settings for a migration: its own directives before the migrator's settings. */
    static TransactionSettings of(Migration migration, ScriptDirectives directives, MigratorSettings settings) {
        Duration ownLockTimeout = directives.lockTimeout();
        Duration ownStatementTimeout = directives.statementTimeout();
        return new TransactionSettings(
                migration.label(),
                ownLockTimeout == null ? settings.lockTimeout() : ownLockTimeout,
                ownStatementTimeout == null ? settings.statementTimeout() : ownStatementTimeout);
    }

    /** Makes the settings, and evaluates one more expression in the same round trip. */
    boolean applyAnd(Connection connection, String booleanExpression) throws SQLException {
        String sql = "SELECT "
                + setting("lock_timeout", this.lockTimeout.toMillis())
                + setting("statement_timeout", this.statementTimeout == null ? 0 : this.statementTimeout.toMillis())
                + setting("idle_in_transaction_session_timeout", 0)
                // A killed instance must not keep its locks for as long as its statement runs.
                + setting("client_connection_check_interval", 1000)
                + (connection.getMetaData().getDatabaseMajorVersion() >= 17 ? setting("transaction_timeout", 0) : "")
                // The driver keeps every notice until its statement ends.
                + "pg_catalog.set_config('client_min_messages', 'warning', true), "
                + "pg_catalog.set_config('application_name', ?, true), "
                + booleanExpression + " AS answer";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.unwrap(PGStatement.class).setPrepareThreshold(0);
            statement.setString(1, applicationName());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean("answer");
            }
        }
    }

    private static String setting(String name, long milliseconds) {
        return "pg_catalog.set_config('" + name + "', '" + milliseconds + "', true), ";
    }

    private String applicationName() {
        String ascii = ("applied-set " + this.activity).replaceAll("[^ -~]", "?");
        return ascii.substring(0, Math.min(ascii.length(), LONGEST_APPLICATION_NAME));
    }
}
