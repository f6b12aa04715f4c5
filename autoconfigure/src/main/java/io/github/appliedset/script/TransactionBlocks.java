package io.github.appliedset.script;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The transaction control of a script, read statement by statement. Allowed are pairs of a plain {@code BEGIN} and a plain
 * {@code COMMIT}; everything else is a problem.
 */
final class TransactionBlocks {

    private final List<ScriptProblem> problems = new ArrayList<>();
    private @Nullable SqlStatement open;
    private int count;

    /** Reads the next statement; returns whether it begins or ends a block. */
    boolean read(SqlStatement statement) {
        if (statement.beginsBlock()) {
            if (this.open != null) {
                this.problems.add(notEnded(this.open));
            }
            this.open = statement;
            return true;
        }
        if (statement.endsBlock()) {
            if (this.open == null) {
                this.problems.add(problem(
                        statement,
                        "ends a transaction that no BEGIN in this file began",
                        "Remove it, or add the BEGIN: the runner begins and commits the transaction."));
            } else {
                this.count++;
            }
            this.open = null;
            return true;
        }
        if (statement.setsTheTransactionMode()) {
            this.problems.add(problem(
                    statement,
                    "sets a mode of the transaction, but the runner begins the transaction",
                    "Remove the mode. To keep other sessions from changing a table while the migration reads it, begin with"
                            + " LOCK TABLE ... IN SHARE MODE."));
        } else if (statement.endsTheTransaction()) {
            this.problems.add(problem(
                    statement,
                    "ends the transaction, but the runner controls the transaction",
                    "Remove it. Only pairs of BEGIN and COMMIT, without options, are allowed; to undo a part, use"
                            + " SAVEPOINT and ROLLBACK TO."));
        }
        return false;
    }

    /** Whether a block is open. */
    boolean isOpen() {
        return this.open != null;
    }

    /** The number of blocks so far. */
    int count() {
        return this.count;
    }

    /**
     * The problems, in the order of the script.
     *
     * @param complete whether the script was read to its end, so that an open block is a problem as well
     */
    List<ScriptProblem> problems(boolean complete) {
        if (complete && this.open != null) {
            this.problems.add(notEnded(this.open));
        }
        return this.problems;
    }

    private static ScriptProblem notEnded(SqlStatement begin) {
        return problem(
                begin,
                "begins a transaction that no COMMIT ends",
                "Remove it, or add the COMMIT: the runner begins and commits the transaction.");
    }

    private static ScriptProblem problem(SqlStatement statement, String reason, String remedy) {
        List<String> words = statement.words();
        return new ScriptProblem(
                statement.position(),
                "'" + String.join(" ", words.subList(0, Math.min(2, words.size()))) + "' " + reason,
                remedy,
                "transaction-control");
    }
}
