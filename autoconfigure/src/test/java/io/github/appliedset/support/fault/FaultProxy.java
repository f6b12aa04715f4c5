package io.github.appliedset.support.fault;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between driver and server, counts the messages that clients send, and strikes once at one of them.
 *
 * <p>The startup packet is not counted; connections that only cancel a statement are passed on. The URL needs
 * {@code sslmode=disable}.
 */
public final class FaultProxy implements AutoCloseable {

    private static final int CANCEL_REQUEST = 80877102;

    /** When, seen from the message, the strike comes. */
    public enum Moment {
        /** The server never gets the message. */
        BEFORE,
        /** The server has dealt with the message, and the client never hears of it. */
        AFTER
    }

    private record Strike(int message, Moment moment, Runnable action) {}

    private final ServerSocket listener;
    private final int serverPort;
    private final List<Character> messages = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private volatile Strike strike = new Strike(0, Moment.BEFORE, () -> {});
    private volatile boolean struck;

    private FaultProxy(int serverPort) throws IOException {
        this.serverPort = serverPort;
        this.listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    /** Listens on a port of its own in front of a server on this machine. */
    public static FaultProxy inFrontOf(int serverPort) {
        try {
            return new FaultProxy(serverPort);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public int port() {
        return this.listener.getLocalPort();
    }

    /** How many messages the clients have sent, once they have closed their connections. */
    public int messages() {
        while (this.open.get() > 0) {
            Thread.onSpinWait();
        }
        return this.messages.size();
    }

    /** Cuts the connection on which the given message comes, counted from 1, and does one thing more just before. */
    public void strikeAt(int message, Moment moment, Runnable action) {
        this.strike = new Strike(message, moment, action);
    }

    public boolean hasStruck() {
        return this.struck;
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = this.listener.accept();
            this.open.incrementAndGet();
            start(() -> serve(client));
        }
    }

    private void serve(Socket client) throws IOException, InterruptedException {
        try (client;
                Socket server = new Socket(InetAddress.getLoopbackAddress(), this.serverPort)) {
            new Session(client, server).run();
        } finally {
            this.open.decrementAndGet();
        }
    }

    private interface Work {

        void run() throws IOException, InterruptedException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException | InterruptedException closed) {
                // One side is gone, and Session.close() has told the other.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private synchronized boolean isStruckBy(char type) {
        this.messages.add(type);
        boolean now = this.messages.size() == this.strike.message();
        this.struck |= now;
        return now;
    }

    private final class Session {

        private final Socket client;
        private final Socket server;
        private final CountDownLatch answered = new CountDownLatch(1);
        private volatile boolean mute;

        Session(Socket client, Socket server) throws IOException {
            this.client = client;
            this.server = server;
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        }

        void run() throws IOException, InterruptedException {
            start(this::passAnswersOn);
            passMessagesOn();
        }

        private void passMessagesOn() throws IOException, InterruptedException {
            DataInputStream in = new DataInputStream(new BufferedInputStream(this.client.getInputStream()));
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(this.server.getOutputStream()));
            byte[] startup = body(in);
            write(out, startup);
            out.flush();
            if (startup.length >= 4 && new BigInteger(startup, 0, 4).intValue() == CANCEL_REQUEST) {
                this.answered.await();
                return;
            }
            while (true) {
                char type = (char) in.readUnsignedByte();
                byte[] body = body(in);
                boolean strikes = isStruckBy(type);
                Strike now = FaultProxy.this.strike;
                if (strikes && now.moment() == Moment.BEFORE) {
                    now.action().run();
                    return;
                }
                this.mute |= strikes;
                out.writeByte(type);
                write(out, body);
                if (strikes || in.available() == 0) {
                    out.flush();
                }
                if (strikes) {
                    if (type == 'Q' || type == 'S') {
                        this.answered.await();
                    }
                    now.action().run();
                    return;
                }
            }
        }

        private void passAnswersOn() throws IOException {
            try (this.client;
                    this.server) {
                DataInputStream in = new DataInputStream(new BufferedInputStream(this.server.getInputStream()));
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(this.client.getOutputStream()));
                while (true) {
                    char type = (char) in.readUnsignedByte();
                    byte[] body = body(in);
                    if (this.mute) {
                        if (type == 'Z' || type == 'G') {
                            this.answered.countDown();
                        }
                        continue;
                    }
                    out.writeByte(type);
                    write(out, body);
                    if (in.available() == 0) {
                        out.flush();
                    }
                }
            } finally {
                this.answered.countDown();
            }
        }

        private byte[] body(DataInputStream in) throws IOException {
            byte[] body = new byte[in.readInt() - 4];
            in.readFully(body);
            return body;
        }

        private void write(DataOutputStream out, byte[] body) throws IOException {
            out.writeInt(body.length + 4);
            out.write(body);
        }
    }

    @Override
    public void close() {
        try {
            this.listener.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
