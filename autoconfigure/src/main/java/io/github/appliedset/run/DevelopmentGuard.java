package io.github.appliedset.run;

import io.github.appliedset.migration.DevelopmentException;
import io.github.appliedset.session.ServerAddresses;
import io.github.appliedset.session.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Refuses to treat a database as a developer's own if its address speaks against it. A loopback address alone proves
 * nothing, since it may be the end of a tunnel: the database must be
 * {@linkplain io.github.appliedset.tracker.DeveloperMark marked} as well.
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
     * Requires that the database is in a place where a developer's own may be.
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
        List<String> strange = session.addresses().strangers(allowed.hosts(), containers(allowed));
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

    /** Addresses of the containers that this process has started. */
    private static Set<String> containers(DevelopmentSettings allowed) {
        return allowed.containers().stream()
                .flatMap(url -> ServerAddresses.of(url, null).all().stream())
                .collect(Collectors.toSet());
    }
}
