package io.github.appliedset.script;

import io.github.appliedset.postgres.SqlState;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One SQL statement of a script.
 *
 * @param text as written, without the semicolon that ends it; begins with a block comment if one precedes the statement
 * @param start where the text begins
 * @param firstToken where in the text the statement itself begins, after such comments
 * @param words its first unquoted words outside parentheses, in upper case; at most {@value #WORDS}
 * @param returning whether {@code RETURNING} is a word outside parentheses, however late
 */
public record SqlStatement(String text, Position start, int firstToken, List<String> words, boolean returning) {

    static final int WORDS = 16;

    private static final Set<String> KEEP_THE_SESSION = Set.of(
            "ALTER",
            "ANALYZE",
            "BEGIN",
            "CLUSTER",
            "COMMENT",
            "COMMIT",
            "COPY",
            "CREATE",
            "DELETE",
            "DROP",
            "END",
            "GRANT",
            "IMPORT",
            "INSERT",
            "LOCK",
            "MERGE",
            "REASSIGN",
            "REFRESH",
            "REINDEX",
            "RELEASE",
            "REVOKE",
            "ROLLBACK",
            "SAVEPOINT",
            "SECURITY",
            "START",
            "TRUNCATE",
            "UPDATE",
            "VACUUM");

    private static final Pattern CLIENT_ENCODING = Pattern.compile("client_encoding", Pattern.CASE_INSENSITIVE);

    private static final Set<String> ROWS =
            Set.of("EXECUTE", "EXPLAIN", "FETCH", "SELECT", "SHOW", "TABLE", "VALUES", "WITH");

    public SqlStatement {
        words = List.copyOf(words);
    }

    /** Where the statement itself begins. */
    public Position position() {
        return positionOf(this.text.codePointCount(0, this.firstToken));
    }

    /** The position after the given number of code points of the text. */
    public Position positionOf(int codePoints) {
        return this.text
                .codePoints()
                .limit(codePoints)
                .boxed()
                .reduce(this.start, (at, codePoint) -> at.after(codePoint), (first, second) -> second);
    }

    /**
     * Whether it is a {@code COPY ... FROM STDIN}, followed by its data in the script. PostgreSQL treats {@code FROM
     * STDOUT} the same way.
     */
    public boolean copiesFromStdin() {
        int from = this.words.indexOf("FROM");
        return startsWith("COPY")
                && from > 0
                && from + 1 < this.words.size()
                && Set.of("STDIN", "STDOUT").contains(this.words.get(from + 1));
    }

    /** Whether it exchanges rows or COPY data with the client while it runs. */
    public boolean exchangesData() {
        return returnsRows() || startsWith("COPY");
    }

    /** Whether it might leave something behind in its session: a setting, a role, a temporary table. */
    public boolean mayChangeTheSession() {
        if (startsWith("SET")) {
            return !startsWith("SET", "LOCAL")
                    && !startsWith("SET", "CONSTRAINTS")
                    && !startsWith("SET", "TRANSACTION");
        }
        return this.words.isEmpty()
                || this.text.contains("set_config")
                || !KEEP_THE_SESSION.contains(this.words.get(0))
                || this.words.stream().limit(5).anyMatch(Set.of("TEMP", "TEMPORARY", "PG_TEMP")::contains);
    }

    /** Whether it may return many rows, to be fetched in batches. */
    public boolean returnsRows() {
        return this.words.isEmpty() || ROWS.contains(this.words.get(0)) || this.returning;
    }

    /** Whether it sets up its session for the statements after it. */
    public boolean preparesTheSession() {
        return startsWith("SET") || startsWith("RESET") || this.text.contains("set_config");
    }

    /** Whether it may make the server read later text in a different encoding. */
    public boolean mayChangeTheEncoding() {
        return CLIENT_ENCODING.matcher(this.text).find() || startsWith("SET") && this.words.contains("NAMES");
    }

    /** Whether it sets how long statements wait for a lock. */
    public boolean setsTheLockTimeout() {
        return preparesTheSession() && this.text.toLowerCase(Locale.ROOT).contains("lock_timeout");
    }

    /** Whether it runs code that may commit more than once, so that its progress is unknown after a failure. */
    public boolean mayCommitByItself() {
        return startsWith("CALL") || startsWith("DO");
    }

    /** Whether it makes its session forget everything, locks included. */
    public boolean discardsAll() {
        return startsWith("DISCARD", "ALL");
    }

    /**
     * Whether this error, on running a statement of unknown outcome again, shows that it had succeeded before.
     *
     * @param sqlState PostgreSQL's code for "already exists", "does not exist" and the like
     */
    public boolean isKnownToBeDoneBy(String sqlState) {
        if (startsWith("CREATE")) {
            // An index of that name may belong to a different table.
            return !this.words.contains("INDEX")
                    && Set.of(SqlState.DUPLICATE_DATABASE, SqlState.DUPLICATE_TABLE, SqlState.DUPLICATE_OBJECT)
                            .contains(sqlState);
        }
        return (startsWith("DROP")
                        || startsWith("COMMIT", "PREPARED")
                        || startsWith("ROLLBACK", "PREPARED")
                        || startsWith("ALTER", "TABLE"))
                && Set.of(SqlState.UNDEFINED_OBJECT, SqlState.UNDEFINED_TABLE, SqlState.INVALID_CATALOG_NAME)
                        .contains(sqlState);
    }

    /** The setting after which the driver or the reader could not continue; null if it has none. */
    @Nullable
    String breaksTheConnection() {
        if (!startsWith("SET")) {
            return null;
        }
        String setting =
                this.text.substring(this.firstToken).toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
        boolean breaks = setting.matches("set (session |local )?names ?+(?!'?utf-?8'?$|default$|$).*")
                || setting.matches("set (session |local )?client_encoding ?(=|to) ?+(?!'?utf-?8'?$|default$).*")
                || setting.matches("set (session |local )?datestyle ?(=|to) ?+(?!'?\"?iso|default$).*")
                || setting.matches(
                        "set (session |local )?standard_conforming_strings ?(=|to) ?+(?!'?(on|true|1)|default$).*");
        return breaks ? setting : null;
    }

    /** Whether it begins a transaction, or ends the one it runs in. */
    boolean controlsTheTransaction() {
        if (startsWith("ROLLBACK") || startsWith("ABORT")) {
            return !this.words.contains("TO") && !startsWith("ROLLBACK", "PREPARED");
        }
        return startsWith("BEGIN")
                || startsWith("START", "TRANSACTION")
                || startsWith("COMMIT") && !startsWith("COMMIT", "PREPARED")
                || startsWith("END")
                || startsWith("PREPARE", "TRANSACTION");
    }

    /** Whether it is a {@code BEGIN} without modes. */
    boolean isPlainBegin() {
        return isPlain("BEGIN") || this.words.equals(List.of("START", "TRANSACTION"));
    }

    /** Whether it is a {@code COMMIT} that starts no new transaction. */
    boolean isPlainCommit() {
        return isPlain("COMMIT") || isPlain("END");
    }

    private boolean isPlain(String word) {
        return this.words.equals(List.of(word))
                || this.words.equals(List.of(word, "WORK"))
                || this.words.equals(List.of(word, "TRANSACTION"));
    }

    private boolean startsWith(String... expected) {
        return this.words.size() >= expected.length
                && this.words.subList(0, expected.length).equals(List.of(expected));
    }
}
