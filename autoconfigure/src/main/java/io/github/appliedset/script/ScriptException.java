package io.github.appliedset.script;

/** The text cannot be split into statements from here on. */
public final class ScriptException extends Exception {

    private final transient ScriptProblem problem;

    ScriptException(Position position, String reason, String remedy, String anchor) {
        super(position + ": " + reason);
        this.problem = new ScriptProblem(position, reason, remedy, anchor);
    }

    public ScriptProblem problem() {
        return this.problem;
    }
}
