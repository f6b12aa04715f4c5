package io.github.appliedset.execution;

import io.github.appliedset.execution.StatementFailure.Kind;
import io.github.appliedset.execution.StatementFailure.Outside;
import io.github.appliedset.migration.Direction;
import io.github.appliedset.migration.MigrationFailedException.Details;
import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.migration.RepeatableMigration;
import io.github.appliedset.migration.Step;
import io.github.appliedset.postgres.SqlState;
import io.github.appliedset.script.Position;
import io.github.appliedset.script.SqlStatement;
import io.github.appliedset.session.DatabaseErrors;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.ServerErrorMessage;

/** Message and advice for the operator about a failed step. */
public final class FailureAdvice {

    private static final int LONGEST_EXCERPT = 200;

    /** SQLSTATEs for an existing schema, table or index, column, function, other object. */
    private static final String[] ALREADY_THERE = {
        SqlState.DUPLICATE_SCHEMA,
        SqlState.DUPLICATE_TABLE,
        SqlState.DUPLICATE_COLUMN,
        SqlState.DUPLICATE_FUNCTION,
        SqlState.DUPLICATE_OBJECT
    };

    private final MigrationFile file;
    private final StatementFailure failure;
    private final boolean up;
    private final boolean repeatable;
    private final List<String> others;
    private final boolean tenant;

    private FailureAdvice(Step step, StatementFailure failure, boolean tenant) {
        this.file = step.file();
        this.failure = failure;
        this.up = step.direction() == Direction.UP;
        this.repeatable = false;
        this.others = List.of();
        this.tenant = tenant;
    }

    private FailureAdvice(RepeatableMigration migration, StatementFailure failure, List<String> others) {
        this.file = migration.file();
        this.failure = failure;
        this.up = true;
        this.repeatable = true;
        this.others = others;
        this.tenant = false;
    }

    /**
     * Returns everything the operator needs to know.
     *
     * @param attempts how often the step was tried
     * @param blockers the sessions that block it, one per line; empty if unknown
     * @param tenant whether the tracker is in the schema of a tenant, which has no settings of its own
     */
    public static Details details(Step step, StatementFailure failure, int attempts, String blockers, boolean tenant) {
        return new FailureAdvice(step, failure, tenant).details(attempts, blockers);
    }

    /**
     * The same about a repeatable migration.
     *
     * @param others the names of those that have not run yet
     */
    public static Details details(
            RepeatableMigration migration,
            StatementFailure failure,
            int attempts,
            String blockers,
            List<String> others) {
        return new FailureAdvice(migration, failure, others).details(attempts, blockers);
    }

    /** Returns only the message of the failure of a repeatable migration. */
    public static String message(RepeatableMigration migration, StatementFailure failure) {
        return new FailureAdvice(migration, failure, List.of()).message();
    }

    /** Returns only the message. */
    public static String message(Step step, StatementFailure failure) {
        return new FailureAdvice(step, failure, false).message();
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
                    ? "ended its own transaction. Its statements up to that point may be committed, and " + recorded
                    : "has run, but " + recorded;
        }
        if (this.failure.isInDoubt()) {
            return "may or may not have been committed: the connection was lost during the commit.";
        }
        if (outside == null) {
            return this.up ? "failed and was rolled back." : "failed; the database is as it was before the attempt.";
        }
        String next = this.up ? " The next start " : " The next rollback ";
        if (this.failure.statement() == null) {
            return "failed after its last statement, outside a transaction. Its statements are kept." + next
                    + (this.repeatable ? "runs all of it again." : "does what is left.");
        }
        int at = this.failure.index() + 1;
        return "failed at statement " + at + " of " + outside.statements() + ", outside a transaction."
                + (at == 1 ? "" : " Earlier statements are kept.") + next
                + (this.repeatable ? "runs all of it again." : "continues with statement " + at + ".");
    }

    private String message() {
        SQLException refusal = this.failure.refusal();
        String text = refusal == null ? "" : DatabaseErrors.text(refusal);
        return switch (this.failure.kind()) {
            case BEGIN -> "Before the first statement: " + text;
            case STATEMENT, IN_DOUBT -> repeated() + text;
            case CODE, CODE_CUT_OFF -> ofCode(Objects.requireNonNull(this.failure.cause()), refusal, text);
            case NOT_REPEATED ->
                String.valueOf(Objects.requireNonNull(this.failure.cause()).getMessage());
            case ENCODING_CHANGED ->
                "client_encoding is no longer UTF8: text sent from now on would be stored incorrectly.";
            case ROW ->
                (isTrackerGone()
                                ? "The " + file() + " dropped or moved the tracker table, so its row could not be "
                                : "The row of the migration could not be ")
                        + (this.up ? "written" : "removed") + ".\n" + text;
            case DOWN_SQL ->
                "The down SQL of the migration could not be " + (this.up ? "kept" : "dropped") + ".\n" + text;
            case ROW_KEPT ->
                this.up
                        ? "The row of the migration was not kept: a trigger or a rule on the tracker table discards it."
                        : "The row of the migration was not removed: a trigger or a rule on the tracker table keeps it.";
            case TRIGGER ->
                "The row of the migration was not " + (this.up ? "written" : "removed")
                        + ": a trigger on the tracker table has a condition, or calls a function that belongs neither to"
                        + " this user, nor to the owner of the table, nor to a superuser; or a foreign key refers to the"
                        + " table that passes changes on, or is on a table of anybody else.";
            case LOCK_GONE ->
                this.failure.outside() == null
                        ? "The transaction that held the migration lock has ended."
                        : "The session lost the migration lock.";
            case COMMIT -> "At commit: " + text;
        };
    }

    private String ofCode(Throwable cause, @Nullable SQLException refusal, String text) {
        String at = Stream.of(cause.getStackTrace())
                .filter(frame -> frame.getClassName().equals(this.file.path()))
                .findFirst()
                .map(frame -> "\nat " + frame)
                .orElse("");
        return (refusal == null ? cause.toString() : text) + at;
    }

    private String advice() {
        SQLException refusal = this.failure.refusal();
        return switch (this.failure.kind()) {
            case ENCODING_CHANGED -> keepTheSetting();
            case NOT_REPEATED ->
                "Apply this version with the release that has the current content. If this release's content is the right one,"
                        + " run it first, as said above, and start again.";
            case ROW_KEPT -> "Drop the trigger or the rule, and " + again() + ".";
            case TRIGGER ->
                "Look at the trigger or the foreign key, and drop it if it is not yours: somebody else's code would run with the"
                        + " rights of this user. Then " + again() + ".";
            case LOCK_GONE ->
                this.failure.outside() == null
                        ? "Find out what the " + file()
                                + " left behind and revert it, remove its transaction control (a"
                                + " procedure it calls may commit), and " + again() + "."
                        : "Remove the call that releases the session's locks, such as pg_advisory_unlock_all(), and "
                                + again() + ".";
            case BEGIN, STATEMENT, CODE, CODE_CUT_OFF, ROW, DOWN_SQL, COMMIT, IN_DOUBT ->
                this.failure.outside() != null && this.failure.index() > 0 && isTrackerGone() && !this.tenant
                        ? "Keep the tracker in a different schema: move it with ALTER TABLE ... SET SCHEMA, set"
                                + " applied-set.schema, and " + again()
                                + ". Do not edit the file: after an edit, there is no way to tell which statements are"
                                + " done."
                        : this.failure.outside() != null && this.failure.index() > 0 && !this.repeatable
                                ? "Fix the cause outside the file, and " + again()
                                        + ". Do not edit the file: after an edit, there is no way to tell"
                                        + " which statements are done."
                                : refusal == null ? correct("class") : advice(refusal);
        };
    }

    private String advice(SQLException refusal) {
        SqlStatement statement = this.failure.statement();
        if (isAnyOf(SqlState.ACTIVE_SQL_TRANSACTION) && statement != null && statement.preparesTheSession()) {
            return "The runner begins the transaction: remove the statement.";
        }
        if (isTrackerGone()) {
            return "Leave the tracker table out of what the " + file()
                    + " drops."
                    + (this.tenant
                            ? ""
                            : " If its schema must be dropped, keep the tracker in a different one: move it with ALTER TABLE ..."
                                    + " SET SCHEMA, and set applied-set.schema.");
        }
        if (this.failure.kind() == Kind.ROW && isAnyOf(SqlState.UNTRANSLATABLE_CHARACTER)) {
            return "Rename the file: the encoding of the database has no such character, and the name of a migration is"
                    + " recorded in the database.";
        }
        if (this.failure.kind() == Kind.DOWN_SQL && isAnyOf(SqlState.UNTRANSLATABLE_CHARACTER)) {
            return "Take the character out of the down file: the encoding of the database has no such character, and with"
                    + " applied-set.development the down SQL of what is applied is kept in the database.";
        }
        if (isAnyOf(SqlState.OBJECT_IN_USE)) {
            return inUse(refusal, statement);
        }
        if (isAnyOf(SqlState.LOCK_NOT_AVAILABLE, SqlState.DEADLOCK_DETECTED, SqlState.SERIALIZATION_FAILURE)) {
            return "Start again when the sessions that use these tables are done; SELECT * FROM pg_stat_activity"
                    + " lists them. To wait longer, raise applied-set.lock-timeout" + orInTheFile("lock-timeout=30s");
        }
        if (isAnyOf(SqlState.ACTIVE_SQL_TRANSACTION) && this.file.isCode()) {
            return "PostgreSQL runs this statement only outside a transaction, and a class always runs inside one. Move the"
                    + " statement to a SQL file.";
        }
        if (isAnyOf(SqlState.ACTIVE_SQL_TRANSACTION) && this.failure.outside() != null) {
            return "PostgreSQL runs this statement only outside a transaction: move it out of the block from BEGIN to"
                    + " COMMIT.";
        }
        if (isAnyOf(SqlState.ACTIVE_SQL_TRANSACTION)) {
            return "PostgreSQL runs this statement only outside a transaction. Move it to a migration of its own, or put"
                    + " this line at the top of the file:\n    -- applied-set: no-transaction";
        }
        if (isAnyOf(SqlState.UNSAFE_NEW_ENUM_VALUE_USAGE) && this.file.isCode()) {
            return "A new enum value can be used only after the transaction that added it, and a class is one transaction. Move what"
                    + " uses the value to a migration of its own.";
        }
        if (isAnyOf(SqlState.UNSAFE_NEW_ENUM_VALUE_USAGE) && this.failure.outside() != null) {
            return "A new enum value can be used only after the transaction that added it: write COMMIT; and BEGIN; before this"
                    + " statement.";
        }
        if (isAnyOf(SqlState.UNSAFE_NEW_ENUM_VALUE_USAGE)) {
            return "A new enum value can be used only after the transaction that added it, and this file is one"
                    + " transaction: its BEGIN and COMMIT, if it has any, do not count. Move the statements from this"
                    + " one on to a migration of their own. Or put this line at the top of the file, so that each"
                    + " statement, or block from BEGIN to COMMIT, is committed by itself:\n"
                    + "    -- applied-set: no-transaction";
        }
        if (isAnyOf(SqlState.QUERY_CANCELED)) {
            return "The statement was cancelled. If it needs longer, raise applied-set.statement-timeout"
                    + orInTheFile("statement-timeout=30m");
        }
        if (isAnyOf(SqlState.INSUFFICIENT_PRIVILEGE)) {
            return "Grant the privilege named in the message, or migrate as a user who has it (applied-set.username).";
        }
        if (isAnyOf(SqlState.INVALID_TRANSACTION_TERMINATION) && this.file.isCode()) {
            return "The procedure or block commits, which works only outside a transaction, and a class always runs inside one. Move"
                    + " the statement to a SQL file with this line at its top:\n    -- applied-set: no-transaction";
        }
        if (isAnyOf(SqlState.INVALID_TRANSACTION_TERMINATION) && this.failure.outside() != null) {
            return "The procedure or block commits, which works only outside a transaction: move it out of the block from BEGIN to"
                    + " COMMIT.";
        }
        if (isAnyOf(SqlState.INVALID_TRANSACTION_TERMINATION)) {
            return "The procedure or block commits, which works only outside a transaction. Put this line at the top"
                    + " of the file:\n    -- applied-set: no-transaction";
        }
        if (this.repeatable && isAnyOf(ALREADY_THERE)) {
            return "A repeatable migration must be able to run when its objects exist already: write CREATE OR REPLACE, or DROP ... IF"
                    + " EXISTS before CREATE. " + correct("file");
        }
        if (this.failure.missesSomething() && !this.others.isEmpty()) {
            return "If one that has not run yet makes it (" + String.join(", ", this.others)
                    + "), name that one at the top of the file:\n    -- applied-set: after=" + this.others.get(0)
                    + "\nOtherwise correct the file. Then start again.";
        }
        Optional<String> replacement = ReplacementAdvice.of(this.failure, again(), mayRepeat());
        if (replacement.isPresent()) {
            return replacement.get();
        }
        if (this.up && isAnyOf(ALREADY_THERE) && this.tenant) {
            return correct("file")
                    + " If the schema had this change before applied-set was introduced, rename what is there and migrate"
                    + " the tenant again: a tenant has no baseline.";
        }
        if (this.up && isAnyOf(ALREADY_THERE)) {
            return correct("file")
                    + " If the database had this change before applied-set was introduced, and nothing is recorded"
                    + " yet, mark the file as applied without running it: applied-set.baseline-version, see"
                    + " docs/how-to/adopt-by-hand.md.";
        }
        if (DatabaseErrors.isRefusedSetting(refusal)) {
            return keepTheSetting();
        }
        if (DatabaseErrors.isResultTooLarge(refusal)) {
            return "Have the statement return fewer rows (a DO block with PERFORM returns none), or raise maxResultBuffer in the"
                    + " URL, and " + again() + ".";
        }
        if (this.failure.connectionLoss().isPresent()) {
            return "Start again: the tracker table shows whether it was committed.";
        }
        return correct(this.file.isCode() ? "class" : "file");
    }

    private boolean isTrackerGone() {
        return (this.failure.kind() == Kind.ROW || this.failure.kind() == Kind.DOWN_SQL)
                && isAnyOf(SqlState.UNDEFINED_TABLE, SqlState.INVALID_SCHEMA_NAME);
    }

    private String inUse(SQLException refusal, @Nullable SqlStatement statement) {
        return ObjectInUse.isByOthers(refusal, statement)
                ? "Other sessions use the object; SELECT * FROM pg_stat_activity and pg_replication_slots list them. When"
                        + " they are done, " + again() + "."
                : "Rows changed earlier in the " + file()
                        + " wait for deferred constraints or triggers, or a cursor is open"
                        + " on the table. Put SET CONSTRAINTS ALL IMMEDIATE; before the statement, close the cursor, or"
                        + " move the statement to a migration of its own; then " + again() + ".";
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

    /** A class has no directives. */
    private String orInTheFile(String directive) {
        return this.file.isCode() ? "." : ", or put -- applied-set: " + directive + " in the file.";
    }

    private boolean mayRepeat() {
        return this.up && !this.repeatable && !this.file.isCode() && this.failure.outside() == null;
    }

    private String again() {
        return this.up ? "start again" : "roll back again";
    }

    private String correct(String what) {
        if (this.repeatable) {
            return "Correct the file, and start again: it is not recorded as applied.";
        }
        if (this.failure.repeating() != null) {
            return "Correct the repeatable migration, or the version that repeats it, and start again: neither is recorded as"
                    + " applied.";
        }
        return this.up
                ? "Correct the " + what + ", and start again: the migration is not recorded as applied."
                : "Correct the " + (what.equals("file") ? "down file" : what)
                        + ", and roll back again: the migration is still recorded as applied.";
    }

    private String anchor() {
        if (this.failure.isPassing()) {
            return "migration-lock-timeout";
        }
        if (this.repeatable && this.failure.kind() == Kind.STATEMENT) {
            return "repeatable-failed";
        }
        if (this.failure.outside() != null && this.failure.kind() != Kind.LOCK_GONE && !this.failure.isInDoubt()) {
            return "unfinished-migration";
        }
        if (this.failure.kind() == Kind.TRIGGER) {
            return "tracker-owner";
        }
        if (this.failure.kind() == Kind.NOT_REPEATED) {
            return "superseded-repeatable";
        }
        return this.failure.kind() == Kind.ENCODING_CHANGED || DatabaseErrors.isRefusedSetting(this.failure.refusal())
                ? "unsupported-setting"
                : "migration-failed";
    }

    /** The place where a repeatable migration failed at the end of a version, whose file is already named. */
    private String repeated() {
        RepeatableMigration repeating = this.failure.repeating();
        Position at = placeInItsFile();
        return repeating == null || at == null
                ? ""
                : "In " + repeating.file().location() + ", " + at + ", repeated at the end:\n";
    }

    private @Nullable Position position() {
        return this.failure.repeating() == null ? placeInItsFile() : null;
    }

    private @Nullable Position placeInItsFile() {
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
