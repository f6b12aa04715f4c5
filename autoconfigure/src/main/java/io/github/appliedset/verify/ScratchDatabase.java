package io.github.appliedset.verify;

import io.github.appliedset.migration.SnapshotException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/** An empty database beside another one, on the same server and for the same user; dropped at the end. */
public final class ScratchDatabase implements AutoCloseable {

    private static final Pattern URL = Pattern.compile("(jdbc:postgresql:(?://[^/?]*/)?)([^?]*)(.*)", Pattern.DOTALL);
    private static final int COPIES_FASTER_SINCE = 15;

    private final DataSource beside;
    private final String name;
    private final DataSource dataSource;

    private ScratchDatabase(DataSource beside, String name, DataSource dataSource) {
        this.beside = beside;
        this.name = name;
        this.dataSource = dataSource;
    }

    /**
     * Creates a database with nothing in it.
     *
     * @param dataSource a database on the same server; its user needs the right to create one
     * @throws SnapshotException if none can be created; what to do is in it
     */
    public static ScratchDatabase beside(DataSource dataSource) {
        String name = "applied_set_scratch_" + UUID.randomUUID().toString().replace("-", "");
        DataSource scratch;
        try {
            scratch = DataSourceBuilder.derivedFrom(dataSource)
                    .type(SimpleDriverDataSource.class)
                    .url(urlOf(dataSource, name))
                    .build();
        } catch (SnapshotException refused) {
            throw refused;
        } catch (RuntimeException unknownKind) {
            throw SnapshotException.noScratchDatabase(
                    "The connection of " + dataSource.getClass().getName()
                            + " cannot be made anew for a scratch database.",
                    "Give a DataSource that Spring Boot can take apart, such as HikariDataSource or PGSimpleDataSource.",
                    unknownKind);
        }
        create(dataSource, name);
        return new ScratchDatabase(dataSource, name, scratch);
    }

    private static String urlOf(DataSource dataSource, String database) {
        try (Connection connection = dataSource.getConnection()) {
            String url = connection.getMetaData().getURL();
            Matcher parts = URL.matcher(url);
            if (!parts.matches()) {
                throw SnapshotException.noScratchDatabase(
                        "There is no scratch database beside " + url + ": it is not PostgreSQL.",
                        "Give a DataSource of PostgreSQL.",
                        null);
            }
            return parts.group(1) + database + parts.group(3);
        } catch (SQLException unreachable) {
            throw failed(unreachable);
        }
    }

    private static void create(DataSource dataSource, String name) {
        try (Connection connection = dataSource.getConnection()) {
            // template0 has nothing in it that somebody may have added to every new database.
            String sql = "CREATE DATABASE " + name + " TEMPLATE template0";
            boolean copies = connection.getMetaData().getDatabaseMajorVersion() >= COPIES_FASTER_SINCE;
            execute(connection, copies ? sql + " STRATEGY file_copy" : sql);
        } catch (SQLException refused) {
            throw failed(refused);
        }
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
                "There is no scratch database to run the migrations in.\n\nMessage: " + refused.getMessage(),
                "Let a superuser run ALTER ROLE ... CREATEDB for the user, or name a server where it may create a"
                        + " database: a local one will do.",
                refused);
    }

    /** The database, a new connection each time. */
    public DataSource dataSource() {
        return this.dataSource;
    }

    @Override
    public void close() {
        try (Connection connection = this.beside.getConnection()) {
            execute(connection, "DROP DATABASE IF EXISTS " + this.name + " WITH (FORCE)");
        } catch (SQLException failure) {
            throw SnapshotException.noScratchDatabase(
                    "The scratch database " + this.name + " could not be dropped.\n\nMessage: " + failure.getMessage(),
                    "Drop it: DROP DATABASE " + this.name + " WITH (FORCE);",
                    failure);
        }
    }
}
