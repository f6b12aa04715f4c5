package io.github.appliedset.script;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/** Speaks enough of PostgreSQL's protocol to take every statement of a client; does none of them, remembers all. */
final class RecordingServer implements AutoCloseable {

    /** One query message and the data that the client sent after it, empty if none were asked for. */
    record Sent(String sql, String copyData) {}

    private static final int SSL_REQUEST = 80877103;
    private static final int ENCRYPTION_REQUEST = 80877104;
    private static final Pattern QUOTED = Pattern.compile("/\\*.*?\\*/|--[^\n]*|'[^']*'|\"[^\"]*\"", Pattern.DOTALL);
    private static final Pattern ASKS_FOR_DATA =
            Pattern.compile("\\s*COPY\\b.*\\bFROM\\s+STD(IN|OUT)\\b.*", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    private final ServerSocket socket;
    private final List<Sent> sent = new CopyOnWriteArrayList<>();

    RecordingServer() throws IOException {
        this.socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "recording-server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return this.socket.getLocalPort();
    }

    List<Sent> sent() {
        return List.copyOf(this.sent);
    }

    @Override
    public void close() throws IOException {
        this.socket.close();
    }

    private void serve() {
        while (!this.socket.isClosed()) {
            try (Socket client = this.socket.accept()) {
                talk(
                        new DataInputStream(new BufferedInputStream(client.getInputStream())),
                        new DataOutputStream(new BufferedOutputStream(client.getOutputStream())));
            } catch (IOException gone) {
                // The client notices, or it was the one who left.
            }
        }
    }

    private void talk(DataInputStream in, DataOutputStream out) throws IOException {
        greet(in, out);
        for (int type = in.read(); type == 'Q'; type = in.read()) {
            byte[] body = body(in);
            String sql = new String(body, 0, body.length - 1, StandardCharsets.UTF_8);
            String data = "";
            if (ASKS_FOR_DATA.matcher(QUOTED.matcher(sql).replaceAll(" ")).matches()) {
                send(out, 'G', new byte[] {0, 0, 0});
                out.flush();
                data = copyData(in);
            }
            this.sent.add(new Sent(sql, data));
            send(out, 'C', "SELECT 0\0".getBytes(StandardCharsets.UTF_8));
            becomeReady(out);
        }
    }

    private static void greet(DataInputStream in, DataOutputStream out) throws IOException {
        int request;
        do {
            byte[] body = body(in);
            request = ByteBuffer.wrap(body).getInt();
            if (request == SSL_REQUEST || request == ENCRYPTION_REQUEST) {
                out.writeByte('N');
                out.flush();
            }
        } while (request == SSL_REQUEST || request == ENCRYPTION_REQUEST);
        send(out, 'R', new byte[4]);
        for (String setting :
                List.of("server_version\00017.0\0", "client_encoding\0UTF8\0", "standard_conforming_strings\0on\0")) {
            send(out, 'S', setting.getBytes(StandardCharsets.UTF_8));
        }
        becomeReady(out);
    }

    private static String copyData(DataInputStream in) throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (int type = in.read(); type != 'c'; type = in.read()) {
            if (type != 'd') {
                throw new EOFException("data end with message " + (char) type);
            }
            data.write(body(in));
        }
        body(in);
        return data.toString(StandardCharsets.UTF_8);
    }

    private static void becomeReady(DataOutputStream out) throws IOException {
        send(out, 'Z', new byte[] {'I'});
        out.flush();
    }

    private static byte[] body(DataInputStream in) throws IOException {
        byte[] body = new byte[in.readInt() - Integer.BYTES];
        in.readFully(body);
        return body;
    }

    private static void send(DataOutputStream out, char type, byte[] body) throws IOException {
        out.writeByte(type);
        out.writeInt(Integer.BYTES + body.length);
        out.write(body);
    }
}
