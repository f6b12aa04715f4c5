package io.github.appliedset.postgres;

import io.github.appliedset.Internal;

/** Text as SQL, where a statement takes no parameters. */
@Internal
public final class SqlLiteral {

    private SqlLiteral() {}

    /** Quoted in the form that means the same whatever {@code standard_conforming_strings} says. */
    public static String of(String text) {
        return "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
