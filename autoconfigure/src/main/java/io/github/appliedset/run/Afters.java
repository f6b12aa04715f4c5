package io.github.appliedset.run;

import io.github.appliedset.execution.CheckedScript;
import io.github.appliedset.execution.CheckedScripts;
import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.Awaited;
import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.FileProblem.InvalidFile;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.Step;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.script.Position;
import io.github.appliedset.script.ScriptDirectives;
import io.github.appliedset.script.ScriptDirectives.Reference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What migrations wait for, according to their files, and the problems with that. */
final class Afters {

    private final Function<Migration, ScriptDirectives> directives;

    Afters(CheckedScripts scripts) {
        this(migration -> directives(migration, scripts));
    }

    private Afters(Function<Migration, ScriptDirectives> directives) {
        this.directives = directives;
    }

    /** Reads only the tops of the files. */
    static Afters ofTops() {
        return new Afters(migration -> CheckedScript.directives(migration.up()));
    }

    private static ScriptDirectives directives(Migration migration, CheckedScripts scripts) {
        try {
            return scripts.of(Step.up(migration)).outline().directives();
        } catch (InvalidMigrationException unreadable) {
            return ScriptDirectives.NONE;
        }
    }

    /** What a migration waits for; nothing if its file cannot be read, which is reported elsewhere. */
    List<Awaited> of(Migration migration) {
        return of(this.directives.apply(migration));
    }

    /** What a file with these directives waits for. */
    static List<Awaited> of(ScriptDirectives directives) {
        return directives.after().stream()
                .flatMap(reference -> Awaited.parse(CheckedScripts.nameOfFile(reference)).stream())
                .distinct()
                .toList();
    }

    private List<Reference> references(Migration migration) {
        return this.directives.apply(migration).after();
    }

    /**
     * The problems with what these migrations wait for.
     *
     * @param pending those to check
     * @param applied every row
     */
    List<FileProblem> problems(
            VersionSet<Migration> pending, VersionSet<Migration> onDisk, VersionSet<AppliedMigration> applied) {
        List<FileProblem> problems = new ArrayList<>();
        Set<Migration> inCircles = new HashSet<>();
        for (Migration migration : pending) {
            for (Reference reference : references(migration)) {
                wrong(migration, reference, onDisk, applied).ifPresent(problems::add);
            }
            if (!inCircles.contains(migration)) {
                List<Migration> circle = circle(migration, pending);
                inCircles.addAll(circle);
                if (circle.size() > 1) {
                    problems.add(problem(
                            migration,
                            references(migration).get(0).position(),
                            "waits for itself: "
                                    + circle.stream().map(Migration::label).collect(Collectors.joining(" after "))
                                    + " after "
                                    + migration.label(),
                            "Remove one of these directives."));
                }
            }
        }
        return problems;
    }

    private Optional<FileProblem> wrong(
            Migration migration,
            Reference reference,
            VersionSet<Migration> onDisk,
            VersionSet<AppliedMigration> applied) {
        String label = CheckedScripts.nameOfFile(reference);
        Position position = reference.position();
        Optional<Awaited> parsed = Awaited.parse(label);
        if (parsed.isEmpty()) {
            return Optional.of(problem(
                    migration,
                    position,
                    "'" + label + "' is not a migration with its version and its name",
                    "Write the name of its file without .up.sql, as in after=205_backfill_email."));
        }
        Awaited awaited = parsed.get();
        if (awaited.version().equals(migration.version())) {
            return Optional.of(problem(
                    migration, position, "waits for itself", "Name another migration, or remove the directive."));
        }
        Optional<String> name = onDisk.find(awaited.version())
                .map(Migration::name)
                .or(() -> applied.find(awaited.version()).map(AppliedMigration::name));
        if (name.isEmpty()) {
            return Optional.of(problem(
                    migration,
                    position,
                    "waits for " + awaited + ", which is neither on disk nor applied",
                    "Correct the name, or add the file."));
        }
        return name.get().equals(awaited.name())
                ? Optional.empty()
                : Optional.of(
                        problem(
                                migration,
                                position,
                                "waits for " + awaited + ", but version " + awaited.version() + " is named '"
                                        + name.get() + "'",
                                "Write after=" + awaited.version() + "_" + name.get()
                                        + " if you mean that one; if the migration has a different number now, write that number."));
    }

    private static FileProblem problem(Migration migration, Position position, String reason, String remedy) {
        return InvalidFile.at(
                migration.up().location(), position.line(), position.column(), reason, remedy, "invalid-after");
    }

    /** A cycle from a migration back to itself; empty if there is none. */
    private List<Migration> circle(Migration start, VersionSet<Migration> pending) {
        List<Migration> way = new ArrayList<>(List.of(start));
        return leadsTo(start.version(), start, pending, way, new HashSet<>()) ? way : List.of();
    }

    private boolean leadsTo(
            MigrationVersion goal,
            Migration from,
            VersionSet<Migration> pending,
            List<Migration> way,
            Set<MigrationVersion> seen) {
        for (Awaited awaited : of(from)) {
            Optional<Migration> next = pending.find(awaited.version());
            if (awaited.version().equals(goal) && way.size() > 1) {
                return true;
            }
            if (next.isPresent() && !awaited.version().equals(goal) && seen.add(awaited.version())) {
                way.add(next.get());
                if (leadsTo(goal, next.get(), pending, way, seen)) {
                    return true;
                }
                way.remove(way.size() - 1);
            }
        }
        return false;
    }
}
