package io.github.appliedset.support;

import io.github.appliedset.support.session.LastingSessions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A real PostgreSQL for the tests of one JVM: the one named by {@code -Dtest.postgres.url}, else a container if a Docker
 * engine answers, else embedded binaries.
 *
 * <p>Its defaults are hostile on purpose: an odd time zone, a search path that begins elsewhere, users without any
 * privilege beyond their own database.
 */
final class TestServer {

    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final String host;
    private final int port;
    private final String username;
    private final String password;
    private @Nullable Connection administration;

    private TestServer(String host, int port, String username, String password) {
        this.host = host;
        this.port = port;
        this.username = username;
        this.password = password;
    }

    /** Starts it on first use; it ends with the JVM. */
    static TestServer get() {
        return Holder.INSTANCE;
    }

    private static final class Holder {

        static final TestServer INSTANCE = start();
    }

    private static TestServer start() {
        String url = System.getProperty("test.postgres.url", "");
        if (!url.isEmpty()) {
            return announced(given(url), "the server of -Dtest.postgres.url");
        }
        boolean docker = !System.getProperty("test.postgres.docker", "true").equals("false");
        String image = System.getProperty("test.postgres.image", "");
        String name =
                image.isEmpty() ? "postgres:" + System.getProperty("test.postgres.major", "17") + "-alpine" : image;
        try {
            // Asking for an engine already starts a container that clears up after the others.
            if (docker && DockerClientFactory.instance().isDockerAvailable()) {
                return announced(container(name), "Testcontainers, image " + name);
            }
        } catch (ContainerLaunchException | ContainerFetchException unavailable) {
            System.out.println("[test server] no container of image " + name + ": " + unavailable.getMessage());
        }
        return announced(embedded(), "embedded binaries");
    }

    private static TestServer announced(TestServer server, String kind) {
        System.out.println("[test server] PostgreSQL " + server.version() + ", " + kind);
        return server;
    }

    private static TestServer given(String url) {
        PGSimpleDataSource given = new PGSimpleDataSource();
        given.setUrl(url);
        String username = System.getProperty("test.postgres.username", "");
        return new TestServer(
                given.getServerNames()[0],
                given.getPortNumbers()[0],
                username.isEmpty() ? "postgres" : username,
                System.getProperty("test.postgres.password", ""));
    }

    private static TestServer container(String image) {
        PostgreSQLContainer container = new PostgreSQLContainer(
                        DockerImageName.parse(image).asCompatibleSubstituteFor("postgres"))
                .withCommand(
                        "postgres",
                        "-c",
                        "max_connections=300",
                        "-c",
                        "fsync=off",
                        "-c",
                        "max_prepared_transactions=5");
        container.start();
        return new TestServer(
                container.getHost(), container.getMappedPort(5432), container.getUsername(), container.getPassword());
    }

    private static TestServer embedded() {
        try {
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "300")
                    .setServerConfig("max_prepared_transactions", "5")
                    .setServerConfig("password_encryption", "md5")
                    // A database lives for a second, and looking after it is work for nothing.
                    .setServerConfig("autovacuum", "off")
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server)));
            TestServer result = new TestServer("localhost", server.getPort(), "postgres", "postgres");
            result.askForPasswords();
            LastingSessions.of(server.getPort());
            return result;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * The embedded server trusts everybody, and a wrong password would be none. Tests make tens of thousands of connections,
     * and SCRAM makes each of them slow on purpose.
     */
    private void askForPasswords() {
        administer("""
                DO $$ BEGIN
                    EXECUTE format(
                        'COPY (VALUES (''local all all trust''), (''host all postgres all trust''),'
                        ' (''host all all all md5'')) TO %L', current_setting('hba_file'));
                    PERFORM pg_reload_conf();
                END $$""");
    }

    private static void close(EmbeddedPostgres server) {
        try {
            server.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private String version() {
        try (Connection connection =
                dataSource("postgres", this.username, this.password).getConnection()) {
            return connection.getMetaData().getDatabaseProductVersion();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** A fresh database with an owner of its own. */
    TestDatabase createDatabase() {
        String name = "test_" + ProcessHandle.current().pid() + "_" + COUNTER.incrementAndGet();
        String role = name + "_owner";
        administer(
                "CREATE ROLE " + role + " LOGIN PASSWORD 'secret'",
                "CREATE DATABASE " + name + " OWNER " + role + " ENCODING 'UTF8' TEMPLATE template0" + copied(),
                "ALTER DATABASE " + name + " SET timezone = 'America/Los_Angeles'",
                "ALTER DATABASE " + name + " SET search_path = elsewhere, public");
        return new TestDatabase(this, name, role, "secret");
    }

    private Connection administration() throws SQLException {
        if (this.administration == null || !this.administration.isValid(0)) {
            this.administration =
                    dataSource("postgres", this.username, this.password).getConnection();
        }
        return this.administration;
    }

    /** Files are copied in half the time of pages, where nothing waits for the disk. */
    private synchronized String copied() {
        try {
            return administration().getMetaData().getDatabaseMajorVersion() >= 15 ? " STRATEGY file_copy" : "";
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    void drop(TestDatabase database) {
        database.endKeptSessions();
        LastingSessions.endIn(database.name(), this.port);
        administer(
                "DROP DATABASE IF EXISTS " + database.name() + " WITH (FORCE)",
                "DROP ROLE IF EXISTS " + database.username());
    }

    /** Runs each text in one session that stays open: a session more would be a tenth of a short test. */
    synchronized void administer(String... statements) {
        try {
            for (String sql : statements) {
                Sql.execute(administration(), sql);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(String.join("; ", statements), failure);
        }
    }

    DataSource superuser(String database) {
        return dataSource(database, this.username, this.password);
    }

    String url(String database) {
        return "jdbc:postgresql://" + this.host + ":" + this.port + "/" + database;
    }

    int port() {
        return this.port;
    }

    DataSource dataSource(String database, String user, String password) {
        return at(url(database), user, password);
    }

    DataSource dataSourceAt(int port, String database, String user, String password) {
        PGSimpleDataSource dataSource = at("jdbc:postgresql://localhost:" + port + "/" + database, user, password);
        dataSource.setSslmode("disable");
        return dataSource;
    }

    private static PGSimpleDataSource at(String url, String user, String password) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        dataSource.setUser(user);
        dataSource.setPassword(password);
        return dataSource;
    }
}
