package io.github.appliedset.scratch;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.SnapshotException;
import io.github.appliedset.postgres.SqlState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * An empty database next to another one, on the same server and for the same user; dropped at the end. Its name contains the
 * time of its creation, to tell a leftover from one in use.
 */
@Internal
public final class ScratchDatabase implements AutoCloseable {

    private static final String PREFIX = "applied_set_scratch_";

    private static final Pattern LEFT_BEHIND = Pattern.compile(PREFIX + "(?<at>\\d{1,12})_.*");
    private static final Duration IN_USE = Duration.ofDays(1);

    private static final String OF_THE_SAME_USER = """
            SELECT d.datname FROM pg_catalog.pg_database d
            WHERE pg_catalog.pg_get_userbyid(d.datdba) OPERATOR(pg_catalog.=) CURRENT_USER""";

    private static final String SUBSCRIPTIONS = """
            SELECT pg_catalog.quote_ident(s.subname) FROM pg_catalog.pg_subscription s
              JOIN pg_catalog.pg_database d ON d.oid OPERATOR(pg_catalog.=) s.subdbid
             WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()""";

    private final DataSource beside;
    private final String name;
    private final DataSource dataSource;

    private ScratchDatabase(DataSource beside, String name, DataSource dataSource) {
        this.beside = beside;
        this.name = name;
        this.dataSource = dataSource;
    }

    /**
     * Creates an empty database.
     *
     * @param dataSource a database on the same server; its user needs the right to create one
     * @throws SnapshotException if none can be created
     */
    public static ScratchDatabase beside(DataSource dataSource) {
        // template0 lacks whatever somebody may have added to template1.
        return copyOf("template0", dataSource);
    }

    private static ScratchDatabase copyOf(String template, DataSource beside) {
        String name = PREFIX + Instant.now().getEpochSecond() + "_"
                + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
        try (Connection connection = beside.getConnection()) {
            DataSource scratch = derived(beside, connection, name);
            create(connection, name, template);
            return new ScratchDatabase(beside, name, scratch);
        } catch (SQLException refused) {
            throw failed(refused);
        }
    }

    /**
     * Creates a database with the same content, for the same user. Nobody may be connected to this one.
     *
     * @throws SnapshotException if none can be created
     */
    public ScratchDatabase copy() {
        return copyOf(this.name, this.beside);
    }

    /** Creates a copy of a database that is kept; empty if that is gone, or in use. */
    public static Optional<ScratchDatabase> ofTemplate(String template, DataSource dataSource) {
        try {
            return Optional.of(copyOf(template, dataSource));
        } catch (SnapshotException goneOrInUse) {
            return Optional.empty();
        }
    }

    /** Uses the URL of the live connection: a pool may have a URL of its own driver, or none. */
    static DataSource derived(DataSource dataSource, String name) {
        try (Connection connection = dataSource.getConnection()) {
            return derived(dataSource, connection, name);
        } catch (SQLException unreachable) {
            throw failed(unreachable);
        }
    }

    private static DataSource derived(DataSource dataSource, Connection live, String name) throws SQLException {
        String url = live.getMetaData().getURL();
        ConnectionSettings settings = ConnectionSettings.of(dataSource).orElseThrow(() -> notTold(dataSource, null));
        PGSimpleDataSource derived = new PGSimpleDataSource();
        try {
            derived.setUrl(url);
        } catch (IllegalArgumentException otherDatabase) {
            throw SnapshotException.noScratchDatabase(
                    "Cannot create a scratch database next to " + url.replaceFirst("(?s)[?;].*", "")
                            + ": it is not PostgreSQL.",
                    "Use a PostgreSQL DataSource.",
                    otherDatabase);
        }
        try {
            settings.applyTo(derived);
        } catch (SQLException unusable) {
            throw notTold(dataSource, unusable);
        }
        derived.setDatabaseName(name);
        return derived;
    }

    private static SnapshotException notTold(DataSource dataSource, @Nullable SQLException unusable) {
        return SnapshotException.noScratchDatabase(
                "Cannot derive a connection to a scratch database from "
                        + dataSource.getClass().getName() + ": "
                        + (unusable == null
                                ? "neither it nor a DataSource behind it has a getter for its user or URL."
                                : unusable.getMessage()),
                "Use a DataSource that has them, such as HikariDataSource or PGSimpleDataSource, or set"
                        + " applied-set.url, applied-set.username and applied-set.password.",
                unusable);
    }

    private static void create(Connection connection, String name, String template) throws SQLException {
        dropWhatWasLeftBehind(connection);
        // Not by copying files: a server writes each of them to its disk before it goes on.
        execute(connection, "CREATE DATABASE " + name + " TEMPLATE " + template + " ALLOW_CONNECTIONS false");
        // By default everybody may connect, and before PostgreSQL 15 create objects that the migrations would meet.
        execute(connection, "REVOKE CONNECT ON DATABASE " + name + " FROM PUBLIC");
        // Compiling a query on a catalog takes longer than the query, and a scratch database is asked hundreds.
        execute(connection, "ALTER DATABASE " + name + " SET jit = off");
        execute(connection, "ALTER DATABASE " + name + " ALLOW_CONNECTIONS true");
    }

    private static void dropWhatWasLeftBehind(Connection connection) throws SQLException {
        List<String> names = names(connection, OF_THE_SAME_USER);
        names.removeIf(name -> !isLeftBehind(name));
        for (String name : names) {
            try {
                execute(connection, "DROP DATABASE " + name);
            } catch (SQLException inUseOrGone) {
                // The next scratch database tries again.
            }
        }
    }

    private static List<String> names(Connection connection, String query) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    /** By a killed process, a day ago. */
    private static boolean isLeftBehind(String database) {
        Matcher name = LEFT_BEHIND.matcher(database);
        return name.matches()
                && Instant.ofEpochSecond(Long.parseLong(name.group("at")))
                        .isBefore(Instant.now().minus(IN_USE));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } finally {
            connection.setAutoCommit(autoCommit);
        }
    }

    private static SnapshotException failed(SQLException refused) {
        return SnapshotException.noScratchDatabase(
                "Cannot create a scratch database to run the migrations in.\n\nMessage: " + refused.getMessage(),
                "Have a superuser run ALTER ROLE ... CREATEDB for the user, or use a server where the user may create"
                        + " databases; a local one is enough.",
                refused);
    }

    /** Its name on the server. */
    public String name() {
        return this.name;
    }

    /** The database; every call opens a new connection. */
    public DataSource dataSource() {
        return this.dataSource;
    }

    @Override
    public void close() {
        try (Connection connection = this.beside.getConnection()) {
            drop(connection);
        } catch (SQLException failure) {
            throw SnapshotException.noScratchDatabase(
                    "The scratch database " + this.name + " could not be dropped.\n\nMessage: " + failure.getMessage(),
                    "Drop it: DROP DATABASE " + this.name + " WITH (FORCE);",
                    failure);
        }
    }

    private void drop(Connection connection) throws SQLException {
        String sql = "DROP DATABASE IF EXISTS " + this.name;
        try {
            execute(connection, sql + " WITH (FORCE)");
        } catch (SQLException refused) {
            if (SqlState.OBJECT_IN_USE.equals(refused.getSQLState())) {
                dropSubscriptions();
                execute(connection, sql + " WITH (FORCE)");
                return;
            }
            if (!SqlState.INSUFFICIENT_PRIVILEGE.equals(refused.getSQLState())) {
                throw refused;
            }
            // Not every user may end a process of autovacuum. Without FORCE, the server itself has it leave.
            execute(connection, sql);
        }
    }

    /** FORCE does not drop them, and none of them may touch its publisher. */
    private void dropSubscriptions() throws SQLException {
        try (Connection connection = this.dataSource.getConnection()) {
            for (String subscription : names(connection, SUBSCRIPTIONS)) {
                execute(connection, "ALTER SUBSCRIPTION " + subscription + " DISABLE");
                execute(connection, "ALTER SUBSCRIPTION " + subscription + " SET (slot_name = NONE)");
                execute(connection, "DROP SUBSCRIPTION " + subscription);
            }
        }
    }
}
