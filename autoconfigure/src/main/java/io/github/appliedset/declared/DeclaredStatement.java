package io.github.appliedset.declared;

import io.github.appliedset.script.Position;
import io.github.appliedset.script.SqlStatement;
import java.util.List;
import java.util.Set;

/**
 * One statement of a declared schema.
 *
 * @param file its file, as its location names it
 * @param statement the statement
 * @param settings the statements before it in its file that set up the session
 */
record DeclaredStatement(String file, SqlStatement statement, List<SqlStatement> settings) {

    private static final Set<String> DECLARE =
            Set.of("CREATE", "ALTER", "COMMENT", "GRANT", "REVOKE", "SECURITY", "DO", "SET", "RESET");

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

    /** Whether it drops something only if that is there, as files do that may be run twice. */
    boolean dropsWhatMayBeThere() {
        int second = this.statement.words().indexOf("IF");
        return firstWord().equals("DROP")
                && second > 0
                && this.statement.words().size() > second + 1
                && this.statement.words().get(second + 1).equals("EXISTS");
    }

    /** Whether it is there for those after it in its file. */
    boolean setsUp() {
        return this.statement.preparesTheSession();
    }

    /** Whether two files may say it: whoever comes second finds it there. */
    boolean mayBeRepeated() {
        return firstWord().equals("CREATE")
                && this.statement.words().size() > 1
                && Set.of("SCHEMA", "EXTENSION").contains(this.statement.words().get(1));
    }
}
