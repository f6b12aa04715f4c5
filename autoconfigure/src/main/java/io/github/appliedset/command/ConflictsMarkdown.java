package io.github.appliedset.command;

import io.github.appliedset.branch.BranchMigration;
import io.github.appliedset.branch.Finding;
import io.github.appliedset.branch.Untried;
import io.github.appliedset.branch.trial.BranchReport;
import io.github.appliedset.text.Count;
import io.github.appliedset.text.Visible;
import java.util.List;
import java.util.stream.Collectors;

/** Conflicts as a comment on a pull request. Whatever comes from files is shown as it is, never read as Markdown. */
record ConflictsMarkdown(ConflictsReport report, String title) {

    /** So that a build can find the comment that it wrote before. */
    static final String MARK = "<!-- applied-set conflicts -->";

    String text() {
        StringBuilder text = new StringBuilder(MARK)
                .append("\n### Migrations")
                .append(this.title.isEmpty() ? "" : " of " + plain(this.title))
                .append(": ")
                .append(Count.of(this.report.errors(), "error"))
                .append(", ")
                .append(Count.of(this.report.notes(), "note"))
                .append("\n");
        for (BranchReport each : this.report.reports()) {
            comparison(text, each);
        }
        if (!this.report.untried().isEmpty()) {
            text.append("\n**Not tried**\n\n");
            for (Untried untried : this.report.untried()) {
                text.append("- ")
                        .append(plain(untried.what()))
                        .append(": ")
                        .append(plain(untried.why()))
                        .append(". ")
                        .append(plain(untried.remedy()))
                        .append('\n');
            }
        }
        return text.toString();
    }

    private static void comparison(StringBuilder text, BranchReport report) {
        String theirs = report.branches().theirs().name();
        text.append("\n")
                .append(code(theirs))
                .append(" adds ")
                .append(list(report.branches().addedByThem()));
        text.append("; this branch adds ")
                .append(list(report.branches().added()))
                .append(".\n");
        if (!report.findings().isEmpty()) {
            text.append("\n| | finding | here | ")
                    .append(plain(theirs))
                    .append(" | objects |\n|---|---|---|---|---|\n");
            for (Finding finding : report.findings()) {
                text.append("| ")
                        .append(finding.severity().word())
                        .append(" | ")
                        .append(plain(finding.text()))
                        .append(finding.remedy().isEmpty() ? "" : " " + plain(finding.remedy()))
                        .append(" | ")
                        .append(finding.mine()
                                .map(mine -> cell(mine.up().path()))
                                .orElse(""))
                        .append(" | ")
                        .append(finding.other()
                                .map(other -> cell(other.up().path()))
                                .orElse(""))
                        .append(" | ")
                        .append(finding.objects().stream()
                                .map(ConflictsMarkdown::cell)
                                .collect(Collectors.joining(", ")))
                        .append(" |\n");
            }
        }
        orders(text, report);
    }

    private static void orders(StringBuilder text, BranchReport report) {
        if (report.stays().isEmpty() || report.trial().known().isEmpty()) {
            return;
        }
        if (report.trial().known().get()) {
            text.append("\nBoth orders were run and make the same schema: these branches are independent.\n");
        } else if (report.trial().differences().isEmpty()) {
            text.append("\nBoth orders were tried; not both run.\n");
        } else {
            text.append("\nBoth orders were run. After this branch's first, compared with theirs first:\n\n");
            report.trial()
                    .differences()
                    .forEach(line -> text.append("- ").append(code(line)).append('\n'));
        }
    }

    private static String list(List<BranchMigration> migrations) {
        return migrations.isEmpty()
                ? "nothing"
                : ConflictsReport.labels(migrations).stream()
                        .map(ConflictsMarkdown::code)
                        .collect(Collectors.joining(", "));
    }

    /** In a code span, which a backtick would end. */
    private static String code(String text) {
        return "`" + Visible.line(text).replace('`', '\'') + "`";
    }

    /** The same in a table, where a bar would end the column. */
    private static String cell(String text) {
        return code(text).replace("|", "\\|");
    }

    private static String plain(String text) {
        return Visible.line(text.replaceAll("\\s*\\R\\s*", " ")).replaceAll("([\\\\`*_{}\\[\\]<>#|!~@])", "\\\\$1");
    }
}
