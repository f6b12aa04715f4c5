package io.github.appliedset.support.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** PgBouncer with transaction pooling, in front of a server on this machine that trusts everybody. */
public final class PgBouncer implements AutoCloseable {

    private final Process process;
    private final int port;

    private PgBouncer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it with a number of server connections per database. */
    public static PgBouncer start(int serverPort, int poolSize) {
        try {
            Path folder = Files.createTempDirectory(
                    "pgbouncer", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
            int port = freePort();
            Path configuration = Files.writeString(folder.resolve("pgbouncer.ini"), """
                    [databases]
                    * = host=127.0.0.1 port=%d user=postgres
                    [pgbouncer]
                    listen_addr = 127.0.0.1
                    listen_port = %d
                    unix_socket_dir =
                    auth_type = any
                    pool_mode = transaction
                    default_pool_size = %d
                    max_client_conn = 500
                    server_login_retry = 1
                    ignore_startup_parameters = extra_float_digits,options
                    %s
                    """.formatted(
                            serverPort, port, poolSize, isRoot() ? "user = nobody" : ""));
            Process process = new ProcessBuilder(program(), configuration.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            awaitPort(process, port, folder.resolve("log"));
            return new PgBouncer(process, port);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String program() {
        return Stream.of("/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer")
                .filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "there is no PgBouncer on this machine: install it (Debian: apt-get install pgbouncer)"));
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void awaitPort(Process process, int port, Path log) throws IOException {
        while (true) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException notYet) {
                if (!process.isAlive()) {
                    throw new IllegalStateException("PgBouncer has ended:\n" + Files.readString(log), notYet);
                }
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    public int port() {
        return this.port;
    }

    @Override
    public void close() {
        this.process.destroyForcibly().onExit().join();
    }
}
