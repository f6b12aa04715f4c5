package io.github.appliedset.command;

import io.github.appliedset.branch.BranchMigration;
import io.github.appliedset.branch.Finding;
import io.github.appliedset.branch.trial.BranchReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Conflicts for programs. */
record ConflictsJson(ConflictsReport report) {

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("situation", this.report.sides().situation());
        json.put("errors", this.report.errors());
        json.put("notes", this.report.notes());
        List<Map<String, Object>> branches = new ArrayList<>();
        List<Map<String, Object>> findings = new ArrayList<>();
        for (BranchReport each : this.report.reports()) {
            String name = each.branches().theirs().name();
            Map<String, Object> branch = new LinkedHashMap<>();
            branch.put("name", name);
            branch.put("ours", of(each.branches().added()));
            branch.put("theirs", of(each.branches().addedByThem()));
            branch.put("independent", each.trial().known().orElse(null));
            branch.put("differences", each.trial().differences());
            branches.add(branch);
            each.findings().forEach(finding -> findings.add(of(finding, name)));
        }
        json.put("branches", branches);
        json.put("findings", findings);
        json.put(
                "untried",
                this.report.untried().stream()
                        .map(each -> {
                            Map<String, Object> untried = new LinkedHashMap<>();
                            untried.put("what", each.what());
                            untried.put("why", each.why());
                            untried.put("remedy", each.remedy());
                            return untried;
                        })
                        .toList());
        return json;
    }

    private static Map<String, Object> of(Finding finding, String branch) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", finding.kind().word());
        json.put("severity", finding.severity().word());
        json.put("branch", branch);
        json.put("text", finding.text());
        json.put("ours", finding.mine().map(ConflictsJson::of).orElse(null));
        json.put("theirs", finding.other().map(ConflictsJson::of).orElse(null));
        json.put("objects", finding.objects());
        json.put("remedy", finding.remedy());
        return json;
    }

    private static List<Map<String, Object>> of(List<BranchMigration> migrations) {
        return migrations.stream().map(ConflictsJson::of).toList();
    }

    static Map<String, Object> of(BranchMigration migration) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", migration.version().value());
        json.put("name", migration.name());
        json.put("file", migration.up().path());
        json.put("checksum", migration.checksum().hex());
        return json;
    }
}
