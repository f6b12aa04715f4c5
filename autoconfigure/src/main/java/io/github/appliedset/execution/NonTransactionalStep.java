package io.github.appliedset.execution;

import io.github.appliedset.execution.ConcurrentStatement.Attempt;
import io.github.appliedset.execution.NotedStatements.Start;
import io.github.appliedset.execution.StepResult.Failed;
import io.github.appliedset.migration.Checksum;
import io.github.appliedset.migration.Direction;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.Step;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.session.Session;
import io.github.appliedset.session.TransactionSettings;
import io.github.appliedset.text.Log;
import io.github.appliedset.text.Visible;
import io.github.appliedset.tracker.MigrationTracker;
import io.github.appliedset.tracker.UnfinishedMigrations;
import io.github.appliedset.tracker.UnfinishedMigrations.Progress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Runs a step outside a transaction, statement by statement, and records how far it got, so that the next run continues
 * there. Meanwhile the session holds the lock, and no transaction is open anywhere while a statement runs outside one:
 * a {@code CREATE INDEX CONCURRENTLY} would wait for it.
 */
public final class NonTransactionalStep {

    private static final Log log = Log.of(NonTransactionalStep.class);

    private final Session session;
    private final MigrationTracker tracker;
    private final UnfinishedMigrations unfinished;
    private final StoppedBackfills stopped;

    public NonTransactionalStep(Session session, MigrationTracker tracker) {
        this.session = session;
        this.tracker = tracker;
        this.unfinished = new UnfinishedMigrations(tracker.table());
        this.stopped = new StoppedBackfills(tracker);
    }

    /** Check, under the lock, whether a step still needs to run. */
    public interface Due {

        boolean isDue(Step step) throws SQLException;
    }

    /**
     * Runs the remaining statements, and changes the row.
     *
     * @param waiting how many migrations are waiting for the lock
     */
    public StepResult run(Step step, CheckedScript script, TransactionSettings settings, int waiting, Due due)
            throws SQLException {
        Checksum checksum = Objects.requireNonNull(script.checksum());
        requireDirectConnection(step, checksum);
        TransactionSettings outside =
                settings.withoutTransaction(script.outline().directives().lockTimeout());
        return this.session.lockedOutsideTransactions(outside, waiting, jdbc -> {
            if (!due.isDue(step)) {
                return new StepResult.DoneElsewhere();
            }
            jdbc.setAutoCommit(true);
            List<MigrationVersion> held =
                    step.direction() == Direction.DOWN ? this.stopped.hold(step.version(), jdbc) : List.of();
            NotedStatements statements = new NotedStatements(
                    this.session,
                    this.unfinished,
                    step,
                    note(step).change((unfinished, connection) -> start(connection, step, checksum)),
                    settings,
                    () -> this.session.lock().acquireForSession(jdbc, outside, waiting));
            try {
                run(step, script, statements);
                return new StepResult.Done();
            } catch (StepEnded ended) {
                return outside(step, script, statements, ended);
            } finally {
                this.session.rollBackQuietly();
                this.stopped.release(held, jdbc);
            }
        });
    }

    private StepNote note(Step step) {
        return new StepNote(this.session, this.unfinished, step);
    }

    private void run(Step step, CheckedScript script, NotedStatements statements) throws SQLException, StepEnded {
        statements.run(script);
        Statements row = StatementWay.over(this.session);
        RowChange change = RowChange.of(this.tracker, this.session, step, script);
        StepNote note = note(step);
        note.begin();
        note.changeInTransaction((unfinished, jdbc) -> {
            if (step.direction() == Direction.DOWN) {
                this.stopped.above(step.version(), jdbc);
            }
            unfinished.finish(jdbc, step.migration());
            return true;
        });
        change.addTo(row, failure -> false);
        row.commit();
        this.session.jdbc().setAutoCommit(true);
    }

    private StepResult outside(Step step, CheckedScript script, NotedStatements statements, StepEnded ended) {
        if (!(ended.result() instanceof Failed inside)) {
            return ended.result();
        }
        StatementFailure failure = inside.failure().outside(script.outline().parts(), statements.isUndone());
        if (failure.connectionLoss().isEmpty()) {
            try {
                this.session.rollBackQuietly();
                note(step).change((unfinished, jdbc) -> {
                    unfinished.fail(jdbc, step.migration(), FailureAdvice.message(step, failure));
                    return true;
                });
            } catch (SQLException connectionLost) {
                log.debug("Could not record the failure of {}", step, connectionLost);
            }
        }
        return new Failed(failure);
    }

    private void requireDirectConnection(Step step, Checksum checksum) {
        if (this.session.facts().pooled()) {
            throw new TrackerException(
                    step.subject()
                            + " runs outside a transaction, and the connection goes through a pooler such as PgBouncer, where"
                            + " the session that holds the lock may be handed to another client. It was not run.",
                    "Set applied-set.url to the server itself, bypassing the pooler; or run the file with psql, then run\n"
                            + changeByHand(step, checksum),
                    "pooler",
                    null);
        }
    }

    private String changeByHand(Step step, Checksum checksum) {
        return step.direction() == Direction.UP
                ? "    INSERT INTO " + this.tracker.table() + " (version, name, checksum) VALUES (" + step.version()
                        + ", '" + Visible.line(step.migration().name().replace("'", "''")) + "', '" + checksum + "');"
                : "    DELETE FROM " + this.tracker.table() + " WHERE version = " + step.version() + ";";
    }

    private Start start(Connection jdbc, Step step, Checksum checksum) throws SQLException {
        Optional<Progress> before = this.unfinished.find(jdbc, step);
        if (before.isEmpty()) {
            this.unfinished.start(jdbc, step, checksum);
            return new Start(0, Attempt.FIRST);
        }
        Progress progress = before.get();
        if (progress.checksum().equals(checksum)) {
            log.info("{} continues with statement {}", step.subject(), progress.nextStatement() + 1);
            return new Start(progress.nextStatement(), progress.running() ? Attempt.IN_DOUBT : Attempt.REPEATED);
        }
        if (progress.nextStatement() == 0 && !progress.running()) {
            // Nothing of the old text has run, so the new one begins at its first statement.
            this.unfinished.start(jdbc, step, checksum);
            return new Start(0, Attempt.FIRST);
        }
        throw new TrackerException(
                step.subject() + " had run up to statement "
                        + (progress.nextStatement() + (progress.running() ? 1 : 0)) + " and was then edited:\n    "
                        + step.file().location()
                        + "\nThere is no way to tell which statements of the edited file are done. It was not run.",
                "Restore the file and start again; or finish the work by hand, and then run\n"
                        + "    DELETE FROM " + this.unfinished.sql() + " WHERE version = " + step.version() + ";\n"
                        + changeByHand(step, checksum),
                "changed-while-unfinished",
                null);
    }
}
