package io.github.appliedset.execution;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a whole statement looks like. In the text given, a space stands for white space and comments, {@code %s} for an
 * identifier with or without its schema, {@code %i} for one without.
 */
record SqlPattern(Pattern pattern) {

    private static final String IDENTIFIER =
            "(?:\"(?:[^\"]|\"\")+\"|[\\p{L}_\\x{80}-\\x{10FFFF}][\\w$\\x{80}-\\x{10FFFF}]*)";
    private static final String SPACE = "(?:\\s|/\\*.*?\\*/|--[^\\n]*\\n)+";

    static SqlPattern of(String text) {
        String qualified = IDENTIFIER + "(?: ?\\. ?" + IDENTIFIER + ")?";
        return new SqlPattern(Pattern.compile(
                text.replace("%s", qualified)
                        .replace("%i", IDENTIFIER)
                        .replace(" ?", "(?:" + SPACE + ")?")
                        .replace(" ", SPACE),
                Pattern.CASE_INSENSITIVE | Pattern.DOTALL));
    }

    /** The parts of the statement, if it looks like this. */
    Optional<Matcher> in(String sql) {
        Matcher matcher = this.pattern.matcher(sql);
        return matcher.matches() ? Optional.of(matcher) : Optional.empty();
    }

    /** The name that an identifier without a schema stands for. */
    static String name(String identifier) {
        return identifier.startsWith("\"")
                ? identifier.substring(1, identifier.length() - 1).replace("\"\"", "\"")
                : identifier.toLowerCase(Locale.ROOT);
    }
}
