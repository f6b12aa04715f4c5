package io.github.appliedset.execution;

import io.github.appliedset.migration.RepeatableMigration;
import io.github.appliedset.postgres.SqlState;
import io.github.appliedset.script.SqlStatement;
import io.github.appliedset.session.DatabaseErrors;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Failure of a step: of a statement, of the change of its row, or of its commit.
 *
 * @param kind the part that failed
 * @param statement the statement of the file that failed; null if none did
 * @param index its index in the file, from 0
 * @param cause the exception; null if there was none
 * @param outside where the step stopped; null if it ran inside a transaction
 * @param repeating the repeatable migration that failed at the end of a step; null if it was the step itself
 */
public record StatementFailure(
        Kind kind,
        @Nullable SqlStatement statement,
        int index,
        @Nullable Throwable cause,
        @Nullable Outside outside,
        @Nullable RepeatableMigration repeating) {

    /** The part that failed. */
    public enum Kind {
        /** The transaction could not be begun. */
        BEGIN,
        /** PostgreSQL refused a statement of the file. */
        STATEMENT,
        /** A class threw an exception, perhaps about a connection of its own. */
        CODE,
        /** A class threw an exception because the connection it was given is gone. */
        CODE_CUT_OFF,
        /** After a statement, or at the end, the server expects text in a different encoding. */
        ENCODING_CHANGED,
        /** What a repeatable migration has created would be gone, and its content here is not the one that counts. */
        NOT_REPEATED,
        /** PostgreSQL refused the change of the row. */
        ROW,
        /** PostgreSQL refused to keep the down SQL with the row. */
        DOWN_SQL,
        /** The change of the row had no effect: a trigger or a rule on the tracker. */
        ROW_KEPT,
        /** The row was left alone: a trigger on the tracker would run untrusted code. */
        TRIGGER,
        /** The lock is gone: the step ended its transaction, or released the session's locks. */
        LOCK_GONE,
        /** The commit was refused. */
        COMMIT,
        /** The connection was lost between the commit and its answer. */
        IN_DOUBT
    }

    /**
     * Where a step outside a transaction stopped.
     *
     * @param statements number of statements in the file
     * @param undone whether the failed statement ran in its own transaction, which was rolled back
     */
    public record Outside(int statements, boolean undone) {}

    static StatementFailure of(Kind kind, @Nullable Throwable cause) {
        return new StatementFailure(kind, null, 0, cause, null, null);
    }

    static StatementFailure of(SqlStatement statement, int index, SQLException cause) {
        return new StatementFailure(Kind.STATEMENT, statement, index, cause, null, null);
    }

    static StatementFailure atCommit(SQLException cause) {
        return of(DatabaseErrors.isConnectionGone(cause) ? Kind.IN_DOUBT : Kind.COMMIT, cause);
    }

    /** The same failure, for a step that runs outside a transaction. */
    StatementFailure outside(int statements, boolean undone) {
        return new StatementFailure(
                this.kind, this.statement, this.index, this.cause, new Outside(statements, undone), this.repeating);
    }

    /** The same failure, of a repeatable migration that ran at the end of a step. */
    StatementFailure repeating(RepeatableMigration migration) {
        return new StatementFailure(this.kind, this.statement, this.index, this.cause, this.outside, migration);
    }

    /** Whether the failed statement uses something that does not exist, or does not exist yet. */
    public boolean missesSomething() {
        return this.kind == Kind.STATEMENT
                && isAnyOf(
                        SqlState.UNDEFINED_COLUMN,
                        SqlState.UNDEFINED_TABLE,
                        SqlState.UNDEFINED_FUNCTION,
                        SqlState.UNDEFINED_OBJECT,
                        SqlState.INVALID_SCHEMA_NAME);
    }

    /** Whether a repeatable migration at the end of the step uses something that a later version may create. */
    public boolean repeatsTooEarly() {
        return this.repeating != null && missesSomething();
    }

    /** The exception that came from JDBC; null if there was none. */
    public @Nullable SQLException refusal() {
        return DatabaseErrors.sqlException(this.cause);
    }

    /** Whether PostgreSQL runs the statement only outside a transaction. */
    public boolean needsNoTransaction() {
        return this.kind == Kind.STATEMENT && isAnyOf(SqlState.ACTIVE_SQL_TRANSACTION);
    }

    /** Whether PostgreSQL reported one of these codes. */
    public boolean isAnyOf(String... sqlStates) {
        return DatabaseErrors.is(refusal(), sqlStates);
    }

    /** The exception, if it only means that the connection was lost. */
    public Optional<SQLException> connectionLoss() {
        return Optional.ofNullable(refusal())
                .filter(loss -> this.kind != Kind.CODE && DatabaseErrors.isConnectionLost(loss));
    }

    /** Whether the connection is no longer usable. */
    public boolean isConnectionGone() {
        return this.kind != Kind.CODE && DatabaseErrors.isConnectionGone(refusal());
    }

    /** Whether the step may have been committed. */
    public boolean isInDoubt() {
        return this.kind == Kind.IN_DOUBT;
    }

    /** Whether a retry may succeed: after a lock timeout or a deadlock, if everything was rolled back. */
    public boolean isPassing() {
        boolean undone = this.outside == null ? !isInDoubt() : this.outside.undone();
        return undone && this.kind != Kind.LOCK_GONE && metALock();
    }

    private boolean metALock() {
        return isAnyOf(SqlState.LOCK_NOT_AVAILABLE, SqlState.DEADLOCK_DETECTED, SqlState.SERIALIZATION_FAILURE);
    }

    /** The SQL that timed out waiting for a lock, if that is the failure. */
    public Optional<String> sqlThatMetALock() {
        return metALock() ? Optional.ofNullable(this.statement).map(SqlStatement::text) : Optional.empty();
    }
}
