package io.github.appliedset.migration;

import io.github.appliedset.text.Visible;

/** Element of a {@link VersionSet}: a migration on disk or an applied one. */
public sealed interface Versioned permits Migration, AppliedMigration {

    MigrationVersion version();

    String name();

    /** Version and name as in the file name, without leading zeros, to be shown: {@code 103_add_phone}. */
    default String label() {
        return Visible.line(version() + "_" + name());
    }
}
