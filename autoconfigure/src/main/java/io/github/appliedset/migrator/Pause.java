package io.github.appliedset.migrator;

import io.github.appliedset.migration.MigrationInterruptedException;
import java.util.concurrent.ThreadLocalRandom;

/** A pause of random length, so that instances that wait for one thing do not come back together. */
final class Pause {

    private static final int FIRST_PAUSE_MILLIS = 100;
    private static final int LONGEST_PAUSE_MILLIS = 30_000;

    private Pause() {}

    /** Sleeps before another attempt, the longer the more there were. */
    static void beforeRetry(int attempts, int pending) {
        long ceiling = Math.min(LONGEST_PAUSE_MILLIS, (long) FIRST_PAUSE_MILLIS << Math.min(attempts, 20));
        between(ceiling / 2, ceiling, pending);
    }

    /**
     * Sleeps for a time between the two, in milliseconds.
     *
     * @param pending how many migrations are waiting, for the message
     * @throws MigrationInterruptedException if the thread is interrupted; the interrupt is kept
     */
    static void between(long shortest, long longest, int pending) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(shortest, longest));
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new MigrationInterruptedException(pending);
        }
    }
}
