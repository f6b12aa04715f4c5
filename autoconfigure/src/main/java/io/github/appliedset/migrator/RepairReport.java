package io.github.appliedset.migrator;

import io.github.appliedset.migration.AppliedMigration;
import org.jspecify.annotations.Nullable;

/**
 * A row of the tracker that was changed on the word of an operator.
 *
 * @param before the row as it was
 * @param after the row as it is now; null if it was removed
 */
public record RepairReport(
        AppliedMigration before, @Nullable AppliedMigration after) {}
