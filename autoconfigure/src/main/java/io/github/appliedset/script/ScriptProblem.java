package io.github.appliedset.script;

/**
 * A reason why a script must not run.
 *
 * @param position where
 * @param reason what is wrong, a clause without a full stop
 * @param remedy the edit that fixes it
 * @param anchor where {@code docs/reference/errors.md} explains it
 */
public record ScriptProblem(Position position, String reason, String remedy, String anchor) {}
