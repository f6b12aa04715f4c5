package io.github.appliedset.session;

import io.github.appliedset.postgres.SqlLiteral;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL settings for the transaction of one migration; they end with it.
 *
 * @param activity the work, as shown in {@code pg_stat_activity}
 * @param lockTimeout how long a statement waits for a lock; zero means no limit
 * @param statementTimeout how long a statement may take; null means no limit
 * @param noticesDeadClients whether the server checks periodically that its client is alive
 * @param searchPath where names without a schema are looked up, as written in SQL; null means as in the session
 * @param modes the modes that the transaction begins with, as written in SQL; null means those of the session
 */
public record TransactionSettings(
        String activity,
        Duration lockTimeout,
        @Nullable Duration statementTimeout,
        boolean noticesDeadClients,
        @Nullable String searchPath,
        @Nullable String modes) {

    private static final int LONGEST_APPLICATION_NAME = 63;

    /** The same, but other sessions see the work under a different name. */
    public TransactionSettings during(String activity) {
        return new TransactionSettings(
                activity,
                this.lockTimeout,
                this.statementTimeout,
                this.noticesDeadClients,
                this.searchPath,
                this.modes);
    }

    /** The same for a transaction that waits at most this long for a lock. */
    public TransactionSettings waitingFor(Duration lockTimeout) {
        return new TransactionSettings(
                this.activity,
                lockTimeout,
                this.statementTimeout,
                this.noticesDeadClients,
                this.searchPath,
                this.modes);
    }

    /** The same for a transaction that begins with these modes. */
    public TransactionSettings in(String modes) {
        return new TransactionSettings(
                this.activity,
                this.lockTimeout,
                this.statementTimeout,
                this.noticesDeadClients,
                this.searchPath,
                modes);
    }

    /** Settings that depend on facts about the session. */
    public interface Source {

        TransactionSettings given(ServerFacts facts);
    }

    /**
     * These settings for a session outside a transaction, where a lock timeout would only leave an invalid index behind.
     *
     * @param ownLockTimeout the lock timeout set in the file itself; null if it sets none
     */
    public TransactionSettings withoutTransaction(@Nullable Duration ownLockTimeout) {
        return new TransactionSettings(
                this.activity,
                ownLockTimeout == null ? Duration.ZERO : ownLockTimeout,
                this.statementTimeout,
                this.noticesDeadClients,
                this.searchPath,
                null);
    }

    /**
     * Applies the settings to the transaction, except the statement timeout, and evaluates an expression in the same round trip.
     */
    public boolean applyAnd(Connection connection, String booleanExpression) throws SQLException {
        return isTrue(connection, first().map(sql -> sql + "; ").orElse("") + sqlAnd(connection, booleanExpression));
    }

    /** The statement that must be the first of the transaction, if any. */
    public Optional<String> first() {
        return Optional.ofNullable(this.modes).map(chosen -> "SET TRANSACTION " + chosen);
    }

    /**
     * The SQL of {@link #applyAnd} after the {@link #first} statement, with an expression of any type as its last column.
     */
    String sqlAnd(Connection connection, String expression) throws SQLException {
        return sql(connection, "true", Duration.ZERO, expression);
    }

    /** SQL that limits the statements that follow in the transaction; zero means no limit. */
    public String limitStatements() {
        return "SET LOCAL statement_timeout = "
                + milliseconds(this.statementTimeout == null ? Duration.ZERO : this.statementTimeout);
    }

    /** Limits how long the statements that follow in the transaction wait for locks. */
    public void limitLocks(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL lock_timeout = " + milliseconds(this.lockTimeout));
        }
    }

    /** Applies the settings to the session, and evaluates an expression in the same round trip. */
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
        try (Statement statement = connection.createStatement()) {
            boolean isRow = statement.execute(sql);
            while (!isRow) {
                isRow = statement.getMoreResults();
            }
            try (ResultSet row = statement.getResultSet()) {
                row.next();
                return row.getBoolean(row.getMetaData().getColumnCount());
            }
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
            // The server cancels the work of a killed process, and frees its locks soon.
            settings.put("client_connection_check_interval", "1s");
        }
        // The driver keeps every notice until its statement ends.
        settings.put("client_min_messages", "warning");
        settings.put("application_name", applicationName());
        if (this.searchPath != null) {
            settings.put("search_path", this.searchPath);
        }
        StringBuilder sql = new StringBuilder("SELECT ");
        settings.forEach((name, value) -> sql.append("pg_catalog.set_config('")
                .append(name)
                .append("', ")
                .append(SqlLiteral.of(value))
                .append(", ")
                .append(local)
                .append("), "));
        return sql.append(expression).toString();
    }

    private static String milliseconds(Duration duration) {
        // 0 would mean no limit.
        return duration.isZero() ? "0" : Long.toString(Math.max(1, duration.toMillis()));
    }

    private String applicationName() {
        String ascii = ("applied-set " + this.activity).replaceAll("[^ -~]", "?");
        return ascii.substring(0, Math.min(ascii.length(), LONGEST_APPLICATION_NAME));
    }
}
