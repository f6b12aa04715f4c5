package io.github.appliedset.migrator;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.postgres.SqlLiteral;
import io.github.appliedset.script.ScriptDirectives;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL settings for the transaction of one migration; they end with it.
 *
 * @param activity what others see in {@code pg_stat_activity}
 * @param lockTimeout how long a statement waits for a lock; zero means no limit
 * @param statementTimeout how long a statement takes; null means no limit
 * @param noticesDeadClients whether the server is to look now and then whether its client still lives
 */
record TransactionSettings(
        String activity, Duration lockTimeout, @Nullable Duration statementTimeout, boolean noticesDeadClients) {

    private static final int LONGEST_APPLICATION_NAME = 63;

    /** The settings for a migration: its own directives before the migrator's settings. */
    static TransactionSettings of(
            Migration migration, ScriptDirectives directives, MigratorSettings settings, boolean noticesDeadClients) {
        Duration ownLockTimeout = directives.lockTimeout();
        Duration ownStatementTimeout = directives.statementTimeout();
        return new TransactionSettings(
                migration.label(),
                ownLockTimeout == null ? settings.lockTimeout() : ownLockTimeout,
                ownStatementTimeout == null ? settings.statementTimeout() : ownStatementTimeout,
                noticesDeadClients);
    }

    /** The settings for what is no single migration: those of the migrator, and statements take as long as they take. */
    static TransactionSettings of(String activity, MigratorSettings settings, boolean noticesDeadClients) {
        return new TransactionSettings(activity, settings.lockTimeout(), null, noticesDeadClients);
    }

    /** These settings for a session outside a transaction: a lock timeout would only leave an invalid index behind. */
    TransactionSettings withoutTransaction(ScriptDirectives directives) {
        Duration ownLockTimeout = directives.lockTimeout();
        return new TransactionSettings(
                this.activity,
                ownLockTimeout == null ? Duration.ZERO : ownLockTimeout,
                this.statementTimeout,
                this.noticesDeadClients);
    }

    /**
     * Makes the settings for the transaction but for the statement timeout, and evaluates one more expression in the same
     * round trip.
     */
    boolean applyAnd(Connection connection, String booleanExpression) throws SQLException {
        return isTrue(connection, sqlAnd(connection, booleanExpression));
    }

    /** The SQL of {@link #applyAnd}, with an expression of any type as its last column. */
    String sqlAnd(Connection connection, String expression) throws SQLException {
        return sql(connection, "true", Duration.ZERO, expression);
    }

    /** Limits the statements that follow in the transaction: those of the migration, not the ones about the tracker. */
    void limitStatements(Connection connection) throws SQLException {
        if (this.statementTimeout != null) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(limitStatements());
            }
        }
    }

    /** The same as SQL; a limit of zero is none. */
    String limitStatements() {
        return "SET LOCAL statement_timeout = "
                + milliseconds(this.statementTimeout == null ? Duration.ZERO : this.statementTimeout);
    }

    /** Limits how long the statements that follow in the transaction wait for locks. */
    void limitLocks(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL lock_timeout = " + milliseconds(this.lockTimeout));
        }
    }

    /** Makes the settings for the session, and evaluates one more expression in the same round trip. */
    boolean applyToSessionAnd(Connection connection, String booleanExpression) throws SQLException {
        return isTrue(
                connection,
                sql(
                        connection,
                        "false",
                        this.statementTimeout == null ? Duration.ZERO : this.statementTimeout,
                        booleanExpression));
    }

    private static boolean isTrue(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getBoolean(row.getMetaData().getColumnCount());
        }
    }

    private String sql(Connection connection, String local, Duration statementTimeout, String expression)
            throws SQLException {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("lock_timeout", milliseconds(this.lockTimeout));
        settings.put("statement_timeout", milliseconds(statementTimeout));
        settings.put("idle_in_transaction_session_timeout", "0");
        if (connection.getMetaData().getDatabaseMajorVersion() >= 17) {
            settings.put("transaction_timeout", "0");
        }
        if (this.noticesDeadClients) {
            // The server ends what it does for an instance that was killed, and its locks are free soon.
            settings.put("client_connection_check_interval", "1s");
        }
        // The driver keeps every notice until its statement ends.
        settings.put("client_min_messages", "warning");
        settings.put("application_name", applicationName());
        return "SELECT "
                + settings.entrySet().stream()
                        .map(setting -> "pg_catalog.set_config('" + setting.getKey() + "', "
                                + SqlLiteral.of(setting.getValue()) + ", " + local + "), ")
                        .collect(Collectors.joining())
                + expression;
    }

    private static String milliseconds(Duration duration) {
        return Long.toString(duration.toMillis());
    }

    private String applicationName() {
        String ascii = ("applied-set " + this.activity).replaceAll("[^ -~]", "?");
        return ascii.substring(0, Math.min(ascii.length(), LONGEST_APPLICATION_NAME));
    }
}
