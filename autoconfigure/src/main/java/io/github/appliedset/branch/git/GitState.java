package io.github.appliedset.branch.git;

import io.github.appliedset.branch.BranchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a repository is in the middle of.
 *
 * @param kind which operation
 * @param commits the commits that it is about: the parents that are merged; the tip that is rebased, the commit that it is
 *     put upon, and the one that has stopped; the commit that is picked or reverted; the parents of a build server's merge
 */
record GitState(Kind kind, List<String> commits) {

    enum Kind {
        REBASE("in the middle of a rebase"),
        MERGE("in the middle of a merge"),
        /** A branch is merged into the one that it was to join, so its migrations are the new ones. */
        INCOMING("in the middle of a merge"),
        CHERRY_PICK("in the middle of a cherry-pick"),
        REVERT("in the middle of a revert"),
        UNMERGED("with paths that are not merged"),
        MERGE_OF_A_BUILD("on the merge commit of a build server"),
        NOTHING("");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        String words() {
            return this.words;
        }
    }

    static GitState of(GitRepository repository, Onto onto) {
        for (String folder : List.of("rebase-merge", "rebase-apply")) {
            Path state = repository.state(folder);
            if (Files.exists(state.resolve("orig-head"))) {
                return new GitState(
                        Kind.REBASE,
                        List.of(
                                read(state.resolve("orig-head")),
                                read(state.resolve("onto")),
                                stopped(repository).orElseGet(() -> read(state.resolve("orig-head")))));
            }
        }
        List<String> merged = lines(repository.state("MERGE_HEAD"));
        if (!merged.isEmpty()) {
            return new GitState(isIncoming(merged, repository, onto) ? Kind.INCOMING : Kind.MERGE, merged);
        }
        List<String> picked = lines(repository.state("CHERRY_PICK_HEAD"));
        if (!picked.isEmpty()) {
            return new GitState(Kind.CHERRY_PICK, picked);
        }
        List<String> reverted = lines(repository.state("REVERT_HEAD"));
        if (!reverted.isEmpty()) {
            return new GitState(Kind.REVERT, reverted);
        }
        if (repository.hasUnmerged()) {
            return new GitState(Kind.UNMERGED, List.of());
        }
        if (repository.branch().isEmpty() && repository.commit("HEAD").isPresent()) {
            List<String> parents = repository.parents("HEAD");
            if (parents.size() == 2 && isTarget(parents.get(0), repository, onto)) {
                return new GitState(Kind.MERGE_OF_A_BUILD, parents);
            }
        }
        return new GitState(Kind.NOTHING, List.of());
    }

    private static boolean isIncoming(List<String> merged, GitRepository repository, Onto onto) {
        return merged.size() == 1
                && onto.in(repository)
                        .filter(target -> !repository.isAncestor(merged.get(0), target))
                        .filter(repository::isOn)
                        .isPresent();
    }

    /** Whether git puts this branch's migrations upon the other branch, which is checked out. */
    boolean isUponTheirs() {
        return this.kind == Kind.REBASE || this.kind == Kind.INCOMING;
    }

    /** Whether a build server may have merged into it: a developer's own branch is not in the other one. */
    private static boolean isTarget(String parent, GitRepository repository, Onto onto) {
        return onto.in(repository)
                .map(target -> repository.isAncestor(parent, target))
                .orElseGet(
                        () -> onto.isMergedByTheBuild(repository.commit("HEAD").orElse("")));
    }

    /** The commit that a rebase has stopped at; empty at a break, or if a command failed. */
    static Optional<String> stopped(GitRepository repository) {
        return lines(repository.state("REBASE_HEAD")).stream().findFirst();
    }

    private static String read(Path file) {
        List<String> lines = lines(file);
        if (lines.isEmpty()) {
            throw BranchException.git("The state of the rebase in " + file + " cannot be read", "");
        }
        return lines.get(0);
    }

    /** Those that are not blank, stripped; none if there is no such file. */
    static List<String> lines(Path file) {
        try {
            return Files.exists(file)
                    ? Files.readAllLines(file).stream()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty())
                            .toList()
                    : List.of();
        } catch (IOException unreadable) {
            throw BranchException.git(file + " cannot be read", String.valueOf(unreadable));
        }
    }

    /** Why nothing may be written now; empty if nothing forbids it. */
    List<String> refusals(GitRepository repository) {
        return switch (this.kind) {
            case UNMERGED ->
                Files.exists(repository.state("SQUASH_MSG"))
                        ? List.of()
                        : List.of(
                                "There are conflicts, and git is neither in a merge nor in a rebase: a stash was put back."
                                        + " Settle them, commit, and run the command again.");
            case REVERT -> List.of("git is in the middle of a revert. Finish it, or give it up: git revert --abort.");
            case MERGE_OF_A_BUILD ->
                List.of("HEAD is a merge commit as a build server makes it, and no branch. Check out the branch: git"
                        + " switch BRANCH.");
            case MERGE ->
                this.commits.size() == 1
                        ? List.of()
                        : List.of(
                                "Several branches are merged at once. Settle them one at a time: git merge --abort, then"
                                        + " merge one, settle, commit, and merge the next.");
            case REBASE, INCOMING, CHERRY_PICK, NOTHING -> List.of();
        };
    }
}
