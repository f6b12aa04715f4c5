package io.github.appliedset.script;

import io.github.appliedset.script.ScriptDirectives.Reference;
import java.util.ArrayList;
import java.util.List;

/** Which directives are allowed in which file. */
public enum DirectiveUse {
    /** The up file of a version. */
    UP,
    /** The down file of a version. */
    DOWN,
    /** A repeatable migration. */
    REPEATABLE;

    /** For a directive that is not allowed where it is. */
    public static final String ANCHOR = "invalid-directive";

    /** The directives of a file that are not allowed there. */
    public List<ScriptProblem> problems(ScriptDirectives directives) {
        List<ScriptProblem> problems = new ArrayList<>();
        if (this == DOWN) {
            directives
                    .after()
                    .forEach(reference -> problems.add(misplaced(
                            "after",
                            reference,
                            "a rollback takes the migrations applied last",
                            "Remove the line from the down file.")));
        }
        if (this != UP) {
            directives
                    .backfill()
                    .given()
                    .forEach(directive -> problems.add(new ScriptProblem(
                            directive.position(),
                            "directive '" + directive
                                    + "' means nothing here: only the up file of a version runs in batches",
                            "Remove the line.",
                            ANCHOR)));
        }
        for (Reference reference : directives.repeats()) {
            if (this != UP) {
                problems.add(misplaced(
                        "repeats",
                        reference,
                        "only the up file of a version repeats a repeatable migration",
                        this == DOWN
                                ? "Remove the line: a rollback leaves repeatable migrations alone."
                                : "Remove the line, or write after=" + reference.name()
                                        + " to run after that migration."));
            } else if (directives.noTransaction()) {
                problems.add(misplaced(
                        "repeats",
                        reference,
                        "the file runs outside a transaction, and what it repeats would run at the end of that",
                        "Remove one of the two lines: " + reference.name()
                                + " runs after all versions in any case, if its objects are gone."));
            }
        }
        return problems;
    }

    private static ScriptProblem misplaced(String directive, Reference reference, String reason, String remedy) {
        return new ScriptProblem(
                reference.position(),
                "directive '" + directive + "=" + reference.name() + "' means nothing here: " + reason,
                remedy,
                ANCHOR);
    }
}
