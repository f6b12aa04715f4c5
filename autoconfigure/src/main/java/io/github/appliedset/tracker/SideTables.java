package io.github.appliedset.tracker;

import io.github.appliedset.Internal;

/**
 * Which tables there are beside the tracker.
 *
 * @param unfinished that of {@link UnfinishedMigrations}
 * @param repeatable that of {@link RepeatableTable}
 */
@Internal
public record SideTables(boolean unfinished, boolean repeatable) {

    /** None. */
    public static final SideTables NONE = new SideTables(false, false);
}
