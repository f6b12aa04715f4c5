package io.github.appliedset.command;

import io.github.appliedset.migration.DevelopmentException;
import io.github.appliedset.migrator.Migrator;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server on which a command makes scratch databases. */
final class ScratchServer {

    private static final Pattern HOSTS = Pattern.compile("^jdbc:[a-z0-9:]*//([^/?;\\s]*)");
    private static final Pattern PORT = Pattern.compile(":\\d+$");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d+){3}|\\[?::1\\]?");

    private ScratchServer() {}

    /** The hosts in a URL, of which the driver takes one; this machine if none is named. */
    static List<String> hosts(String database) {
        Matcher hosts = HOSTS.matcher(database);
        String named = hosts.find() ? hosts.group(1) : "";
        return Arrays.stream(named.split(","))
                .map(host -> PORT.matcher(host).replaceFirst("").toLowerCase(Locale.ROOT))
                .map(host -> host.isEmpty() ? "localhost" : host)
                .toList();
    }

    /** Whether nobody needs to be asked: this machine, a host named for the purpose, or a URL that was typed. */
    static boolean isOwn(List<String> hosts, BranchSettings settings) {
        return settings.isUrlTyped() || hosts.stream().allMatch(host -> isOwn(host, settings));
    }

    private static boolean isOwn(String host, BranchSettings settings) {
        return LOOPBACK.matcher(host).matches()
                || settings.developmentHosts().stream().anyMatch(host::equalsIgnoreCase);
    }

    /**
     * Names the server in the first line.
     *
     * @throws DevelopmentException if it must not be used
     */
    static void require(CommandInput input, Migrator migrator) {
        announce(input, migrator).ifPresent(reason -> {
            throw new DevelopmentException(
                    reason.substring(0, 1).toUpperCase(Locale.ROOT) + reason.substring(1) + ". Nothing was done.",
                    "If databases may be made and dropped there, --applied-set.yes=true answers. Otherwise name a server of"
                            + " your own: --applied-set.url=...",
                    "scratch-database",
                    null);
        });
    }

    /**
     * Names the server in the first line.
     *
     * @return why it must not be used; empty if it may be
     */
    static Optional<String> announce(CommandInput input, Migrator migrator) {
        String database = migrator.database();
        List<String> hosts = hosts(database);
        String name = String.join(", ", hosts);
        if (isOwn(hosts, input.branches()) || input.options().isTrue("yes")) {
            input.say().accept("Scratch databases are made beside " + database + "\n");
            return Optional.empty();
        }
        if (!input.terminal().isPresent()) {
            return Optional.of("scratch databases on " + name + " need a yes: it is neither this machine nor in"
                    + " applied-set.development-hosts");
        }
        try {
            input.ask("", "Make scratch databases beside " + database + "?");
            return Optional.empty();
        } catch (DeclinedException declined) {
            return Optional.of("scratch databases on " + name + " were declined");
        }
    }
}
