package io.github.appliedset.execution;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code REINDEX ... CONCURRENTLY}. If it fails, it leaves invalid copies of indexes behind, with names ending in
 * {@code _ccnew} or {@code _ccold}.
 *
 * @param kind INDEX, TABLE, SCHEMA, DATABASE or SYSTEM
 * @param object the object to rebuild, as written in the statement; empty for the whole database
 */
record ConcurrentReindex(String kind, String object) implements ConcurrentStatement {

    private static final SqlPattern STATEMENT =
            SqlPattern.of("REINDEX ?(?:\\([^)]*\\) ?)?(?<kind>INDEX|TABLE|SCHEMA|DATABASE|SYSTEM)(?: CONCURRENTLY)?(?:"
                    + " (?<object>%s))? ?");

    static Optional<ConcurrentReindex> in(String sql) {
        return STATEMENT
                .in(sql)
                .filter(parts -> sql.toUpperCase(Locale.ROOT).contains("CONCURRENTLY"))
                .map(parts -> new ConcurrentReindex(
                        parts.group("kind").toUpperCase(Locale.ROOT),
                        parts.group("object") == null ? "" : parts.group("object")));
    }

    @Override
    public boolean settle(Connection connection, Attempt attempt) throws SQLException {
        String leftOver = "c.relname OPERATOR(pg_catalog.~) '_cc(new|old)[0-9]*$'";
        if (attempt == Attempt.FIRST) {
            return false;
        }
        switch (this.kind) {
            case "TABLE" ->
                Indexes.dropInvalid(
                        connection,
                        leftOver + " AND i.indrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(?)",
                        this.object);
            case "INDEX" ->
                Indexes.dropInvalid(
                        connection,
                        leftOver + " AND i.indrelid OPERATOR(pg_catalog.=) (SELECT rebuilt.indrelid"
                                + " FROM pg_catalog.pg_index rebuilt"
                                + " WHERE rebuilt.indexrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(?))",
                        this.object);
            default -> Indexes.dropInvalid(connection, leftOver);
        }
        return false;
    }
}
