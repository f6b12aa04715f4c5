package io.github.appliedset.autoconfigure;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address of a PostgreSQL database in a form that PostgreSQL's JDBC driver does not read, such as {@code
 * postgres://user:password@host/database}.
 *
 * @param start how it begins
 * @param url the JDBC URL that says the same, without credentials
 * @param username the user in it; null if there is none
 * @param hasPassword whether there is a password in it
 */
record MistakenUrl(String start, String url, @Nullable String username, boolean hasPassword) {

    private static final String SCHEME = "jdbc:postgresql://";

    private static final Pattern ADDRESS =
            Pattern.compile("(?is)(?<start>(?:jdbc:|r2dbc:(?:pool:)?)?postgres(?:ql)?(?:\\+\\w+)?:)//(?<rest>.*)");

    private static final Pattern BARE = Pattern.compile("(?<host>[\\w.-]+(?::\\d+)?/[\\w-]+(?:\\?.*)?)");

    /** Examines a URL; empty if it is a JDBC URL that the driver may read. */
    static Optional<MistakenUrl> in(String url) {
        String text = url.strip();
        Matcher bare = BARE.matcher(text);
        if (bare.matches()) {
            return Optional.of(new MistakenUrl(text.replaceFirst("/.*", ""), SCHEME + shown(text), null, false));
        }
        Matcher address = ADDRESS.matcher(text);
        if (!address.matches()) {
            return Optional.empty();
        }
        String rest = address.group("rest");
        int at = rest.replaceFirst("(?s)\\?.*", "").lastIndexOf('@');
        if (at < 0 && text.startsWith(SCHEME)) {
            return Optional.empty();
        }
        String[] credentials = at < 0 ? new String[0] : rest.substring(0, at).split(":", 2);
        return Optional.of(new MistakenUrl(
                address.group("start"),
                SCHEME + shown(rest.substring(at + 1)),
                credentials.length == 0 || credentials[0].isEmpty() ? null : decoded(credentials[0]),
                credentials.length == 2));
    }

    private static String shown(String rest) {
        return rest.replaceAll("(?i)(password=)[^&]*", "$1...");
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return text;
        }
    }

    /** Whether only the credentials in it are wrong. */
    boolean isJdbc() {
        return SCHEME.startsWith(this.start);
    }
}
