package io.github.appliedset.benchmarks;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The one PostgreSQL of a run: embedded binaries whose commits wait for the disk, or a server on this machine. Its user is {@code postgres}. */
final class Server implements AutoCloseable {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    static final String COUNTER = "pg_stat_statements";

    private final @Nullable EmbeddedPostgres embedded;
    private final int port;

    private Server(@Nullable EmbeddedPostgres embedded, int port) {
        this.embedded = embedded;
        this.port = port;
    }

    /**
     * Starts or finds it.
     *
     * @param port of a server that trusts {@code postgres} on the loopback address; 0 to start one
     */
    static Server of(int port) throws IOException {
        return port == 0 ? start(embedded()) : new Server(null, port);
    }

    /** Starts one that counts what it does, which takes it some time. */
    static Server counting() throws IOException, SQLException {
        Server server = start(embedded()
                .setServerConfig("shared_preload_libraries", COUNTER)
                .setServerConfig(COUNTER + ".max", "50000")
                .setServerConfig(COUNTER + ".track_planning", "on"));
        server.execute("postgres", "CREATE EXTENSION " + COUNTER);
        return server;
    }

    private static EmbeddedPostgres.Builder embedded() {
        return EmbeddedPostgres.builder()
                .setServerConfig("max_connections", "300")
                // The embedded server turns both off for tests.
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_locks_per_transaction", "256");
    }

    private static Server start(EmbeddedPostgres.Builder builder) throws IOException {
        EmbeddedPostgres embedded = builder.start();
        return new Server(embedded, embedded.getPort());
    }

    int port() {
        return this.port;
    }

    static String url(int port, String database) {
        return "jdbc:postgresql://localhost:" + port + "/" + database + "?sslmode=disable";
    }

    String url(String database) {
        return url(this.port, database);
    }

    /** Makes an empty database and returns its name. */
    String createDatabase() throws SQLException {
        String name = "benchmark_" + ProcessHandle.current().pid() + "_" + DATABASES.incrementAndGet();
        execute("postgres", "CREATE DATABASE " + name);
        return name;
    }

    void drop(String database) throws SQLException {
        execute("postgres", "DROP DATABASE " + database + " WITH (FORCE)");
    }

    /** Drops what earlier runs have left to be copied. */
    void dropTemplates() throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT datname FROM pg_database WHERE starts_with(datname, 'applied_set_template_')")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        for (String name : names) {
            drop(name);
        }
    }

    void execute(String database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(url(database), "postgres", "");
    }

    String version() throws SQLException {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW server_version")) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public void close() throws IOException {
        if (this.embedded != null) {
            this.embedded.close();
        }
    }
}
