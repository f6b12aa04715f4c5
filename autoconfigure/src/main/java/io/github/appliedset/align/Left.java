package io.github.appliedset.align;

import io.github.appliedset.migration.AppliedMigration;

/**
 * An applied migration that does not match the files, and stays.
 *
 * @param row what was applied
 * @param reason why it does not match
 * @param because why it stays; may have several lines
 */
public record Left(AppliedMigration row, RolledBack.Reason reason, String because) {}
