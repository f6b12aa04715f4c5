package io.github.appliedset.branch.git;

import io.github.appliedset.branch.BranchFile;
import io.github.appliedset.branch.BranchMigration;
import io.github.appliedset.branch.BranchTree;
import io.github.appliedset.migration.Checksum;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The migrations of this branch that a rebase has not brought back yet, in whatever order it brings its commits. */
final class RebaseToCome {

    private static final Set<String> BRING_NOTHING = Set.of("#", "drop", "d", "exec", "x", "label", "l", "reset", "t");

    private final GitRepository repository;
    private final GitTrees trees;

    RebaseToCome(GitRepository repository, GitTrees trees) {
        this.repository = repository;
        this.trees = trees;
    }

    /**
     * They are in commits to come, and neither in HEAD nor in the commit that git has stopped at.
     *
     * @param branch the tip that is rebased
     */
    List<BranchMigration> migrations(String branch) {
        Optional<String> stopped = GitState.stopped(this.repository);
        Set<Checksum> there = Stream.concat(
                        this.trees.of("HEAD").stream(), stopped.stream().flatMap(commit -> brought(commit).stream()))
                .map(BranchFile::checksum)
                .collect(Collectors.toSet());
        List<BranchFile> files = commits(branch, stopped.orElse("HEAD")).stream()
                .flatMap(commit -> brought(commit).stream())
                .toList();
        return BranchTree.of("to come", files).migrations().stream()
                .filter(migration -> !there.contains(migration.checksum()))
                .toList();
    }

    private List<BranchFile> brought(String commit) {
        List<String> parents = this.repository.parents(commit);
        Set<String> before = (parents.isEmpty() ? List.<BranchFile>of() : this.trees.of(parents.get(0)))
                .stream().map(RebaseToCome::key).collect(Collectors.toSet());
        return this.trees.of(commit).stream()
                .filter(file -> !before.contains(key(file)))
                .toList();
    }

    private static String key(BranchFile file) {
        return file.checksum() + " " + file.path();
    }

    /** Git's list; one kind of rebase has none, and goes through the commits as they are. */
    private List<String> commits(String branch, String after) {
        Path todo = this.repository.state("rebase-merge/git-rebase-todo");
        if (!Files.exists(todo)) {
            return this.repository
                    .git()
                    .require("rev-list", "--reverse", branch, "--not", after)
                    .lines();
        }
        List<String> commits = new ArrayList<>();
        for (String line : GitState.lines(todo)) {
            // As in: pick COMMIT TITLE, fixup -C COMMIT TITLE; others, such as exec, name none.
            List<String> words = Arrays.stream(line.split("\\s+"))
                    .filter(word -> !word.startsWith("-"))
                    .toList();
            boolean brings = words.size() > 1 && !BRING_NOTHING.contains(words.get(0));
            if (brings && words.get(1).matches("[0-9a-f]{4,}")) {
                this.repository.commit(words.get(1)).ifPresent(commits::add);
            }
        }
        return commits;
    }
}
