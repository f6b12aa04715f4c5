package io.github.appliedset.branch.trial;

import io.github.appliedset.branch.BranchComparison;
import io.github.appliedset.branch.BranchFile;
import io.github.appliedset.migration.RepeatableMigration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The repeatable migrations that two branches have together. Of one that both change, this branch's; that is a finding of its
 * own.
 *
 * @param all those of a merge
 * @param theirs those of the other branch alone
 */
record MergedRepeatables(List<RepeatableMigration> all, List<RepeatableMigration> theirs) {

    static MergedRepeatables of(BranchComparison branches) {
        Map<String, BranchFile> before = branches.base().repeatables();
        Map<String, BranchFile> ours = branches.ours().repeatables();
        Map<String, BranchFile> theirs = branches.theirs().repeatables();
        Map<String, BranchFile> merged = new TreeMap<>(theirs);
        before.forEach((name, was) -> {
            if (!ours.containsKey(name) && isSame(was, theirs.get(name))) {
                merged.remove(name);
            }
        });
        ours.forEach((name, mine) -> {
            if (!isSame(mine, before.get(name))) {
                merged.put(name, mine);
            }
        });
        return new MergedRepeatables(
                runnable(merged, branches.ours().name()),
                runnable(theirs, branches.theirs().name()));
    }

    /** The same with some that are on no branch, unless a branch has one of the same name. */
    MergedRepeatables with(List<RepeatableMigration> elsewhere) {
        return new MergedRepeatables(and(this.all, elsewhere), and(this.theirs, elsewhere));
    }

    private static List<RepeatableMigration> and(List<RepeatableMigration> some, List<RepeatableMigration> others) {
        Map<String, RepeatableMigration> byName = new TreeMap<>();
        others.forEach(each -> byName.put(each.name(), each));
        some.forEach(each -> byName.put(each.name(), each));
        return List.copyOf(byName.values());
    }

    private static boolean isSame(BranchFile file, @Nullable BranchFile other) {
        return other != null && file.checksum().equals(other.checksum());
    }

    private static List<RepeatableMigration> runnable(Map<String, BranchFile> files, String tree) {
        return new TreeMap<>(files)
                .values().stream().map(file -> file.repeatable(tree)).toList();
    }

    /** Whether this branch adds nothing to the other branch's. */
    boolean areTheirs() {
        return contents(this.all).equals(contents(this.theirs));
    }

    private static List<String> contents(List<RepeatableMigration> migrations) {
        return migrations.stream()
                .map(migration -> migration.name() + " " + migration.file().checksum())
                .toList();
    }
}
