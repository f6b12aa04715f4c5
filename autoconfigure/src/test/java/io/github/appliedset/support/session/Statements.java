package io.github.appliedset.support.session;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** What a message to the server has to do with other sessions. */
final class Statements {

    /** One of them begins each of the patterns, so only there is it worth looking. */
    private static final List<String> WORDS =
            List.of("database", "alter", "event", "set", "pg_stat", "pg_term", "pg_canc", "pg_relo", "load");

    /** Asks about sessions or ends them, or changes what a new one begins with. Our own questions are about locks. */
    private static final Pattern ABOUT_SESSIONS =
            Pattern.compile("(?i)(?<!pg_catalog\\.)pg_stat_\\w|pg_terminate_backend\\b|pg_cancel_backend\\b"
                    + "|pg_reload_conf\\b|EVENT\\s+TRIGGER\\b|ALTER\\s+SYSTEM\\b"
                    + "|ALTER\\s+(ROLE|USER)\\s+\\S+\\s+(?!(NO)?CREATEDB\\b)");

    private static final Pattern ABOUT_DATABASES =
            Pattern.compile("(?i)(?<=\\b(CREATE|ALTER|DROP)\\s{1,20})DATABASE\\b");

    private static final Pattern DROPS_DATABASE = Pattern.compile("(?i)(?<=\\bDROP\\s{1,20})DATABASE\\b");

    /** What a reset does not take back: settings that only the application knows stay defined. Ours do so in each pool. */
    private static final Pattern TRACES = Pattern.compile(
            "(?i)set_config\\s*\\(\\s*E?'(?!applied_set\\.)\\w+\\.|SET\\s+(LOCAL\\s+|SESSION\\s+)?(?!applied_set\\.)\\w+\\.\\w|LOAD\\s+'");

    private final String text;
    private final int[] places;

    private Statements(String text, int[] places) {
        this.text = text;
        this.places = places;
    }

    /** Empty for the thousands that have nothing to do with others. */
    static Optional<Statements> in(byte[] said, int offset, int length) {
        int[] places = IntStream.range(offset, offset + length)
                .filter(index -> isWordAt(said, offset, index, offset + length))
                .map(index -> index - offset)
                .toArray();
        return places.length == 0
                ? Optional.empty()
                : Optional.of(new Statements(letters(said, offset, length), places));
    }

    /** A letter for each byte, so that places in the one are those in the other. */
    private static String letters(byte[] said, int offset, int length) {
        return new String(said, offset, length, StandardCharsets.ISO_8859_1);
    }

    private static boolean isWordAt(byte[] said, int first, int index, int end) {
        int letter = said[index] | 0x20;
        if (letter != 'd' && letter != 'a' && letter != 'e' && letter != 's' && letter != 'p' && letter != 'l'
                || index > first && isPartOfWord(said[index - 1])) {
            return false;
        }
        for (String word : WORDS) {
            if (word.charAt(0) == letter && isAt(said, index, end, word)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPartOfWord(byte said) {
        int letter = said | 0x20;
        return letter >= 'a' && letter <= 'z' || said == '_' || said >= '0' && said <= '9';
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

    boolean areAboutSessions() {
        return say(ABOUT_SESSIONS);
    }

    boolean areAboutDatabases() {
        return say(ABOUT_DATABASES);
    }

    boolean dropDatabase() {
        return say(DROPS_DATABASE);
    }

    boolean leaveTraces() {
        return say(TRACES);
    }

    private boolean say(Pattern pattern) {
        Matcher matcher = pattern.matcher(this.text).useTransparentBounds(true);
        return IntStream.of(this.places)
                .anyMatch(place -> matcher.region(place, this.text.length()).lookingAt());
    }

    /** Whether the name of a database occurs, whatever stands around it. */
    boolean name(String database) {
        byte[] bytes = database.getBytes(StandardCharsets.UTF_8);
        String letters = letters(bytes, 0, bytes.length);
        for (int at = this.text.indexOf(letters); at >= 0; at = this.text.indexOf(letters, at + 1)) {
            int end = at + letters.length();
            if (end == this.text.length()
                    || !Character.isJavaIdentifierPart(this.text.charAt(end))
                    || this.text.charAt(end) == 0) {
                return true;
            }
        }
        return false;
    }
}
