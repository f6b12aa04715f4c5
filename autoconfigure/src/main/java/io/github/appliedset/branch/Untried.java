package io.github.appliedset.branch;

/**
 * Something that could not be looked at, so that nothing is known about it.
 *
 * @param what was not tried
 * @param why not
 * @param remedy what makes it possible
 */
public record Untried(String what, String why, String remedy) {}
