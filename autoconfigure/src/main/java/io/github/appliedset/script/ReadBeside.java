package io.github.appliedset.script;

/**
 * A table that a statement changes, and one that it reads beside it, whose rows it does not lock. Both may have the same rows.
 *
 * @param changed the name of the first, quoted
 * @param read the name of the other, quoted
 */
public record ReadBeside(String changed, String read) {}
