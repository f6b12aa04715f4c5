package io.github.appliedset.tracker;

import org.jspecify.annotations.Nullable;

/**
 * Whether and from where a new tracker is filled.
 *
 * @param tool the tool
 * @param table its table as SQL names it, possibly qualified; null for the tool's default
 */
public record LegacySettings(LegacyTool tool, @Nullable String table) {

    /** Whether migrations may turn out to be applied, so that nobody has to be able to run their files. */
    public boolean adopts() {
        return this.tool == LegacyTool.GOLANG_MIGRATE;
    }
}
