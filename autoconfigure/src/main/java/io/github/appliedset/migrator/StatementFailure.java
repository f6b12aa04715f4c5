package io.github.appliedset.migrator;

import io.github.appliedset.migration.MigrationFailedException.Details;
import io.github.appliedset.script.Position;
import io.github.appliedset.script.SqlStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.ServerErrorMessage;

/** A statement of a migration failed, or its commit did. */
final class StatementFailure extends Exception {

    private static final int LONGEST_EXCERPT = 200;

    private static final String ROLLED_BACK = "failed and was rolled back.";

    private final String outcome;
    private final transient @Nullable SqlStatement statement;
    private final int index;
    private final String text;
    private final @Nullable SQLException failure;

    private StatementFailure(
            String outcome,
            @Nullable SqlStatement statement,
            int index,
            String message,
            @Nullable SQLException failure) {
        super(message, failure);
        this.outcome = outcome;
        this.statement = statement;
        this.index = index;
        this.text = message;
        this.failure = failure;
    }

    /** PostgreSQL refused a statement of the migration. */
    static StatementFailure of(SqlStatement statement, int index, SQLException failure) {
        return new StatementFailure(ROLLED_BACK, statement, index, DatabaseErrors.text(failure), failure);
    }

    /** PostgreSQL refused a statement of ours in the migration's transaction. */
    static StatementFailure of(SQLException failure, String what) {
        return new StatementFailure(ROLLED_BACK, null, 0, what + "\n" + DatabaseErrors.text(failure), failure);
    }

    /** The commit failed: a deferred constraint, or the connection was lost and nobody knows. */
    static StatementFailure atCommit(SQLException failure) {
        boolean lost = DatabaseErrors.is(failure, DatabaseErrors.CONNECTION_LOST);
        return new StatementFailure(
                lost ? "may or may not have been committed: the connection was lost meanwhile." : ROLLED_BACK,
                null,
                0,
                "At commit: " + DatabaseErrors.text(failure),
                failure);
    }

    /** The lock, which belongs to the transaction, is gone: the migration's statements ended it. */
    static StatementFailure transactionEnded() {
        return new StatementFailure(
                "ended the transaction it ran in. What it did until then may be committed, and it is not recorded as"
                        + " applied.",
                null,
                0,
                "The transaction that held the migration lock is no longer there.",
                null);
    }

    /** The lock of the session is gone, so nobody knows who else has run the migration. */
    static StatementFailure lockLost() {
        return new StatementFailure(
                "has run, but is not recorded as applied.",
                null,
                0,
                "The session lost the migration lock meanwhile.",
                null);
    }

    /** The same failure, of a migration that runs outside a transaction. */
    StatementFailure leavingDone(int statements) {
        int at = this.index + 1;
        String done = this.index == 0
                ? ""
                : this.index == 1 ? " Statement 1 stays done." : " Statements 1 to " + this.index + " stay done.";
        return new StatementFailure(
                "failed at statement " + at + " of " + statements + ", outside a transaction." + done
                        + " The next start goes on with statement " + at + ".",
                this.statement,
                this.index,
                this.text,
                this.failure);
    }

    /** What PostgreSQL said. */
    String text() {
        return this.text;
    }

    /** Whether PostgreSQL runs the statement only outside a transaction. */
    boolean needsNoTransaction() {
        return DatabaseErrors.is(this.failure, "25001");
    }

    /** Whether a later attempt may succeed: a lock was not to be had in time, or a deadlock was broken. */
    boolean isPassing() {
        return DatabaseErrors.is(this.failure, "55P03", "40P01", "40001");
    }

    Details details(int attempts) {
        Position position = position();
        return new Details(
                this.outcome,
                position == null ? 0 : position.line(),
                position == null ? 0 : position.column(),
                this.statement == null ? null : excerpt(this.statement),
                this.failure == null ? null : this.failure.getSQLState(),
                this.text + (attempts > 1 ? "\nTried " + attempts + " times" : ""),
                advice(),
                isPassing() ? "migration-lock-timeout" : "migration-failed");
    }

    private @Nullable Position position() {
        if (this.statement == null) {
            return null;
        }
        ServerErrorMessage server = DatabaseErrors.server(this.failure);
        return server != null && server.getPosition() > 0
                ? this.statement.positionOf(server.getPosition() - 1)
                : this.statement.position();
    }

    private static String excerpt(SqlStatement statement) {
        String text = statement.text().substring(statement.firstToken());
        return text.length() <= LONGEST_EXCERPT ? text : text.substring(0, LONGEST_EXCERPT) + " ...";
    }

    private String advice() {
        if (isPassing()) {
            return "Start again when the sessions that use these tables are done; SELECT * FROM pg_stat_activity shows"
                    + " them. A longer wait: applied-set.lock-timeout, or -- applied-set: lock-timeout=30s in the file.";
        }
        if (needsNoTransaction()) {
            return "PostgreSQL runs this statement only outside a transaction. Move it to a migration of its own, or put"
                    + " this line at the top of the file:\n    -- applied-set: no-transaction";
        }
        if (DatabaseErrors.is(this.failure, "55P04")) {
            return "A new enum value can be used only after its transaction: put the ALTER TYPE ... ADD VALUE into a"
                    + " migration before this one.";
        }
        if (DatabaseErrors.is(this.failure, "57014")) {
            return "The statement was cancelled. If it needs longer: applied-set.statement-timeout, or"
                    + " -- applied-set: statement-timeout=30m in the file.";
        }
        if (DatabaseErrors.is(this.failure, "42501")) {
            return "Grant the right the message names, or migrate as a user who has it (applied-set.username).";
        }
        if (this.failure == null || DatabaseErrors.is(this.failure, DatabaseErrors.CONNECTION_LOST)) {
            return this.failure == null
                    ? "Look what the migration left behind and undo it, take the transaction control out of it (a procedure"
                            + " it calls may commit), and start again."
                    : "Start again: the tracker table knows whether the migration was committed.";
        }
        return "Correct the file, which is not recorded as applied, and start again.";
    }
}
