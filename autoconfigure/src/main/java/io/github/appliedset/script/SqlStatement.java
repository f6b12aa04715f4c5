package io.github.appliedset.script;

import io.github.appliedset.postgres.SqlState;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
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

    /** What follows {@code SET}; the settings are those after {@code SET TRANSACTION}. */
    private static final Set<String> MODES =
            Set.of("TRANSACTION", "TRANSACTION_ISOLATION", "TRANSACTION_READ_ONLY", "TRANSACTION_DEFERRABLE");

    private static final Pattern COMMENTS = Pattern.compile("/\\*(?:[^*]|\\*(?!/))*+\\*/|--[^\n]*+");

    /** As PostgreSQL reads the name of an encoding. */
    private static final String UTF8 = "['\"]?(?:utf[^a-z0-9]?8|unicode)['\"]?$";

    private static final String TRUE = "['\"]?(?:on|t|tr|tru|true|y|ye|yes|1)['\"]?$";

    private static final Pattern NEEDS_NO_TRANSACTION = Pattern.compile(
            "(CREATE|DROP)( UNIQUE)? INDEX CONCURRENTLY|VACUUM|REINDEX( VERBOSE)? (SCHEMA|DATABASE|SYSTEM)"
                    + "|REINDEX (INDEX|TABLE) CONCURRENTLY|ALTER SYSTEM"
                    + "|(CREATE|DROP) (DATABASE|TABLESPACE)|CREATE SUBSCRIPTION|DISCARD ALL");

    /** {@code SET a.b} and {@code set_config('a.b'}, also in the text of a block. */
    private static final Pattern OWN_SETTING = Pattern.compile(
            "\\bset\\s+(?:session\\s+|local\\s+)?\"?([\\w$]+\"?\\.\"?[\\w$.]+)\"?"
                    + "|\\bset_config\\s*\\(\\s*e?'([^'.]+\\.[^']+)'",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern COMPUTED_SETTING =
            Pattern.compile("\\bset_config\\s*\\(\\s*+(?!e?')", Pattern.CASE_INSENSITIVE);

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
        return startsWith("COPY") && from > 0 && hasAt(from + 1, Set.of("STDIN", "STDOUT"));
    }

    /** Whether it is a {@code COPY ... TO STDOUT}. PostgreSQL treats {@code TO STDIN} the same way. */
    public boolean copiesToStdout() {
        int to = this.words.indexOf("TO");
        return startsWith("COPY") && to > 0 && hasAt(to + 1, Set.of("STDIN", "STDOUT"));
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

    /**
     * What it may leave in its session that PostgreSQL cannot undo: settings whose names have a dot, which stay defined;
     * {@code set_config} if it computes the name of a setting; {@code LOAD}.
     */
    Set<String> lastingChanges() {
        if (startsWith("LOAD")) {
            return Set.of("LOAD");
        }
        Set<String> names = new TreeSet<>();
        if (startsWith("SET") || mayChangeTheSession()) {
            OWN_SETTING
                    .matcher(this.text)
                    .results()
                    .map(match -> match.group(match.group(1) == null ? 2 : 1))
                    .forEach(name -> names.add(name.replace("\"", "")));
            if (COMPUTED_SETTING.matcher(this.text).find()) {
                names.add("set_config");
            }
        }
        return names;
    }

    /** Whether it may return many rows, to be fetched in batches. */
    public boolean returnsRows() {
        return this.words.isEmpty() || ROWS.contains(this.words.get(0)) || this.returning;
    }

    /** Whether it sets up its session for the statements after it, and does nothing else, so that it may run again. */
    public boolean preparesTheSession() {
        return startsWith("SET") && !startsWith("SET", "LOCAL") || startsWith("RESET") || onlyCallsSetConfig();
    }

    private boolean onlyCallsSetConfig() {
        if (!startsWith("SELECT") || !this.words.contains("SET_CONFIG") || this.words.size() == WORDS) {
            return false;
        }
        for (int i = 1; i < this.words.size(); i++) {
            boolean isAlias = this.words.get(i - 1).equals("AS");
            if (!isAlias && !Set.of("PG_CATALOG", "SET_CONFIG", "AS").contains(this.words.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether it may make the server read later text in a different encoding. */
    public boolean mayChangeTheEncoding() {
        return CLIENT_ENCODING.matcher(this.text).find() || startsWith("SET") && this.words.contains("NAMES");
    }

    /** Whether it sets how long statements wait for a lock. */
    public boolean setsTheLockTimeout() {
        return (preparesTheSession() || this.text.contains("set_config"))
                && this.text.toLowerCase(Locale.ROOT).contains("lock_timeout");
    }

    /** Whether it runs code that may commit more than once, so that its progress is unknown after a failure. */
    public boolean mayCommitByItself() {
        return startsWith("CALL") || startsWith("DO");
    }

    /** Whether PostgreSQL runs it only outside a transaction, whatever is in the database. */
    public boolean needsNoTransaction() {
        return NEEDS_NO_TRANSACTION.matcher(String.join(" ", this.words)).lookingAt();
    }

    /** Whether it only builds an index. */
    public boolean buildsAnIndex() {
        return startsWith("CREATE", "INDEX") || startsWith("CREATE", "UNIQUE", "INDEX");
    }

    /** Whether it changes neither rows nor definitions, but at most the speed of other statements. */
    public boolean isMaintenance() {
        return startsWith("VACUUM")
                || startsWith("ANALYZE")
                || startsWith("ANALYSE")
                || startsWith("REINDEX")
                || startsWith("CHECKPOINT");
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
        String setting = COMMENTS.matcher(this.text.substring(this.firstToken).toLowerCase(Locale.ROOT))
                .replaceAll(" ")
                .replaceAll("\\s+", " ")
                .strip();
        boolean breaks = setting.matches("set (session |local )?names ?+(?!" + UTF8 + "|default$|$).*")
                || setting.matches("set (session |local )?client_encoding ?(=|to) ?+(?!" + UTF8 + "|default$).*")
                || setting.matches("set (session |local )?datestyle ?(=|to) ?+(?!'?\"?iso|default$).*")
                || setting.matches(
                        "set (session |local )?standard_conforming_strings ?(=|to) ?+(?!" + TRUE + "|default$).*");
        return breaks ? setting : null;
    }

    /** Whether it is a {@code BEGIN} without modes. */
    public boolean beginsBlock() {
        return isPlain("BEGIN") || this.words.equals(List.of("START", "TRANSACTION"));
    }

    /** Whether it is a {@code COMMIT} that starts no new transaction. */
    public boolean endsBlock() {
        return isPlain("COMMIT") || isPlain("END");
    }

    /** Whether it chooses the isolation level or access mode of the transaction that it begins or runs in. */
    boolean setsTheTransactionMode() {
        if (startsWith("SET")) {
            int scope = startsWith("SET", "LOCAL") || startsWith("SET", "SESSION") ? 2 : 1;
            return hasAt(scope, MODES);
        }
        return (startsWith("BEGIN") || startsWith("START", "TRANSACTION")) && !beginsBlock();
    }

    /** Whether it ends the transaction it runs in, other than by a plain {@code COMMIT}. */
    boolean endsTheTransaction() {
        if (startsWith("ROLLBACK") || startsWith("ABORT")) {
            return !this.words.contains("TO") && !startsWith("ROLLBACK", "PREPARED");
        }
        return (startsWith("COMMIT") && !startsWith("COMMIT", "PREPARED") || startsWith("END")) && !endsBlock()
                || startsWith("PREPARE", "TRANSACTION");
    }

    private boolean hasAt(int index, Set<String> expected) {
        return this.words.size() > index && expected.contains(this.words.get(index));
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
