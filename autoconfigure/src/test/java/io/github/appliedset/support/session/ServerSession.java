package io.github.appliedset.support.session;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A session of the server, and how it was started. */
final class ServerSession {

    private static final int LONGEST_WAIT_MILLIS = 10_000;
    private static final byte[] TERMINATE = {'X', 0, 0, 0, 4};

    private final Socket socket = new Socket();
    private final Greeting greeting;
    private final long since;
    private volatile boolean passing;

    /** Connects, and says nothing yet. */
    ServerSession(SocketAddress address, int timeout, Greeting greeting, long since) throws IOException {
        this.greeting = greeting;
        this.since = since;
        this.socket.connect(address, timeout);
        this.socket.setTcpNoDelay(true);
    }

    Socket socket() {
        return this.socket;
    }

    InputStream in() throws IOException {
        return this.socket.getInputStream();
    }

    OutputStream out() throws IOException {
        return this.socket.getOutputStream();
    }

    Greeting greeting() {
        return this.greeting;
    }

    String database() {
        return this.greeting.parameter("database");
    }

    /** When it was started, as {@link LastingSessions} counts. */
    long since() {
        return this.since;
    }

    /** Marks it as one that somebody else would notice. */
    void endsWithItsUser() {
        this.passing = true;
    }

    boolean isForOneUser() {
        return this.passing || !this.greeting.isRepeatable();
    }

    static boolean isTerminate(byte[] said, int offset, int length) {
        if (length != TERMINATE.length) {
            return false;
        }
        for (int index = 0; index < length; index++) {
            if (said[offset + index] != TERMINATE[index]) {
                return false;
            }
        }
        return true;
    }

    /** Makes it as it was when it was started; false if it answers anything else than that. */
    boolean isReset(boolean inTransaction) {
        try {
            this.socket.setSoTimeout(LONGEST_WAIT_MILLIS);
            List<String> wanted =
                    new ArrayList<>(inTransaction ? List.of("ROLLBACK", "DISCARD ALL") : List.of("DISCARD ALL"));
            out().write(queries(wanted));
            DataInputStream in = new DataInputStream(in());
            while (!wanted.isEmpty()) {
                String done = answer(in);
                if (!done.equals(wanted.remove(0))) {
                    return false;
                }
            }
            this.socket.setSoTimeout(0);
            return in.available() == 0;
        } catch (IOException gone) {
            return false;
        }
    }

    private static byte[] queries(List<String> all) {
        ByteBuffer messages = ByteBuffer.allocate(
                all.stream().mapToInt(sql -> sql.length() + 6).sum());
        for (String sql : all) {
            messages.put((byte) 'Q')
                    .putInt(sql.length() + 5)
                    .put(sql.getBytes(StandardCharsets.US_ASCII))
                    .put((byte) 0);
        }
        return messages.array();
    }

    /** The tag of one command that has succeeded, and after which the session is in no transaction; else something else. */
    private static String answer(DataInputStream in) throws IOException {
        String tag = "";
        while (true) {
            int type = in.readUnsignedByte();
            byte[] body = new byte[in.readInt() - 4];
            in.readFully(body);
            switch (type) {
                case 'C' -> tag += new String(body, 0, body.length - 1, StandardCharsets.US_ASCII);
                case 'Z' -> {
                    return body[0] == 'I' ? tag : "in a transaction";
                }
                // A setting has the value again that the driver was told at the start.
                case 'S' -> {}
                default -> tag += "unexpected";
            }
        }
    }

    /** Whether the server has said nothing since, such as that it has ended it. */
    boolean isQuiet() {
        try {
            return in().available() == 0;
        } catch (IOException gone) {
            return false;
        }
    }

    /** Ends it, and waits until the server has. */
    void end() {
        try (this.socket) {
            this.socket.setSoTimeout(LONGEST_WAIT_MILLIS);
            out().write(TERMINATE);
            in().readAllBytes();
        } catch (IOException gone) {
            // That is what was wanted.
        }
    }

    /** Lets the server know, and does not wait: as the driver does. */
    void terminate() throws IOException {
        try (this.socket) {
            out().write(TERMINATE);
        }
    }
}
