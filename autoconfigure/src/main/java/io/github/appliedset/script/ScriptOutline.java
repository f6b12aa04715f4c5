package io.github.appliedset.script;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;

/**
 * The properties of a script, known from reading it once before it runs.
 *
 * @param directives how to run it
 * @param statements how many statements it has
 * @param wrapped whether its first statement is a {@code BEGIN} and its last one a {@code COMMIT}: the runner owns the
 *     transaction and leaves both out
 * @param mayChangeTheSession whether it might leave something behind in its session
 * @param problems why it must not run; empty if it may
 */
public record ScriptOutline(
        ScriptDirectives directives,
        int statements,
        boolean wrapped,
        boolean mayChangeTheSession,
        List<ScriptProblem> problems) {

    public ScriptOutline {
        problems = List.copyOf(problems);
    }

    /** The outline of a script that cannot be read. */
    public static ScriptOutline unreadable(ScriptProblem problem) {
        return new ScriptOutline(ScriptDirectives.NONE, 0, false, false, List.of(problem));
    }

    /** The outline of a Java migration, which may do anything to its session. */
    public static ScriptOutline ofCode() {
        return new ScriptOutline(ScriptDirectives.NONE, 1, false, true, List.of());
    }

    /** Reads the script to its end. */
    public static ScriptOutline of(Reader script) throws IOException {
        SqlScriptReader reader = new SqlScriptReader(script);
        List<ScriptProblem> problems = new ArrayList<>();
        List<ScriptProblem> breaks = new ArrayList<>();
        List<Integer> controlAt = new ArrayList<>();
        boolean opened = false;
        boolean closed = false;
        boolean session = false;
        int count = 0;
        try {
            for (SqlStatement statement = reader.next(); statement != null; statement = reader.next()) {
                if (statement.controlsTheTransaction()) {
                    controlAt.add(count);
                    problems.add(transactionControl(statement));
                    opened |= count == 0 && statement.isPlainBegin();
                }
                String breaking = statement.breaksTheConnection();
                if (breaking != null) {
                    breaks.add(connectionBroken(statement, breaking));
                }
                closed = statement.isPlainCommit();
                session |= statement.mayChangeTheSession();
                count++;
            }
        } catch (ScriptException unreadable) {
            closed = false;
            problems.add(unreadable.problem());
        } catch (CopyData.UnendedCopyDataException unended) {
            closed = false;
            problems.add(unended.problem());
        }
        boolean wrapped = opened
                && closed
                && controlAt.equals(List.of(0, count - 1))
                && !reader.directives().noTransaction();
        breaks.addAll(wrapped ? List.of() : problems);
        return new ScriptOutline(reader.directives(), count, wrapped, session, breaks);
    }

    private static ScriptProblem connectionBroken(SqlStatement statement, String setting) {
        return new ScriptProblem(
                statement.position(),
                "'" + setting + "' is a setting that the JDBC driver cannot work with",
                "Remove it: files are UTF-8, dates are ISO, and strings conform to the standard.",
                "unsupported-setting");
    }

    private static ScriptProblem transactionControl(SqlStatement statement) {
        return new ScriptProblem(
                statement.position(),
                "'"
                        + String.join(
                                " ",
                                statement
                                        .words()
                                        .subList(
                                                0, Math.min(2, statement.words().size())))
                        + "' begins or ends a transaction, but the runner controls the transaction",
                "Remove it. Only BEGIN as the first and COMMIT as the last statement are allowed. Split a migration"
                        + " that needs several transactions.",
                "transaction-control");
    }
}
