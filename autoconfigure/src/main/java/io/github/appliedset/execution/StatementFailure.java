package io.github.appliedset.execution;

import io.github.appliedset.postgres.SqlState;
import io.github.appliedset.script.SqlStatement;
import io.github.appliedset.session.DatabaseErrors;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A step failed: one of its statements, the change of its row, or its commit.
 *
 * @param kind which of these
 * @param statement the statement to blame; null if it is none of the file's
 * @param index its place in the file, from 0
 * @param cause the exception; null if there was none
 * @param outside where the step stopped; null if it ran inside a transaction
 */
public record StatementFailure(
        Kind kind,
        @Nullable SqlStatement statement,
        int index,
        @Nullable Throwable cause,
        @Nullable Outside outside) {

    /** The thing that failed. */
    public enum Kind {
        /** The transaction could not be begun. */
        BEGIN,
        /** PostgreSQL refused a statement of the file. */
        STATEMENT,
        /** A class threw an exception. */
        CODE,
        /** After a statement, or at the end, the server reads text in a different encoding. */
        ENCODING_CHANGED,
        /** PostgreSQL refused the change of the row. */
        ROW,
        /** The change of the row had no effect: a trigger or a rule on the tracker. */
        ROW_KEPT,
        /** The lock has gone: with the transaction that the step has ended, or with the session's locks. */
        LOCK_GONE,
        /** The commit was refused. */
        COMMIT,
        /** The connection was lost after the commit was sent, and before it was answered. */
        IN_DOUBT
    }

    /**
     * Where a step outside a transaction stopped.
     *
     * @param statements how many the file has
     * @param undone whether the statement that failed ran in a transaction of its own, which was rolled back
     */
    public record Outside(int statements, boolean undone) {}

    static StatementFailure of(Kind kind, @Nullable Throwable cause) {
        return new StatementFailure(kind, null, 0, cause, null);
    }

    static StatementFailure of(SqlStatement statement, int index, SQLException cause) {
        return new StatementFailure(Kind.STATEMENT, statement, index, cause, null);
    }

    static StatementFailure atCommit(SQLException cause) {
        return of(DatabaseErrors.isConnectionGone(cause) ? Kind.IN_DOUBT : Kind.COMMIT, cause);
    }

    /** The same failure, of a step that runs outside a transaction. */
    StatementFailure outside(int statements, boolean undone) {
        return new StatementFailure(this.kind, this.statement, this.index, this.cause, new Outside(statements, undone));
    }

    /** The exception that came from JDBC; null if there was none. */
    public @Nullable SQLException refusal() {
        return DatabaseErrors.sqlException(this.cause);
    }

    /** Whether PostgreSQL runs the statement only outside a transaction. */
    public boolean needsNoTransaction() {
        return this.kind == Kind.STATEMENT && isAnyOf(SqlState.ACTIVE_SQL_TRANSACTION);
    }

    /** Whether PostgreSQL gave one of these codes. */
    public boolean isAnyOf(String... sqlStates) {
        return DatabaseErrors.is(refusal(), sqlStates);
    }

    /** The exception, if it only means that the connection has gone. */
    public Optional<SQLException> connectionLoss() {
        return Optional.ofNullable(refusal()).filter(DatabaseErrors::isConnectionLost);
    }

    /** Whether the connection cannot be used any more. */
    public boolean isConnectionGone() {
        return DatabaseErrors.isConnectionGone(refusal());
    }

    /** Whether the step may be committed nevertheless. */
    public boolean isInDoubt() {
        return this.kind == Kind.IN_DOUBT;
    }

    /** Whether the next try may succeed: a lock timeout or a deadlock, and everything since the begin was rolled back. */
    public boolean isPassing() {
        boolean undone = this.outside == null ? !isInDoubt() : this.outside.undone();
        return undone && this.kind != Kind.LOCK_GONE && metALock();
    }

    private boolean metALock() {
        return isAnyOf(SqlState.LOCK_NOT_AVAILABLE, SqlState.DEADLOCK_DETECTED, SqlState.SERIALIZATION_FAILURE);
    }

    /** The SQL that waited for a lock in vain, if that is the failure. */
    public Optional<String> sqlThatMetALock() {
        return metALock() ? Optional.ofNullable(this.statement).map(SqlStatement::text) : Optional.empty();
    }
}
