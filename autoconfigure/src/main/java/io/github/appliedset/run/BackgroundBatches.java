package io.github.appliedset.run;

import io.github.appliedset.execution.BatchTurn;
import io.github.appliedset.execution.BatchTurn.Batch;
import io.github.appliedset.execution.BatchTurn.Failed;
import io.github.appliedset.execution.BatchTurn.Gone;
import io.github.appliedset.execution.BatchTurn.Paused;
import io.github.appliedset.execution.BatchTurn.Recorded;
import io.github.appliedset.execution.BatchTurn.Stopped;
import io.github.appliedset.execution.BatchedStep;
import io.github.appliedset.execution.CheckedScripts;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.Step;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.text.Lines;
import io.github.appliedset.text.Log;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The backfills that a run has left to the background, a batch at a time. One for each run; used by one thread. */
public final class BackgroundBatches {

    private static final Log log = Log.of(BackgroundBatches.class);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofSeconds(5);

    private final RunObserver observer;
    private final FailureListener failures;
    private final CheckedScripts scripts = new CheckedScripts();
    private final BatchLog progress = new BatchLog();
    private final VersionSet<Migration> onDisk;
    private final List<Step> left;
    private int finished;

    /** Called after a failure. */
    public interface FailureListener {

        void failed(RuntimeException failure);
    }

    /**
     * Prepares them.
     *
     * @param onDisk every version on disk
     * @param left the backfills
     */
    public BackgroundBatches(
            RunObserver observer, FailureListener failures, VersionSet<Migration> onDisk, List<Step> left) {
        this.observer = observer;
        this.failures = failures;
        this.onDisk = onDisk;
        this.left = new ArrayList<>(left);
    }

    /** Whether nothing is left to do. */
    public boolean isEmpty() {
        return this.left.isEmpty();
    }

    /** How many are applied by now, so that migrations waiting for them can run. */
    public int finished() {
        return this.finished;
    }

    /**
     * Does one batch of the first backfill that can continue.
     *
     * @return how long to wait before the next call
     */
    public Duration next(RunContext run) throws SQLException {
        run.session().prepare();
        Duration wait = LATER;
        for (Step step : List.copyOf(this.left)) {
            BatchedStep batched = run.batched(step, this.scripts.of(step));
            BatchTurn turn = batched.next(this.left.size());
            this.progress.say(step, turn);
            if (turn instanceof Batch batch) {
                return batch.ended() ? Duration.ZERO : batch.pause();
            } else if (turn instanceof Recorded recorded) {
                recorded(step, recorded.time());
                return Duration.ZERO;
            } else if (turn instanceof Gone gone) {
                if (!gone.applied() && batched.fetchProgress(this.onDisk, this.left.size())) {
                    wait = SOON;
                } else {
                    this.left.remove(step);
                    this.finished += gone.applied() ? 1 : 0;
                }
            } else if (turn instanceof Failed failed) {
                failed(step, failed);
            } else if (!(turn instanceof Paused) && !(turn instanceof Stopped)) {
                wait = SOON;
            }
        }
        return wait;
    }

    private void recorded(Step step, Duration time) {
        this.left.remove(step);
        this.finished++;
        log.info("Applied {} in the background", step.migration());
        this.observer.before(step);
        this.observer.after(new Done(step, time));
    }

    private void failed(Step step, Failed failed) {
        MigrationFailedException failure =
                new MigrationFailedException(step, failed.details(), List.of(), List.of(), failed.cause());
        log.warn("{}\n{}\n{}", Lines.of(failure.description()), Lines.of(failure.action()), failure.reference());
        this.observer.before(step);
        this.failures.failed(failure);
    }
}
