package io.github.appliedset.script;

/** The text cannot be split into statements from here on. */
public final class ScriptException extends Exception {

    private final transient ScriptProblem problem;

    ScriptException(Position position, String reason, String remedy, String anchor) {
        this(new ScriptProblem(position, reason, remedy, anchor));
    }

    public ScriptException(ScriptProblem problem) {
        super(problem.position() + ": " + problem.reason());
        this.problem = problem;
    }

    public ScriptProblem problem() {
        return this.problem;
    }
}
