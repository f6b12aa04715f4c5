package io.github.appliedset.command;

import io.github.appliedset.branch.BranchMigration;
import io.github.appliedset.branch.BranchSides;
import io.github.appliedset.branch.Finding;
import io.github.appliedset.branch.Untried;
import io.github.appliedset.branch.trial.BranchReport;
import java.util.ArrayList;
import java.util.List;

/**
 * What is known about a branch and those that it meets.
 *
 * @param sides the trees
 * @param reports one for each branch that it meets
 * @param untried everything that is not known
 */
record ConflictsReport(BranchSides sides, List<BranchReport> reports, List<Untried> untried) {

    static ConflictsReport of(BranchSides sides, List<BranchReport> reports) {
        List<Untried> untried = new ArrayList<>(sides.untried());
        reports.forEach(report -> untried.addAll(report.trial().untried()));
        return new ConflictsReport(sides, reports, untried.stream().distinct().toList());
    }

    List<Finding> findings() {
        return this.reports.stream()
                .flatMap(report -> report.findings().stream())
                .toList();
    }

    long errors() {
        return findings().stream().filter(Finding::isError).count();
    }

    long notes() {
        return findings().size() - errors();
    }

    boolean fails(boolean onNotes, boolean onUntried) {
        return errors() > 0 || onNotes && notes() > 0 || onUntried && !this.untried.isEmpty();
    }

    static List<String> labels(List<BranchMigration> migrations) {
        return migrations.stream().map(BranchMigration::label).toList();
    }
}
