package io.github.appliedset.migrator;

import io.github.appliedset.migration.Migration;
import java.time.Duration;
import java.util.List;

/**
 * What a rollback did.
 *
 * @param undone in the order it was undone, the last applied first
 * @param duration how long all of it took
 */
public record RollbackReport(List<Undone> undone, Duration duration) {

    public RollbackReport {
        undone = List.copyOf(undone);
    }

    /**
     * A migration that was undone.
     *
     * @param migration which one
     * @param duration how long it took, commit included
     */
    public record Undone(Migration migration, Duration duration) {}
}
