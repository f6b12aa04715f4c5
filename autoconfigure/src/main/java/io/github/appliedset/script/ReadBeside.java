package io.github.appliedset.script;

/**
 * A table that a statement changes, and another one that it reads without locking the rows. Both may have the same rows.
 *
 * @param changed the name of the first, quoted
 * @param read the name of the other, quoted
 */
public record ReadBeside(String changed, String read) {}
