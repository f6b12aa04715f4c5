package io.github.appliedset.sample;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application, with a new database for each test. */
abstract class PackagedApplicationSupport {

    static EmbeddedPostgres server;

    PackagedApplication application;

    @BeforeAll
    static void startServer() throws IOException {
        server = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    @BeforeEach
    void createDatabase(@TempDir Path folder) throws Exception {
        execute("DROP DATABASE IF EXISTS shop WITH (FORCE)");
        execute("DROP ROLE IF EXISTS shop");
        execute("CREATE ROLE shop LOGIN PASSWORD 'shop'");
        execute("CREATE DATABASE shop OWNER shop");
        Files.createDirectories(folder.resolve("src/main/resources/db/migration"));
        this.application = new PackagedApplication(
                folder,
                Map.of(
                        "SPRING_DATASOURCE_URL",
                                server.getJdbcUrl("shop", "shop").replaceFirst("\\?.*", ""),
                        "SPRING_DATASOURCE_USERNAME", "shop",
                        "SPRING_DATASOURCE_PASSWORD", "shop"));
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
