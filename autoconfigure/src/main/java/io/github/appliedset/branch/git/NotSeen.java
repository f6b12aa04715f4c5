package io.github.appliedset.branch.git;

import io.github.appliedset.branch.BranchComparison;
import io.github.appliedset.branch.Untried;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is not seen of a repository, so that nobody takes it for deleted.
 *
 * @param repository the repository
 * @param trees what was read of it
 * @param folders those that were to be read, from the root
 */
record NotSeen(GitRepository repository, GitTrees trees, List<String> folders) {

    /** All of it, after the comparisons have read the trees. */
    List<Untried> in(Collection<BranchComparison> comparisons) {
        List<Untried> untried = new ArrayList<>();
        if (!comparisons.isEmpty() && comparisons.stream().allMatch(NotSeen::isEmpty) && !isThere()) {
            untried.add(new Untried(
                            "the migrations in " + String.join(", ", this.folders),
                            "there is no such folder, neither on disk nor in git",
                            "Run the command in the folder of the sources, or name the folder: --applied-set.folder=FOLDER")
                    .forbidding());
        }
        if (this.repository.isShallow()) {
            untried.add(new Untried(
                    "the whole history",
                    "this clone is shallow",
                    "git fetch --unshallow, or a checkout with its whole history (fetch-depth: 0)"));
        }
        int sparse = this.trees.notCheckedOut().size();
        if (sparse > 0) {
            untried.add(new Untried(
                            "changes on disk of " + sparse + " files",
                            "a sparse checkout leaves them out; they were read from git's index",
                            "git sparse-checkout add " + String.join(" ", this.folders))
                    .forbidding());
        }
        this.trees
                .unseen()
                .forEach(path -> untried.add(new Untried(
                                path,
                                "it is a link, a submodule, or changed by a filter of git",
                                "Compare it by hand; in a submodule, run the command there")
                        .forbidding()));
        misnamed(comparisons)
                .forEach(path -> untried.add(
                        new Untried(path, "it is not named like a migration", "Name it <version>_<name>.up.sql")));
        return untried;
    }

    private boolean isThere() {
        return this.folders.stream().map(this.repository.root()::resolve).anyMatch(Files::isDirectory);
    }

    private static boolean isEmpty(BranchComparison comparison) {
        return Stream.of(comparison.base(), comparison.ours(), comparison.theirs())
                .allMatch(tree ->
                        tree.migrations().isEmpty() && tree.repeatables().isEmpty());
    }

    private static Set<String> misnamed(Collection<BranchComparison> comparisons) {
        return comparisons.stream()
                .flatMap(comparison -> Stream.of(comparison.ours(), comparison.theirs()))
                .flatMap(tree -> tree.misnamed().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The same branches without links, submodules and files that a filter changes. */
    BranchComparison leftOutOf(BranchComparison all) {
        Set<String> unseen = this.trees.unseen();
        return unseen.isEmpty()
                ? all
                : new BranchComparison(
                        all.base().without(unseen),
                        all.ours().without(unseen),
                        all.theirs().without(unseen),
                        all.taken().without(unseen));
    }
}
