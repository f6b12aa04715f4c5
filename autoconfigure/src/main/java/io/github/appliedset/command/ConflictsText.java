package io.github.appliedset.command;

import io.github.appliedset.branch.BranchMigration;
import io.github.appliedset.branch.Finding;
import io.github.appliedset.branch.Untried;
import io.github.appliedset.branch.trial.BranchReport;
import io.github.appliedset.text.Count;
import java.util.List;
import java.util.stream.Collectors;

/** Conflicts for people at a terminal. */
record ConflictsText(ConflictsReport report, String title) {

    private static final int SHOWN = 10;

    String text() {
        StringBuilder text = new StringBuilder();
        if (!this.title.isEmpty()) {
            text.append(this.title).append(": ");
        }
        text.append("This branch")
                .append(
                        this.report.sides().situation().isEmpty()
                                ? ""
                                : ", " + this.report.sides().situation() + ",")
                .append(" and ")
                .append(others())
                .append("\n\n");
        for (BranchReport each : this.report.reports()) {
            added(text, each.branches().ours().name(), each.branches().added());
            added(text, each.branches().theirs().name(), each.branches().addedByThem());
            text.append('\n');
            each.findings()
                    .forEach(finding ->
                            finding(text, finding, each.branches().theirs().name()));
            orders(text, each);
        }
        untried(text, this.report.untried());
        text.append(Count.of(this.report.errors(), "error")).append(", ").append(Count.of(this.report.notes(), "note"));
        if (!this.report.untried().isEmpty()) {
            text.append(", ").append(this.report.untried().size()).append(" not tried");
        }
        return text.append('\n').toString();
    }

    private String others() {
        String are = this.report.sides().theirsAre();
        if (!are.isEmpty()) {
            return are;
        }
        return this.report.reports().isEmpty()
                ? "no other"
                : this.report.reports().stream()
                        .map(each -> each.branches().theirs().name())
                        .collect(Collectors.joining(", "));
    }

    private static void added(StringBuilder text, String name, List<BranchMigration> added) {
        List<String> labels = ConflictsReport.labels(added);
        int more = labels.size() - SHOWN;
        text.append("  ").append(name).append(" adds ");
        if (labels.isEmpty()) {
            text.append("nothing");
        } else {
            text.append(String.join(", ", more > 0 ? labels.subList(0, SHOWN) : labels));
        }
        text.append(more > 0 ? " and " + more + " more\n" : "\n");
    }

    private static void finding(StringBuilder text, Finding finding, String theirs) {
        text.append(finding.isError() ? "Error: " : "Note: ")
                .append(finding.text())
                .append('\n');
        finding.mine()
                .ifPresent(
                        mine -> text.append("  here: ").append(mine.up().path()).append('\n'));
        finding.other()
                .ifPresent(other -> text.append("  ")
                        .append(theirs)
                        .append(": ")
                        .append(other.up().path())
                        .append('\n'));
        if (!finding.objects().isEmpty()) {
            text.append("  objects: ")
                    .append(String.join(", ", finding.objects()))
                    .append('\n');
        }
        if (!finding.remedy().isEmpty()) {
            text.append("  To do: ")
                    .append(finding.remedy().replace("\n", "\n  "))
                    .append('\n');
        }
        text.append('\n');
    }

    private static void orders(StringBuilder text, BranchReport report) {
        if (report.stays().isEmpty()) {
            return;
        }
        report.trial().known().ifPresent(independent -> {
            if (independent) {
                text.append("Both orders were run and make the same schema: these branches are independent.\n\n");
            } else if (report.trial().differences().isEmpty()) {
                text.append("Both orders were tried; not both run.\n\n");
            } else {
                text.append("Both orders were run. After this branch's first, compared with theirs first:\n");
                report.trial()
                        .differences()
                        .forEach(line -> text.append("  ").append(line).append('\n'));
                text.append('\n');
            }
        });
    }

    private static void untried(StringBuilder text, List<Untried> untried) {
        if (untried.isEmpty()) {
            return;
        }
        text.append("Not tried:\n");
        untried.forEach(each -> text.append("  ")
                .append(each.what())
                .append(": ")
                .append(each.why())
                .append(".\n    ")
                .append(each.remedy())
                .append('\n'));
        text.append('\n');
    }
}
