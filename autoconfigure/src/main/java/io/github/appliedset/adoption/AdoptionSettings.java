package io.github.appliedset.adoption;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.MigrationVersion;
import org.jspecify.annotations.Nullable;

/**
 * Whether and from where a new tracker is filled.
 *
 * @param tool the tool
 * @param table its table as SQL names it, possibly qualified; null for the tool's default
 * @param baseline the version up to which every file is taken for applied; null for none
 */
@Internal
public record AdoptionSettings(
        LegacyTool tool, @Nullable String table, @Nullable MigrationVersion baseline) {

    public AdoptionSettings {
        if (baseline != null && tool.adopts()) {
            throw new IllegalArgumentException("baseline-version is " + baseline + " while legacy.tool is "
                    + tool.property() + ", whose table tells what was applied; set one of them");
        }
    }

    /** Whether migrations may turn out to be applied, so that nobody has to be able to run their files. */
    public boolean adopts() {
        return this.tool.adopts() || this.baseline != null;
    }
}
