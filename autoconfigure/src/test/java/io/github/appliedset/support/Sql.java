package io.github.appliedset.support;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** Statements of a test, each in a session of its own. */
public final class Sql {

    private static final Duration PAUSE = Duration.ofMillis(2);

    private Sql() {}

    public static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The same where no exception may be thrown. */
    public static void executeUnchecked(Connection connection, String sql) {
        try {
            execute(connection, sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(sql, failure);
        }
    }

    /** Runs each text, outside a transaction. */
    public static void execute(DataSource dataSource, String... statements) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(String.join("; ", statements), failure);
        }
    }

    /** The first column of a query's rows, as text. */
    public static List<String> firstColumn(DataSource dataSource, String sql) {
        try (Connection connection = dataSource.getConnection()) {
            return firstColumn(connection, sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(sql, failure);
        }
    }

    static List<String> firstColumn(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    /** Asks until there is a row. */
    public static void awaitRow(DataSource dataSource, String sql) {
        awaitRow(dataSource, sql, () -> {});
    }

    /** The same, and throws what is thrown before each question that follows one without a row. */
    public static void awaitRow(DataSource dataSource, String sql, Runnable unlessInVain) {
        await(dataSource, sql, true, unlessInVain);
    }

    /** Asks until there is no row. */
    public static void awaitNoRow(DataSource dataSource, String sql) {
        await(dataSource, sql, false, () -> {});
    }

    /** In one session: whatever makes the row needs the processor that a session a question would take. */
    private static void await(DataSource dataSource, String sql, boolean isRow, Runnable unlessInVain) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            while (hasRow(statement, sql) != isRow) {
                unlessInVain.run();
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(sql, failure);
        }
    }

    private static boolean hasRow(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            return rows.next();
        }
    }
}
