package io.github.appliedset.support.session;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The driver's end of a session. To a server without lasting sessions it passes everything on. To one with them, it connects when
 * it has heard what session is wanted: one that was left is greeted in the words of its first start.
 */
final class LastingSocket extends Socket {

    private static final int TLS_REQUEST = 80877103;
    private static final int GSS_REQUEST = 80877104;
    private static final int CANCEL_REQUEST = 80877102;
    private static final int BUFFER = 65_536;

    /** How far the start of the session is. */
    private enum Stage {
        /** Not known which one is wanted. */
        REQUEST,
        /** A new one starts. */
        STARTING,
        /** A left one has asked for the password. */
        ASKED,
        /** Statements come. */
        STARTED,
        /** Everything is passed on. */
        PASSED_ON
    }

    private final InputStream input = new Input();
    private final OutputStream output = new Output();
    private final ByteArrayOutputStream request = new ByteArrayOutputStream();
    private final ReadyForQuery ready = new ReadyForQuery();
    private ByteArrayInputStream told = new ByteArrayInputStream(new byte[0]);
    private @Nullable SocketAddress address;
    private int connectTimeout;
    private int readTimeout;
    private @Nullable LastingSessions sessions;
    private volatile Stage stage = Stage.REQUEST;
    private volatile @Nullable ServerSession session;
    private volatile boolean waiting;
    private volatile boolean terminated;
    private volatile boolean closed;

    @Override
    public void connect(SocketAddress address) throws IOException {
        connect(address, 0);
    }

    @Override
    public void connect(SocketAddress address, int timeout) throws IOException {
        this.address = address;
        this.connectTimeout = timeout;
        this.sessions = LastingSessions.at(address);
        if (this.sessions == null) {
            this.session = new ServerSession(address, timeout, new Greeting(new byte[8]), 0);
            this.stage = Stage.PASSED_ON;
        }
    }

    private void say(byte[] said, int offset, int length) throws IOException {
        switch (this.stage) {
            case REQUEST -> {
                this.request.write(said, offset, length);
                begin();
            }
            case STARTING -> {
                current().greeting().client(said, offset, length);
                pass(said, offset, length);
            }
            case ASKED -> answer(said, offset, length);
            case STARTED -> {
                if (ServerSession.isTerminate(said, offset, length)) {
                    this.terminated = true;
                    return;
                }
                sessions().before(said, offset, length, current());
                this.waiting = true;
                pass(said, offset, length);
            }
            case PASSED_ON -> pass(said, offset, length);
        }
    }

    private void pass(byte[] said, int offset, int length) throws IOException {
        current().out().write(said, offset, length);
    }

    private ServerSession current() throws SocketException {
        ServerSession current = this.session;
        if (current == null) {
            throw new SocketException("Socket is not connected");
        }
        return current;
    }

    private LastingSessions sessions() {
        return Objects.requireNonNull(this.sessions);
    }

    private void begin() throws IOException {
        byte[] said = this.request.toByteArray();
        ByteBuffer message = ByteBuffer.wrap(said);
        if (said.length < 8 || said.length < message.getInt()) {
            return;
        }
        int kind = message.getInt();
        if (kind == TLS_REQUEST || kind == GSS_REQUEST) {
            this.request.reset();
            tell(new byte[] {'N'});
            return;
        }
        ServerSession left = kind == CANCEL_REQUEST ? null : sessions().take(said);
        if (left != null) {
            become(left);
            tell(left.greeting().question());
            this.ready.read(left.greeting().question(), 0, left.greeting().question().length);
            this.stage = left.greeting().asksForPassword() ? Stage.ASKED : Stage.STARTED;
            return;
        }
        start(said);
        this.stage = kind == CANCEL_REQUEST ? Stage.PASSED_ON : Stage.STARTING;
    }

    private void start(byte[] said) throws IOException {
        become(sessions().open(Objects.requireNonNull(this.address), this.connectTimeout, new Greeting(said)));
        pass(said, 0, said.length);
    }

    private void become(ServerSession session) throws IOException {
        session.socket().setSoTimeout(this.readTimeout);
        this.session = session;
    }

    /** The server judges another password than that of the first start: it asks once more. */
    private void answer(byte[] said, int offset, int length) throws IOException {
        ServerSession left = current();
        byte[] password = Arrays.copyOfRange(said, offset, offset + length);
        if (left.greeting().isRightAnswer(password)) {
            this.ready.read(left.greeting().rest(), 0, left.greeting().rest().length);
            tell(left.greeting().rest());
            this.stage = Stage.STARTED;
            return;
        }
        left.end();
        start(left.greeting().request());
        this.stage = Stage.PASSED_ON;
    }

    private void tell(byte[] words) {
        this.told = new ByteArrayInputStream(words);
    }

    private int hear(byte[] heard, int offset, int length) throws IOException {
        if (this.told.available() > 0) {
            return this.told.read(heard, offset, length);
        }
        ServerSession current = current();
        int count = current.in().read(heard, offset, length);
        if (count <= 0) {
            return count;
        }
        if (this.stage == Stage.STARTING) {
            current.greeting().server(heard, offset, count);
            if (current.greeting().isComplete()) {
                this.stage = Stage.STARTED;
            }
        }
        this.ready.read(heard, offset, count);
        this.waiting = false;
        return count;
    }

    private final class Input extends InputStream {

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] heard, int offset, int length) throws IOException {
            refuseIfClosed();
            return hear(heard, offset, length);
        }

        @Override
        public int available() throws IOException {
            refuseIfClosed();
            return LastingSocket.this.told.available() + current().in().available();
        }

        @Override
        public void close() throws IOException {
            LastingSocket.this.close();
        }
    }

    private final class Output extends OutputStream {

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] said, int offset, int length) throws IOException {
            refuseIfClosed();
            say(said, offset, length);
        }

        @Override
        public void close() throws IOException {
            LastingSocket.this.close();
        }
    }

    private void refuseIfClosed() throws SocketException {
        if (this.closed) {
            throw new SocketException("Socket closed");
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (this.closed) {
            return;
        }
        this.closed = true;
        ServerSession last = this.session;
        if (last == null) {
            return;
        }
        boolean ended = this.terminated && this.stage == Stage.STARTED;
        if (ended
                && !this.waiting
                && this.ready.isLast()
                && last.isQuiet()
                && sessions().keeps(last, this.ready.isInTransaction())) {
            return;
        }
        if (ended) {
            last.terminate();
        } else {
            last.socket().close();
        }
    }

    @Override
    public InputStream getInputStream() {
        return this.input;
    }

    @Override
    public OutputStream getOutputStream() {
        return this.output;
    }

    @Override
    public synchronized void setSoTimeout(int timeout) throws SocketException {
        this.readTimeout = timeout;
        ServerSession current = this.session;
        if (current != null) {
            current.socket().setSoTimeout(timeout);
        }
    }

    @Override
    public synchronized int getSoTimeout() {
        return this.readTimeout;
    }

    /** A session has no delay from its beginning. */
    @Override
    public void setTcpNoDelay(boolean on) {}

    @Override
    public boolean getTcpNoDelay() {
        return true;
    }

    @Override
    public void setKeepAlive(boolean on) {}

    @Override
    public void setSendBufferSize(int size) {}

    @Override
    public int getSendBufferSize() {
        return BUFFER;
    }

    @Override
    public void setReceiveBufferSize(int size) {}

    @Override
    public int getReceiveBufferSize() {
        return BUFFER;
    }

    @Override
    public boolean isConnected() {
        return this.address != null;
    }

    @Override
    public boolean isBound() {
        return this.address != null;
    }

    @Override
    public boolean isClosed() {
        return this.closed;
    }

    @Override
    public @Nullable SocketAddress getRemoteSocketAddress() {
        return this.address;
    }

    @Override
    public @Nullable InetAddress getInetAddress() {
        return this.address instanceof InetSocketAddress inet ? inet.getAddress() : null;
    }

    @Override
    public int getPort() {
        return this.address instanceof InetSocketAddress inet ? inet.getPort() : 0;
    }
}
