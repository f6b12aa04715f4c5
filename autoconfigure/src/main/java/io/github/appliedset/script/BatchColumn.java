package io.github.appliedset.script;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The column along which a backfill walks, as PostgreSQL stores the names.
 *
 * @param schema the schema of its table
 * @param table its table
 * @param column its name
 */
public record BatchColumn(String schema, String table, String column) {

    private static final String NAME = "(\"(?:[^\"]|\"\")++\"|[\\p{L}_][\\p{L}\\p{N}_$]*)";
    private static final Pattern QUALIFIED = Pattern.compile(NAME + "\\." + NAME + "\\." + NAME);

    static Optional<BatchColumn> parse(String text) {
        Matcher names = QUALIFIED.matcher(text);
        return names.matches()
                ? Optional.of(new BatchColumn(stored(names.group(1)), stored(names.group(2)), stored(names.group(3))))
                : Optional.empty();
    }

    private static String stored(String name) {
        return name.startsWith("\"")
                ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
                : name.toLowerCase(Locale.ROOT);
    }

    /** The table, qualified and quoted for use in SQL. */
    public String tableSql() {
        return quoted(this.schema) + "." + quoted(this.table);
    }

    /** The column alone, quoted for use in SQL. */
    public String columnSql() {
        return quoted(this.column);
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    @Override
    public String toString() {
        return this.schema + "." + this.table + "." + this.column;
    }
}
