package io.github.appliedset.run;

import io.github.appliedset.execution.BatchTurn;
import io.github.appliedset.execution.BatchTurn.Batch;
import io.github.appliedset.execution.BatchTurn.Busy;
import io.github.appliedset.execution.BatchTurn.Failed;
import io.github.appliedset.execution.BatchTurn.Gone;
import io.github.appliedset.execution.BatchTurn.Paused;
import io.github.appliedset.execution.BatchTurn.Recorded;
import io.github.appliedset.execution.BatchTurn.Stopped;
import io.github.appliedset.execution.BatchedStep;
import io.github.appliedset.execution.BatchedStep.Beginning;
import io.github.appliedset.execution.CheckedScript;
import io.github.appliedset.execution.StepResult;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationInterruptedException;
import io.github.appliedset.migration.MigrationLockException;
import io.github.appliedset.migration.Step;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.session.Pause;
import io.github.appliedset.session.Session;
import io.github.appliedset.text.Log;
import java.sql.SQLException;
import java.time.Duration;

/** The batches of one step while a run waits for them: all, or the first if the rest continues in the background. */
final class Batches {

    private static final Log log = Log.of(Batches.class);
    private static final int LOOK_AGAIN_MILLIS = 500;

    /** How often to check for the first batch of another process before leaving the step to it. */
    private static final int LOOKS = 20;

    private final Session session;
    private final BackfillSettings settings;
    private final VersionSet<Migration> onDisk;
    private final int waiting;
    private final BatchLog progress = new BatchLog();

    /**
     * Prepares them.
     *
     * @param onDisk every version on disk
     * @param waiting how many migrations are waiting, for messages
     */
    Batches(Session session, BackfillSettings settings, VersionSet<Migration> onDisk, int waiting) {
        this.session = session;
        this.settings = settings;
        this.onDisk = onDisk;
        this.waiting = waiting;
    }

    StepResult run(BatchedStep batched, Step step, CheckedScript script) throws SQLException {
        boolean leaves = this.settings.leaves()
                && script.outline().directives().backfill().background();
        Beginning beginning = batched.begin(this.onDisk, !leaves, this.waiting);
        if (beginning == Beginning.RECORDED) {
            return new StepResult.DoneElsewhere();
        }
        if (leaves && beginning != Beginning.NEW) {
            log.info(
                    "{} {}",
                    step.subject(),
                    switch (beginning) {
                        case PAUSED -> "is paused; --applied-set.command=resume continues it";
                        case STOPPED -> "had stopped at an error; --applied-set.command=resume continues it";
                        default -> "continues in the background";
                    });
            return new StepResult.Left();
        }
        int looks = 0;
        while (true) {
            BatchTurn turn = batched.next(this.waiting);
            if (Thread.currentThread().isInterrupted()) {
                throw new MigrationInterruptedException(this.waiting);
            }
            this.progress.say(step, turn);
            if (turn instanceof Recorded) {
                return new StepResult.Done();
            } else if (turn instanceof Gone) {
                return new StepResult.DoneElsewhere();
            } else if (turn instanceof Failed failed) {
                return new StepResult.BatchFailed(failed);
            } else if (turn instanceof Stopped && !leaves) {
                // Another process found the error; this one reports it in its own words.
                batched.begin(this.onDisk, true, this.waiting);
            } else if (turn instanceof Batch batch) {
                if (leaves && !batch.ended() && !(isRepeated(script) && batch.batches() == 1)) {
                    log.info("{} continues in the background: {}", step.subject(), BatchLog.words(batch));
                    return new StepResult.Left();
                }
                pause(batch.ended() ? Duration.ZERO : batch.pause());
            } else if (turn instanceof Paused && this.settings.leavesPaused()) {
                return new StepResult.Left();
            } else if (turn instanceof Busy && !this.settings.waits()) {
                throw new MigrationLockException(
                        Duration.ZERO, "a process that works on the batches of " + step, this.waiting);
            } else {
                if (leaves && !(turn instanceof Busy && ++looks < LOOKS && !batched.hasCommitted())) {
                    return new StepResult.Left();
                }
                pause(Duration.ofMillis(LOOK_AGAIN_MILLIS));
            }
        }
    }

    private static boolean isRepeated(CheckedScript script) {
        return script.outline().directives().backfill().column().isEmpty();
    }

    private void pause(Duration duration) throws SQLException {
        this.session.rollBackQuietly();
        if (!duration.isZero()) {
            Pause.between(duration.toMillis(), duration.toMillis() + 1, this.waiting);
        }
    }
}
