package io.github.appliedset.session;

import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.pool.Address;
import io.github.appliedset.pool.Handout;
import io.github.appliedset.postgres.SqlState;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Classifies errors of the server, of the driver and of the pool. */
public final class DatabaseErrors {

    private static final String[] INVALID_AUTHORIZATION = {"28", SqlState.CONNECTION_REJECTED};

    /** Server errors about a setting requested for the session. */
    private static final String[] REFUSED_SETTING = {
        SqlState.INVALID_PARAMETER_VALUE, SqlState.UNDEFINED_OBJECT, SqlState.CANT_CHANGE_RUNTIME_PARAM
    };

    private static final String[] CONNECTION_LOST = {"08", "57P0"};

    /** PostgreSQL's source files that see only the text of a statement. */
    private static final Pattern GRAMMAR = Pattern.compile("(^|/)(scan\\.l|gram\\.y)$");

    private static final Set<String> FATAL = Set.of("FATAL", "PANIC");

    /** PostgreSQL's source files that end a session; the severity may be translated. */
    private static final Pattern ENDS_SESSIONS = Pattern.compile("(^|/)(postgres|postmaster|pqcomm)\\.c$");

    /** Present in the driver's message in every language. */
    private static final Pattern SETTING = Pattern.compile("client_encoding|DateStyle");

    private DatabaseErrors() {}

    /** Whether its SQLSTATE is, or begins with, one of these. */
    public static boolean is(@Nullable SQLException failure, String... states) {
        if (failure == null || failure.getSQLState() == null) {
            return false;
        }
        for (String state : states) {
            if (failure.getSQLState().startsWith(state)) {
                return true;
            }
        }
        return false;
    }

    /** Whether PostgreSQL's grammar refused the text of a statement, so that nothing in the database can have mattered. */
    public static boolean isOfTheGrammar(@Nullable SQLException failure) {
        ServerErrorMessage server = server(failure);
        return server != null
                && server.getInternalQuery() == null
                && server.getWhere() == null
                && server.getFile() != null
                && GRAMMAR.matcher(server.getFile()).find();
    }

    /** Whether it was raised in a function, a trigger or a block. */
    public static boolean isRaisedInCode(@Nullable SQLException failure) {
        ServerErrorMessage server = server(failure);
        return server != null && (server.getWhere() != null || server.getInternalQuery() != null);
    }

    /** Whether the connection is gone, and a new one may work. */
    public static boolean isConnectionLost(@Nullable SQLException failure) {
        return isConnectionGone(failure) && !isRefusedSetting(failure) && !isResultTooLarge(failure);
    }

    /** Whether the driver closed the connection because it cannot work with a setting of the server. */
    public static boolean isRefusedSetting(@Nullable SQLException failure) {
        return failure != null
                && is(failure, SqlState.CONNECTION_FAILURE)
                && server(failure) == null
                && SETTING.matcher(String.valueOf(failure.getMessage())).find();
    }

    /** Whether the driver abandoned the connection because a result exceeded the URL's {@code maxResultBuffer}. */
    public static boolean isResultTooLarge(@Nullable SQLException failure) {
        return failure != null
                && is(failure, "08")
                && server(failure) == null
                && String.valueOf(failure.getMessage()).contains("maxResultBuffer");
    }

    /** Whether the connection is gone, for whatever reason. */
    public static boolean isConnectionGone(@Nullable SQLException failure) {
        return is(failure, CONNECTION_LOST) && !is(failure, SqlState.DATABASE_DROPPED) && !isOfAStatement(failure);
    }

    /**
     * A statement may end with such a code, too, on a connection that stays: its code raises it, or the other server that it
     * asks is down. PgBouncer reports any failure of its server as a fatal protocol violation, and ends the connection.
     */
    private static boolean isOfAStatement(@Nullable SQLException failure) {
        ServerErrorMessage server = server(failure);
        if (server == null || FATAL.contains(String.valueOf(server.getSeverity()))) {
            return false;
        }
        return "ERROR".equals(server.getSeverity())
                || is(failure, SqlState.PROTOCOL_VIOLATION)
                || server.getFile() != null
                        && !ENDS_SESSIONS.matcher(server.getFile()).find();
    }

    /** Whether an unreachable server may be back soon: it is restarting, or has no free connection. */
    public static boolean mayPass(DatabaseAccessException unreachable) {
        SQLException cause = innermost(unreachable);
        return isConnectionLost(cause) && !is(cause, INVALID_AUTHORIZATION)
                || is(cause, SqlState.TOO_MANY_CONNECTIONS)
                || cause instanceof SQLTransientException;
    }

    /** PostgreSQL's message with its detail and hint, or else the driver's. */
    public static String text(SQLException failure) {
        ServerErrorMessage server = server(failure);
        if (server == null) {
            return String.valueOf(failure.getMessage());
        }
        return Stream.of(
                        server.getSeverity() + ": " + server.getMessage(),
                        labelled("Detail: ", server.getDetail()),
                        labelled("Hint: ", server.getHint()),
                        labelled("Where: ", server.getWhere()))
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("\n"));
    }

    /** PostgreSQL's message; null if the error is the driver's. */
    public static @Nullable ServerErrorMessage server(@Nullable SQLException failure) {
        return failure instanceof PSQLException fromServer ? fromServer.getServerErrorMessage() : null;
    }

    private static String labelled(String label, @Nullable String text) {
        return text == null ? "" : label + text;
    }

    /** There is no connection. */
    static DatabaseAccessException unreachable(Exception failure, DataSource dataSource) {
        SQLException cause = innermost(failure);
        if (cause == null) {
            return noConnection(failure);
        }
        String because = "Could not connect to the database. Nothing further was applied.\n\nMessage: "
                + why(failure, cause) + address(text(cause), dataSource);
        if (is(cause, INVALID_AUTHORIZATION)) {
            return new DatabaseAccessException(
                    because,
                    "Check spring.datasource.username and spring.datasource.password, or applied-set.username and"
                            + " applied-set.password if they are set.",
                    "authentication",
                    failure);
        }
        if (is(cause, SqlState.INVALID_CATALOG_NAME)) {
            return new DatabaseAccessException(
                    because,
                    "Create the database, or correct its name in spring.datasource.url or applied-set.url.",
                    "database-missing",
                    failure);
        }
        if (is(cause, REFUSED_SETTING)) {
            return new DatabaseAccessException(
                    because.replaceFirst("Could not connect to the database", "The server refused the session"),
                    because.contains("TimeZone")
                            ? "The driver sends the time zone of the JVM. Start it with a name that PostgreSQL knows, for"
                                    + " example -Duser.timezone=America/Los_Angeles; SELECT name FROM pg_timezone_names"
                                    + " lists them."
                            : "Correct the setting: in the parameters of spring.datasource.url or applied-set.url, or set"
                                    + " for the user or the database by ALTER ROLE or ALTER DATABASE.",
                    "session-refused",
                    failure);
        }
        return new DatabaseAccessException(
                because,
                isUnknownHost(failure)
                        ? "Correct the host in spring.datasource.url or applied-set.url, or make its name known where the"
                                + " application runs."
                        : "Check that the server is running, and check spring.datasource.url or applied-set.url.",
                "database-unreachable",
                failure);
    }

    /** The DataSource fails before it asks the server. */
    private static DatabaseAccessException noConnection(Exception failure) {
        return new DatabaseAccessException(
                "The DataSource gave no connection. Nothing further was applied.\n\nMessage: "
                        + withoutPassword(String.valueOf(failure.getMessage())),
                "Migrations run before the first request, so there is no tenant, user or request yet that a DataSource could"
                        + " choose by. Give it a default, or give migrations a DataSource of their own:"
                        + " @AppliedSetDataSource, or applied-set.url.",
                "no-connection",
                failure);
    }

    /** The connection hides the driver's. */
    static DatabaseAccessException hidden(Connection connection, SQLException failure) {
        return new DatabaseAccessException(
                "The DataSource gave a connection, but " + Handout.name(connection)
                        + " does not unwrap to a connection of PostgreSQL's driver. Nothing was applied.\n\nMessage: "
                        + failure.getMessage(),
                "Let its isWrapperFor and unwrap pass on to the connection that it wraps; or give migrations a DataSource of"
                        + " their own: @AppliedSetDataSource, or applied-set.url.",
                "hidden-driver",
                failure);
    }

    private static String why(Exception failure, SQLException cause) {
        String host = unknownHost(failure);
        String message = withoutPassword(text(cause));
        return host == null ? message : message + "\nUnknown host: " + host;
    }

    private static String address(String message, DataSource dataSource) {
        String address = Address.of(dataSource);
        return address == null || message.contains(address.replaceFirst("/.*", "")) ? "" : "\nAddress: " + address;
    }

    private static boolean isUnknownHost(Exception failure) {
        return unknownHost(failure) != null;
    }

    private static @Nullable String unknownHost(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof UnknownHostException unknown) {
                return String.valueOf(unknown.getMessage()).replaceFirst(":.*", "");
            }
        }
        return null;
    }

    private static String withoutPassword(String message) {
        return message.replaceAll("(?i)(password=)[^&\\s]*", "$1***");
    }

    /** The database cannot be written to. */
    static DatabaseAccessException readOnly(String detail, @Nullable Exception failure) {
        return new DatabaseAccessException(
                "Migrations are pending, but the database is read-only. Nothing further was applied.\n\n" + detail,
                "Connect to the primary server: add targetServerType=primary to the URL, or set applied-set.url. If the"
                        + " user or database is read-only by default_transaction_read_only, migrate as a different"
                        + " user.",
                "read-only",
                failure);
    }

    /** The first JDBC exception among the exception and its causes; null if there is none. */
    public static @Nullable SQLException sqlException(@Nullable Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException fromJdbc) {
                return fromJdbc;
            }
        }
        return null;
    }

    private static @Nullable SQLException innermost(Throwable failure) {
        SQLException found = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sqlException) {
                found = sqlException;
            }
        }
        return found;
    }
}
