package io.github.appliedset.script;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names in SQL, as PostgreSQL stores them and without their schemas. A guess from the text, for finding out what a
 * statement may depend on: it also finds names in strings and function bodies.
 */
public final class ObjectNames {

    /** Of limited length, and without alternatives that repeat: on long texts, those overflow the stack. */
    private static final String NAME = "(?:\"[^\"]{1,200}\"|[\\p{L}_][\\p{L}\\p{N}_$]*+)";

    private static final Pattern EACH = Pattern.compile(NAME);
    private static final Pattern QUALIFIED = Pattern.compile("(?:" + NAME + "\\s*\\.\\s*){0,3}(?<last>" + NAME + ")");
    private static final Pattern COMMENT = Pattern.compile("--[^\n]*|/\\*.*?\\*/", Pattern.DOTALL);

    /** Words that a name of an object follows. */
    private static final Set<String> BEFORE =
            words("add column concurrently constraint copy domain exists extension from"
                    + " function index into join materialized on only owned policy procedure references role schema sequence table"
                    + " to trigger type update user using value view with");

    /** Words that may be between such a word and the name, or instead of a name. */
    private static final Set<String> BETWEEN = words(
            "if not exists on from to into using with only concurrently column constraint value table view index add all each select set");

    /** In {@code ON CONFLICT} and {@code TO PUBLIC}; the schema of that name is always there. */
    private static final Set<String> NO_NAMES = words("conflict public");

    private ObjectNames() {}

    private static Set<String> words(String words) {
        return Set.of(words.split(" "));
    }

    /** Every name and every word in a text. */
    public static Set<String> in(String sql) {
        return EACH.matcher(withoutComments(sql))
                .results()
                .map(name -> stored(name.group()))
                .collect(Collectors.toSet());
    }

    /** The names of the objects that a statement creates, changes or uses. */
    public static Set<String> of(SqlStatement statement) {
        Set<String> names = new HashSet<>();
        Matcher matcher = QUALIFIED.matcher(withoutComments(statement.text()));
        boolean expected = false;
        while (matcher.find()) {
            String name = stored(matcher.group("last"));
            boolean word = !matcher.group().contains("\"");
            if (expected && word && NO_NAMES.contains(name)) {
                expected = false;
            } else if (expected && !(word && BETWEEN.contains(name))) {
                names.add(name);
                expected = false;
            } else {
                expected = word && (BEFORE.contains(name) || expected);
            }
        }
        return names;
    }

    private static String withoutComments(String sql) {
        return COMMENT.matcher(sql).replaceAll(" ");
    }

    private static String stored(String name) {
        return name.startsWith("\"") ? name.substring(1, name.length() - 1) : name.toLowerCase(Locale.ROOT);
    }
}
