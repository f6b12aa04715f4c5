package io.github.appliedset.run;

import io.github.appliedset.migration.DevelopmentException;
import io.github.appliedset.session.Session;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * Refuses to treat a database as a developer's own because of where it is. A loopback address alone proves nothing, it may be
 * the end of a tunnel: the database must be {@linkplain io.github.appliedset.tracker.DeveloperMark marked} as well.
 */
public final class DevelopmentGuard {

    private static final String NOTHING_DONE = " Nothing was changed.";
    private static final String REMOVE =
            "Remove applied-set.development=true where the application is not run by a developer.";

    private final @Nullable DevelopmentSettings settings;

    public DevelopmentGuard(RunSettings settings) {
        this.settings = settings.development();
    }

    /** Whether the database counts as a developer's own. */
    public boolean isOn() {
        return this.settings != null;
    }

    /**
     * Requires that the database is where a developer's own may be.
     *
     * @throws DevelopmentException if it is not, or the process runs in Kubernetes
     */
    public void requireAllowed(Session session) throws SQLException {
        DevelopmentSettings allowed = this.settings;
        if (allowed == null) {
            throw new DevelopmentException(
                    "applied-set.development is not true, and only a developer's own database is aligned."
                            + NOTHING_DONE,
                    "If " + session.description()
                            + " is your own, add --applied-set.development=true beside the command,"
                            + " or set it in the profile that you develop with.",
                    "development-off",
                    null);
        }
        if (allowed.inKubernetes()) {
            throw new DevelopmentException(
                    "applied-set.development is true, but this process runs in Kubernetes (KUBERNETES_SERVICE_HOST is"
                            + " set), where no database is a developer's own." + NOTHING_DONE,
                    REMOVE,
                    "development-in-kubernetes",
                    null);
        }
        List<String> strange = strangers(
                allowed,
                session.jdbc().getMetaData().getURL(),
                session.driverProperty(PGProperty.SOCKET_FACTORY.getName()));
        if (!strange.isEmpty()) {
            throw new DevelopmentException(
                    "applied-set.development is true, but the database is not on this machine: " + session.description()
                            + "." + NOTHING_DONE,
                    REMOVE + " If the database is a developer's own, name its host:\n    applied-set.development-hosts="
                            + String.join(",", strange),
                    "development-host",
                    null);
        }
    }

    /**
     * The refusal of a database that has no mark of its own.
     *
     * @param mark the table where it would be
     */
    public static DevelopmentException notMarked(Connection connection, String mark) throws SQLException {
        return new DevelopmentException(
                "applied-set.development is true, but nothing says that this database is a developer's own: "
                        + connection.getMetaData().getURL().replaceFirst("\\?.*", "")
                        + " has a tracker that was not made in this mode, or is a copy of another"
                        + " database. Table " + mark + " does not name it." + NOTHING_DONE,
                "If the database is your own, mark it once, on a terminal:\n    --applied-set.command=align"
                        + " --applied-set.development=true\nIf it is not, remove applied-set.development=true.",
                "development-not-marked",
                null);
    }

    /** The hosts of a URL that are not allowed. A socket factory leads anywhere, whatever they are. */
    private static List<String> strangers(
            DevelopmentSettings allowed, @Nullable String url, @Nullable String socketFactory) {
        Properties parsed = parse(url);
        if (parsed == null) {
            return List.of("HOST");
        }
        Set<String> containers = new HashSet<>();
        for (String container : allowed.containers()) {
            Properties its = parse(container);
            if (its != null) {
                containers.addAll(addresses(its));
            }
        }
        boolean direct = socketFactory == null && parsed.getProperty(PGProperty.SOCKET_FACTORY.getName()) == null;
        List<String> strange = new ArrayList<>();
        for (String address : addresses(parsed)) {
            String host = address.substring(0, address.lastIndexOf(':'));
            boolean named = allowed.hosts().stream().anyMatch(host::equalsIgnoreCase);
            boolean near = direct && (containers.contains(address) || isLoopback(host));
            if (!named && !near) {
                strange.add(host);
            }
        }
        return strange;
    }

    private static @Nullable Properties parse(@Nullable String url) {
        return url == null || !url.startsWith("jdbc:postgresql:") ? null : Driver.parseURL(url, null);
    }

    private static List<String> addresses(Properties parsed) {
        String[] hosts = PGProperty.PG_HOST.getOrDefault(parsed).split(",");
        String[] ports = PGProperty.PG_PORT.getOrDefault(parsed).split(",");
        List<String> addresses = new ArrayList<>();
        for (int i = 0; i < hosts.length; i++) {
            addresses.add(hosts[i] + ":" + ports[Math.min(i, ports.length - 1)]);
        }
        return addresses;
    }

    private static boolean isLoopback(String host) {
        try {
            return Stream.of(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException unknown) {
            return false;
        }
    }
}
