package io.github.appliedset.execution;

import io.github.appliedset.execution.ConcurrentStatement.Attempt;
import io.github.appliedset.execution.StatementFailure.Kind;
import io.github.appliedset.migration.Direction;
import io.github.appliedset.migration.Step;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.postgres.SqlState;
import io.github.appliedset.script.SqlStatement;
import io.github.appliedset.session.DatabaseErrors;
import io.github.appliedset.session.Session;
import io.github.appliedset.session.TransactionSettings;
import io.github.appliedset.text.Lines;
import io.github.appliedset.text.Log;
import io.github.appliedset.tracker.UnfinishedMigrations;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Runs the statements of a file so that after an interruption at any point, the next run knows which statements are done.
 *
 * <p>Each statement that PostgreSQL allows in a transaction is committed together with the note that it is done. For
 * the others, a note that the statement is about to run is committed first; if its outcome is in doubt, it can be run
 * again, unless it is a call or a block.
 */
final class NotedStatements {

    private static final Log log = Log.of(NotedStatements.class);
    private static final String[] NEEDS_NO_TRANSACTION = {
        SqlState.ACTIVE_SQL_TRANSACTION, SqlState.INVALID_TRANSACTION_TERMINATION
    };

    private final Session session;
    private final UnfinishedMigrations unfinished;
    private final StepNote note;
    private final Step step;
    private final Start start;
    private final TransactionSettings settings;
    private final Lock lock;
    private boolean lockTimeoutIsTheFiles;
    private boolean undone;

    /**
     * The statement to start with.
     *
     * @param statement the first statement to run, from 0
     * @param attempt earlier attempts to run that statement
     */
    record Start(int statement, Attempt attempt) {}

    /** Takes the lock for the session again. */
    interface Lock {

        void acquire() throws SQLException;
    }

    /**
     * Runs the statements of one step.
     *
     * @param session in auto-commit mode, and holding the lock
     * @param settings for the statements that run in a transaction
     */
    NotedStatements(
            Session session,
            UnfinishedMigrations unfinished,
            Step step,
            Start start,
            TransactionSettings settings,
            Lock lock) {
        this.session = session;
        this.unfinished = unfinished;
        this.note = new StepNote(session, unfinished, step);
        this.step = step;
        this.start = start;
        this.settings = settings;
        this.lock = lock;
    }

    void run(CheckedScript checked) throws SQLException, StepEnded {
        try (RunningScript script = RunningScript.open(this.step.file(), checked)) {
            while (script.next()) {
                try {
                    run(script);
                } catch (SQLException failure) {
                    throw script.failed(failure);
                }
            }
        }
    }

    /** Whether the failed statement had no effect at all. */
    boolean isUndone() {
        return this.undone;
    }

    private Connection jdbc() {
        return this.session.jdbc();
    }

    private void run(RunningScript script) throws SQLException, StepEnded {
        SqlStatement statement = script.statement();
        if (script.index() < this.start.statement()) {
            // It set up a session that is gone.
            if (statement.preparesTheSession()) {
                send(script);
            }
            return;
        }
        if (script.isInBlock()) {
            runBlock(script);
            return;
        }
        Attempt attempt = script.index() == this.start.statement() ? this.start.attempt() : Attempt.FIRST;
        if (attempt == Attempt.IN_DOUBT && statement.mayCommitByItself()) {
            throw inDoubt(script.index(), statement);
        }
        if (attempt == Attempt.IN_DOUBT || !runInTransaction(script)) {
            runOutside(script, attempt);
        }
    }

    private void send(RunningScript script) throws SQLException {
        this.lockTimeoutIsTheFiles |= script.statement().setsTheLockTimeout();
        try (Session.Cancellable running = this.session.cancellable()) {
            script.send(jdbc());
        }
    }

    /** Returns false, with nothing done, if PostgreSQL refuses the statement in a transaction. */
    private boolean runInTransaction(RunningScript script) throws SQLException, StepEnded {
        try {
            commitWithNote(script, () -> send(script));
            return true;
        } catch (SQLException failure) {
            if (!DatabaseErrors.isConnectionGone(failure) && DatabaseErrors.is(failure, NEEDS_NO_TRANSACTION)) {
                return false;
            }
            throw failure;
        }
    }

    /** Runs a block as one part, from its {@code BEGIN} to its {@code COMMIT}. */
    private void runBlock(RunningScript script) throws SQLException, StepEnded {
        commitWithNote(script, () -> {
            while (script.next() && !script.statement().endsBlock()) {
                send(script);
            }
        });
    }

    private interface Statements {

        void send() throws SQLException;
    }

    private void commitWithNote(RunningScript script, Statements statements) throws SQLException, StepEnded {
        this.undone = true;
        try {
            this.note.begin();
            if (!this.lockTimeoutIsTheFiles) {
                this.settings.limitLocks(jdbc());
            }
            statements.send();
            DeferredConstraints.checkNow(jdbc());
            note(script);
            jdbc().commit();
        } catch (SQLException failure) {
            if (!DatabaseErrors.isConnectionGone(failure)) {
                endTransaction();
            }
            throw failure;
        } catch (StepEnded lockGone) {
            endTransaction();
            throw lockGone;
        }
        jdbc().setAutoCommit(true);
    }

    /** The statements may have dropped the table, too. */
    private void note(RunningScript script) throws SQLException, StepEnded {
        boolean noted;
        try {
            noted = this.note.changeInTransaction(next(script));
        } catch (SQLException failure) {
            throw notNoted(script, failure);
        }
        requireNoted(script, noted);
    }

    private static StepEnded notNoted(RunningScript script, SQLException failure) throws SQLException {
        if (DatabaseErrors.isConnectionGone(failure)) {
            throw failure;
        }
        return StepEnded.failed(
                new StatementFailure(Kind.ROW, script.statement(), script.index(), failure, null, null));
    }

    private void endTransaction() throws SQLException {
        jdbc().rollback();
        jdbc().setAutoCommit(true);
    }

    private void runOutside(RunningScript script, Attempt attempt) throws SQLException, StepEnded {
        this.undone = false;
        Optional<ConcurrentStatement> concurrent = ConcurrentStatements.of(script.statement());
        if (concurrent.isEmpty() || !concurrent.get().settle(jdbc(), attempt)) {
            this.note.change((unfinished, jdbc) -> {
                unfinished.send(jdbc, this.step.migration());
                return true;
            });
            sendOutside(script, attempt);
            if (concurrent.isPresent()) {
                concurrent.get().requireDone(jdbc());
            }
        }
        boolean noted;
        try {
            noted = this.note.change(next(script));
            if (!noted && script.statement().discardsAll()) {
                this.lock.acquire();
                noted = this.note.change(next(script));
            }
        } catch (SQLException failure) {
            throw notNoted(script, failure);
        }
        requireNoted(script, noted);
    }

    private void sendOutside(RunningScript script, Attempt attempt) throws SQLException {
        try {
            send(script);
        } catch (SQLException failure) {
            if (attempt != Attempt.IN_DOUBT || !script.statement().isKnownToBeDoneBy(failure.getSQLState())) {
                throw failure;
            }
            log.warn(
                    "The statement had completed before the interruption, so it is not run again: {}",
                    Lines.quoted(failure.getMessage()));
        }
    }

    private StepNote.Change<Boolean> next(RunningScript script) {
        int next = script.index() + 1;
        return (unfinished, jdbc) -> unfinished.advance(jdbc, this.step.migration(), next);
    }

    private static void requireNoted(RunningScript script, boolean noted) throws StepEnded {
        if (!noted) {
            throw StepEnded.failed(
                    new StatementFailure(Kind.LOCK_GONE, script.statement(), script.index(), null, null, null));
        }
    }

    private TrackerException inDoubt(int index, SqlStatement statement) {
        boolean up = this.step.direction() == Direction.UP;
        String settle = "UPDATE " + this.unfinished.sql() + " SET running = false%s WHERE version = "
                + this.step.version() + ";";
        return new TrackerException(
                "Statement " + (index + 1) + " of " + (up ? "migration " : "") + this.step
                        + " was running when the connection was lost, and may commit as it goes, so how far it got"
                        + " is unknown. It was not run again.\n\nFile:      "
                        + this.step.file().location() + ", line "
                        + statement.position().line() + ", column "
                        + statement.position().column(),
                "Find out how far it got. To run it again at the next " + (up ? "start" : "rollback") + ":\n    "
                        + settle.formatted("")
                        + "\nIf it is complete, to continue after it:\n    "
                        + settle.formatted(", next_statement = " + (index + 1)),
                "statement-in-doubt",
                null);
    }
}
