package io.github.appliedset.align;

import io.github.appliedset.align.RolledBack.Reason;
import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Step;
import org.jspecify.annotations.Nullable;

/**
 * A row to roll back.
 *
 * @param row what was applied
 * @param reason why it has to go
 * @param step how; null if there is no down SQL
 */
record Undo(AppliedMigration row, Reason reason, @Nullable Step step) {}
