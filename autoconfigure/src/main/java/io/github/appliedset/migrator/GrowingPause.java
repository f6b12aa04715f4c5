package io.github.appliedset.migrator;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How long to wait before something that failed is tried again: longer each time, unless it fails in another way. */
final class GrowingPause {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final LongSupplier nanoTime;
    private Duration pause = Duration.ZERO;
    private long since;
    private String last = "";

    /**
     * Begins without a pause.
     *
     * @param nanoTime the clock, as {@link System#nanoTime}
     */
    GrowingPause(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Notes a failure.
     *
     * @param what has failed; not empty
     */
    void failed(String what) {
        Duration twice = this.pause.multipliedBy(2);
        this.pause = !what.equals(this.last) ? SHORTEST : twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
        this.last = what;
        this.since = this.nanoTime.getAsLong();
    }

    /** There is a new reason to try. */
    void end() {
        this.pause = Duration.ZERO;
        this.last = "";
    }

    /** What is left of it; zero if it is time to try. */
    Duration left() {
        Duration left = this.pause.minusNanos(this.nanoTime.getAsLong() - this.since);
        return this.pause.isZero() || left.isNegative() ? Duration.ZERO : left;
    }
}
