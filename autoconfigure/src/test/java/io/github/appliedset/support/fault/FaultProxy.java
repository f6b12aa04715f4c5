package io.github.appliedset.support.fault;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;

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

    /** What is done to the messages on their way, behind the back of client and server. */
    public interface Tampering {

        /** Returns the SQL that the server gets instead. */
        default String sql(String sql) {
            return sql;
        }

        /** Whether the client is not to hear of an error. */
        default boolean swallows(String error) {
            return false;
        }
    }

    private record Strike(int message, Moment moment, Runnable action) {}

    private final ServerSocket listener;
    private final int serverPort;
    private final List<Character> messages = new CopyOnWriteArrayList<>();
    private final AtomicInteger roundTrips = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private volatile Strike strike = new Strike(0, Moment.BEFORE, () -> {});
    private volatile boolean struck;
    private volatile Tampering tampering = new Tampering() {};

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
            LockSupport.parkNanos(1_000_000);
        }
        return this.messages.size();
    }

    /** How many messages the clients have sent until now. */
    public int messagesSoFar() {
        return this.messages.size();
    }

    /** Where among the messages the last one of a type was, counted from 1; once the clients have closed their connections. */
    public int lastMessage(char type) {
        messages();
        return this.messages.lastIndexOf(type) + 1;
    }

    /** The messages, counted from 1, at which the server does something: it runs a statement, or ends an implicit transaction. */
    public List<Integer> deeds() {
        return IntStream.rangeClosed(1, messages())
                .filter(message -> "EQS".indexOf(this.messages.get(message - 1)) >= 0)
                .boxed()
                .toList();
    }

    /** How often clients have waited for an answer until now. */
    public int roundTripsSoFar() {
        return this.roundTrips.get();
    }

    /** How often clients have waited for an answer, once they have closed their connections; starting a session not counted. */
    public int roundTrips() {
        messages();
        return this.roundTrips.get();
    }

    public void tamper(Tampering tampering) {
        this.tampering = tampering;
    }

    /** Cuts the connection on which the given message comes, counted from 1, and does one thing more just before. */
    public void strikeAt(int message, Moment moment, Runnable action) {
        this.strike = new Strike(message, moment, action);
    }

    /**
     * Starts a process that connects through this proxy, and kills it at the given message.
     *
     * @return the process, which has ended
     * @throws AssertionError if it ended by itself
     */
    public ChildJvm killAt(int message, Moment moment, Supplier<ChildJvm> start) throws InterruptedException {
        ChildJvm[] child = new ChildJvm[1];
        // The message may come before the process is known here.
        synchronized (child) {
            strikeAt(message, moment, () -> {
                synchronized (child) {
                    child[0].kill();
                }
            });
            child[0] = start.get();
        }
        if (child[0].awaitExit() == 0) {
            throw new AssertionError("ended by itself before message " + message + ":\n" + child[0].output());
        }
        return child[0];
    }

    /** Once the clients have closed their connections: the last message comes while nobody waits for it. */
    public boolean hasStruck() {
        messages();
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

    /** The driver sends a BEGIN together with what comes after it, and waits when it has sent a Sync or another query. */
    private void count(char type, String sql) {
        if (type == 'S' || type == 'Q' && !sql.startsWith("BEGIN")) {
            this.roundTrips.incrementAndGet();
        }
    }

    private final class Session {

        private final Socket client;
        private final Socket server;
        private final CountDownLatch answered = new CountDownLatch(1);
        /** The startup packet, and each query or Sync, is answered with a ReadyForQuery; a BEGIN is a query of its own. */
        private final AtomicInteger unanswered = new AtomicInteger(1);

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
                byte[] body = tampered(type, body(in));
                if (type == 'Q' || type == 'S') {
                    this.unanswered.incrementAndGet();
                }
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
                    if (type == 'E' && FaultProxy.this.tampering.swallows(new String(body, StandardCharsets.UTF_8))) {
                        continue;
                    }
                    boolean allAnswered = type == 'Z' && this.unanswered.decrementAndGet() == 0;
                    if (this.mute) {
                        if (allAnswered || type == 'G') {
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

        /** A Parse has the name of the statement before its SQL, and the types of its parameters after it. */
        private byte[] tampered(char type, byte[] body) {
            if (type != 'P' && type != 'Q') {
                count(type, "");
                return body;
            }
            int from = type == 'P' ? end(body, 0) + 1 : 0;
            int to = end(body, from);
            String sql = new String(body, from, to - from, StandardCharsets.UTF_8);
            count(type, sql);
            ByteArrayOutputStream result = new ByteArrayOutputStream();
            result.write(body, 0, from);
            result.writeBytes(FaultProxy.this.tampering.sql(sql).getBytes(StandardCharsets.UTF_8));
            result.write(body, to, body.length - to);
            return result.toByteArray();
        }

        private static int end(byte[] body, int from) {
            int end = from;
            while (body[end] != 0) {
                end++;
            }
            return end;
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
