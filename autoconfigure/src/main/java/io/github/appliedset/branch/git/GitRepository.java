package io.github.appliedset.branch.git;

import io.github.appliedset.branch.BranchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A work tree and its history. */
public final class GitRepository {

    private final GitProcess git;
    private final Path root;
    private final Path directory;
    private final boolean shallow;
    private final Map<String, String> meanings = new HashMap<>();

    private GitRepository(Path root, Path directory, boolean shallow) {
        this.git = new GitProcess(root);
        this.root = root;
        this.directory = directory;
        this.shallow = shallow;
    }

    /**
     * The repository that a folder is in.
     *
     * @param folder need not exist
     * @throws BranchException if there is none, or git refuses to use it
     */
    public static GitRepository around(Path folder) {
        Path existing = existing(folder.toAbsolutePath().normalize());
        GitProcess.Answer answer = new GitProcess(existing)
                .ask("rev-parse", "--show-toplevel", "--absolute-git-dir", "--is-shallow-repository");
        if (!answer.isGood()) {
            throw BranchException.git("There is no git work tree around " + folder.toAbsolutePath(), answer.err());
        }
        List<String> lines = answer.lines();
        try {
            return new GitRepository(
                    Path.of(lines.get(0)).toRealPath(), Path.of(lines.get(1)), Boolean.parseBoolean(lines.get(2)));
        } catch (IOException vanished) {
            throw BranchException.git("The work tree " + lines.get(0) + " cannot be read", String.valueOf(vanished));
        }
    }

    private static Path existing(Path folder) {
        Path existing = folder;
        while (!Files.isDirectory(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        return existing;
    }

    GitProcess git() {
        return this.git;
    }

    /** The root of the work tree. */
    public Path root() {
        return this.root;
    }

    /** A file of this work tree's own state: of a linked work tree, not of the main one. */
    Path state(String name) {
        return this.directory.resolve(name);
    }

    boolean isShallow() {
        return this.shallow;
    }

    /** A folder from the root, with slashes; empty for the root itself. */
    String relative(Path folder) {
        Path real = real(folder);
        if (!real.startsWith(this.root)) {
            throw BranchException.git(folder + " is outside of the work tree " + this.root, "");
        }
        return this.root.relativize(real).toString().replace('\\', '/');
    }

    /** Whether a folder, which need not exist, is in the work tree. */
    public boolean has(Path folder) {
        return real(folder).startsWith(this.root);
    }

    private static Path real(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        Path existing = existing(absolute);
        try {
            return existing.toRealPath().resolve(existing.relativize(absolute));
        } catch (IOException unreadable) {
            throw BranchException.git(folder + " cannot be read", String.valueOf(unreadable));
        }
    }

    /** The commit of a revision; empty if there is none. */
    Optional<String> commit(String revision) {
        if (revision.startsWith("-")) {
            return Optional.empty();
        }
        GitProcess.Answer answer = this.git.ask("rev-parse", "--verify", "-q", revision + "^{commit}");
        return answer.isGood() ? answer.lines().stream().findFirst() : Optional.empty();
    }

    /** The branch that a ref such as {@code origin/HEAD} means, short; empty if it is not there. What git says is remembered. */
    Optional<String> meaning(String ref) {
        if (!this.meanings.containsKey(ref) && commit(ref).isPresent()) {
            this.meanings.put(
                    ref, this.git.ask("rev-parse", "--abbrev-ref", ref).text().strip());
        }
        return Optional.ofNullable(this.meanings.get(ref));
    }

    /** The parents of a commit, in order. */
    List<String> parents(String commit) {
        String line = this.git
                .require("rev-list", "--parents", "-n", "1", commit)
                .text()
                .strip();
        List<String> all = new ArrayList<>(List.of(line.split(" ")));
        return all.subList(1, all.size());
    }

    /** The latest common ancestors; several after branches have been merged crosswise, none without common history. */
    List<String> mergeBases(String one, String other) {
        GitProcess.Answer answer = this.git.ask("merge-base", "--all", one, other);
        if (answer.exitCode() > 1) {
            throw BranchException.git("The merge base of " + one + " and " + other + " was not found", answer.err());
        }
        return answer.lines();
    }

    /** Where the commits that only one side has begin, however often it has merged the other since. */
    Optional<String> forkPoint(String head, String theirs) {
        List<String> boundary = this.git.require("rev-list", "--boundary", head, "--not", theirs).lines().stream()
                .filter(line -> line.startsWith("-"))
                .map(line -> line.substring(1))
                .toList();
        if (boundary.isEmpty()) {
            return mergeBases(head, theirs).stream().findFirst();
        }
        List<String> words = new ArrayList<>(List.of("merge-base", "--octopus"));
        words.addAll(boundary);
        GitProcess.Answer answer = this.git.ask(words.toArray(String[]::new));
        return answer.isGood() ? answer.lines().stream().findFirst() : Optional.empty();
    }

    /** Whether a commit is in the history of another, or is it. */
    boolean isAncestor(String commit, String of) {
        return this.git.ask("merge-base", "--is-ancestor", commit, of).isGood();
    }

    /** The branch that is checked out, short; empty if HEAD names a commit. */
    Optional<String> branch() {
        GitProcess.Answer answer = this.git.ask("symbolic-ref", "-q", "--short", "HEAD");
        return answer.isGood() ? answer.lines().stream().findFirst() : Optional.empty();
    }

    /** Whether the branch that is checked out is this one, or has nothing that it lacks. */
    boolean isOn(String target) {
        return branch().filter(name -> target.equals(name) || target.equals("origin/" + name))
                        .isPresent()
                || isAncestor("HEAD", target);
    }

    /** The paths below folders that commits of HEAD alone have added, the oldest first. */
    List<String> addedSince(String theirs, List<String> folders) {
        List<String> words = new ArrayList<>(List.of(
                "log",
                "--topo-order",
                "--reverse",
                "--no-show-signature",
                "--no-follow",
                "--format=",
                "--name-only",
                "--no-renames",
                "--diff-filter=A",
                "-z",
                "HEAD",
                "--not",
                theirs,
                "--"));
        folders.stream().filter(folder -> !folder.isEmpty()).forEach(words::add);
        return this.git.require(words.toArray(String[]::new)).parts();
    }

    /** Whether git has paths that wait for somebody to settle a conflict. */
    boolean hasUnmerged() {
        return !this.git.require("ls-files", "-u", "-z").text().isEmpty();
    }

    /** Those paths. */
    Set<String> unmerged() {
        return this.git.require("ls-files", "-u", "-z").parts().stream()
                .map(entry -> entry.substring(entry.indexOf('\t') + 1))
                .collect(Collectors.toSet());
    }

    /** The names of refs that point at a commit, short. */
    List<String> namesOf(String commit) {
        return this.git
                .require(
                        "for-each-ref",
                        "--points-at",
                        commit,
                        "--format=%(refname:short)",
                        "refs/remotes",
                        "refs/heads")
                .lines();
    }
}
