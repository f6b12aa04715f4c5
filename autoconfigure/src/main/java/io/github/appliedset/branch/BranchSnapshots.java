package io.github.appliedset.branch;

import java.util.Map;

/**
 * The committed snapshots of the schema of three trees: files by their paths below the folder. Not to be merged, but to be
 * compared where nothing can be run.
 *
 * @param base of the latest state that both have in common
 * @param ours of this branch
 * @param theirs of the other branch
 */
public record BranchSnapshots(Map<String, byte[]> base, Map<String, byte[]> ours, Map<String, byte[]> theirs) {

    /** There is none. */
    public static final BranchSnapshots NONE = new BranchSnapshots(Map.of(), Map.of(), Map.of());

    public BranchSnapshots {
        base = Map.copyOf(base);
        ours = Map.copyOf(ours);
        theirs = Map.copyOf(theirs);
    }

    /** Whether no tree has one. */
    public boolean isEmpty() {
        return this.base.isEmpty() && this.ours.isEmpty() && this.theirs.isEmpty();
    }
}
