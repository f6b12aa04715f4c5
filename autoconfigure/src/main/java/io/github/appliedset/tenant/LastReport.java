package io.github.appliedset.tenant;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The last report, for any number of callers. Only one of them at a time reads the tenants again, and the others get the
 * last report: reading may take longer than a health probe waits.
 */
final class LastReport {

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    /** Reading takes at most a twentieth of the time. */
    private static final int TIMES_A_LOOK = 20;

    private record Seen(TenantReport report, long at, Duration look) {

        boolean isRecent(long now) {
            Duration kept = this.look.multipliedBy(TIMES_A_LOOK);
            return now - this.at < (kept.compareTo(SHORTEST) < 0 ? SHORTEST : kept).toNanos();
        }
    }

    private final LongSupplier nanoTime;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile @Nullable Seen seen;

    /**
     * None so far.
     *
     * @param nanoTime the clock, as {@link System#nanoTime}
     */
    LastReport(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** After all tenants were read. */
    TenantReport looked(TenantReport report) {
        this.seen = new Seen(report, this.nanoTime.getAsLong(), report.duration());
        return report;
    }

    /** After a run over all tenants, of which most of the time was work. */
    TenantReport migrated(TenantReport report) {
        this.seen = new Seen(report.afterwards(), this.nanoTime.getAsLong(), Duration.ZERO);
        return report;
    }

    Optional<TenantReport> get() {
        return Optional.ofNullable(this.seen).map(Seen::report);
    }

    /** The last report if it is recent, or if another caller is reading now. */
    TenantReport recentOr(Supplier<TenantReport> look) {
        Seen before = this.seen;
        if (before != null && (isRecent(before) || !this.looking.tryLock())) {
            return before.report();
        }
        if (before == null) {
            this.looking.lock();
        }
        try {
            Seen now = this.seen;
            return now != null && isRecent(now) ? now.report() : look.get();
        } finally {
            this.looking.unlock();
        }
    }

    private boolean isRecent(Seen seen) {
        return seen.isRecent(this.nanoTime.getAsLong());
    }
}
