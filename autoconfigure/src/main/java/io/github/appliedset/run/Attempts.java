package io.github.appliedset.run;

import io.github.appliedset.execution.StatementFailure;
import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.MigrationInterruptedException;
import io.github.appliedset.session.Blockers;
import io.github.appliedset.session.DatabaseErrors;
import io.github.appliedset.session.Pause;
import io.github.appliedset.session.Session;
import io.github.appliedset.text.Lines;
import io.github.appliedset.text.Log;
import java.sql.SQLException;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** The attempts of a run at what comes next, and the connections that it has lost meanwhile. */
final class Attempts {

    private static final int CONNECTIONS_LOST_IN_A_ROW = 5;

    private final Session session;
    private final int retries;
    private final IntSupplier waiting;
    private int failed;
    private int losses;
    private @Nullable StatementFailure lost;

    /**
     * None yet.
     *
     * @param waiting how many migrations are waiting, for messages
     */
    Attempts(Session session, RunSettings settings, IntSupplier waiting) {
        this.session = session;
        this.retries = settings.lockRetries();
        this.waiting = waiting;
    }

    /** The exception for a failure. */
    interface Failing {

        MigrationException of(StatementFailure failure, String blockers);
    }

    /** How many have failed. */
    int failed() {
        return this.failed;
    }

    /** The next attempt is about something else. */
    void startOver() {
        this.failed = 0;
    }

    void succeeded() {
        this.failed = 0;
        this.losses = 0;
    }

    /** The failure of the last attempt if its connection was lost, until that is settled; null if it was not. */
    @Nullable
    StatementFailure lost() {
        return this.lost;
    }

    void settled() {
        this.lost = null;
    }

    void requireNotInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new MigrationInterruptedException(this.waiting.getAsInt());
        }
    }

    /**
     * Counts a failed attempt, and ends its transaction.
     *
     * @throws SQLException the failure, if the connection was lost
     */
    void fail(StatementFailure failure) throws SQLException {
        this.failed++;
        if (failure.connectionLoss().isPresent()) {
            this.lost = failure;
            throw failure.connectionLoss().get();
        }
        this.session.rollBackQuietly();
    }

    /** Pauses before the next attempt, if there is one. */
    void retryOrFail(Attempted attempted, StatementFailure failure, String message, Log log, Failing failing)
            throws SQLException {
        String blockers = failure.sqlThatMetALock()
                .map(sql -> Blockers.of(sql, this.session.jdbc()))
                .orElse("");
        if (!failure.isPassing() || this.failed > this.retries) {
            throw failing.of(failure, blockers);
        }
        log.warn(
                "{} hit a lock timeout or deadlock; retrying ({} of {}): {}{}",
                attempted.subject(),
                this.failed,
                this.retries,
                Lines.quoted(message),
                Lines.of(blockers));
        cleanUpAfter(attempted);
        Pause.beforeRetry(this.failed, this.waiting.getAsInt());
    }

    /** Leaves nothing of a failed attempt in the session. */
    void cleanUpAfter(Attempted attempted) throws SQLException {
        attempted.markIfChanged(this.session);
        this.session.resetNow();
    }

    /**
     * Continues on a new connection.
     *
     * @param when when it was lost, for the message
     * @param failing for an attempt that was lost with its connection; null if that is reported as it is
     * @throws SQLException the failure, if the connection was not lost, or was lost too often
     */
    void reconnectAfter(SQLException failure, String when, Log log, @Nullable Failing failing) throws SQLException {
        requireNotInterrupted();
        if (!DatabaseErrors.isConnectionLost(failure)) {
            throw failure;
        }
        StatementFailure lost = failing == null ? null : this.lost;
        if (++this.losses >= CONNECTIONS_LOST_IN_A_ROW) {
            if (failing == null || lost == null) {
                throw failure;
            }
            throw failing.of(lost, "");
        }
        log.warn("The connection was lost {}; reconnecting: {}", when, Lines.quoted(failure.getMessage()));
        try {
            this.session.reconnect(this.waiting.getAsInt());
        } catch (DatabaseAccessException unreachable) {
            if (failing == null || lost == null) {
                unreachable.addSuppressed(failure);
                throw unreachable;
            }
            MigrationException failed = failing.of(lost, "");
            failed.addSuppressed(unreachable);
            throw failed;
        }
    }
}
