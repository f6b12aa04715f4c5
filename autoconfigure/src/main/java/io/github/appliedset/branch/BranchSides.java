package io.github.appliedset.branch;

import java.util.List;
import java.util.Set;

/**
 * The trees of a branch and of those that it meets.
 *
 * @param situation what the repository is in the middle of, as part of a sentence; empty if nothing
 * @param theirsAre where the other branches stand, to be shown
 * @param comparisons one for each branch that it meets, usually one
 * @param snapshots the snapshots of each of these comparisons
 * @param released new migrations that a protected ref has
 * @param untried what could not be seen
 */
public record BranchSides(
        String situation,
        String theirsAre,
        List<BranchComparison> comparisons,
        List<BranchSnapshots> snapshots,
        Set<BranchMigration> released,
        List<Untried> untried) {

    public BranchSides {
        comparisons = List.copyOf(comparisons);
        snapshots = List.copyOf(snapshots);
        released = Set.copyOf(released);
        untried = List.copyOf(untried);
    }
}
