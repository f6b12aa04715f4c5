package io.github.appliedset.support.session;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** What the driver gets its sockets from in tests: see {@code org/postgresql/driverconfig.properties}. */
public final class LastingSocketFactory extends SocketFactory {

    @Override
    public Socket createSocket() {
        return LastingSessions.areNone() ? new Socket() : new LastingSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return new Socket(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return new Socket(host, port, local, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return new Socket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return new Socket(host, port, local, localPort);
    }
}
