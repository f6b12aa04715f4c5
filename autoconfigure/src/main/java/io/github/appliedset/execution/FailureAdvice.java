package io.github.appliedset.execution;

import io.github.appliedset.execution.StatementFailure.Kind;
import io.github.appliedset.execution.StatementFailure.Outside;
import io.github.appliedset.migration.Direction;
import io.github.appliedset.migration.MigrationFailedException.Details;
import io.github.appliedset.migration.Step;
import io.github.appliedset.postgres.SqlState;
import io.github.appliedset.script.Position;
import io.github.appliedset.script.SqlStatement;
import io.github.appliedset.session.DatabaseErrors;
import java.sql.SQLException;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.ServerErrorMessage;

/** The words for an operator about a step that failed. */
public final class FailureAdvice {

    private static final int LONGEST_EXCERPT = 200;

    /** Of a schema, a table or an index, a column, a function, any other object. */
    private static final String[] ALREADY_THERE = {
        SqlState.DUPLICATE_SCHEMA,
        SqlState.DUPLICATE_TABLE,
        SqlState.DUPLICATE_COLUMN,
        SqlState.DUPLICATE_FUNCTION,
        SqlState.DUPLICATE_OBJECT
    };

    private final Step step;
    private final StatementFailure failure;
    private final boolean up;

    private FailureAdvice(Step step, StatementFailure failure) {
        this.step = step;
        this.failure = failure;
        this.up = step.direction() == Direction.UP;
    }

    /**
     * Everything to tell the operator.
     *
     * @param attempts how often the step was tried
     * @param blockers the sessions that were in its way, one a line; empty if none is known
     */
    public static Details details(Step step, StatementFailure failure, int attempts, String blockers) {
        return new FailureAdvice(step, failure).details(attempts, blockers);
    }

    /** The message alone. */
    public static String message(Step step, StatementFailure failure) {
        return new FailureAdvice(step, failure).message();
    }

    private Details details(int attempts, String blockers) {
        Position position = position();
        SqlStatement statement = this.failure.statement();
        SQLException refusal = this.failure.refusal();
        return new Details(
                outcome(),
                position == null ? 0 : position.line(),
                position == null ? 0 : position.column(),
                statement == null ? null : excerpt(statement),
                refusal == null ? null : refusal.getSQLState(),
                message() + (attempts > 1 ? "\nTried " + attempts + " times" : "") + blockers,
                advice(),
                anchor());
    }

    private String outcome() {
        Outside outside = this.failure.outside();
        if (this.failure.kind() == Kind.LOCK_GONE) {
            String recorded = this.up ? "it is not recorded as applied." : "it is still recorded as applied.";
            return outside == null
                    ? "ended the transaction it ran in. Its statements until then may be committed, and " + recorded
                    : "has run, but " + recorded;
        }
        if (this.failure.isInDoubt()) {
            return "may or may not have been committed: the connection was lost meanwhile.";
        }
        if (outside == null) {
            return this.up ? "failed and was rolled back." : "failed; the database is as it was before the attempt.";
        }
        int at = this.failure.index() + 1;
        return "failed at statement " + at + " of " + outside.statements() + ", outside a transaction."
                + (at == 1 ? "" : " The statements before it stay done.")
                + (this.up ? " The next start" : " The next rollback") + " continues with statement " + at + ".";
    }

    private String message() {
        SQLException refusal = this.failure.refusal();
        String text = refusal == null ? "" : DatabaseErrors.text(refusal);
        return switch (this.failure.kind()) {
            case BEGIN -> "Before the first statement: " + text;
            case STATEMENT, IN_DOUBT -> text;
            case CODE -> ofCode(Objects.requireNonNull(this.failure.cause()), refusal, text);
            case ENCODING_CHANGED ->
                "client_encoding is no longer UTF8: text sent from then on would be stored as different text.";
            case ROW -> "The row of the migration could not be " + (this.up ? "written" : "removed") + ".\n" + text;
            case ROW_KEPT ->
                this.up
                        ? "The row of the migration was not kept: a trigger or a rule on the tracker table discards it."
                        : "The row of the migration was not removed: a trigger or a rule on the tracker table keeps it.";
            case LOCK_GONE ->
                this.failure.outside() == null
                        ? "The transaction that held the migration lock is no longer there."
                        : "The session lost the migration lock meanwhile.";
            case COMMIT -> "At commit: " + text;
        };
    }

    private String ofCode(Throwable cause, @Nullable SQLException refusal, String text) {
        String at = Stream.of(cause.getStackTrace())
                .filter(frame -> frame.getClassName().equals(this.step.file().path()))
                .findFirst()
                .map(frame -> "\nat " + frame)
                .orElse("");
        return (refusal == null ? cause.toString() : text) + at;
    }

    private String advice() {
        SQLException refusal = this.failure.refusal();
        return switch (this.failure.kind()) {
            case ENCODING_CHANGED -> keepTheSetting();
            case ROW_KEPT -> "Drop the trigger or the rule, and " + again() + ".";
            case LOCK_GONE ->
                this.failure.outside() == null
                        ? "Find out what the " + file()
                                + " left behind and revert it, remove its transaction control (a"
                                + " procedure it calls may commit), and " + again() + "."
                        : "Remove what gives up the locks of the session, such as pg_advisory_unlock_all(), and "
                                + again() + ".";
            case BEGIN, STATEMENT, CODE, ROW, COMMIT, IN_DOUBT ->
                this.failure.outside() != null && this.failure.index() > 0
                        ? "Remove the cause outside the file, and " + again()
                                + ". Do not edit the file: nobody could tell"
                                + " which statements of an edited one are done."
                        : refusal == null ? correct("class") : advice(refusal);
        };
    }

    private String advice(SQLException refusal) {
        SqlStatement statement = this.failure.statement();
        if (isAnyOf(SqlState.ACTIVE_SQL_TRANSACTION) && statement != null && statement.preparesTheSession()) {
            return "The runner begins the transaction: remove the statement.";
        }
        if (isAnyOf(SqlState.LOCK_NOT_AVAILABLE, SqlState.DEADLOCK_DETECTED, SqlState.SERIALIZATION_FAILURE)) {
            return "Start again when the sessions that use these tables are done; SELECT * FROM pg_stat_activity shows"
                    + " them. A longer wait: applied-set.lock-timeout, or -- applied-set: lock-timeout=30s in the file.";
        }
        if (isAnyOf(SqlState.ACTIVE_SQL_TRANSACTION) && this.step.file().isCode()) {
            return "PostgreSQL runs this statement only outside a transaction, and a class always runs inside one. Move the"
                    + " statement to a SQL file.";
        }
        if (isAnyOf(SqlState.ACTIVE_SQL_TRANSACTION)) {
            return "PostgreSQL runs this statement only outside a transaction. Move it to a migration of its own, or put"
                    + " this line at the top of the file:\n    -- applied-set: no-transaction";
        }
        if (isAnyOf(SqlState.UNSAFE_NEW_ENUM_VALUE_USAGE)) {
            return "A new enum value can be used only after its transaction: put the ALTER TYPE ... ADD VALUE into a"
                    + " migration before this one.";
        }
        if (isAnyOf(SqlState.QUERY_CANCELED)) {
            return "The statement was cancelled. If it needs longer: applied-set.statement-timeout, or"
                    + " -- applied-set: statement-timeout=30m in the file.";
        }
        if (isAnyOf(SqlState.INSUFFICIENT_PRIVILEGE)) {
            return "Grant the right the message names, or migrate as a user who has it (applied-set.username).";
        }
        if (isAnyOf(SqlState.INVALID_TRANSACTION_TERMINATION)) {
            return "The procedure or block commits, which it can only outside a transaction. Put this line at the top of the"
                    + " file:\n    -- applied-set: no-transaction";
        }
        if (this.up && isAnyOf(ALREADY_THERE)) {
            return correct("file")
                    + " If the database had this change before applied-set came to it, and nothing is recorded yet, have the file"
                    + " recorded without being run: applied-set.baseline-version, see docs/how-to/adopt-by-hand.md.";
        }
        if (DatabaseErrors.isRefusedSetting(refusal)) {
            return keepTheSetting();
        }
        if (DatabaseErrors.isConnectionLost(refusal)) {
            return "Start again: the tracker table knows whether it was committed.";
        }
        return correct(this.step.file().isCode() ? "class" : "file");
    }

    private boolean isAnyOf(String... sqlStates) {
        return this.failure.isAnyOf(sqlStates);
    }

    private String file() {
        return this.up ? "migration" : "down file";
    }

    private String keepTheSetting() {
        return "Remove the statement that changes the setting (it may be in a function that the " + file()
                + " calls), save the file as UTF-8, and " + again() + ".";
    }

    private String again() {
        return this.up ? "start again" : "roll back again";
    }

    private String correct(String what) {
        return this.up
                ? "Correct the " + what + ", and start again: the migration is not recorded as applied."
                : "Correct the " + (what.equals("file") ? "down file" : what)
                        + ", and roll back again: the migration is still recorded as applied.";
    }

    private String anchor() {
        if (this.failure.isPassing()) {
            return "migration-lock-timeout";
        }
        if (this.failure.outside() != null && this.failure.kind() != Kind.LOCK_GONE && !this.failure.isInDoubt()) {
            return "unfinished-migration";
        }
        return this.failure.kind() == Kind.ENCODING_CHANGED || DatabaseErrors.isRefusedSetting(this.failure.refusal())
                ? "unsupported-setting"
                : "migration-failed";
    }

    private @Nullable Position position() {
        SqlStatement statement = this.failure.statement();
        if (statement == null) {
            return null;
        }
        SQLException refusal = this.failure.refusal();
        ServerErrorMessage server = DatabaseErrors.server(refusal);
        return server != null && server.getPosition() > 0
                ? statement.positionOf(server.getPosition() - 1)
                : statement.position();
    }

    private static String excerpt(SqlStatement statement) {
        String text = statement.text().substring(statement.firstToken());
        return text.length() <= LONGEST_EXCERPT ? text : text.substring(0, LONGEST_EXCERPT) + " ...";
    }
}
