package io.github.appliedset.migration;

import io.github.appliedset.migration.MigrationReport.Executed;
import java.time.Duration;
import java.util.List;

/**
 * Outcome of a rollback.
 *
 * @param rolledBack in the order it happened, the last applied first
 * @param duration how long all of it took
 */
public record RollbackReport(List<Executed> rolledBack, Duration duration) {

    public RollbackReport {
        rolledBack = List.copyOf(rolledBack);
    }
}
