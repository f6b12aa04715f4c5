package io.github.appliedset.drift;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An expensive answer, computed once for all who ask while that lasts and for a time after. Whoever comes second only waits.
 * A failure reaches those who wait for it, and is not kept.
 */
final class SharedAnswer<T> {

    private final long keptForNanos;
    private final LongSupplier nanoTime;
    private @Nullable Computation<T> latest;

    /**
     * Creates one.
     *
     * @param nanoTime the clock, as {@link System#nanoTime}
     */
    SharedAnswer(Duration keptFor, LongSupplier nanoTime) {
        this.keptForNanos = keptFor.toNanos();
        this.nanoTime = nanoTime;
    }

    private static final class Computation<T> {

        private final CompletableFuture<T> result = new CompletableFuture<>();
        private long endedAt;
    }

    T get(Supplier<T> compute) {
        Computation<T> mine = new Computation<>();
        Computation<T> others = othersOr(mine);
        if (others != null) {
            return join(others.result);
        }
        try {
            T answer = compute.get();
            mine.endedAt = this.nanoTime.getAsLong();
            mine.result.complete(answer);
            return answer;
        } catch (RuntimeException | Error failure) {
            forget(mine);
            mine.result.completeExceptionally(failure);
            throw failure;
        }
    }

    private synchronized @Nullable Computation<T> othersOr(Computation<T> mine) {
        Computation<T> before = this.latest;
        if (before != null
                && (!before.result.isDone() || this.nanoTime.getAsLong() - before.endedAt < this.keptForNanos)) {
            return before;
        }
        this.latest = mine;
        return null;
    }

    private synchronized void forget(Computation<T> failed) {
        if (this.latest == failed) {
            this.latest = null;
        }
    }

    private static <T> T join(CompletableFuture<T> result) {
        try {
            return result.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (failed.getCause() instanceof Error error) {
                throw error;
            }
            throw failed;
        }
    }
}
