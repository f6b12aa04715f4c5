package io.github.appliedset.script;

/**
 * Something in a script that must not be run.
 *
 * @param position where
 * @param reason what is wrong, a clause without a full stop
 * @param remedy the edit that mends it
 * @param anchor where {@code docs/reference/errors.md} explains it
 */
public record ScriptProblem(Position position, String reason, String remedy, String anchor) {}
