package io.github.appliedset.session;

import io.github.appliedset.migration.MigrationInterruptedException;
import java.util.concurrent.ThreadLocalRandom;

/** A pause of random length, so that waiting processes do not retry at the same time. */
public final class Pause {

    private static final int FIRST_PAUSE_MILLIS = 100;
    private static final int LONGEST_PAUSE_MILLIS = 30_000;

    private Pause() {}

    /** Sleeps before the next attempt; longer after more attempts. */
    public static void beforeRetry(int attempts, int waiting) {
        long ceiling = Math.min(LONGEST_PAUSE_MILLIS, (long) FIRST_PAUSE_MILLIS << Math.min(attempts, 20));
        between(ceiling / 2, ceiling, waiting);
    }

    /**
     * Sleeps for a random time between the two, in milliseconds.
     *
     * @param waiting how many migrations are waiting, for the message
     * @throws MigrationInterruptedException if the thread is interrupted; the interrupt is kept
     */
    public static void between(long shortest, long longest, int waiting) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(shortest, longest));
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new MigrationInterruptedException(waiting);
        }
    }
}
