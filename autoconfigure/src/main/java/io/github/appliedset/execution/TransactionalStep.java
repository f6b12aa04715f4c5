package io.github.appliedset.execution;

import io.github.appliedset.execution.Repeats.Kept;
import io.github.appliedset.execution.StatementFailure.Kind;
import io.github.appliedset.execution.Statements.Refusal;
import io.github.appliedset.migration.Direction;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.RepeatableMigration;
import io.github.appliedset.migration.Step;
import io.github.appliedset.postgres.Guard;
import io.github.appliedset.postgres.SqlState;
import io.github.appliedset.script.SqlStatement;
import io.github.appliedset.session.DatabaseErrors;
import io.github.appliedset.session.Session;
import io.github.appliedset.session.SessionReset;
import io.github.appliedset.session.TransactionSettings;
import io.github.appliedset.tracker.MigrationTracker;
import io.github.appliedset.tracker.RepeatableTable;
import io.github.appliedset.tracker.RepeatableTable.Within;
import io.github.appliedset.tracker.SeenTracker;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs a step in the transaction that holds the lock, changes its row, and commits both. */
public final class TransactionalStep {

    private static final int SECONDS_TO_ANSWER = 5;

    private static final String ENCODING_IS_KEPT = "SELECT "
            + Guard.of(
                    "pg_catalog.pg_client_encoding() OPERATOR(pg_catalog.=) 'UTF8'",
                    "client_encoding is no longer UTF8");

    private static final String DISCARD_SEQUENCES = "DISCARD SEQUENCES";

    private static final List<String> LEAVE_NO_TRACE = List.of(
            "RESET SESSION AUTHORIZATION",
            "RESET ROLE",
            "RESET ALL",
            "SET client_encoding = 'UTF8'",
            "SET DateStyle = 'ISO'",
            "CLOSE ALL",
            "UNLISTEN *",
            "DISCARD TEMP",
            DISCARD_SEQUENCES);

    /** Without a pooler, locks of the session may be the application's; behind one, no client can rely on them. */
    static final List<String> LEAVE_NO_TRACE_BEHIND_POOLERS =
            Stream.concat(LEAVE_NO_TRACE.stream(), Stream.of(Session.UNLOCK)).toList();

    private static final Refusal AT_THE_BEGINNING = Refusal.in(Kind.BEGIN);
    private static final Refusal AT_THE_END = Refusal.in(Kind.ROW);

    private final Session session;
    private final MigrationTracker tracker;
    private final CodeRunner code;

    public TransactionalStep(Session session, MigrationTracker tracker, CodeRunner code) {
        this.session = session;
        this.tracker = tracker;
        this.code = code;
    }

    /**
     * A step and everything needed to run it.
     *
     * @param usual whether to check the tracker and its backfills no more than most need, and to end with
     *     {@link StepResult.Unusual} otherwise
     * @param repeats repeatable migrations that it repeats; if there are any, decided in the current transaction
     * @param latest the version that was applied last; null if the run does not know
     * @param seen how the tracker must still be; null if the current transaction, or the previous step, has checked it
     */
    public record Planned(
            Step step,
            CheckedScript script,
            TransactionSettings settings,
            boolean usual,
            Repeats repeats,
            @Nullable MigrationVersion latest,
            @Nullable SeenTracker seen) {}

    /** Follows steps that share a round trip. */
    public interface Follower {

        /** The statements of a step are about to be queued. */
        void queued(Step step);

        /** The server has begun a step that shares a round trip with those before it. */
        void begun(Step step);

        /**
         * The first step not yet reported as committed is committed.
         *
         * @param duration how long it took by the server's clock, up to its commit
         */
        void committed(Duration duration);
    }

    /**
     * Runs steps, each in a transaction of its own, in one round trip if their statements allow it. Stops at the first
     * that does not succeed, or when there is no room for another one.
     *
     * @param begun whether a transaction is open that holds the lock and found the first step due; otherwise one is begun
     *     in the same round trip, and the step fails if another process holds the lock or was faster
     * @param follower learns of each step that is queued, of each but the first that is begun, and of each but the last that
     *     is committed
     * @return the result of the last step that was tried, the first one not reported as committed; if that failed, its
     *     transaction is left open
     */
    public StepResult run(List<Planned> steps, boolean begun, Follower follower) throws SQLException {
        try (Session.Cancellable running = this.session.cancellable()) {
            Statements statements = StatementWay.over(this.session);
            Optional<SessionReset> reset = this.session.reset();
            ServerTime time = new ServerTime();
            for (int i = 0; ; i++) {
                Planned next = steps.get(i);
                follower.queued(next.step());
                if (i > 0) {
                    begin(statements, next, () -> follower.begun(next.step()));
                } else if (!begun) {
                    begin(statements, next, () -> {});
                }
                try {
                    run(statements, next);
                } catch (InvalidMigrationException edited) {
                    statements.dropUnsent();
                    statements.flush();
                    throw edited;
                }
                if (i > 0 || steps.size() > 1) {
                    statements.ask(ServerTime.SQL, AT_THE_END, time);
                }
                if (i == steps.size() - 1 || reset.isEmpty() || !statements.hasRoomForAnother()) {
                    commit(statements);
                    return new StepResult.Done(i > 0 ? time.last() : null);
                }
                statements.commitAndGoOn(
                        () -> follower.committed(time.last()),
                        reset.get(),
                        failure -> DatabaseErrors.isConnectionGone(failure)
                                ? AT_THE_BEGINNING.of(failure)
                                : new StepEnded(new StepResult.SessionChanged()));
            }
        } catch (StepEnded ended) {
            return ended.result();
        }
    }

    private void run(Statements statements, Planned planned) throws SQLException, StepEnded {
        Step step = planned.step();
        if (step.direction() == Direction.DOWN) {
            stopBackfills(statements, planned);
        }
        send(statements, step, planned.script(), planned.settings());
        repeat(statements, planned.repeats());
        statements.add(DeferredConstraints.CHECK_NOW, Refusal.AT_COMMIT);
        leaveNoTrace(statements);
        RowChange.of(this.tracker, this.session, step, planned.script(), planned.latest(), planned.usual())
                .addTo(statements, failure -> isDoneElsewhere(step, failure));
    }

    /** Usually there are none. Nobody else can begin one: that takes the lock, too. */
    private void stopBackfills(Statements statements, Planned planned) throws SQLException, StepEnded {
        StoppedBackfills backfills = new StoppedBackfills(this.tracker);
        if (planned.usual()) {
            statements.add(
                    backfills.requireNoneAbove(planned.step().version(), this.session.jdbc()),
                    AT_THE_BEGINNING.orByGuard(new StepResult.Unusual()));
        } else {
            statements.flush();
            backfills.above(planned.step().version(), this.session.jdbc());
        }
    }

    /** Runs a repeatable migration in the open transaction, which holds the lock, records it, and commits both. */
    public StepResult run(Repetition repetition, TransactionSettings settings) throws SQLException {
        try (Session.Cancellable running = this.session.cancellable()) {
            Statements statements = StatementWay.over(this.session);
            send(statements, repetition, settings);
            statements.add(DeferredConstraints.CHECK_NOW, Refusal.AT_COMMIT);
            leaveNoTrace(statements);
            repetition.row(this.session, Within.TRANSACTION).addTo(statements, failure -> false);
            commit(statements);
            return new StepResult.Done();
        } catch (StepEnded ended) {
            return ended.result();
        }
    }

    /** Any statement may have changed the session by a function that it calls; the next migration must not see that. */
    private void commit(Statements statements) throws SQLException, StepEnded {
        Optional<SessionReset> reset = this.session.reset();
        boolean done = false;
        if (reset.isPresent()) {
            done = statements.commitAnd(reset.get());
        } else {
            statements.commit();
        }
        if (!done) {
            this.session.wasNotReset();
        }
    }

    /**
     * Runs the step in the current transaction, changes its row, and commits nothing.
     *
     * @param session the settings that the next step finds: in a transaction of its own, it would not see this one's
     * @param repeats repeatable migrations that it repeats
     */
    public StepResult tryOut(
            Step step, CheckedScript script, TransactionSettings settings, SessionSettings session, Repeats repeats)
            throws SQLException {
        return tryOut(
                session,
                statements -> {
                    send(statements, step, script, settings);
                    repeat(statements, repeats);
                },
                RowChange.of(this.tracker, this.session, step, script));
    }

    /** The same with a repeatable migration. */
    public StepResult tryOut(Repetition repetition, TransactionSettings settings, SessionSettings session)
            throws SQLException {
        return tryOut(
                session,
                statements -> send(statements, repetition, settings),
                repetition.row(this.session, Within.NOTHING));
    }

    private interface Sent {

        void to(Statements statements) throws SQLException, StepEnded;
    }

    private StepResult tryOut(SessionSettings session, Sent sent, RowChange row) throws SQLException {
        try (Session.Cancellable running = this.session.cancellable()) {
            Statements statements = StatementWay.over(this.session);
            sent.to(statements);
            statements.flush();
            DeferredConstraints.check(this.session.jdbc());
            addAll(statements, this.session.facts().pooled() ? LEAVE_NO_TRACE_BEHIND_POOLERS : LEAVE_NO_TRACE);
            addAll(statements, session.restore());
            row.addTo(statements, failure -> false);
            statements.flush();
            return new StepResult.Done();
        } catch (StepEnded ended) {
            return ended.result();
        }
    }

    private void begin(Statements statements, Planned planned, Runnable begun) throws SQLException, StepEnded {
        Optional<String> first = planned.settings().first();
        if (first.isPresent()) {
            statements.add(first.get(), AT_THE_BEGINNING);
        }
        statements.add(
                this.session.lock().takeInPassing(this.session.jdbc(), planned.settings()),
                AT_THE_BEGINNING.orByGuard(new StepResult.LockTaken()));
        // A separate statement: it must see everything committed before the lock was taken.
        SeenTracker seen = planned.seen();
        Refusal refused = AT_THE_BEGINNING.orByGuard(new StepResult.DoneElsewhere());
        statements.ask(
                seen == null ? this.tracker.requireDue(planned.step()) : this.tracker.requireAsSeen(seen),
                failure -> seen == null || DatabaseErrors.isConnectionGone(failure)
                        ? refused.of(failure)
                        : new StepEnded(new StepResult.DoneElsewhere()),
                due -> begun.run());
    }

    private void send(Statements statements, Step step, CheckedScript script, TransactionSettings settings)
            throws SQLException, StepEnded {
        limit(statements, settings);
        if (step.file().isCode()) {
            statements.flush();
            runCode(step);
            requireEncodingKept(statements);
        } else {
            sendStatements(statements, step.file(), script, UnaryOperator.identity());
        }
    }

    private void send(Statements statements, Repetition repetition, TransactionSettings settings)
            throws SQLException, StepEnded {
        limit(statements, settings);
        sendStatements(statements, repetition.migration().file(), repetition.script(), UnaryOperator.identity());
    }

    /** After savepoints, what they create can be distinguished from what the step creates. */
    private void repeat(Statements statements, Repeats repeats) throws SQLException, StepEnded {
        for (Repetition repetition : repeats.run()) {
            RepeatableMigration migration = repetition.migration();
            statements.add(RepeatableTable.NOTE_WHAT_IS_MADE, AT_THE_END);
            statements.add("SAVEPOINT applied_set_repeat", AT_THE_END);
            sendStatements(statements, migration.file(), repetition.script(), failure -> failure.repeating(migration));
            statements.add("RELEASE SAVEPOINT applied_set_repeat", AT_THE_END);
            repetition.row(this.session, Within.SAVEPOINT).addTo(statements, failure -> false);
        }
        if (!repeats.kept().isEmpty()) {
            statements.flush();
            requireKept(repeats.kept());
        }
    }

    private void requireKept(List<Kept> kept) throws SQLException, StepEnded {
        RepeatableTable table = new RepeatableTable(this.tracker.table());
        for (Kept one : kept) {
            List<String> gone;
            try {
                gone = table.gone(this.session.jdbc(), one.row());
            } catch (SQLException failure) {
                throw AT_THE_END.of(failure);
            }
            if (!gone.isEmpty()) {
                throw StepEnded.failed(StatementFailure.of(Kind.NOT_REPEATED, NotRepeated.of(one, gone)));
            }
        }
    }

    private static void limit(Statements statements, TransactionSettings settings) throws SQLException, StepEnded {
        if (settings.statementTimeout() != null) {
            statements.add(settings.limitStatements(), AT_THE_BEGINNING);
        }
    }

    private static void requireEncodingKept(Statements statements) throws SQLException, StepEnded {
        // A function called by the migration may have changed it; the next statements for the pooler would revert that.
        statements.add(ENCODING_IS_KEPT, AT_THE_END.orByGuard(Kind.ENCODING_CHANGED));
    }

    private void runCode(Step step) throws StepEnded {
        try {
            this.code.run(step, TransactionBoundConnection.of(this.session.jdbc()));
        } catch (Throwable failure) {
            // An Error is the class's failure, too: a missing class, an assertion.
            throw StepEnded.failed(StatementFailure.of(isCutOff(failure) ? Kind.CODE_CUT_OFF : Kind.CODE, failure));
        }
    }

    /** Not if a class lost a connection of its own. */
    private boolean isCutOff(Throwable failure) {
        try {
            return DatabaseErrors.isConnectionGone(DatabaseErrors.sqlException(failure))
                    && !this.session.jdbc().isValid(SECONDS_TO_ANSWER);
        } catch (SQLException unusable) {
            return true;
        }
    }

    /** Queues statements. A statement that exchanges data is sent by itself, after those before it. */
    private void sendStatements(
            Statements statements, MigrationFile file, CheckedScript checked, UnaryOperator<StatementFailure> mark)
            throws SQLException, StepEnded {
        try (RunningScript script = RunningScript.open(file, checked)) {
            while (script.nextInTransaction()) {
                SqlStatement statement = script.statement();
                int index = script.index();
                if (statement.exchangesData()) {
                    statements.flush();
                    try {
                        script.send(this.session.jdbc());
                    } catch (SQLException failure) {
                        throw StepEnded.failed(mark.apply(StatementFailure.of(statement, index, failure)));
                    }
                    continue;
                }
                statements.add(
                        statement.text(),
                        failure -> StepEnded.failed(mark.apply(StatementFailure.of(statement, index, failure))));
                if (statement.mayChangeTheSession() || statement.mayChangeTheEncoding()) {
                    requireEncodingKept(statements, statement, index, mark);
                }
            }
        }
        requireEncodingKept(statements);
    }

    /** The driver always sends UTF-8, and learns of a changed encoding only from the answers. */
    private static void requireEncodingKept(
            Statements statements, SqlStatement after, int index, UnaryOperator<StatementFailure> mark)
            throws SQLException, StepEnded {
        statements.add(
                ENCODING_IS_KEPT,
                failure -> StepEnded.failed(mark.apply(
                        Guard.refused(failure)
                                ? new StatementFailure(Kind.ENCODING_CHANGED, after, index, null, null, null)
                                : StatementFailure.of(after, index, failure))));
    }

    /**
     * Any statement may have changed the session, by a function that it calls. After the commit, a pooler gives it to
     * another client. Without one, the session is reset after the commit. Where that is not possible, it is compared, but
     * that does not show sequences: the next migration may run in another process, and must not depend on what they last
     * returned in this one.
     */
    private void leaveNoTrace(Statements statements) throws SQLException, StepEnded {
        if (this.session.facts().pooled()) {
            addAll(statements, LEAVE_NO_TRACE_BEHIND_POOLERS);
        } else if (this.session.reset().isEmpty()) {
            statements.add(DISCARD_SEQUENCES, AT_THE_END);
        }
    }

    private static void addAll(Statements statements, List<String> ours) throws SQLException, StepEnded {
        for (String sql : ours) {
            statements.add(sql, AT_THE_END);
        }
    }

    /** Whether the row was written by a session without our lock, not by the migration itself. */
    private boolean isDoneElsewhere(Step step, SQLException failure) throws SQLException {
        if (step.direction() == Direction.DOWN || !DatabaseErrors.is(failure, SqlState.UNIQUE_VIOLATION)) {
            return false;
        }
        Connection jdbc = this.session.jdbc();
        jdbc.rollback();
        try {
            return this.tracker.has(jdbc, step.version());
        } finally {
            jdbc.rollback();
        }
    }
}
