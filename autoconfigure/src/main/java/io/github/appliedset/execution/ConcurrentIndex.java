package io.github.appliedset.execution;

import io.github.appliedset.postgres.SqlState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * {@code CREATE INDEX CONCURRENTLY}. If it fails, it leaves an invalid index behind. That makes the next attempt fail
 * or, with {@code IF NOT EXISTS}, succeed without a usable index. Without a name, the next attempt would add another
 * index.
 *
 * @param name the name of the index as written in the statement, or null if PostgreSQL chooses it
 * @param table its table, as written in the statement
 */
record ConcurrentIndex(@Nullable String name, String table) implements ConcurrentStatement {

    private static final String ON_TABLE = "i.indrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(?)";
    private static final String NAME =
            "c.relname OPERATOR(pg_catalog.=) CAST((pg_catalog.parse_ident(?))[1] AS pg_catalog.name)";
    private static final SqlPattern NAMED =
            SqlPattern.of("CREATE (?:UNIQUE )?INDEX CONCURRENTLY (?:IF NOT EXISTS )?(?!ON\\b)(?<name>%i) ON (?:ONLY"
                    + " )?(?<table>%s).*");
    private static final SqlPattern NAMELESS =
            SqlPattern.of("CREATE (?:UNIQUE )?INDEX CONCURRENTLY ON (?:ONLY )?(?<table>%s).*");

    static Optional<ConcurrentIndex> in(String sql) {
        Optional<Matcher> named = NAMED.in(sql);
        return named.isPresent()
                ? named.map(parts -> new ConcurrentIndex(parts.group("name"), parts.group("table")))
                : NAMELESS.in(sql).map(parts -> new ConcurrentIndex(null, parts.group("table")));
    }

    @Override
    public boolean settle(Connection connection, Attempt attempt) throws SQLException {
        if (this.name != null) {
            Indexes.dropInvalid(connection, ON_TABLE + " AND " + NAME, this.table, this.name);
            return attempt == Attempt.IN_DOUBT && isThere(connection, this.name, "i.indisvalid");
        }
        if (attempt != Attempt.FIRST) {
            Indexes.dropInvalid(
                    connection, ON_TABLE + " AND c.relname OPERATOR(pg_catalog.~) '_idx[0-9]*$'", this.table);
        }
        return false;
    }

    @Override
    public void requireDone(Connection connection) throws SQLException {
        if (this.name != null && isThere(connection, this.name, "NOT i.indisvalid")) {
            throw new SQLException(
                    "Index " + this.name + " on " + this.table
                            + " exists but is invalid: another session was working on the table",
                    SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE);
        }
    }

    private boolean isThere(Connection connection, String index, String condition) throws SQLException {
        return !Indexes.find(connection, condition + " AND " + ON_TABLE + " AND " + NAME, this.table, index)
                .isEmpty();
    }
}
