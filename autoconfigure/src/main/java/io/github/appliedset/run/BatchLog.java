package io.github.appliedset.run;

import io.github.appliedset.execution.BatchTurn;
import io.github.appliedset.execution.BatchTurn.Batch;
import io.github.appliedset.execution.BatchTurn.Busy;
import io.github.appliedset.execution.BatchTurn.Held;
import io.github.appliedset.execution.BatchTurn.Paused;
import io.github.appliedset.migration.BackfillState;
import io.github.appliedset.migration.Step;
import io.github.appliedset.text.Log;
import java.time.Duration;

/** The progress of batches in the log: from time to time, and when something changes. */
final class BatchLog {

    private static final Log log = Log.of(BatchLog.class);
    private static final Duration EVERY = Duration.ofSeconds(10);

    private long saidAt = System.nanoTime();
    private String reason = "";

    void say(Step step, BatchTurn turn) {
        if (turn instanceof Batch batch) {
            this.reason = "";
            if (Duration.ofNanos(System.nanoTime() - this.saidAt).compareTo(EVERY) >= 0) {
                this.saidAt = System.nanoTime();
                log.info("{}: {}", step.subject(), words(batch));
            }
        } else if (turn instanceof Held held) {
            sayOnce(step, held.reason());
        } else if (turn instanceof Paused) {
            sayOnce(
                    step,
                    "paused; --applied-set.command=resume --applied-set.version=" + step.version() + " continues it");
        } else if (turn instanceof Busy) {
            sayOnce(step, "another process works on it");
        }
    }

    private void sayOnce(Step step, String now) {
        if (!now.equals(this.reason)) {
            this.reason = now;
            log.info("{}: {}", step.subject(), now);
        }
    }

    static String words(Batch batch) {
        return BackfillState.running(batch.rows(), batch.batches(), batch.estimate(), batch.time())
                .progress();
    }
}
