package io.github.appliedset.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands between driver and server as a network would: what is sent arrives later, in both directions. Counts the round
 * trips, that is, how often the server answers after a client has sent something.
 */
final class DistanceProxy implements AutoCloseable {

    private static final byte[] END = {};

    private final ServerSocket listener;
    private final int serverPort;
    private final long delayNanos;
    private final AtomicInteger roundTrips = new AtomicInteger();

    private DistanceProxy(int serverPort, int delayMillis) throws IOException {
        this.serverPort = serverPort;
        this.delayNanos = delayMillis * 1_000_000L;
        this.listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    /** Listens on a port of its own. */
    static DistanceProxy open(int serverPort, int delayMillis) throws IOException {
        return new DistanceProxy(serverPort, delayMillis);
    }

    int port() {
        return this.listener.getLocalPort();
    }

    int roundTrips() {
        return this.roundTrips.get();
    }

    private interface Work {

        void run() throws IOException, InterruptedException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException | InterruptedException closed) {
                // One side has closed, and so is the other.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = this.listener.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), this.serverPort);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            AtomicBoolean asked = new AtomicBoolean();
            pass(client, server, () -> asked.set(true));
            pass(server, client, () -> {
                if (asked.getAndSet(false)) {
                    this.roundTrips.incrementAndGet();
                }
            });
        }
    }

    private record Parcel(byte[] content, long dueAt) {}

    private void pass(Socket from, Socket to, Runnable onEach) {
        BlockingQueue<Parcel> underWay = new LinkedBlockingQueue<>();
        start(() -> {
            try (InputStream in = from.getInputStream()) {
                byte[] buffer = new byte[64 * 1024];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    onEach.run();
                    underWay.put(
                            new Parcel(java.util.Arrays.copyOf(buffer, read), System.nanoTime() + this.delayNanos));
                }
            } finally {
                underWay.put(new Parcel(END, System.nanoTime() + this.delayNanos));
            }
        });
        start(() -> {
            try (to;
                    OutputStream out = to.getOutputStream()) {
                for (Parcel next = underWay.take(); next.content() != END; next = underWay.take()) {
                    for (long left = next.dueAt() - System.nanoTime();
                            left > 0;
                            left = next.dueAt() - System.nanoTime()) {
                        LockSupport.parkNanos(left);
                    }
                    out.write(next.content());
                    out.flush();
                }
            }
        });
    }

    @Override
    public void close() throws IOException {
        this.listener.close();
    }
}
