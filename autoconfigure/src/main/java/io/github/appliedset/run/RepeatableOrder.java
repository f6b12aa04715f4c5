package io.github.appliedset.run;

import io.github.appliedset.execution.CheckedScripts;
import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.RepeatableMigration;
import io.github.appliedset.script.ScriptDirectives.Reference;
import io.github.appliedset.script.ScriptProblem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Repeatable migrations in the order of their names, each after those that it names. */
final class RepeatableOrder {

    private final CheckedScripts scripts;
    private final Map<String, RepeatableMigration> left = new LinkedHashMap<>();
    private final List<RepeatableMigration> inOrder = new ArrayList<>();
    private final List<FileProblem> problems = new ArrayList<>();

    private RepeatableOrder(List<RepeatableMigration> onDisk, CheckedScripts scripts) {
        this.scripts = scripts;
        onDisk.forEach(migration -> this.left.put(migration.name(), migration));
    }

    /**
     * Sorts.
     *
     * @param onDisk all on disk, in the order of their names
     * @param scripts their files, which can be read
     * @throws InvalidMigrationException if one would run after itself, in a cycle, or after one that does not exist
     */
    static List<RepeatableMigration> of(List<RepeatableMigration> onDisk, CheckedScripts scripts) {
        RepeatableOrder order = new RepeatableOrder(onDisk, scripts);
        order.requireKnown(onDisk);
        order.sort();
        if (!order.problems.isEmpty()) {
            throw new InvalidMigrationException(order.problems);
        }
        return order.inOrder;
    }

    private List<Reference> after(RepeatableMigration migration) {
        return this.scripts.of(migration).outline().directives().after();
    }

    private void requireKnown(List<RepeatableMigration> onDisk) {
        for (RepeatableMigration migration : onDisk) {
            for (Reference reference : after(migration)) {
                if (!this.left.containsKey(CheckedScripts.nameOfFile(reference))) {
                    problem(
                            migration,
                            reference,
                            "names no file: there is no " + reference.name() + ".repeatable.sql",
                            "Correct the name, or remove the line.");
                }
            }
        }
    }

    private void sort() {
        while (!this.left.isEmpty()) {
            RepeatableMigration next = this.left.values().stream()
                    .filter(migration -> waitsFor(migration).isEmpty())
                    .findFirst()
                    .orElse(null);
            if (next == null) {
                circle();
                return;
            }
            this.left.remove(next.name());
            this.inOrder.add(next);
        }
    }

    private List<Reference> waitsFor(RepeatableMigration migration) {
        return after(migration).stream()
                .filter(reference -> this.left.containsKey(CheckedScripts.nameOfFile(reference)))
                .toList();
    }

    /** Follows what waits for something until a name occurs a second time. */
    private void circle() {
        List<RepeatableMigration> path = new ArrayList<>();
        RepeatableMigration at = this.left.values().iterator().next();
        while (!path.contains(at)) {
            path.add(at);
            at = Objects.requireNonNull(
                    this.left.get(CheckedScripts.nameOfFile(waitsFor(at).get(0))));
        }
        List<RepeatableMigration> circle = path.subList(path.indexOf(at), path.size());
        String names = circle.stream().map(RepeatableMigration::label).collect(Collectors.joining(", "));
        for (RepeatableMigration migration : circle) {
            problem(
                    migration,
                    waitsFor(migration).get(0),
                    circle.size() == 1 ? "names the file itself" : "closes a circle: " + names,
                    circle.size() == 1 ? "Remove the line." : "Remove one of these lines.");
        }
    }

    private void problem(RepeatableMigration migration, Reference reference, String reason, String remedy) {
        this.problems.add(CheckedScripts.problem(
                migration.file(),
                new ScriptProblem(
                        reference.position(),
                        "'after=" + reference.name() + "' " + reason,
                        remedy,
                        "invalid-directive")));
    }
}
