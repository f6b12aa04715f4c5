package io.github.appliedset.script;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The properties of a script, known from reading it once before it runs.
 *
 * @param directives how to run it
 * @param statements how many statements it has, without the {@code BEGIN} and {@code COMMIT} of its blocks
 * @param blocks how many blocks from a {@code BEGIN} to a {@code COMMIT} it has
 * @param parts how many parts are committed by themselves outside a transaction: blocks, and statements outside blocks
 * @param mayChangeTheSession whether it might leave something behind in its session
 * @param lastingChanges what it may leave in its session that PostgreSQL cannot undo
 * @param findsRowsUnlocked whether it runs in batches and chooses the rows to change without locking them
 * @param readBeside where the same applies if two names mean the same rows, which only the server knows
 * @param problems why it must not run; empty if it may
 */
public record ScriptOutline(
        ScriptDirectives directives,
        int statements,
        int blocks,
        int parts,
        boolean mayChangeTheSession,
        Set<String> lastingChanges,
        boolean findsRowsUnlocked,
        List<ReadBeside> readBeside,
        List<ScriptProblem> problems) {

    public ScriptOutline {
        lastingChanges = Set.copyOf(lastingChanges);
        problems = List.copyOf(problems);
    }

    /** The outline of a script that cannot be read. */
    public static ScriptOutline unreadable(ScriptProblem problem) {
        return new ScriptOutline(ScriptDirectives.NONE, 0, 0, 0, false, Set.of(), false, List.of(), List.of(problem));
    }

    /** The outline of a Java migration, which may do anything to its session. */
    public static ScriptOutline ofCode() {
        return new ScriptOutline(
                ScriptDirectives.NONE, 1, 0, 1, true, Set.of("a Java migration"), false, List.of(), List.of());
    }

    /**
     * Whether it may leave something behind that survives a reset of the session.
     *
     * @param unreset whether the session is not reset
     */
    public boolean leavesSomething(boolean unreset) {
        return unreset && this.mayChangeTheSession || !this.lastingChanges.isEmpty();
    }

    /** Whether it is a single statement, which can run outside a transaction without a directive. */
    public boolean isSingleStatement() {
        return this.statements == 1 && this.blocks == 0;
    }

    /** The directives alone: reads only the first statement. */
    public static ScriptDirectives directives(Reader script) throws IOException {
        SqlScriptReader reader = new SqlScriptReader(script);
        try {
            reader.next();
        } catch (ScriptException unreadable) {
            // A run reports it.
        }
        return reader.directives();
    }

    /** Reads the script to its end. */
    public static ScriptOutline of(Reader script) throws IOException {
        SqlScriptReader reader = new SqlScriptReader(script);
        TransactionBlocks blocks = new TransactionBlocks();
        List<ScriptProblem> problems = new ArrayList<>();
        boolean session = false;
        boolean complete = false;
        int statements = 0;
        SqlStatement first = null;
        int outsideBlocks = 0;
        Set<String> lasting = new HashSet<>();
        try {
            for (SqlStatement statement = reader.next(); statement != null; statement = reader.next()) {
                if (blocks.read(statement)) {
                    continue;
                }
                String breaking = statement.breaksTheConnection();
                if (breaking != null) {
                    problems.add(connectionBroken(statement, breaking));
                }
                session |= statement.mayChangeTheSession();
                lasting.addAll(statement.lastingChanges());
                statements++;
                first = first == null ? statement : first;
                outsideBlocks += blocks.isOpen() ? 0 : 1;
            }
            complete = true;
        } catch (ScriptException unreadable) {
            problems.add(unreadable.problem());
        } catch (CopyData.UnendedCopyDataException unended) {
            problems.add(unended.problem());
        }
        problems.addAll(blocks.problems(complete));
        if (complete) {
            problems.addAll(BackfillCheck.problems(reader.directives(), statements, first));
        }
        boolean batches = reader.directives().backfill().batches();
        RowsFoundUnlocked unlocked =
                new RowsFoundUnlocked(batches && first != null ? EveryWord.of(first.text()) : List.of());
        return new ScriptOutline(
                reader.directives(),
                statements,
                blocks.count(),
                outsideBlocks + blocks.count(),
                session,
                lasting,
                unlocked.anywhere(),
                unlocked.underOtherNames(),
                problems);
    }

    private static ScriptProblem connectionBroken(SqlStatement statement, String setting) {
        return new ScriptProblem(
                statement.position(),
                "'" + setting + "' is a setting that the JDBC driver cannot work with",
                "Remove it: files are UTF-8, dates are ISO, and strings conform to the standard.",
                "unsupported-setting");
    }
}
