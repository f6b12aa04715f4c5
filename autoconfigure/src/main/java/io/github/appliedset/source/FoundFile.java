package io.github.appliedset.source;

import io.github.appliedset.migration.MigrationFile;

/**
 * A file found in a location.
 *
 * @param name its name, without folders
 * @param file the file
 * @param identity what tells two ways to one and the same file from two files
 */
record FoundFile(String name, MigrationFile file, Object identity) {}
