package io.github.appliedset.migration;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a migration that runs in batches and is not applied yet.
 *
 * @param state {@code running}, {@code paused} or {@code failed}
 * @param rows how many rows it has changed
 * @param batches in how many batches
 * @param estimate about how many rows its table had when it began
 * @param time how long it has worked, with the pauses between its batches
 * @param reason what slows it down; null if nothing does
 * @param error why it failed; null if it did not
 */
public record BackfillState(
        String state,
        long rows,
        long batches,
        long estimate,
        Duration time,
        @Nullable String reason,
        @Nullable String error) {

    static final String RUNNING = "running";
    static final String PAUSED = "paused";
    static final String FAILED = "failed";

    /** The state of a backfill that nothing holds up. */
    public static BackfillState running(long rows, long batches, long estimate, Duration time) {
        return new BackfillState(RUNNING, rows, batches, estimate, time, null, null);
    }

    /** How many rows it changes per second; 0 if that is not known yet. */
    public long rowsPerSecond() {
        return this.time.toMillis() == 0 ? 0 : this.rows * 1_000 / this.time.toMillis();
    }

    /** About how long it will still take; null if unknown. */
    public @Nullable Duration left() {
        long rate = rowsPerSecond();
        return rate == 0 || this.rows >= this.estimate ? null : Duration.ofSeconds((this.estimate - this.rows) / rate);
    }

    /** The progress in words, as {@code 45000 of about 1000000 rows in 45 batches, 5200 rows/s, about 3 min left}. */
    public String progress() {
        // The planner may have expected too few.
        boolean isMore = this.rows > this.estimate;
        StringBuilder words = new StringBuilder()
                .append(this.rows)
                .append(isMore ? "" : " of about " + this.estimate)
                .append((isMore ? this.rows : this.estimate) == 1 ? " row" : " rows")
                .append(" in ")
                .append(this.batches)
                .append(this.batches == 1 ? " batch" : " batches");
        if (rowsPerSecond() > 0) {
            words.append(", ").append(rowsPerSecond()).append(" rows/s");
        }
        Duration left = left();
        if (left != null) {
            words.append(", about ").append(words(left)).append(" left");
        }
        return words.toString();
    }

    private static String words(Duration left) {
        if (left.toSeconds() < 120) {
            return left.toSeconds() + " s";
        }
        return left.toMinutes() < 120
                ? left.toMinutes() + " min"
                : String.format(Locale.ROOT, "%.1f h", left.toMinutes() / 60.0);
    }
}
