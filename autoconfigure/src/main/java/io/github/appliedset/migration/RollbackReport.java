package io.github.appliedset.migration;

import io.github.appliedset.migration.MigrationReport.Executed;
import java.time.Duration;
import java.util.List;

/**
 * Outcome of a rollback.
 *
 * @param rolledBack in the order of the rollback, last applied first
 * @param duration how long the whole rollback took
 */
public record RollbackReport(List<Executed> rolledBack, Duration duration) {

    public RollbackReport {
        rolledBack = List.copyOf(rolledBack);
    }
}
