package io.github.appliedset.branch.git;

import io.github.appliedset.branch.BranchComparison;
import io.github.appliedset.branch.BranchFile;
import io.github.appliedset.branch.BranchMigration;
import io.github.appliedset.branch.BranchSides;
import io.github.appliedset.branch.BranchSnapshots;
import io.github.appliedset.branch.BranchTree;
import io.github.appliedset.branch.Untried;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the three trees of a branch and of the one that it meets, also where git has stopped in between. */
public final class BranchReader {

    private static final int SHORT = 10;

    private final GitRepository repository;
    private final List<String> folders;
    private final Onto onto;
    private final ProtectedRefs protectedRefs;
    private final GitTrees trees;
    private final GitState state;
    private final UnmergedFiles unmerged;
    private final List<Untried> untried = new ArrayList<>();
    private final List<BranchSnapshots> snapshots = new ArrayList<>();
    private final @Nullable Path snapshotFolder;
    private boolean toSettle;

    private BranchReader(
            GitRepository repository,
            List<Path> folders,
            @Nullable Path snapshotFolder,
            Onto onto,
            List<String> protectedRefs) {
        this.repository = repository;
        this.folders = folders.stream().map(repository::relative).toList();
        this.snapshotFolder = snapshotFolder;
        this.onto = onto;
        this.protectedRefs = new ProtectedRefs(protectedRefs);
        this.trees = new GitTrees(repository, this.folders);
        this.state = GitState.of(repository, onto);
        this.unmerged = new UnmergedFiles(repository, this.trees);
    }

    /**
     * For the folders of one migrator.
     *
     * @param folders in one work tree; need not exist
     * @param snapshotFolder where the snapshot of the schema is; null for none
     * @param protectedRefs names or patterns of refs whose versions are never renumbered; none for release tags
     * @throws io.github.appliedset.branch.BranchException if there is no work tree around the first folder
     */
    public static BranchReader of(
            List<Path> folders, @Nullable Path snapshotFolder, Onto onto, List<String> protectedRefs) {
        return new BranchReader(GitRepository.around(folders.get(0)), folders, snapshotFolder, onto, protectedRefs);
    }

    public GitRepository repository() {
        return this.repository;
    }

    /** Everything that is known, this branch as it is committed where git waits with conflicts. */
    public BranchSides read() {
        return read(false);
    }

    /** The same with this branch as it is on disk, and its own side of what conflicts: what is there to settle now. */
    public BranchSides readToSettle() {
        return read(true);
    }

    private BranchSides read(boolean toSettle) {
        this.toSettle = toSettle;
        this.snapshots.clear();
        List<BranchComparison> comparisons = switch (this.state.kind()) {
            case REBASE -> List.of(between(commit(0), commit(1)));
            case MERGE ->
                this.state.commits().stream()
                        .map(theirs -> between("HEAD", theirs))
                        .toList();
            case CHERRY_PICK -> List.of(picked(commit(0)));
            case REVERT -> reverted(commit(0));
            case MERGE_OF_A_BUILD -> List.of(between(commit(1), commit(0)));
            case UNMERGED, NOTHING -> withOnto();
        };
        NotSeen notSeen = new NotSeen(this.repository, this.trees, this.folders);
        this.untried.addAll(notSeen.in(comparisons));
        Set<BranchMigration> added = comparisons.stream()
                .flatMap(comparison -> comparison.added().stream())
                .collect(Collectors.toSet());
        return new BranchSides(
                this.state.kind().words(),
                theirsAre(comparisons),
                comparisons.stream().map(notSeen::leftOutOf).toList(),
                comparisons.size() == this.snapshots.size()
                        ? this.snapshots
                        : comparisons.stream().map(any -> BranchSnapshots.NONE).toList(),
                this.protectedRefs.having(added, this.repository, this.trees),
                this.untried);
    }

    private String commit(int at) {
        return this.state.commits().get(at);
    }

    private List<BranchComparison> withOnto() {
        Optional<String> theirs = this.onto.in(this.repository);
        if (theirs.isEmpty()) {
            this.untried.add(new Untried(
                            "the comparison with the branch that this one will join",
                            "there is no " + this.onto.tried() + " here",
                            "Name it: --applied-set.onto=BRANCH; or fetch it first")
                    .forbidding());
            return List.of();
        }
        if (this.repository.commit("HEAD").isEmpty()) {
            this.untried.add(
                    new Untried("the comparison with " + theirs.get(), "this branch has no commit yet", "Commit first")
                            .forbidding());
            return List.of();
        }
        return List.of(between("HEAD", theirs.get()));
    }

    /** The branch as it is on disk, unless git waits with conflicts: then as it was committed. */
    private BranchComparison between(String ours, String theirs) {
        String mine = revision(ours);
        String other = revision(theirs);
        List<String> bases = this.repository.mergeBases(mine, other);
        List<BranchFile> ourFiles = ourFiles(mine, other);
        List<BranchFile> theirFiles = this.trees.of(other);
        String name = nameOf(theirs, other);
        if (bases.isEmpty()) {
            this.untried.add(new Untried(
                            "what this branch has deleted or edited",
                            "git has no common ancestor of it and " + name + " here",
                            this.repository.isShallow() ? "git fetch --unshallow" : "Compare branches of one history")
                    .forbidding());
            Set<String> both = theirFiles.stream().map(BranchReader::key).collect(Collectors.toSet());
            BranchTree common = BranchTree.of(
                    "both",
                    ourFiles.stream().filter(file -> both.contains(key(file))).toList());
            return BranchComparison.of(common, BranchTree.of("this branch", ourFiles), BranchTree.of(name, theirFiles));
        }
        this.snapshots.add(snapshots(bases.get(0), mine, other));
        String fork = this.repository.forkPoint(mine, other).orElse(bases.get(0));
        BranchTree base = BranchTree.of("their common ancestor", this.trees.of(fork));
        if (theirFiles.isEmpty() && !base.migrations().isEmpty()) {
            theirFiles = moved(fork, other);
        }
        return new BranchComparison(
                base,
                BranchTree.of("this branch", ourFiles),
                BranchTree.of(name, theirFiles),
                BranchTree.of(
                        name + " as taken",
                        this.toSettle && this.state.kind() == GitState.Kind.REBASE
                                ? this.unmerged.settled(theirFiles)
                                : union(bases)));
    }

    /** From the latest state that both have in common: what is merged is settled. */
    private BranchSnapshots snapshots(String base, String mine, String other) {
        Path folder = this.snapshotFolder;
        if (folder == null) {
            return BranchSnapshots.NONE;
        }
        String path = this.repository.relative(folder);
        return new BranchSnapshots(
                this.trees.below(path, base),
                this.state.kind() == GitState.Kind.NOTHING ? SnapshotFolder.read(folder) : this.trees.below(path, mine),
                this.trees.below(path, other));
    }

    private List<BranchFile> ourFiles(String mine, String other) {
        return switch (this.state.kind()) {
            case NOTHING -> this.trees.onDisk();
            case MERGE, UNMERGED -> this.toSettle ? this.unmerged.ownSide(mine, other) : this.trees.of(mine);
            case REBASE -> this.toSettle ? this.unmerged.ownSide(commit(2), other) : this.trees.of(mine);
            case CHERRY_PICK, REVERT, MERGE_OF_A_BUILD -> this.trees.of(mine);
        };
    }

    /** The files on disk, without those that wait for somebody to settle a conflict. */
    public List<BranchFile> settledFiles() {
        return this.unmerged.others();
    }

    /** Paths with a conflict that somebody has edited since: the text on disk is this branch's. */
    public Set<String> editedByHand() {
        return this.unmerged.editedByHand();
    }

    /** Whether the other branch's files are, or will be, in this work tree. */
    public boolean isMeeting() {
        return switch (this.state.kind()) {
            case MERGE, REBASE, CHERRY_PICK, UNMERGED -> true;
            case NOTHING, REVERT, MERGE_OF_A_BUILD -> false;
        };
    }

    /** Why nothing may be written now; empty if nothing forbids it. */
    public List<String> refusals() {
        List<String> reasons = new ArrayList<>();
        if (this.state.kind() == GitState.Kind.UNMERGED && !Files.exists(this.repository.state("SQUASH_MSG"))) {
            reasons.add(
                    "There are conflicts, and git is neither in a merge nor in a rebase: a stash was put back. Settle"
                            + " them, commit, and run the command again.");
        }
        if (this.state.kind() == GitState.Kind.REVERT) {
            reasons.add("git is in the middle of a revert. Finish it, or give it up: git revert --abort.");
        }
        if (this.state.kind() == GitState.Kind.MERGE_OF_A_BUILD) {
            reasons.add(
                    "HEAD is a merge commit as a build server makes it, and no branch. Check out the branch: git switch"
                            + " BRANCH.");
        }
        if (this.state.kind() == GitState.Kind.MERGE && this.state.commits().size() > 1) {
            reasons.add(
                    "Several branches are merged at once. Settle them one at a time: git merge --abort, then merge one,"
                            + " settle, commit, and merge the next.");
        }
        return reasons;
    }

    /** What a journal must find unchanged. */
    public String position() {
        GitState now = GitState.of(this.repository, this.onto);
        // Files that are settled are unmerged no more.
        GitState.Kind kind = now.kind() == GitState.Kind.UNMERGED ? GitState.Kind.NOTHING : now.kind();
        return this.repository.commit("HEAD").orElse("none") + " " + kind + " " + String.join(",", now.commits());
    }

    /** The checksum of a file on disk when it was read; empty if it was not. */
    Optional<String> asRead(String path) {
        return this.trees.asRead(path).map(file -> file.checksum().hex());
    }

    /** The paths in the folders that wait for somebody to settle a conflict, ascending. */
    public List<String> unmerged() {
        return this.repository.unmerged().stream()
                .filter(path ->
                        this.folders.stream().anyMatch(folder -> folder.isEmpty() || path.startsWith(folder + "/")))
                .sorted()
                .toList();
    }

    /** The other branch's files where it has moved the whole folder. */
    private List<BranchFile> moved(String before, String after) {
        List<String> now = this.trees.foldersThatFollow(before, after);
        return now.isEmpty() ? List.of() : new GitTrees(this.repository, now).of(after);
    }

    private static String key(BranchFile file) {
        return file.checksum() + " " + file.path();
    }

    private List<BranchFile> union(List<String> commits) {
        Map<String, BranchFile> files = new LinkedHashMap<>();
        commits.stream().map(this.trees::of).flatMap(List::stream).forEach(file -> files.put(key(file), file));
        return List.copyOf(files.values());
    }

    /** What is picked is new here, whatever else its branch has. */
    private BranchComparison picked(String commit) {
        List<String> parents = this.repository.parents(commit);
        BranchTree before = BranchTree.of("its parent", parents.isEmpty() ? List.of() : this.trees.of(parents.get(0)));
        return BranchComparison.of(
                before,
                BranchTree.of("the picked commit", this.trees.of(commit)),
                BranchTree.of("HEAD", this.trees.of("HEAD")));
    }

    /** The branch as it will be without what is reverted. */
    private List<BranchComparison> reverted(String commit) {
        List<String> parents = this.repository.parents(commit);
        Set<String> before = (parents.isEmpty() ? List.<BranchFile>of() : this.trees.of(parents.get(0)))
                .stream().map(BranchFile::path).collect(Collectors.toSet());
        Set<String> taken = this.trees.of(commit).stream()
                .map(BranchFile::path)
                .filter(path -> !before.contains(path))
                .collect(Collectors.toSet());
        List<BranchFile> left = this.trees.of("HEAD").stream()
                .filter(file -> !taken.contains(file.path()))
                .toList();
        String theirs = this.onto.in(this.repository).orElse("HEAD");
        String other = revision(theirs);
        List<String> bases = this.repository.mergeBases("HEAD", other);
        BranchTree base = BranchTree.of("their common ancestor", union(bases));
        return List.of(new BranchComparison(
                base, BranchTree.of("this branch", left), BranchTree.of(theirs, this.trees.of(other)), base));
    }

    private String revision(String name) {
        return this.repository.commit(name).orElse(name);
    }

    private String nameOf(String theirs, String commit) {
        if (!theirs.equals(commit)) {
            return theirs;
        }
        List<String> names = this.repository.namesOf(commit);
        return this.onto
                .in(this.repository)
                .filter(names::contains)
                .or(() -> names.stream()
                        .filter(name -> !name.endsWith("/HEAD") && !name.equals("origin"))
                        .findFirst())
                .orElse(commit.substring(0, SHORT));
    }

    /** Where the other branches stand: nothing is fetched, so they may be old. */
    private String theirsAre(List<BranchComparison> comparisons) {
        Set<String> lines = new HashSet<>();
        for (BranchComparison comparison : comparisons) {
            String name = comparison.theirs().name();
            GitProcess.Answer answer = this.repository.git().ask("log", "-1", "--format=%h of %cs", name, "--");
            if (answer.isGood()) {
                lines.add(name + " at " + answer.text().strip());
            }
        }
        return lines.stream().sorted().collect(Collectors.joining(", "));
    }
}
