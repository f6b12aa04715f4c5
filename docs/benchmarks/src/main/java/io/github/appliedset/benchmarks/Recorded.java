package io.github.appliedset.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import liquibase.Liquibase;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.resource.DirectoryResourceAccessor;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.core.io.FileSystemResource;

/** Has a tool's table say that all migrations are applied, without running more than one of them. */
final class Recorded {

    private Recorded() {}

    /** Fills the table of an empty database. */
    static void all(Tool tool, Path root, int count, String url) throws SQLException, IOException, LiquibaseException {
        DataSource dataSource = dataSource(url);
        switch (tool) {
            case APPLIED_SET ->
                rows(
                        dataSource,
                        "CREATE TABLE public.applied_migrations (version bigint NOT NULL PRIMARY KEY, name text NOT NULL,"
                                + " applied_at timestamptz NOT NULL DEFAULT now(), checksum text NULL)",
                        "INSERT INTO public.applied_migrations VALUES (?, 'migration', now(), ?)",
                        root,
                        tool,
                        count);
            case BARE ->
                rows(
                        dataSource,
                        "CREATE TABLE bare_migrations (version bigint PRIMARY KEY, checksum text NOT NULL)",
                        "INSERT INTO bare_migrations VALUES (?, ?)",
                        root,
                        tool,
                        count);
            case FLYWAY -> flyway(dataSource, root);
            case LIQUIBASE -> liquibase(dataSource, root);
            default -> {}
        }
    }

    static DataSource dataSource(String url) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        dataSource.setUser("postgres");
        return dataSource;
    }

    private static void rows(DataSource dataSource, String create, String insert, Path root, Tool tool, int count)
            throws SQLException, IOException {
        try (Connection connection = dataSource.getConnection();
                Statement table = connection.createStatement();
                PreparedStatement row = connection.prepareStatement(insert)) {
            table.execute(create);
            connection.setAutoCommit(false);
            for (int version = 1; version <= count; version++) {
                row.setLong(1, version);
                row.setString(
                        2, BareLoop.checksum(new FileSystemResource(root.resolve(tool.path(version, "migration")))));
                row.addBatch();
            }
            row.executeBatch();
            connection.commit();
        }
    }

    /** The first one is run, so that Flyway makes its table; the other rows are what it would have written. */
    private static void flyway(DataSource dataSource, Path root) throws SQLException {
        String location = "filesystem:" + root.resolve(Tool.FLYWAY.folder());
        Flyway.configure()
                .dataSource(dataSource)
                .locations(location)
                .target("1")
                .load()
                .migrate();
        Flyway flyway =
                Flyway.configure().dataSource(dataSource).locations(location).load();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement row = connection.prepareStatement(
                        "INSERT INTO flyway_schema_history VALUES (?, ?, ?, 'SQL', ?, ?, 'postgres', now(), 1, true)")) {
            connection.setAutoCommit(false);
            int rank = 1;
            for (MigrationInfo info : flyway.info().pending()) {
                row.setInt(1, ++rank);
                row.setString(2, info.getVersion().getVersion());
                row.setString(3, info.getDescription());
                row.setString(4, info.getScript());
                row.setInt(5, info.getChecksum());
                row.addBatch();
            }
            row.executeBatch();
            connection.commit();
        }
    }

    private static void liquibase(DataSource dataSource, Path root)
            throws SQLException, IOException, LiquibaseException {
        try (Connection connection = dataSource.getConnection();
                Liquibase liquibase = new Liquibase(
                        "db/changelog.yaml",
                        new DirectoryResourceAccessor(root),
                        DatabaseFactory.getInstance()
                                .findCorrectDatabaseImplementation(new JdbcConnection(connection)))) {
            liquibase.changeLogSync("");
        }
    }
}
