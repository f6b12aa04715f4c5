package io.github.appliedset.adoption;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.MigrationVersion;
import org.jspecify.annotations.Nullable;

/**
 * Settings of an adoption.
 *
 * @param tool the tool
 * @param table its table as written in SQL, possibly qualified; null for the tool's default
 * @param baseline the version up to which every file counts as applied; null for none
 */
@Internal
public record AdoptionSettings(
        LegacyTool tool, @Nullable String table, @Nullable MigrationVersion baseline) {

    public AdoptionSettings {
        if (baseline != null && tool.adopts()) {
            throw new IllegalArgumentException("baseline-version is " + baseline + " while legacy.tool is "
                    + tool.property() + ", whose table says what was applied; set only one of them");
        }
    }

    /** Whether some migrations may be marked as applied, so that their files need not be runnable. */
    public boolean adopts() {
        return this.tool.adopts() || this.baseline != null;
    }
}
