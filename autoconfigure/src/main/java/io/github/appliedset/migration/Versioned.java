package io.github.appliedset.migration;

/** Element of a {@link VersionSet}: a migration on disk or an applied one. */
public sealed interface Versioned permits Migration, AppliedMigration {

    MigrationVersion version();

    String name();

    /** Version and name as in the file name, without leading zeros: {@code 103_add_phone}. */
    default String label() {
        return version() + "_" + name();
    }
}
