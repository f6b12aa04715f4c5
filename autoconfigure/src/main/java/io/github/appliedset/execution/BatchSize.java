package io.github.appliedset.execution;

import java.time.Duration;
import java.util.Optional;

/**
 * The number of keys in a batch: as the file says, or chosen so that a batch takes between 100 and 300 ms.
 *
 * @param set the number in the file; empty if it adapts
 */
record BatchSize(Optional<Integer> set) {

    private static final int FIRST = 1_000;
    private static final int LARGEST = 50_000;
    private static final long SHORTEST_MILLIS = 100;
    private static final long LONGEST_MILLIS = 300;
    private static final long MIDDLE_MILLIS = 200;

    int first() {
        return this.set.orElse(FIRST);
    }

    /** The size of the next batch, at most twice and at least half as large. */
    int after(int size, Duration took) {
        long millis = Math.max(1, took.toMillis());
        if (this.set.isPresent() || millis >= SHORTEST_MILLIS && millis <= LONGEST_MILLIS) {
            return this.set.orElse(size);
        }
        long fitting = size * MIDDLE_MILLIS / millis;
        return (int) Math.max(1, Math.min(LARGEST, Math.max(size / 2, Math.min(size * 2L, fitting))));
    }

    /** The size after a batch that met a lock, or took too long. */
    int smaller(int size) {
        return this.set.orElse(Math.max(1, size / 2));
    }
}
