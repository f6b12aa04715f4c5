package io.github.appliedset.command;

import io.github.appliedset.branch.BranchMigration;
import io.github.appliedset.branch.BranchSides;
import io.github.appliedset.branch.Resolution;
import io.github.appliedset.branch.trial.BranchReport;
import io.github.appliedset.command.AfterResolving.Rebuilt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What {@link ResolveCommand} shows. */
final class ResolveOutput {

    private ResolveOutput() {}

    /** The whole plan, for people. */
    static String shown(
            Resolution plan,
            BranchSides sides,
            BranchReport report,
            Set<String> edited,
            boolean snapshot,
            Optional<ResolveAlignment> alignment) {
        StringBuilder text = new StringBuilder("To settle this branch with ")
                .append(sides.theirsAre().isEmpty() ? report.branches().theirs().name() : sides.theirsAre())
                .append(":\n\n");
        plan.lines().forEach(line -> text.append("  ").append(line).append('\n'));
        edited.forEach(path -> text.append("  ").append(path).append(" stays as you edited it after git stopped\n"));
        text.append(plan.steps().isEmpty() && !snapshot ? "" : "\nFiles:\n");
        plan.steps()
                .forEach(step -> text.append(step.deletes() ? "  - " : "  + ")
                        .append(step.path())
                        .append('\n'));
        if (snapshot) {
            text.append("  the snapshot, rebuilt from the migrations\n");
        }
        alignment.map(ResolveAlignment::lines).filter(lines -> !lines.isEmpty()).ifPresent(lines -> {
            text.append("\nDevelopment database:\n");
            lines.forEach(line -> text.append("  ").append(line).append('\n'));
        });
        report.trial()
                .untried()
                .forEach(each -> text.append("\nNot tried: ")
                        .append(each.what())
                        .append(", since ")
                        .append(each.why())
                        .append(". So no number was changed for the sake of the order.\n"));
        text.append('\n').append(left(plan));
        return text.toString();
    }

    /** What is left to a person; empty for nothing. */
    static String left(Resolution plan) {
        return plan.left().isEmpty()
                ? ""
                : "Left to you:\n"
                        + plan.left().stream().map(each -> "  " + each + "\n").collect(Collectors.joining()) + "\n";
    }

    /** What databases need that were not aligned. */
    static String databases(Resolution plan, Optional<ResolveAlignment> alignment) {
        if (alignment.isPresent()) {
            return "The development database was not aligned: "
                    + alignment.get().because().orElse("") + ".\n";
        }
        if (plan.renumbered().isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("\nNo database was aligned. A development database"
                + " (applied-set.development=true): --applied-set.command=align\nAny other that has applied these:\n");
        plan.renumbered()
                .forEach((mine, path) -> text.append("  --applied-set.command=renumber --applied-set.version=")
                        .append(mine.version())
                        .append(" --applied-set.to=")
                        .append(newVersion(path))
                        .append('\n'));
        return text.append("then --applied-set.command=migrate\n").toString();
    }

    private static long newVersion(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return Long.parseLong(name.substring(0, name.indexOf('_')));
    }

    /** For programs. */
    static Map<String, Object> json(Resolution plan, Rebuilt snapshot, boolean dryRun, boolean aligned) {
        List<Map<String, Object>> renumbered = new ArrayList<>();
        for (Map.Entry<BranchMigration, String> each : plan.renumbered().entrySet()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("from", each.getKey().version().value());
            json.put("to", newVersion(each.getValue()));
            json.put("name", each.getKey().name());
            json.put("file", each.getValue());
            renumbered.add(json);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("dryRun", dryRun);
        json.put("renumbered", renumbered);
        json.put(
                "written",
                plan.steps().stream()
                        .filter(step -> !step.deletes())
                        .map(step -> step.path())
                        .toList());
        json.put(
                "removed",
                plan.steps().stream()
                        .filter(step -> step.deletes())
                        .map(step -> step.path())
                        .toList());
        json.put("left", plan.left());
        json.put("snapshot", snapshot.word());
        json.put("aligned", aligned);
        return json;
    }
}
