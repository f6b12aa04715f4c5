package io.github.appliedset.execution;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Pattern of a whole statement. In its text, a space stands for white space and comments, {@code %s} for an identifier
 * with or without a schema, {@code %i} for one without.
 */
record SqlPattern(Pattern pattern) {

    private static final String IDENTIFIER =
            "(?:\"(?:[^\"]|\"\")++\"|[\\p{L}_\\x{80}-\\x{10FFFF}][\\w$\\x{80}-\\x{10FFFF}]*)";
    private static final String SPACE = "(?:\\s|/\\*.*?\\*/|--[^\\n]*\\n)++";

    static SqlPattern of(String text) {
        String qualified = IDENTIFIER + "(?: ?\\. ?" + IDENTIFIER + ")?";
        return new SqlPattern(Pattern.compile(
                text.replace("%s", qualified)
                        .replace("%i", IDENTIFIER)
                        .replace(" ?", "(?:" + SPACE + ")?")
                        .replace(" ", SPACE),
                Pattern.CASE_INSENSITIVE | Pattern.DOTALL));
    }

    /** The parts of the statement; empty if it does not match. */
    Optional<Matcher> in(String sql) {
        Matcher matcher = this.pattern.matcher(sql);
        return matcher.matches() ? Optional.of(matcher) : Optional.empty();
    }
}
