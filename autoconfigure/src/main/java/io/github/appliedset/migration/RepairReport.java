package io.github.appliedset.migration;

import org.jspecify.annotations.Nullable;

/**
 * A row of the tracker that was changed at an operator's request.
 *
 * @param before the row as it was
 * @param after the row as it is now; null if it was removed
 */
public record RepairReport(
        AppliedMigration before, @Nullable AppliedMigration after) {}
