package io.github.appliedset.execution;

import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.FileProblem.InvalidFile;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.Step;
import io.github.appliedset.script.ScriptProblem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The scripts of one run; each file is checked once. */
public final class CheckedScripts {

    private final Map<Step, CheckedScript> byStep = new HashMap<>();

    /**
     * Returns the script of a step.
     *
     * @throws InvalidMigrationException if its file cannot be read
     */
    public CheckedScript of(Step step) {
        return this.byStep.computeIfAbsent(step, any -> CheckedScript.read(step.file()));
    }

    /**
     * Reads every file to its end, so that a problem is found before anything runs.
     *
     * @throws InvalidMigrationException with every problem of every file
     */
    public void requireRunnable(Collection<Step> steps) {
        List<FileProblem> problems = new ArrayList<>();
        for (Step step : steps) {
            try {
                for (ScriptProblem problem : of(step).outline().problems()) {
                    problems.add(InvalidFile.at(
                            step.file().location(),
                            problem.position().line(),
                            problem.position().column(),
                            problem.reason(),
                            problem.remedy(),
                            problem.anchor()));
                }
            } catch (InvalidMigrationException unreadable) {
                problems.addAll(unreadable.problems());
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidMigrationException(problems);
        }
    }
}
