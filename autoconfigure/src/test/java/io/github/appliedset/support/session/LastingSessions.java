package io.github.appliedset.support.session;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a test server that nobody uses now. What costs the server most in many tests is to start a session; so the next
 * connection with the same parameters and the same password gets one that an earlier connection has left, reset. The driver and
 * all above it take it for a new one.
 *
 * <p>This is for tests with {@link KeepsSessions}. Whoever asks about sessions, or changes what new ones begin with, finds none that was left, and leaves none in that
 * database.
 */
public final class LastingSessions {

    private static final Map<Integer, LastingSessions> SERVERS = new ConcurrentHashMap<>();

    private static volatile boolean begun;

    /** Well below what the server allows. */
    private static final int MOST = 60;

    private final Map<ByteBuffer, Deque<ServerSession>> idle = new HashMap<>();
    /** Since when a session of a database must be to be kept. */
    private final Map<String, Long> databases = new HashMap<>();

    private final Set<String> withoutAny = new HashSet<>();
    private int count;
    private long now;

    private LastingSessions() {}

    /** Those of a server on this machine, which has no TLS. */
    public static void of(int port) {
        SERVERS.put(port, new LastingSessions());
    }

    /** From now on, sessions are left and given away; none is with {@code -Dtest.sessions.new=true}. */
    static void begin() {
        begun = !Boolean.getBoolean("test.sessions.new");
    }

    /** Ends all that nobody uses; the others end after their use. */
    static void end() {
        begun = false;
        SERVERS.values().forEach(sessions -> sessions.end(any -> true));
    }

    /** Ends those in a database that is about to be dropped. */
    public static void endIn(String database, int port) {
        LastingSessions sessions = SERVERS.get(port);
        if (sessions != null) {
            sessions.end(database::equals);
            sessions.forget(database::equals);
        }
    }

    static boolean areNone() {
        return !begun || SERVERS.isEmpty();
    }

    static @Nullable LastingSessions at(SocketAddress address) {
        return address instanceof InetSocketAddress server
                        && server.getAddress() != null
                        && server.getAddress().isLoopbackAddress()
                ? SERVERS.get(server.getPort())
                : null;
    }

    ServerSession open(SocketAddress address, int timeout, Greeting greeting) throws IOException {
        long since;
        synchronized (this) {
            since = this.now;
            this.databases.putIfAbsent(greeting.parameter("database"), 0L);
        }
        return new ServerSession(address, timeout, greeting, since);
    }

    /** One that was started with the same request; null if there is none. */
    @Nullable
    ServerSession take(byte[] request) {
        while (true) {
            ServerSession session;
            synchronized (this) {
                Deque<ServerSession> same = this.idle.get(ByteBuffer.wrap(request));
                session = same == null ? null : same.pollLast();
                if (session == null) {
                    return null;
                }
                this.count--;
            }
            if (session.isQuiet()) {
                return session;
            }
            session.end();
        }
    }

    /** Keeps the session if a reset made it like a new one; otherwise the caller ends it. */
    boolean keeps(ServerSession session, boolean inTransaction) {
        return mayKeep(session) && session.isReset(inTransaction) && isAdded(session);
    }

    private synchronized boolean mayKeep(ServerSession session) {
        return begun
                && !session.isForOneUser()
                && session.since() >= this.databases.getOrDefault(session.database(), Long.MAX_VALUE)
                && this.count < MOST
                && !this.withoutAny.contains(session.database());
    }

    private synchronized boolean isAdded(ServerSession session) {
        if (!mayKeep(session)) {
            return false;
        }
        this.idle
                .computeIfAbsent(ByteBuffer.wrap(session.greeting().request()), any -> new ArrayDeque<>())
                .add(session);
        this.count++;
        return true;
    }

    /** Before a session is told something. */
    void before(byte[] said, int offset, int length, ServerSession teller) {
        Statements.in(said, offset, length).ifPresent(statements -> before(statements, teller));
    }

    private void before(Statements statements, ServerSession teller) {
        if (statements.leaveTraces()) {
            teller.endsWithItsUser();
        }
        if (statements.areAboutSessions()) {
            synchronized (this) {
                this.withoutAny.add(teller.database());
            }
            end(any -> true);
        } else if (statements.areAboutDatabases()) {
            end(statements::name);
            if (statements.dropDatabase()) {
                forget(statements::name);
            }
        }
    }

    private synchronized void forget(Predicate<String> databases) {
        this.databases.keySet().removeIf(databases);
        this.withoutAny.removeIf(databases);
    }

    /** Those that are in use end after it. */
    private void end(Predicate<String> ofDatabases) {
        List<ServerSession> ended = new ArrayList<>();
        synchronized (this) {
            this.now++;
            this.databases.replaceAll((name, since) -> ofDatabases.test(name) ? (Long) this.now : since);
            for (Deque<ServerSession> same : this.idle.values()) {
                same.removeIf(session -> ofDatabases.test(session.database()) && ended.add(session));
            }
            this.idle.values().removeIf(Deque::isEmpty);
            this.count -= ended.size();
        }
        ended.forEach(ServerSession::end);
    }
}
