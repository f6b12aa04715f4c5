package io.github.appliedset.command;

import io.github.appliedset.migrator.Migrator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server on which a command makes scratch databases. */
final class ScratchServer {

    private static final Pattern HOST = Pattern.compile("//(\\[[^\\]]*\\]|[^:/?,;]+)");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d+){3}|\\[?::1\\]?");

    private ScratchServer() {}

    /** The host in a URL; empty if there is none. */
    static String host(String database) {
        Matcher host = HOST.matcher(database);
        return host.find() ? host.group(1).toLowerCase(Locale.ROOT) : "";
    }

    /** Whether nobody needs to be asked: this machine, a host named for the purpose, or a URL that was typed. */
    static boolean isOwn(String host, BranchSettings settings) {
        return LOOPBACK.matcher(host).matches() || settings.developmentHosts().contains(host) || settings.isUrlTyped();
    }

    /**
     * Names the server in the first line.
     *
     * @return why it must not be used; empty if it may be
     */
    static Optional<String> announce(CommandInput input, Migrator migrator) {
        String database = migrator.database();
        String name = host(database);
        if (isOwn(name, input.branches()) || input.options().isTrue("yes")) {
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
