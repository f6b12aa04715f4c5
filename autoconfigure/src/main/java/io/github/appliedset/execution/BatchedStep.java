package io.github.appliedset.execution;

import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.Step;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.postgres.SqlState;
import io.github.appliedset.session.DatabaseErrors;
import io.github.appliedset.session.Session;
import io.github.appliedset.session.TransactionSettings;
import io.github.appliedset.tracker.Backfills.Progress;
import io.github.appliedset.tracker.MigrationTracker;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A migration whose one statement runs in batches, each in a transaction of its own together with its progress, under a lock
 * of its own. Each turn is independent: it reads from the table how far the work got, whoever did it.
 */
public final class BatchedStep {

    private final BatchedFile file;
    private final TurnAtBatches turn;

    /**
     * Prepares the step, which must be checked.
     *
     * @param settings for the transactions of a migration; a batch waits for locks only briefly
     * @param worker the name of this process among those that may work on it
     */
    public BatchedStep(
            Session session,
            MigrationTracker tracker,
            Step step,
            CheckedScript script,
            TransactionSettings settings,
            String worker) {
        this.file = BatchedFile.of(session, tracker, step, script, settings, worker);
        this.turn = new TurnAtBatches(this.file);
    }

    /** The state of a step when its turn in a run comes. */
    public enum Beginning {
        /** It begins now. */
        NEW,
        /** It had begun before. */
        GOES_ON,
        /** It had begun before, and somebody has paused it. */
        PAUSED,
        /** It had stopped at an error. */
        STOPPED,
        /** It is applied. */
        RECORDED
    }

    /**
     * Begins the work, or finds that it has begun.
     *
     * @param onDisk every version on disk, one of which may have been this one's number before
     * @param again whether work that had stopped at an error continues
     * @param waiting how many migrations are waiting for the lock, for messages
     * @throws InvalidMigrationException if there is nothing to walk along
     * @throws TrackerException if it had begun with a different content, and {@code again}
     */
    public Beginning begin(VersionSet<Migration> onDisk, boolean again, int waiting) throws SQLException {
        this.file.session().rollBackQuietly();
        try {
            acquireLock(onDisk, waiting);
            Connection jdbc = this.file.session().jdbc();
            if (this.file.isRecorded()) {
                return Beginning.RECORDED;
            }
            this.file.backfills().prepare(jdbc);
            Optional<Progress> progress = this.file.progress();
            if (!this.file.hasBegun(progress) && this.file.getsLock()) {
                // Another process may just have done the first batch.
                progress = this.file.progress();
                if (this.file.hasBegun(progress)) {
                    return goOn(jdbc, progress.orElseThrow(), again);
                }
                if (progress.filter(this.file::isOurs).isEmpty()) {
                    progress = Optional.empty();
                    this.file.backfills().remove(jdbc, this.file.version());
                }
                this.file.table().requireUsable(jdbc);
                this.file
                        .backfills()
                        .start(
                                jdbc,
                                this.file.migration(),
                                this.file.checksum(),
                                this.file.table().keys(),
                                this.file.table().walk(jdbc, 0),
                                this.file.table().estimate(jdbc),
                                this.file.size().first());
                jdbc.commit();
                return progress.filter(Progress::paused).isPresent() ? Beginning.PAUSED : Beginning.NEW;
            }
            return progress.isEmpty() ? Beginning.GOES_ON : goOn(jdbc, progress.get(), again);
        } finally {
            this.file.session().rollBackQuietly();
        }
    }

    /** Whether a batch is committed, whoever did it, or the step is done. */
    public boolean hasCommitted() throws SQLException {
        try {
            Optional<Progress> progress = this.file.progress();
            return progress.isEmpty() || this.file.hasBegun(progress);
        } finally {
            this.file.session().rollBackQuietly();
        }
    }

    private Beginning goOn(Connection jdbc, Progress progress, boolean again) throws SQLException {
        if (progress.paused()) {
            return Beginning.PAUSED;
        }
        if (again) {
            if (this.file.isEdited(progress)) {
                throw new BackfillFailures(this.file).edited(progress);
            }
            if (progress.failed()) {
                this.file.backfills().resume(jdbc, this.file.version(), this.file.checksum(), mostRows(jdbc, progress));
                jdbc.commit();
            }
            return Beginning.GOES_ON;
        }
        return progress.failed() || this.file.isEdited(progress) ? Beginning.STOPPED : Beginning.GOES_ON;
    }

    private @Nullable Long mostRows(Connection jdbc, Progress progress) throws SQLException {
        return progress.mostRows() == null
                ? null
                : this.file.table().walk(jdbc, progress.rows()).mostRows();
    }

    /** Pauses the work, or notes that it must not begin. */
    public void pause(VersionSet<Migration> onDisk, int waiting) throws SQLException {
        underTheLock(onDisk, waiting, jdbc -> {
            letABatchEnd(jdbc);
            this.file.backfills().prepare(jdbc);
            if (this.file.progress().filter(this.file::isOurs).isEmpty()) {
                this.file.backfills().remove(jdbc, this.file.version());
            }
            this.file
                    .backfills()
                    .pause(
                            jdbc,
                            this.file.migration(),
                            this.file.checksum(),
                            this.file.size().first());
            jdbc.commit();
            return true;
        });
    }

    /**
     * Resumes paused or stopped work with the file as it is.
     *
     * @return whether there is any
     */
    public boolean resume(VersionSet<Migration> onDisk, int waiting) throws SQLException {
        return underTheLock(onDisk, waiting, jdbc -> {
            letABatchEnd(jdbc);
            Progress before = this.file.progress().filter(this.file::isOurs).orElse(null);
            if (before == null) {
                return false;
            }
            boolean edited = this.file.isEdited(before);
            if (edited) {
                this.file.table().requireUsable(jdbc);
            }
            this.file.backfills().resume(jdbc, this.file.version(), this.file.checksum(), mostRows(jdbc, before));
            if (edited
                    && !before.isAlongAnUnknownColumn()
                    && !Objects.equals(before.keys(), this.file.table().keys())) {
                this.file
                        .backfills()
                        .walkAlong(
                                jdbc,
                                this.file.version(),
                                this.file.table().keys(),
                                this.file.table().walk(jdbc, before.rows()));
            }
            jdbc.commit();
            return true;
        });
    }

    /**
     * Waits for the running batch, no longer than for any lock: writing to the progress meanwhile would end a batch that
     * sees one snapshot, and its work would be lost.
     */
    private void letABatchEnd(Connection jdbc) throws SQLException {
        if (this.file.getsLock() || !this.turn.findsRowsUnlocked()) {
            return;
        }
        Savepoint before = jdbc.setSavepoint();
        try {
            this.file.execute(this.file.backfills().lock(this.file.version()));
        } catch (SQLException failure) {
            if (!DatabaseErrors.is(failure, SqlState.LOCK_NOT_AVAILABLE)) {
                throw failure;
            }
            jdbc.rollback(before);
        }
    }

    private boolean underTheLock(VersionSet<Migration> onDisk, int waiting, Session.Work<Boolean, SQLException> work)
            throws SQLException {
        try {
            acquireLock(onDisk, waiting);
            return work.on(this.file.session().jdbc());
        } finally {
            this.file.session().rollBackQuietly();
        }
    }

    /** Begins a transaction that holds the migration lock, and moves the progress to its current number. */
    private void acquireLock(VersionSet<Migration> onDisk, int waiting) throws SQLException {
        this.file.session().acquireLock(this.file.settings(), waiting, () -> false);
        while (RenumberedProgress.settle(
                this.file.session().jdbc(), this.file.backfills(), onDisk, this.file.tracker())) {
            this.file.session().jdbc().commit();
            this.file.session().acquireLock(this.file.settings(), waiting, () -> false);
        }
    }

    /**
     * Moves the progress back if a release that knows the file under a different number has taken it there, and nobody works
     * on it there any longer.
     *
     * @return whether it is, or was, under another number
     */
    public boolean fetchProgress(VersionSet<Migration> onDisk, int waiting) throws SQLException {
        Optional<Progress> there = RenumberedProgress.elsewhere(
                this.file.session().jdbc(), this.file.backfills(), onDisk, this.file.tracker(), this.file.migration());
        this.file.session().rollBackQuietly();
        boolean abandoned = there.filter(progress -> !progress.paused() && !progress.failed())
                .filter(progress -> !this.file.doOthersWorkOn(progress))
                .isPresent();
        return abandoned ? underTheLock(onDisk, waiting, jdbc -> true) : there.isPresent();
    }

    /**
     * Does one batch; or what follows the last one.
     *
     * @param waiting how many migrations are waiting, for messages
     * @throws SQLException if the connection is lost
     */
    public BatchTurn next(int waiting) throws SQLException {
        Session session = this.file.session();
        session.renewIfChanged(waiting);
        try {
            return this.turn.take(waiting);
        } finally {
            session.rollBackQuietly();
        }
    }
}
