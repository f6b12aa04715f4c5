package io.github.appliedset.support.session;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** What statements have to do with other sessions. */
final class Statements {

    /** One of them begins each word that the patterns need. */
    private static final List<String> WORDS =
            List.of("database", "alter", "event", "set", "pg_stat", "pg_term", "pg_canc", "pg_relo", "load");

    /** Asks about sessions or ends them, or changes what a new one begins with. Our own questions are about locks. */
    private static final Pattern ABOUT_SESSIONS =
            Pattern.compile("(?i)\\b(?<!pg_catalog\\.)pg_stat_\\w|\\bpg_terminate_backend\\b|\\bpg_cancel_backend\\b"
                    + "|\\bpg_reload_conf\\b|\\bEVENT\\s+TRIGGER\\b|\\bALTER\\s+SYSTEM\\b"
                    + "|\\bALTER\\s+(ROLE|USER)\\s+\\S+\\s+(?!(NO)?CREATEDB\\b)");

    private static final Pattern ABOUT_DATABASES = Pattern.compile("(?i)\\b(CREATE|ALTER|DROP)\\s+DATABASE\\b");

    private static final Pattern DROPS_DATABASE = Pattern.compile("(?i)\\bDROP\\s+DATABASE\\b");

    /** What a reset does not take back: settings that only the application knows stay defined. Ours do so in each pool. */
    private static final Pattern TRACES = Pattern.compile(
            "(?i)\\bset_config\\s*\\(\\s*E?'(?!applied_set\\.)\\w+\\.|\\bSET\\s+(LOCAL\\s+|SESSION\\s+)?(?!applied_set\\.)\\w+\\.\\w|\\bLOAD\\s+'");

    private Statements() {}

    /** A quick look, for the thousands that do not. */
    static boolean mayMatter(byte[] said, int offset, int length) {
        boolean inWord = false;
        for (int index = offset; index < offset + length; index++) {
            int letter = said[index] | 0x20;
            if (!inWord
                    && (letter == 'd'
                            || letter == 'a'
                            || letter == 'e'
                            || letter == 's'
                            || letter == 'p'
                            || letter == 'l')) {
                for (String word : WORDS) {
                    if (word.charAt(0) == letter && isAt(said, index, offset + length, word)) {
                        return true;
                    }
                }
            }
            inWord = letter >= 'a' && letter <= 'z' || said[index] == '_' || letter >= '0' && letter <= '9';
        }
        return false;
    }

    private static boolean isAt(byte[] said, int from, int to, String word) {
        if (to - from < word.length()) {
            return false;
        }
        for (int index = 1; index < word.length(); index++) {
            char letter = word.charAt(index);
            if (said[from + index] != letter && (said[from + index] | 0x20) != letter) {
                return false;
            }
        }
        return true;
    }

    static String text(byte[] said, int offset, int length) {
        return new String(said, offset, length, StandardCharsets.UTF_8);
    }

    static boolean isAboutSessions(String text) {
        return ABOUT_SESSIONS.matcher(text).find();
    }

    static boolean isAboutDatabases(String text) {
        return ABOUT_DATABASES.matcher(text).find();
    }

    /** Whether the name of a database occurs, whatever stands around it. */
    static boolean names(String text, String database) {
        for (int at = text.indexOf(database); at >= 0; at = text.indexOf(database, at + 1)) {
            int end = at + database.length();
            if (end == text.length() || !Character.isJavaIdentifierPart(text.charAt(end)) || text.charAt(end) == 0) {
                return true;
            }
        }
        return false;
    }

    static boolean dropsDatabase(String text) {
        return DROPS_DATABASE.matcher(text).find();
    }

    static boolean leavesTraces(String text) {
        return TRACES.matcher(text).find();
    }
}
