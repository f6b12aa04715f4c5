package io.github.appliedset.migrator;

import io.github.appliedset.migration.MigrationFailedException.Details;
import io.github.appliedset.script.Position;
import io.github.appliedset.script.SqlStatement;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.ServerErrorMessage;

/** A statement of a migration failed, or the writing of its row, or its commit. */
final class StatementFailure extends Exception {

    private static final int LONGEST_EXCERPT = 200;
    private static final String CORRECT_THE_FILE =
            "Correct the file, which is not recorded as applied, and start again.";
    private static final String IS_THERE_ALREADY = CORRECT_THE_FILE
            + " If the database had this change before applied-set came to it, and nothing is recorded yet, have the file"
            + " recorded without being run: applied-set.baseline-version, see docs/how-to/adopt-by-hand.md.";

    private static final String KEEP_THE_SETTING =
            "Take out of the migration what changes the setting (a function that it calls may be what does), save its text as"
                    + " UTF-8, and start again.";

    /** Of a schema, a table or an index, a column, a function, another object. */
    private static final String[] ALREADY_THERE = {"42P06", "42P07", "42701", "42723", "42710"};

    /** What has become of the migration. */
    private enum Outcome {
        ROLLED_BACK,
        ENCODING_CHANGED,
        IN_DOUBT,
        UNFINISHED,
        UNFINISHED_UNDONE,
        LOCK_TAKEN,
        RECORDED,
        OTHER
    }

    private final Outcome outcome;
    private final String outcomeText;
    private final transient @Nullable SqlStatement statement;
    private final int index;
    private final String text;
    private final String advice;
    private final @Nullable SQLException failure;

    private StatementFailure(
            Outcome outcome,
            String outcomeText,
            @Nullable SqlStatement statement,
            int index,
            String text,
            String advice,
            @Nullable Throwable cause) {
        super(text, cause);
        this.outcome = outcome;
        this.outcomeText = outcomeText;
        this.statement = statement;
        this.index = index;
        this.text = text;
        this.advice = advice;
        this.failure = DatabaseErrors.sqlException(cause);
    }

    private static StatementFailure rolledBack(
            @Nullable SqlStatement statement, int index, String text, String advice, @Nullable Throwable cause) {
        return new StatementFailure(
                Outcome.ROLLED_BACK, "failed and was rolled back.", statement, index, text, advice, cause);
    }

    private static StatementFailure other(String outcome, String text, String advice) {
        return new StatementFailure(Outcome.OTHER, outcome, null, 0, text, advice, null);
    }

    /** PostgreSQL refused a statement of the migration. */
    static StatementFailure of(SqlStatement statement, int index, SQLException failure) {
        String advice = statement.preparesTheSession() && DatabaseErrors.is(failure, "25001")
                ? "The runner begins the transaction: take the statement out of the file."
                : advice(failure);
        return rolledBack(statement, index, DatabaseErrors.text(failure), advice, failure);
    }

    /** The transaction of the migration could not be begun. */
    static StatementFailure atBegin(SQLException failure) {
        return rolledBack(
                null, 0, "Before the first statement: " + DatabaseErrors.text(failure), advice(failure), failure);
    }

    /** Nothing was run: another instance has the lock. */
    static StatementFailure lockTaken() {
        return new StatementFailure(
                Outcome.LOCK_TAKEN, "was not run.", null, 0, "Another instance has the lock.", "", null);
    }

    /** Nothing was run, or all of it was rolled back: the migration is recorded by another instance. */
    static StatementFailure recorded() {
        return new StatementFailure(
                Outcome.RECORDED, "was not run.", null, 0, "Another instance has applied the migration.", "", null);
    }

    /** A migration written in Java threw an exception. */
    static StatementFailure ofCode(String className, Exception cause) {
        SQLException refused = DatabaseErrors.sqlException(cause);
        String text = refused == null ? cause.toString() : DatabaseErrors.text(refused);
        String at = Stream.of(cause.getStackTrace())
                .filter(frame -> frame.getClassName().equals(className))
                .findFirst()
                .map(frame -> "\nat " + frame)
                .orElse("");
        String advice = refused == null
                ? "Correct the class, and start again: it is not recorded as applied."
                : advice(refused);
        return rolledBack(null, 0, text + at, advice, cause);
    }

    /** PostgreSQL refused the row. */
    static StatementFailure ofRow(SQLException failure) {
        String text = "The row of the migration could not be written.\n" + DatabaseErrors.text(failure);
        return rolledBack(null, 0, text, advice(failure), failure);
    }

    /** The row was written, and is not there. */
    static StatementFailure rowSwallowed() {
        return rolledBack(
                null,
                0,
                "The row of the migration was not kept: a trigger or a rule on the tracker table discards it.",
                "Drop the trigger or the rule, and start again.",
                null);
    }

    /**
     * After a statement, or at the end, the server takes what is sent for text in another encoding.
     *
     * @param statement null at the end
     */
    static StatementFailure encodingChanged(@Nullable SqlStatement statement, int index) {
        return new StatementFailure(
                Outcome.ENCODING_CHANGED,
                "failed and was rolled back.",
                statement,
                index,
                "client_encoding is no longer UTF8: what is sent from then on would be stored as other text.",
                KEEP_THE_SETTING,
                null);
    }

    /** The commit failed: a deferred constraint, or the connection was lost and nobody knows. */
    static StatementFailure atCommit(SQLException failure) {
        return DatabaseErrors.isConnectionGone(failure)
                ? inDoubt(failure)
                : rolledBack(null, 0, "At commit: " + DatabaseErrors.text(failure), advice(failure), failure);
    }

    /** The connection was lost after the commit was sent, and before it was answered. */
    static StatementFailure inDoubt(SQLException failure) {
        return new StatementFailure(
                Outcome.IN_DOUBT,
                "may or may not have been committed: the connection was lost meanwhile.",
                null,
                0,
                DatabaseErrors.text(failure),
                advice(failure),
                failure);
    }

    /** The lock, which belongs to the transaction, is gone: the migration's statements ended it. */
    static StatementFailure transactionEnded() {
        return other(
                "ended the transaction it ran in. What it did until then may be committed, and it is not recorded as"
                        + " applied.",
                "The transaction that held the migration lock is no longer there.",
                "Look what the migration left behind and undo it, take the transaction control out of it (a procedure it"
                        + " calls may commit), and start again.");
    }

    /** The lock of the session is gone, so nobody knows who else has run the migration. */
    static StatementFailure lockLost() {
        return other(
                "has run, but is not recorded as applied.",
                "The session lost the migration lock meanwhile.",
                "Take out of the migration what gives up the locks of its session, such as pg_advisory_unlock_all(), and"
                        + " start again.");
    }

    /**
     * The same failure, of a migration that runs outside a transaction.
     *
     * @param undone whether the statement itself ran in a transaction, which is rolled back
     */
    StatementFailure leavingDone(int statements, boolean undone) {
        if (this.outcome == Outcome.OTHER) {
            return this;
        }
        int at = this.index + 1;
        String done = this.index == 0 ? "" : " What is before it stays done.";
        return new StatementFailure(
                undone ? Outcome.UNFINISHED_UNDONE : Outcome.UNFINISHED,
                "failed at statement " + at + " of " + statements + ", outside a transaction." + done
                        + " The next start goes on with statement " + at + ".",
                this.statement,
                this.index,
                this.text,
                this.index == 0
                        ? this.advice
                        : "Remove the cause outside the file, and start again. The file itself must stay as it is, because"
                                + " nobody could tell what of an edited one is done.",
                getCause());
    }

    /** The row of a migration that was undone is still there: the down file ended the transaction, or somebody was faster. */
    static StatementFailure rowKept() {
        return other(
                "has run its down file, but the row is still there.",
                "The row could not be removed: the transaction that held the migration lock is no longer there, or a trigger"
                        + " on the tracker table keeps the row.",
                "Take the transaction control out of the down file (a procedure it calls may commit), or drop the trigger."
                        + " Look what is undone before you roll back again.");
    }

    /** The same failure, of a down file that runs outside a transaction. */
    StatementFailure leavingUndone() {
        if (this.outcome == Outcome.OTHER) {
            return this;
        }
        return new StatementFailure(
                Outcome.OTHER,
                "failed at statement " + (this.index + 1)
                        + ", outside a transaction. What is before it stays undone, and"
                        + " the migration stays recorded as applied.",
                this.statement,
                this.index,
                this.text,
                "Roll back again: the down file then runs from its beginning, so what is done of it must bear being"
                        + " repeated (IF EXISTS).",
                getCause());
    }

    /** What to do where the file is a down file. */
    String adviceForDownFile() {
        return this.advice.startsWith(CORRECT_THE_FILE)
                ? "Correct the down file, and roll back again: the migration is still recorded as applied."
                : this.advice;
    }

    /** What PostgreSQL said. */
    String text() {
        return this.text;
    }

    /** Whether PostgreSQL runs the statement only outside a transaction. */
    boolean needsNoTransaction() {
        return DatabaseErrors.is(this.failure, "25001");
    }

    /** Whether PostgreSQL gave one of these codes. */
    boolean isAnyOf(String... sqlStates) {
        return DatabaseErrors.is(this.failure, sqlStates);
    }

    /** The failure, if all it means is that the connection is gone. */
    Optional<SQLException> connectionLoss() {
        return Optional.ofNullable(this.failure).filter(DatabaseErrors::isConnectionLost);
    }

    /** Whether nothing more can be done on the connection. */
    boolean isConnectionGone() {
        return DatabaseErrors.isConnectionGone(this.failure);
    }

    /** Whether the lock was another instance's. */
    boolean isLockTaken() {
        return this.outcome == Outcome.LOCK_TAKEN;
    }

    /** Whether another instance has recorded the migration. */
    boolean isRecorded() {
        return this.outcome == Outcome.RECORDED;
    }

    /** Whether the migration may be committed nevertheless. */
    boolean isInDoubt() {
        return this.outcome == Outcome.IN_DOUBT;
    }

    /**
     * Whether another attempt may succeed: a lock was not to be had in time or a deadlock was broken, and what had been
     * done until then is undone.
     */
    boolean isPassing() {
        return (this.outcome == Outcome.ROLLED_BACK || this.outcome == Outcome.UNFINISHED_UNDONE) && metALock();
    }

    private boolean metALock() {
        return DatabaseErrors.is(this.failure, "55P03", "40P01", "40001");
    }

    /** The SQL that waited for a lock in vain, if that is what happened. */
    Optional<String> sqlThatMetALock() {
        return metALock() && this.statement != null ? Optional.of(this.statement.text()) : Optional.empty();
    }

    /**
     * What to tell the operator.
     *
     * @param attempts how often the migration was tried
     * @param blockers the sessions that were in its way, one a line; empty if none is known
     */
    Details details(int attempts, String blockers) {
        Position position = position();
        return new Details(
                this.outcomeText,
                position == null ? 0 : position.line(),
                position == null ? 0 : position.column(),
                this.statement == null ? null : excerpt(this.statement),
                this.failure == null ? null : this.failure.getSQLState(),
                this.text + (attempts > 1 ? "\nTried " + attempts + " times" : "") + blockers,
                this.advice,
                anchor());
    }

    private String anchor() {
        if (isPassing()) {
            return "migration-lock-timeout";
        }
        if (this.outcome == Outcome.UNFINISHED || this.outcome == Outcome.UNFINISHED_UNDONE) {
            return "unfinished-migration";
        }
        return this.outcome == Outcome.ENCODING_CHANGED || DatabaseErrors.isRefusedSetting(this.failure)
                ? "unsupported-setting"
                : "migration-failed";
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

    private static String advice(SQLException failure) {
        if (DatabaseErrors.is(failure, "55P03", "40P01", "40001")) {
            return "Start again when the sessions that use these tables are done; SELECT * FROM pg_stat_activity shows"
                    + " them. A longer wait: applied-set.lock-timeout, or -- applied-set: lock-timeout=30s in the file.";
        }
        if (DatabaseErrors.is(failure, "25001")) {
            return "PostgreSQL runs this statement only outside a transaction. Move it to a migration of its own, or put"
                    + " this line at the top of the file:\n    -- applied-set: no-transaction";
        }
        if (DatabaseErrors.is(failure, "55P04")) {
            return "A new enum value can be used only after its transaction: put the ALTER TYPE ... ADD VALUE into a"
                    + " migration before this one.";
        }
        if (DatabaseErrors.is(failure, "57014")) {
            return "The statement was cancelled. If it needs longer: applied-set.statement-timeout, or"
                    + " -- applied-set: statement-timeout=30m in the file.";
        }
        if (DatabaseErrors.is(failure, "42501")) {
            return "Grant the right the message names, or migrate as a user who has it (applied-set.username).";
        }
        if (DatabaseErrors.is(failure, "2D000")) {
            return "The procedure or block commits, which it can only outside a transaction. Put this line at the top of the"
                    + " file:\n    -- applied-set: no-transaction";
        }
        if (DatabaseErrors.is(failure, ALREADY_THERE)) {
            return IS_THERE_ALREADY;
        }
        if (DatabaseErrors.isRefusedSetting(failure)) {
            return KEEP_THE_SETTING;
        }
        if (DatabaseErrors.isConnectionLost(failure)) {
            return "Start again: the tracker table knows whether the migration was committed.";
        }
        return CORRECT_THE_FILE;
    }
}
