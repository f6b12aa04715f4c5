package io.github.appliedset.branch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Migrations that both branches have with one up file and two down files. What a database runs is the same; what leads back is
 * not.
 *
 * @param branches the branches
 * @param them what people call the other one
 */
record DownFindings(BranchComparison branches, String them) {

    /** Each, in the order of this branch's migrations. */
    List<Finding> find(Map<BranchMigration, BranchMigration> sameContent) {
        List<Finding> findings = new ArrayList<>();
        for (BranchMigration mine : this.branches.ours().migrations()) {
            BranchMigration twin = sameContent.get(mine);
            if (twin != null && differ(mine, twin)) {
                findings.add(underTwoNumbers(mine, twin));
            }
            this.branches
                    .theirs()
                    .at(mine.version())
                    .filter(other -> other.identity().equals(mine.identity()) && differ(mine, other))
                    .forEach(other -> findings.addAll(of(mine, other)));
        }
        return findings;
    }

    private Finding underTwoNumbers(BranchMigration mine, BranchMigration twin) {
        return Finding.of(
                FindingKind.DOWN_CHANGED,
                mine.label() + " and " + this.them + "'s " + twin.label() + " are one migration with two down files.",
                mine,
                twin,
                "");
    }

    private List<Finding> of(BranchMigration mine, BranchMigration other) {
        List<BranchMigration> before = Stream.of(this.branches.taken(), this.branches.base())
                .flatMap(tree -> tree.at(mine.version()))
                .filter(was -> was.identity().equals(mine.identity()))
                .toList();
        boolean here = before.stream().allMatch(was -> differ(was, mine));
        boolean there = before.stream().allMatch(was -> differ(was, other));
        if (here && there) {
            return List.of(Finding.of(
                    FindingKind.SAME_DOWN,
                    "Both branches change the down file of " + mine.label()
                            + ", in different ways; its up file is the same.",
                    mine,
                    other,
                    "Make it the same on both, so that it rolls back the up file."));
        }
        if (!here && !there) {
            return List.of();
        }
        BranchFile was = before.get(0).down();
        return List.of(Finding.of(
                FindingKind.DOWN_CHANGED,
                (here ? "This branch" : this.them)
                        + verb(was, here ? mine.down() : other.down())
                        + " the down file of " + mine.label()
                        + ", whose up file stays. Development databases keep the new one at their next start.",
                mine,
                other,
                ""));
    }

    private static String verb(@Nullable BranchFile was, @Nullable BranchFile now) {
        if (was == null) {
            return " adds";
        }
        return now == null ? " deletes" : " changes";
    }

    private static boolean differ(BranchMigration one, BranchMigration other) {
        return !Objects.equals(checksum(one.down()), checksum(other.down()));
    }

    private static @Nullable Object checksum(@Nullable BranchFile file) {
        return file == null ? null : file.checksum();
    }
}
