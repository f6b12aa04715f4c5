package io.github.appliedset.support.fault;

import io.github.appliedset.support.KeptSessions;
import io.github.appliedset.support.Sql;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL server of one test's own, which may be killed and started again. */
public final class ServerProcess implements AutoCloseable {

    private final Path folder;
    private final Map<String, String> settings;
    private final KeptSessions sessions = new KeptSessions(this::dataSource);
    private EmbeddedPostgres server;
    private int port;

    private ServerProcess(Path folder, Map<String, String> settings) {
        this.folder = folder;
        this.settings = settings;
    }

    /** Starts a new server with these settings. */
    public static ServerProcess start(Map<String, String> settings) {
        try {
            ServerProcess process = new ServerProcess(Files.createTempDirectory("server"), settings);
            process.restart();
            return process;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Starts it again with the data it has, and on the port it had. */
    public void restart() {
        try {
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setDataDirectory(data())
                    .setCleanDataDirectory(false)
                    .setOutputRedirector(
                            ProcessBuilder.Redirect.appendTo(logFile().toFile()))
                    .setErrorRedirector(
                            ProcessBuilder.Redirect.appendTo(logFile().toFile()))
                    .setServerConfig("max_connections", "300")
                    // The process is killed, not the machine.
                    .setServerConfig("fsync", "off")
                    // Otherwise a server that is killed loses the last commits.
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on");
            this.settings.forEach(builder::setServerConfig);
            if (this.port != 0) {
                builder.setPort(this.port);
            }
            this.server = builder.start();
            this.port = this.server.getPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Path data() {
        return this.folder.resolve("data");
    }

    private Path logFile() {
        return this.folder.resolve("log");
    }

    public int port() {
        return this.port;
    }

    public String url(String database) {
        return url(this.port, database);
    }

    /** Address of a database of this server by way of another port. */
    public static String url(int port, String database) {
        return "jdbc:postgresql://localhost:" + port + "/" + database + "?user=postgres&sslmode=disable";
    }

    public DataSource dataSource(String database) {
        return dataSource(this.port, database);
    }

    /** Connects by way of another port. */
    public static DataSource dataSource(int port, String database) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url(port, database));
        return dataSource;
    }

    /** Runs each text as the superuser, outside a transaction. */
    public void execute(String database, String... statements) {
        this.sessions.execute(database, statements);
    }

    /** The first column of a query's rows, as text. */
    public List<String> query(String database, String sql) {
        return this.sessions.firstColumn(database, sql);
    }

    /** Waits until some session waits for an event of this name, such as {@code PgSleep}. */
    public void awaitWait(String event) {
        Sql.awaitRow(dataSource("postgres"), "SELECT 1 FROM pg_stat_activity WHERE wait_event = '" + event + "'");
    }

    /** Waits for a server that recovers by itself. */
    public void awaitConnections() {
        while (true) {
            try (Connection connection = dataSource("postgres").getConnection()) {
                return;
            } catch (SQLException notYet) {
                if (!notYet.getSQLState().startsWith("57P0")
                        && !notYet.getSQLState().startsWith("08")) {
                    throw new IllegalStateException(notYet);
                }
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    /** What the server has logged. */
    public String log() {
        try {
            return Files.readString(logFile());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Ends it as {@code pg_ctl stop -m immediate} does: without a checkpoint, the next start recovers. */
    public void stopImmediately() {
        try {
            long pid = Long.parseLong(
                    Files.readAllLines(data().resolve("postmaster.pid")).get(0));
            ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
            new ProcessBuilder("kill", "-QUIT", Long.toString(pid)).start().waitFor();
            postmaster.onExit().join();
            this.server.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interruption);
        }
    }

    /** Copies the server into one that follows it. */
    public ServerProcess standby() {
        try {
            this.server.close();
            ServerProcess standby = new ServerProcess(Files.createTempDirectory("standby"), this.settings);
            copy(data(), standby.data());
            restart();
            Files.createFile(standby.data().resolve("standby.signal"));
            Files.writeString(
                    standby.data().resolve("postgresql.auto.conf"),
                    "primary_conninfo = 'host=localhost port=" + this.port + " user=postgres'\n",
                    StandardOpenOption.APPEND);
            standby.restart();
            return standby;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (file.getFileName().toString().startsWith("epg-lock")) {
                    continue;
                }
                Path target = to.resolve(from.relativize(file).toString());
                Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    /** Makes a standby the primary. */
    public void promote() {
        execute("postgres", "SELECT pg_promote()");
    }

    @Override
    public void close() {
        this.sessions.close();
        try {
            this.server.close();
            try (Stream<Path> files = Files.walk(this.folder)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
