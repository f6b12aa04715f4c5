package io.github.appliedset.session;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * Where a connection may lead, as the driver reads its URL: with parameters, a service file and defaults.
 *
 * @param all each as HOST:PORT; none if the URL is not one for PostgreSQL's driver
 * @param isDirect false where a socket factory decides where a connection leads
 */
public record ServerAddresses(List<String> all, boolean isDirect) {

    /**
     * Reads a URL.
     *
     * @param url null if there is none
     * @param socketFactory what a pool passes to the driver beside the URL; null for none
     */
    public static ServerAddresses of(@Nullable String url, @Nullable String socketFactory) {
        Properties parsed = url == null || !url.startsWith("jdbc:postgresql:") ? null : Driver.parseURL(url, null);
        if (parsed == null) {
            return new ServerAddresses(List.of(), false);
        }
        String[] hosts = PGProperty.PG_HOST.getOrDefault(parsed).split(",");
        String[] ports = PGProperty.PG_PORT.getOrDefault(parsed).split(",");
        List<String> all = new ArrayList<>();
        for (int at = 0; at < hosts.length; at++) {
            all.add((hosts[at].isEmpty() ? "localhost" : hosts[at]) + ":" + ports[Math.min(at, ports.length - 1)]);
        }
        return new ServerAddresses(
                all, socketFactory == null && parsed.getProperty(PGProperty.SOCKET_FACTORY.getName()) == null);
    }

    /** Whether a URL leads to the same server. */
    public boolean areThoseOf(String url) {
        return equals(of(url, null));
    }

    /**
     * The hosts that are neither this machine nor allowed. A socket factory leads anywhere, whatever the host.
     *
     * @param hosts that are allowed
     * @param addresses that count as this machine
     */
    public List<String> strangers(Collection<String> hosts, Collection<String> addresses) {
        if (this.all.isEmpty()) {
            return List.of("HOST");
        }
        Set<String> strangers = new LinkedHashSet<>();
        for (String address : this.all) {
            String host = address.substring(0, address.lastIndexOf(':'));
            boolean near = this.isDirect && (addresses.contains(address) || isLoopback(host));
            if (!near && hosts.stream().noneMatch(host::equalsIgnoreCase)) {
                strangers.add(host);
            }
        }
        return List.copyOf(strangers);
    }

    private static boolean isLoopback(String host) {
        try {
            return Stream.of(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException unknown) {
            return false;
        }
    }
}
