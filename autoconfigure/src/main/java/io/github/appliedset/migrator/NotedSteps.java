package io.github.appliedset.migrator;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migrator.ConcurrentStatement.Attempt;
import io.github.appliedset.migrator.MigrationConnection.Sending;
import io.github.appliedset.script.SqlStatement;
import io.github.appliedset.tracker.UnfinishedMigrations;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the statements of a migration so that, whenever it is interrupted, the next start knows which of them are done.
 *
 * <p>Each statement is committed together with the note that it is done, where PostgreSQL lets it run in a transaction.
 * Where it does not, the note that it is about to run comes first; should its end be in doubt, it is, but for calls and
 * blocks, of a kind that can be run again.
 */
final class NotedSteps implements MigrationExecutor.Steps {

    private static final Logger log = LoggerFactory.getLogger(NotedSteps.class);
    private static final String[] NEEDS_NO_TRANSACTION = {"25001", "2D000"};

    private final Connection jdbc;
    private final UnfinishedMigrations unfinished;
    private final Migration migration;
    private final Start start;
    private final TransactionSettings settings;
    private final Lock lock;
    private boolean lockTimeoutIsTheFiles;
    private boolean undone;

    /**
     * Where to begin.
     *
     * @param statement the first statement to run, from 0
     * @param attempt what is known of earlier attempts to run that one
     */
    record Start(int statement, Attempt attempt) {}

    /** Takes the lock for the session once more. */
    interface Lock {

        void acquire() throws SQLException;
    }

    /**
     * Deals with the statements of one migration.
     *
     * @param jdbc commits by itself, and has the lock
     * @param settings for the statements that run in a transaction
     */
    NotedSteps(
            Connection jdbc,
            UnfinishedMigrations unfinished,
            Migration migration,
            Start start,
            TransactionSettings settings,
            Lock lock) {
        this.jdbc = jdbc;
        this.unfinished = unfinished;
        this.migration = migration;
        this.start = start;
        this.settings = settings;
        this.lock = lock;
    }

    /** Whether the statement that failed has no effect whatsoever. */
    boolean isUndone() {
        return this.undone;
    }

    @Override
    public void run(int index, SqlStatement statement, Sending<IOException> sending)
            throws SQLException, IOException, StatementFailure {
        this.lockTimeoutIsTheFiles |= statement.setsTheLockTimeout();
        if (index < this.start.statement()) {
            // It set up a session that is no longer there.
            if (statement.preparesTheSession()) {
                sending.send();
            }
            return;
        }
        Attempt attempt = index == this.start.statement() ? this.start.attempt() : Attempt.FIRST;
        if (attempt == Attempt.IN_DOUBT && statement.mayCommitByItself()) {
            throw inDoubt(index, statement);
        }
        if (attempt == Attempt.IN_DOUBT || !runInTransaction(index, sending)) {
            runOutside(index, statement, sending, attempt);
        }
    }

    /** Returns false, with nothing done, if PostgreSQL does not let the statement run in a transaction. */
    private boolean runInTransaction(int index, Sending<IOException> sending)
            throws SQLException, IOException, StatementFailure {
        this.undone = true;
        this.jdbc.setAutoCommit(false);
        try {
            if (!this.lockTimeoutIsTheFiles) {
                this.settings.limitLocks(this.jdbc);
            }
            sending.send();
            requireNoted(this.unfinished.advance(this.jdbc, this.migration, index + 1));
            this.jdbc.commit();
        } catch (SQLException failure) {
            if (DatabaseErrors.isConnectionGone(failure)) {
                throw failure;
            }
            endTransaction();
            if (DatabaseErrors.is(failure, NEEDS_NO_TRANSACTION)) {
                return false;
            }
            throw failure;
        } catch (StatementFailure lockLost) {
            endTransaction();
            throw lockLost;
        }
        this.jdbc.setAutoCommit(true);
        return true;
    }

    private void endTransaction() throws SQLException {
        this.jdbc.rollback();
        this.jdbc.setAutoCommit(true);
    }

    private void runOutside(int index, SqlStatement statement, Sending<IOException> sending, Attempt attempt)
            throws SQLException, IOException, StatementFailure {
        this.undone = false;
        Optional<ConcurrentStatement> concurrent = ConcurrentStatement.of(statement);
        if (concurrent.isEmpty() || !concurrent.get().settle(this.jdbc, attempt)) {
            this.unfinished.send(this.jdbc, this.migration);
            send(statement, sending, attempt);
            if (concurrent.isPresent()) {
                concurrent.get().requireDone(this.jdbc);
            }
        }
        boolean noted = this.unfinished.advance(this.jdbc, this.migration, index + 1);
        if (!noted && statement.discardsAll()) {
            this.lock.acquire();
            noted = this.unfinished.advance(this.jdbc, this.migration, index + 1);
        }
        requireNoted(noted);
    }

    private static void send(SqlStatement statement, Sending<IOException> sending, Attempt attempt)
            throws SQLException, IOException {
        try {
            sending.send();
        } catch (SQLException failure) {
            if (attempt != Attempt.IN_DOUBT || !statement.isKnownToBeDoneBy(failure.getSQLState())) {
                throw failure;
            }
            log.warn("The statement was done before the interruption: {}", failure.getMessage());
        }
    }

    private static void requireNoted(boolean noted) throws StatementFailure {
        if (!noted) {
            throw StatementFailure.lockLost();
        }
    }

    private TrackerException inDoubt(int index, SqlStatement statement) {
        String settle = "UPDATE " + this.unfinished.sql() + " SET running = false%s WHERE version = "
                + this.migration.version() + ";";
        return new TrackerException(
                "Statement " + (index + 1) + " of migration " + this.migration.label()
                        + " was running when the connection was lost, and may commit as it goes: nobody can tell how far it"
                        + " got. It was not run again.\n\nFile:      "
                        + this.migration.up().location() + ", line "
                        + statement.position().line() + ", column "
                        + statement.position().column(),
                "Look what it has done. To run it again at the next start:\n    " + settle.formatted("")
                        + "\nOr, if it is complete, to go on behind it:\n    "
                        + settle.formatted(", next_statement = " + (index + 1)),
                "statement-in-doubt",
                null);
    }
}
