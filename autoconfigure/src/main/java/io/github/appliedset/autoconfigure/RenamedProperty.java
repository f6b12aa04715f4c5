package io.github.appliedset.autoconfigure;

/**
 * One of them.
 *
 * @param name as it was found
 * @param current what to write in its place
 * @param origin where it is set
 */
record RenamedProperty(String name, String current, String origin) {}
