package io.github.appliedset.execution;

import io.github.appliedset.migration.Direction;
import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.FileProblem.InvalidFile;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.migration.RepeatableMigration;
import io.github.appliedset.migration.Step;
import io.github.appliedset.script.DirectiveUse;
import io.github.appliedset.script.ScriptDirectives.Reference;
import io.github.appliedset.script.ScriptOutline;
import io.github.appliedset.script.ScriptProblem;
import io.github.appliedset.text.Composed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The scripts of one run; each file is checked once. */
public final class CheckedScripts {

    private final Map<Step, CheckedScript> byStep;
    private final Map<String, CheckedScript> byName = new HashMap<>();
    private final Map<String, RepeatableMigration> repeatables = new HashMap<>();
    private final boolean versionsAlone;

    /** For versions alone: what they repeat is not searched for. */
    public CheckedScripts() {
        this(true, List.of(), new HashMap<>());
    }

    /**
     * For versions and repeatable migrations.
     *
     * @param repeatables all that are on disk
     */
    public CheckedScripts(List<RepeatableMigration> repeatables) {
        this(false, repeatables, new HashMap<>());
    }

    private CheckedScripts(
            boolean versionsAlone, Collection<RepeatableMigration> repeatables, Map<Step, CheckedScript> byStep) {
        this.versionsAlone = versionsAlone;
        repeatables.forEach(migration -> this.repeatables.put(migration.name(), migration));
        this.byStep = byStep;
    }

    /** The same, but without reading again what other runs have read: running a file detects if it was edited since. */
    public CheckedScripts sharing(ConcurrentMap<Step, CheckedScript> read) {
        return new CheckedScripts(this.versionsAlone, this.repeatables.values(), read);
    }

    /**
     * Returns the script of a step.
     *
     * @throws InvalidMigrationException if its file cannot be read
     */
    public CheckedScript of(Step step) {
        return this.byStep.computeIfAbsent(step, any -> CheckedScript.read(step.file()));
    }

    /**
     * Returns the script of a repeatable migration.
     *
     * @throws InvalidMigrationException if its file cannot be read
     */
    public CheckedScript of(RepeatableMigration migration) {
        return this.byName.computeIfAbsent(migration.name(), any -> CheckedScript.read(migration.file()));
    }

    /** The repeatable migrations that a step runs at its end, in the order in which its file names them. */
    public List<RepeatableMigration> repeatedBy(Step step) {
        return of(step).outline().directives().repeats().stream()
                .map(reference -> this.repeatables.get(nameOfFile(reference)))
                .flatMap(Stream::ofNullable)
                .distinct()
                .toList();
    }

    /** The name in the form of a file's name: those compare equal from any file system. */
    public static String nameOfFile(Reference reference) {
        return Composed.of(reference.name());
    }

    /**
     * Reads every file to its end, so that a problem is found before anything runs.
     *
     * @throws InvalidMigrationException with every problem of every file
     */
    public void requireRunnable(Collection<Step> steps) {
        requireRunnable(steps, List.of());
    }

    /**
     * The same, and the same for repeatable migrations.
     *
     * @throws InvalidMigrationException with every problem of every file
     */
    public void requireRunnable(Collection<Step> steps, Collection<RepeatableMigration> repeating) {
        requireRunnable(steps, repeating, List.of());
    }

    /**
     * The same, with problems that are known already.
     *
     * @throws InvalidMigrationException with all of them
     */
    public void requireRunnable(
            Collection<Step> steps, Collection<RepeatableMigration> repeating, List<FileProblem> known) {
        List<FileProblem> problems = new ArrayList<>();
        Map<String, RepeatableMigration> read = new LinkedHashMap<>();
        repeating.forEach(migration -> read.put(migration.name(), migration));
        for (Step step : steps) {
            DirectiveUse use = step.direction() == Direction.UP ? DirectiveUse.UP : DirectiveUse.DOWN;
            problems.addAll(problems(step.file(), use, () -> of(step)));
            if (use == DirectiveUse.UP) {
                problems.addAll(ofDownFile(step));
            }
            if (problems.isEmpty()) {
                repeatedBy(step).forEach(migration -> read.put(migration.name(), migration));
            }
        }
        for (RepeatableMigration migration : read.values()) {
            problems.addAll(problems(migration.file(), DirectiveUse.REPEATABLE, () -> of(migration)));
        }
        problems.addAll(known);
        if (!problems.isEmpty()) {
            throw new InvalidMigrationException(problems);
        }
    }

    private List<FileProblem> problems(MigrationFile file, DirectiveUse use, Supplier<CheckedScript> script) {
        try {
            ScriptOutline outline = script.get().outline();
            return Stream.of(
                            outline.problems(),
                            use.problems(outline.directives()),
                            unknown(use, outline.directives().repeats()))
                    .flatMap(List::stream)
                    .map(problem -> problem(file, problem))
                    .toList();
        } catch (InvalidMigrationException unreadable) {
            return unreadable.problems();
        }
    }

    private List<ScriptProblem> unknown(DirectiveUse use, List<Reference> repeats) {
        return repeats.stream()
                .filter(reference -> use == DirectiveUse.UP
                        && !this.versionsAlone
                        && !this.repeatables.containsKey(nameOfFile(reference)))
                .map(reference -> new ScriptProblem(
                        reference.position(),
                        "'repeats=" + reference.name() + "' names no file: there is no " + reference.name()
                                + ".repeatable.sql",
                        "Correct the name, or add the file.",
                        "invalid-directive"))
                .toList();
    }

    /** A problem of a file. */
    public static FileProblem problem(MigrationFile file, ScriptProblem problem) {
        return InvalidFile.at(
                file.location(),
                problem.position().line(),
                problem.position().column(),
                problem.reason(),
                problem.remedy(),
                problem.anchor());
    }

    /** A down file runs only on request. A conflict in it, and invalid lines at its top, are found before that. */
    private List<FileProblem> ofDownFile(Step step) {
        MigrationFile file = step.migration().down();
        if (file == null || file.isCode()) {
            return List.of();
        }
        try {
            ScriptOutline outline = of(Step.down(step.migration())).outline();
            return Stream.concat(
                            outline.problems().stream()
                                    .filter(problem -> problem.anchor().equals(DirectiveUse.ANCHOR)),
                            DirectiveUse.DOWN.problems(outline.directives()).stream())
                    .map(problem -> problem(file, problem))
                    .toList();
        } catch (InvalidMigrationException unreadable) {
            return unreadable.problems();
        }
    }
}
