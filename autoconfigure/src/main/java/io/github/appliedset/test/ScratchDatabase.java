package io.github.appliedset.test;

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
final class ScratchDatabase implements AutoCloseable {

    private static final Pattern URL = Pattern.compile("(jdbc:postgresql:(?://[^/?]*/)?)([^?]*)(.*)", Pattern.DOTALL);

    private final DataSource beside;
    private final String name;
    private final DataSource dataSource;

    private ScratchDatabase(DataSource beside, String name, DataSource dataSource) {
        this.beside = beside;
        this.name = name;
        this.dataSource = dataSource;
    }

    static ScratchDatabase beside(DataSource dataSource) {
        String name = "applied_set_scratch_" + UUID.randomUUID().toString().replace("-", "");
        DataSource scratch;
        try {
            scratch = DataSourceBuilder.derivedFrom(dataSource)
                    .type(SimpleDriverDataSource.class)
                    .url(urlOf(dataSource, name))
                    .build();
        } catch (RuntimeException unknownKind) {
            throw new AssertionError(
                    "The connection of " + dataSource.getClass().getName()
                            + " cannot be made anew for a scratch database. Give"
                            + " a DataSource that Spring Boot can take apart, such as HikariDataSource or PGSimpleDataSource.",
                    unknownKind);
        }
        // template0 has nothing in it that somebody may have added to every new database.
        execute(dataSource, "CREATE DATABASE " + name + " TEMPLATE template0");
        return new ScratchDatabase(dataSource, name, scratch);
    }

    private static String urlOf(DataSource dataSource, String database) {
        try (Connection connection = dataSource.getConnection()) {
            String url = connection.getMetaData().getURL();
            Matcher parts = URL.matcher(url);
            if (!parts.matches()) {
                throw new AssertionError("There is no scratch database beside " + url + ": it is not PostgreSQL.");
            }
            return parts.group(1) + database + parts.group(3);
        } catch (SQLException unreachable) {
            throw new AssertionError("The database cannot be reached: " + unreachable.getMessage(), unreachable);
        }
    }

    private static void execute(DataSource dataSource, String sql) {
        try (Connection connection = dataSource.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(true);
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } finally {
                connection.setAutoCommit(autoCommit);
            }
        } catch (SQLException refused) {
            throw new AssertionError(
                    "No scratch database: " + refused.getMessage()
                            + "\nThe user of the tests needs the right to make one: ALTER ROLE ... CREATEDB.",
                    refused);
        }
    }

    DataSource dataSource() {
        return this.dataSource;
    }

    @Override
    public void close() {
        execute(this.beside, "DROP DATABASE IF EXISTS " + this.name + " WITH (FORCE)");
    }
}
