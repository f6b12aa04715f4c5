package io.github.appliedset.migrator;

import io.github.appliedset.script.SqlStatement;
import io.github.appliedset.tracker.UnnamedStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index that a {@code CREATE INDEX CONCURRENTLY} makes. If that fails it leaves an invalid index behind, which makes
 * the next attempt fail, or, with {@code IF NOT EXISTS}, succeed without an index that is of any use.
 *
 * @param name its name
 * @param table its table, as the statement writes it
 */
record ConcurrentIndex(String name, String table) {

    private static final Logger log = LoggerFactory.getLogger(ConcurrentIndex.class);

    private static final String IDENTIFIER =
            "(?:\"(?:[^\"]|\"\")+\"|[\\p{L}_\\x{80}-\\x{10FFFF}][\\w$\\x{80}-\\x{10FFFF}]*)";
    private static final String SPACE = "(?:\\s|/\\*.*?\\*/|--[^\\n]*\\n)+";
    private static final Pattern STATEMENT = Pattern.compile(
            "CREATE (?:UNIQUE )?INDEX CONCURRENTLY (?:IF NOT EXISTS )?(?<name>%1$s) ON (?:ONLY )?(?<table>%1$s(?: ?\\. ?%1$s)?).*"
                    .formatted(IDENTIFIER)
                    .replace(" ?", "(?:" + SPACE + ")?")
                    .replace(" ", SPACE),
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** The index of the statement, if it makes one and gives it a name. */
    static Optional<ConcurrentIndex> of(SqlStatement statement) {
        Matcher matcher = STATEMENT.matcher(statement.text().substring(statement.firstToken()));
        return matcher.matches() && !matcher.group("name").equalsIgnoreCase("on")
                ? Optional.of(new ConcurrentIndex(unquoted(matcher.group("name")), matcher.group("table")))
                : Optional.empty();
    }

    private static String unquoted(String identifier) {
        return identifier.startsWith("\"")
                ? identifier.substring(1, identifier.length() - 1).replace("\"\"", "\"")
                : identifier.toLowerCase(Locale.ROOT);
    }

    /** Drops what an attempt that failed has left of the index; not one that somebody builds at this moment. */
    void dropIfInvalid(Connection connection) throws SQLException {
        String invalid = findInvalid(connection);
        if (invalid != null) {
            log.warn("Dropping the invalid index {}, which an interrupted CREATE INDEX CONCURRENTLY has left", invalid);
            try (Statement statement = connection.createStatement()) {
                statement.execute("DROP INDEX CONCURRENTLY " + invalid);
            }
        }
    }

    private @Nullable String findInvalid(Connection connection) throws SQLException {
        String sql = """
                SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)
                FROM pg_catalog.pg_index i
                JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE i.indrelid = pg_catalog.to_regclass(?) AND c.relname = ? AND NOT i.indisvalid AND c.relkind = 'i'
                  AND NOT EXISTS (
                      SELECT 1 FROM pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid)""";
        try (PreparedStatement statement = UnnamedStatement.prepare(connection, sql)) {
            statement.setString(1, this.table);
            statement.setString(2, this.name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }
}
