package io.github.appliedset.session;

import io.github.appliedset.migration.DatabaseAccessException;
import io.github.appliedset.text.Log;
import java.time.Duration;

/**
 * Checks a database repeatedly until another process has done what this one waits for. Survives a short outage of the
 * database.
 *
 * @param work what the other process does, for the log
 * @param look a check
 * @param <T> the result of a check
 */
public record RepeatedLook<T>(String work, Look<T> look) {

    private static final Log log = Log.of(RepeatedLook.class);
    private static final int LOOK_EVERY_MILLIS = 1_000;
    private static final int SAY_SO_EVERY_SECONDS = 30;

    /** What is checked. */
    public interface Look<T> {

        /**
         * Checks once.
         *
         * @param patience how long it may take
         * @throws DatabaseAccessException if the database cannot be reached
         */
        T at(Duration patience);

        /** Whether there is nothing left to wait for. */
        boolean isEnough(T seen);

        /** What is missing, in a few words. */
        String missing(T seen);

        /** How many are missing. */
        int count(T seen);
    }

    /** The last result, and how long it took to get there. */
    public record Last<T>(T seen, Duration waited) {}

    /**
     * Checks at least once, until the result is enough, the time is up or the process is told to end.
     *
     * @param count how many are missing while nothing is known, for the message of an interrupt
     */
    public Last<T> upTo(Duration timeout, int count) {
        try (InterruptOnShutdown interrupt = InterruptOnShutdown.ofThisThread()) {
            return await(timeout, count);
        }
    }

    private Last<T> await(Duration timeout, int unknown) {
        long start = System.nanoTime();
        long saidAt = -SAY_SO_EVERY_SECONDS;
        while (true) {
            Duration waited = Duration.ofNanos(System.nanoTime() - start);
            Duration left = timeout.minus(waited);
            boolean over = waited.compareTo(timeout) >= 0;
            String missing;
            int count = unknown;
            try {
                T seen = this.look.at(left);
                if (over || this.look.isEnough(seen)) {
                    return new Last<>(seen, waited);
                }
                missing = this.look.missing(seen);
                count = this.look.count(seen);
            } catch (DatabaseAccessException unreachable) {
                if (over || !DatabaseErrors.mayPass(unreachable)) {
                    throw unreachable;
                }
                missing = "the database is not reachable";
            }
            if (waited.toSeconds() >= saidAt + SAY_SO_EVERY_SECONDS) {
                saidAt = waited.toSeconds();
                log.info(
                        "Waiting for another process to {} ({}; at most {} s more)",
                        this.work,
                        missing,
                        left.toSeconds());
            }
            long pause = Math.min(LOOK_EVERY_MILLIS, 2 + left.toMillis());
            Pause.between(pause / 2, pause, count);
        }
    }
}
