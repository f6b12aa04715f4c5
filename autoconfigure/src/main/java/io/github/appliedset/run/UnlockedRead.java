package io.github.appliedset.run;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.ErrorReference;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.postgres.SqlState;
import io.github.appliedset.session.Blockers;
import io.github.appliedset.session.DatabaseErrors;
import io.github.appliedset.session.InterruptOnShutdown;
import io.github.appliedset.text.Lines;
import io.github.appliedset.text.Log;
import io.github.appliedset.tracker.MigrationTracker;
import io.github.appliedset.tracker.SideTables;
import io.github.appliedset.tracker.TrackerAnswer;
import io.github.appliedset.tracker.TrackerView;
import io.github.appliedset.tracker.UnfinishedMigrations;
import io.github.appliedset.tracker.UnfinishedMigrations.UnfinishedRollback;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tracker without the migration lock. If another session has locked the table itself, the read waits, but not
 * silently, and not forever.
 */
public final class UnlockedRead {

    private static final Log log = Log.of(UnlockedRead.class);
    private static final Duration GLANCE = Duration.ofSeconds(1);
    private static final Duration REMINDER = Duration.ofSeconds(10);

    private final MigrationTracker tracker;
    private SideTables side = SideTables.NONE;
    private @Nullable VersionSet<AppliedMigration> found;

    public UnlockedRead(MigrationTracker tracker) {
        this.tracker = tracker;
    }

    /** The same, but the rows have just been read, and there are no tables beside the tracker. */
    public UnlockedRead(MigrationTracker tracker, VersionSet<AppliedMigration> rows) {
        this(tracker);
        this.found = rows;
    }

    /**
     * Asks whether it is recorded which files the rows were compared with. If not, the rows come along, and the next
     * {@link #rows} returns them. If the question cannot be answered, nothing is known.
     */
    TrackerAnswer ask(Connection jdbc) throws SQLException {
        return ask(jdbc, () -> this.tracker.readUnlessVerified(jdbc, GLANCE, side -> this.side = side));
    }

    /** Asks for the rows and their digest. */
    TrackerAnswer askForRows(Connection jdbc) throws SQLException {
        return ask(jdbc, () -> this.tracker.readUnless(jdbc, "", GLANCE));
    }

    private interface Question {

        TrackerAnswer ask() throws SQLException;
    }

    private TrackerAnswer ask(Connection jdbc, Question question) throws SQLException {
        try {
            TrackerAnswer answer = question.ask();
            this.found = answer.rows();
            return answer;
        } catch (SQLException failure) {
            if (DatabaseErrors.isConnectionGone(failure)) {
                throw failure;
            }
            if (!jdbc.getAutoCommit()) {
                jdbc.rollback();
            }
            log.debug("It is not known what was compared", failure);
            return TrackerAnswer.UNKNOWN;
        }
    }

    /**
     * Reads the rows.
     *
     * @param patience how long to wait at most
     * @return empty if the table does not exist
     * @throws TrackerException if the table is locked for longer, or the process is told to end meanwhile
     */
    public VersionSet<AppliedMigration> rows(Connection jdbc, Duration patience) throws SQLException {
        VersionSet<AppliedMigration> known = this.found;
        this.found = null;
        if (known != null) {
            return known;
        }
        long start = System.nanoTime();
        try {
            return read(jdbc, GLANCE);
        } catch (SQLException failure) {
            try (InterruptOnShutdown interrupt = InterruptOnShutdown.ofThisThread()) {
                return await(jdbc, patience, start, failure);
            }
        }
    }

    private VersionSet<AppliedMigration> read(Connection jdbc, Duration patience) throws SQLException {
        return this.tracker.read(jdbc, patience, found -> this.side = found).orElse(VersionSet.empty());
    }

    /** Continues after the first read has met a lock. */
    private VersionSet<AppliedMigration> await(Connection jdbc, Duration patience, long start, SQLException first)
            throws SQLException {
        SQLException failure = first;
        while (true) {
            Duration waited = Duration.ofNanos(System.nanoTime() - start);
            String blockers = blockers(jdbc, failure);
            if (waited.compareTo(patience) >= 0 || Thread.currentThread().isInterrupted()) {
                throw locked(waited, blockers, failure);
            }
            log.info(
                    "Waiting up to {} s to read table {}, which is locked{}",
                    patience.toSeconds(),
                    this.tracker.table(),
                    Lines.of(blockers));
            Duration left = patience.minus(waited);
            try {
                return read(jdbc, REMINDER.compareTo(left) < 0 ? REMINDER : left.plusMillis(1));
            } catch (SQLException again) {
                failure = again;
            }
        }
    }

    /** Whether there is a table of repeatable migrations, as the last read has found. */
    public boolean hasRepeatables() {
        return this.side.repeatable();
    }

    /** Warns about rollbacks outside a transaction that have stopped half-way; sends a query only if there may be one. */
    public void warnOfUnfinishedRollbacks(Connection jdbc) throws SQLException {
        if (!this.side.unfinished()) {
            return;
        }
        UnfinishedMigrations unfinished = new UnfinishedMigrations(this.tracker.table());
        for (UnfinishedRollback rollback : unfinished.rollbacks(jdbc)) {
            log.warn(
                    "The rollback of {} has stopped at statement {} of its down file, outside a transaction: the statements before"
                            + " it are done, and the migration still counts as applied.{} Roll back again with the same"
                            + " files to finish it: --applied-set.command=rollback\nSee {}",
                    rollback.label(),
                    rollback.nextStatement() + 1,
                    rollback.lastError() == null ? "" : " The error was: " + rollback.lastError() + ".",
                    new ErrorReference("unfinished-migration").page());
        }
    }

    /**
     * Reads the rows and what is running, for callers that prefer no answer to a late one.
     *
     * @throws TrackerException if the table is locked for more than a second
     */
    public TrackerView glance(Connection jdbc) throws SQLException {
        try {
            return this.tracker.view(jdbc, GLANCE, found -> this.side = found);
        } catch (SQLException failure) {
            throw locked(GLANCE, blockers(jdbc, failure), failure);
        }
    }

    private String blockers(Connection jdbc, SQLException failure) throws SQLException {
        if (!DatabaseErrors.is(failure, SqlState.LOCK_NOT_AVAILABLE)) {
            throw failure;
        }
        if (!jdbc.getAutoCommit()) {
            jdbc.rollback();
        }
        return Blockers.of(this.tracker.table().sql(), jdbc);
    }

    private TrackerException locked(Duration waited, String blockers, SQLException failure) {
        return new TrackerException(
                "Table " + this.tracker.table() + " could not be read within " + waited.toSeconds()
                        + " s: another session has locked it. Nothing was applied." + blockers,
                "Have that session end its transaction, or end it: SELECT pg_terminate_backend(pid);",
                "tracker-locked",
                failure);
    }
}
