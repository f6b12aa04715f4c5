package io.github.appliedset.schema.change;

import java.util.regex.Pattern;

/**
 * An expression as PostgreSQL words it, so that it words it the same way after reading it. A list of strings that were cast
 * together comes back as strings that are cast one by one, unless their own type is stated twice.
 */
final class StableWording {

    private static final Pattern CAST_TOGETHER =
            Pattern.compile("\\(ARRAY\\[((?:'(?:[^']|'')*+'::character varying(?:, (?='))?)++)\\]\\)::text\\[\\]");

    private StableWording() {}

    static String of(String statement) {
        return statement.startsWith("COMMENT ")
                ? statement
                : CAST_TOGETHER.matcher(statement).replaceAll("((ARRAY[$1])::character varying[])::text[]");
    }
}
