package io.github.appliedset.postgres;

import io.github.appliedset.Internal;

/** Text as SQL, where a statement takes no parameters. */
@Internal
public final class SqlLiteral {

    private SqlLiteral() {}

    /** Quoted in a form that does not depend on {@code standard_conforming_strings}. */
    public static String of(String text) {
        return "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    /** The same for a file that people read: as they write it, unless there is a backslash. */
    public static String readable(String text) {
        return text.contains("\\") ? of(text) : "'" + text.replace("'", "''") + "'";
    }
}
