package io.github.appliedset.declared;

import io.github.appliedset.script.Position;
import io.github.appliedset.script.SqlStatement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One statement of a declared schema.
 *
 * @param file its file, as its location names it
 * @param statement the statement
 * @param settings the statements before it in its file that set up the session
 */
record DeclaredStatement(String file, SqlStatement statement, List<SqlStatement> settings) {

    private static final Set<String> DECLARE =
            Set.of("CREATE", "ALTER", "CLUSTER", "COMMENT", "GRANT", "REVOKE", "SECURITY", "DO", "SET", "RESET");

    /** The settings of a dump are made by {@code SELECT pg_catalog.set_config(...)}. */
    private static final Set<String> SETTINGS = Set.of("SET", "RESET", "SELECT");

    private static final Set<String> ADD = Set.of("CREATE", "ALTER", "COMMENT", "GRANT", "REVOKE");

    private static final Set<String> REPLACE = Set.of("REPLACE", "EXISTS", "FUNCTION", "PROCEDURE", "ROUTINE", "VIEW");

    private static final Set<String> MAKE = Set.of("CREATE", "ALTER", "DROP");

    private static final Set<String> OF_THE_SERVER =
            Set.of("ROLE", "USER", "GROUP", "DATABASE", "TABLESPACE", "SYSTEM", "PARAMETER");

    /** How pg_dump writes a view that something else needs before the view can be written: each column is null. */
    private static final Pattern STAND_IN;

    static {
        String name = "(?:\"(?:[^\"]|\"\")++\"|[\\w$]++)";
        String type = "(?:\"(?:[^\"]|\"\")++\"|\\([\\d, ]*+\\)|[^\"(),;])+?";
        String column = "NULL::" + type + "\\s+AS\\s+" + name;
        STAND_IN = Pattern.compile("(?is)CREATE\\s+VIEW\\s+(?:" + name + "\\.)?" + name + "\\s+AS\\s+SELECT\\s+"
                + column + "(?:,\\s*" + column + ")*+\\s*;?");
    }

    private static final Pattern SETS_A_SEQUENCE;

    static {
        String argument = "[^();]|\\((?:[^()]|\\([^()]*\\))*\\)";
        SETS_A_SEQUENCE = Pattern.compile("(?is)\\s*SELECT\\s+(?:pg_catalog\\s*\\.\\s*)?setval\\s*\\((?:" + argument
                + ")*\\)(?:\\s+FROM\\s+[\\w.\"]+)?\\s*;?\\s*");
    }

    DeclaredStatement {
        settings = List.copyOf(settings);
    }

    /** File, line and column. */
    String place() {
        Position position = this.statement.position();
        return this.file + ", " + position;
    }

    String sql() {
        return this.statement.text();
    }

    String firstWord() {
        return this.statement.words().isEmpty() ? "" : this.statement.words().get(0);
    }

    /** Whether it says what there is, as opposed to filling it with rows or taking something away. */
    boolean declares() {
        return DECLARE.contains(firstWord()) || setsUp() || dropsWhatMayBeThere();
    }

    /** Whether it leaves the schema as it is, and no row is lost without it. */
    boolean changesNoSchema() {
        List<String> words = this.statement.words();
        return this.statement.isMaintenance()
                || firstWord().equals("REFRESH")
                // What it names is the order of a table from then on.
                || firstWord().equals("CLUSTER") && !words.contains("USING")
                || SETS_A_SEQUENCE.matcher(sql()).matches();
    }

    /** Whether PostgreSQL refuses it inside a transaction, and it reaches nothing beyond its own database. */
    boolean runsOutsideATransaction() {
        return this.statement.words().contains("CONCURRENTLY");
    }

    /** Whether it drops something only if that is there, as files do that may be run twice. */
    boolean dropsWhatMayBeThere() {
        int second = this.statement.words().indexOf("IF");
        return firstWord().equals("DROP")
                && second > 0
                && this.statement.words().size() > second + 1
                && this.statement.words().get(second + 1).equals("EXISTS");
    }

    /** What it would change beyond its own database, in words; empty if it does not. */
    Optional<String> changesTheServer() {
        List<String> words = this.statement.words();
        if (MAKE.contains(firstWord())) {
            return word(1).filter(OF_THE_SERVER::contains)
                    .filter(what -> word(2).filter("MAPPING"::equals).isEmpty())
                    .map(what -> firstWord() + " " + what);
        }
        boolean isAbout = firstWord().equals("COMMENT") || firstWord().equals("SECURITY");
        boolean isGrant = firstWord().equals("GRANT") || firstWord().equals("REVOKE");
        int on = words.indexOf("ON");
        if (isGrant && on < 0) {
            return Optional.of(firstWord() + " of a role");
        }
        return isAbout || isGrant
                ? word(on + 1).filter(OF_THE_SERVER::contains).map(what -> firstWord() + " ON " + what)
                : Optional.empty();
    }

    private Optional<String> word(int index) {
        List<String> words = this.statement.words();
        return index < words.size() ? Optional.of(words.get(index)) : Optional.empty();
    }

    /** Whether it makes a view that a later statement replaces. */
    boolean standsInForAView() {
        return firstWord().equals("CREATE") && STAND_IN.matcher(sql().strip()).matches();
    }

    /** Whether it either adds something new or fails: it cannot replace anything, nor find it there already. */
    boolean isPlain() {
        return ADD.contains(firstWord())
                && !setsUp()
                && !runsOutsideATransaction()
                && this.statement.words().stream().noneMatch(REPLACE::contains);
    }

    /** Whether it is there for those after it in its file. */
    boolean setsUp() {
        return SETTINGS.contains(firstWord()) && this.statement.preparesTheSession();
    }

    /** Whether two files may say it: whoever comes second finds it there. */
    boolean mayBeRepeated() {
        return firstWord().equals("CREATE")
                && this.statement.words().size() > 1
                && Set.of("SCHEMA", "EXTENSION").contains(this.statement.words().get(1));
    }
}
