package io.github.appliedset.schema.catalog;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a table, as a user has written it.
 *
 * @param schema its schema, unquoted; null for any
 * @param name its name, unquoted
 */
record TableName(@Nullable String schema, String name) {

    private static final String NAME = "(\"(?:[^\"]|\"\")++\"|[^\".]++)";
    private static final Pattern WRITTEN = Pattern.compile("(?:" + NAME + "\\.)?" + NAME);

    /** Reads a name as it is written in SQL; anything that cannot be one is used as it is. */
    static TableName parse(String sql) {
        Matcher parts = WRITTEN.matcher(sql.strip());
        if (!parts.matches()) {
            return new TableName(null, sql);
        }
        String schema = parts.group(1);
        return new TableName(schema == null ? null : stored(schema), stored(parts.group(2)));
    }

    private static String stored(String name) {
        return name.startsWith("\"")
                ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
                : name.toLowerCase(Locale.ROOT);
    }

    boolean is(String schema, String name) {
        return this.name.equals(name) && (this.schema == null || this.schema.equals(schema));
    }
}
