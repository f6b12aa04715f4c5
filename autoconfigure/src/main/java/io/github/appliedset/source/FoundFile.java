package io.github.appliedset.source;

import io.github.appliedset.migration.MigrationFile;

/**
 * A file found in a location.
 *
 * @param name its name, without folders
 * @param file the file
 * @param identity equal for two paths to the same file
 */
record FoundFile(String name, MigrationFile file, Object identity) {}
