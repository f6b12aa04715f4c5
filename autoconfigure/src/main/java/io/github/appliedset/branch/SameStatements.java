package io.github.appliedset.branch;

import io.github.appliedset.script.ScriptDirectives;
import io.github.appliedset.script.ScriptException;
import io.github.appliedset.script.SqlScriptReader;
import io.github.appliedset.script.SqlStatement;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whether PostgreSQL is told the same by two files: they differ in comments between statements, in white space, or in the case
 * of letters. A text with quotes or comments of its own is taken as it is.
 */
final class SameStatements {

    private static final Pattern CAPITALS = Pattern.compile("[A-Z]+");
    private static final Pattern QUOTED = Pattern.compile("['\"$]|--|/\\*");

    private SameStatements() {}

    /** Whether they are, as far as that is certain. */
    static boolean in(BranchFile one, BranchFile other) {
        Optional<Script> first = Script.of(one);
        return first.isPresent() && first.equals(Script.of(other));
    }

    /**
     * A file.
     *
     * @param directives how it runs
     * @param statements what it runs, one wording for all that is written differently
     */
    private record Script(ScriptDirectives directives, List<String> statements) {

        /** Empty if it cannot be read, has no statement, or data that belongs to one. */
        static Optional<Script> of(BranchFile file) {
            try {
                SqlScriptReader reader = new SqlScriptReader(new StringReader(file.text()));
                List<String> statements = new ArrayList<>();
                for (SqlStatement next = reader.next(); next != null; next = reader.next()) {
                    if (next.copiesFromStdin()) {
                        return Optional.empty();
                    }
                    statements.add(worded(next.text().substring(next.firstToken())));
                }
                return statements.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Script(reader.directives(), List.copyOf(statements)));
            } catch (IOException | ScriptException unreadable) {
                return Optional.empty();
            }
        }

        /** PostgreSQL folds no other letters where a character has several bytes. */
        private static String folded(String statement) {
            return CAPITALS.matcher(statement).replaceAll(run -> run.group().toLowerCase(Locale.ROOT));
        }

        private static String worded(String statement) {
            return QUOTED.matcher(statement).find()
                    ? statement.strip()
                    : folded(statement.strip().replaceAll("\\s+", " "));
        }
    }
}
