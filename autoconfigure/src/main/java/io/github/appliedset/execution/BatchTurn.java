package io.github.appliedset.execution;

import io.github.appliedset.migration.MigrationFailedException.Details;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The outcome of one turn at a migration that runs in batches. */
public sealed interface BatchTurn {

    /**
     * A batch is committed.
     *
     * @param batches how many are
     * @param rows how many rows they changed
     * @param estimate about how many rows there are
     * @param changed how many rows this one changed
     * @param ended whether this walk has come to its end
     * @param pause how long to wait before the next one
     * @param time the time since the first one began
     */
    record Batch(long batches, long rows, long estimate, long changed, boolean ended, Duration pause, Duration time)
            implements BatchTurn {}

    /**
     * Everything is done, and the migration is recorded as applied.
     *
     * @param time the time from the first batch to the last one
     */
    record Recorded(Duration time) implements BatchTurn {}

    /**
     * There is no longer any progress.
     *
     * @param applied whether the migration is applied; otherwise somebody has stopped it, to roll back what it needs
     */
    record Gone(boolean applied) implements BatchTurn {}

    /** Another process works on it. */
    record Busy() implements BatchTurn {}

    /** Somebody has paused it. */
    record Paused() implements BatchTurn {}

    /**
     * It had stopped before.
     *
     * @param error why
     */
    record Stopped(String error) implements BatchTurn {}

    /**
     * Something slows it down, and nothing was done.
     *
     * @param reason what
     */
    record Held(String reason) implements BatchTurn {}

    /**
     * It stops here; the batches before are kept.
     *
     * @param details what the operator needs to know
     * @param cause null if no statement was refused
     */
    record Failed(Details details, @Nullable SQLException cause) implements BatchTurn {}
}
