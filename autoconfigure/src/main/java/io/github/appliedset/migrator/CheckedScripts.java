package io.github.appliedset.migrator;

import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.FileProblem.InvalidFile;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.script.ScriptProblem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The scripts of one run; each file is checked once. */
final class CheckedScripts {

    private final Map<MigrationVersion, CheckedScript> byVersion = new HashMap<>();

    /**
     * The script of a migration.
     *
     * @throws InvalidMigrationException if its file cannot be read
     */
    CheckedScript of(Migration migration) {
        return this.byVersion.computeIfAbsent(migration.version(), version -> CheckedScript.read(migration.up()));
    }

    /**
     * Reads every file to its end, so that what must not be run is found before anything is.
     *
     * @throws InvalidMigrationException with every problem of every file
     */
    void requireRunnable(Collection<Migration> migrations) {
        List<FileProblem> problems = new ArrayList<>();
        for (Migration migration : migrations) {
            try {
                for (ScriptProblem problem : of(migration).outline().problems()) {
                    problems.add(InvalidFile.at(
                            migration.up().location(),
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
