package io.github.appliedset.migration;

import io.github.appliedset.Internal;
import io.github.appliedset.text.Count;
import io.github.appliedset.text.Visible;
import java.time.Duration;

/** Another process held the migration lock for longer than {@code instance-lock-timeout}. */
public final class MigrationLockException extends MigrationException {

    private final Duration waited;

    /**
     * Reports the wait.
     *
     * @param waited how long the process waited
     * @param holder the session that holds the lock, as far as the server tells
     * @param notRun how many migrations were waiting for it
     */
    @Internal
    public MigrationLockException(Duration waited, String holder, int notRun) {
        super(
                "Gave up after " + seconds(waited)
                        + " s: another process still holds the migration lock.\n\nHolder:      " + Visible.line(holder)
                        + "\nNot run:     " + Count.of(notRun, "migration"),
                "Wait until it is done, then start again. If the holder is stuck, end it with"
                        + " SELECT pg_terminate_backend(<pid>). If migrations take longer than this, raise"
                        + " applied-set.instance-lock-timeout.",
                "lock-timeout",
                null);
        this.waited = waited;
    }

    private static String seconds(Duration duration) {
        double seconds = duration.toMillis() / 1000.0;
        return seconds < 10 ? String.valueOf(seconds) : String.valueOf(Math.round(seconds));
    }

    public Duration waited() {
        return this.waited;
    }
}
