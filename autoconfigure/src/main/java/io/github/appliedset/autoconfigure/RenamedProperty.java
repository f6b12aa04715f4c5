package io.github.appliedset.autoconfigure;

/**
 * A property that is set under a former name.
 *
 * @param name the name as found
 * @param current the name to use instead
 * @param origin where it is set
 */
record RenamedProperty(String name, String current, String origin) {}
