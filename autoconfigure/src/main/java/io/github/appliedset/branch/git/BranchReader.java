package io.github.appliedset.branch.git;

import io.github.appliedset.branch.BranchComparison;
import io.github.appliedset.branch.BranchFile;
import io.github.appliedset.branch.BranchMigration;
import io.github.appliedset.branch.BranchSides;
import io.github.appliedset.branch.BranchSnapshots;
import io.github.appliedset.branch.BranchTree;
import io.github.appliedset.branch.Untried;
import io.github.appliedset.source.MigrationFileName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
        if (this.repository.isShallow()) {
            this.untried.add(new Untried(
                    "the whole history",
                    "this clone is shallow",
                    "git fetch --unshallow, or a checkout with its whole history (fetch-depth: 0)"));
        }
        sparse();
        unseen();
        misnamed(comparisons);
        Set<BranchMigration> added = comparisons.stream()
                .flatMap(comparison -> comparison.added().stream())
                .collect(Collectors.toSet());
        return new BranchSides(
                this.state.kind().words(),
                theirsAre(comparisons),
                comparisons.stream().map(this::seen).toList(),
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
        List<BranchFile> ourFiles = ourFiles(mine);
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
                                ? settled(theirFiles)
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

    /** What a rebase has put here of the other branch: all that it does not wait for. */
    private List<BranchFile> settled(List<BranchFile> theirs) {
        Set<String> unmerged = this.repository.unmerged();
        Set<String> waiting = BranchTree.of("theirs", theirs).migrations().stream()
                .filter(migration -> migration.files().stream().anyMatch(file -> unmerged.contains(file.path())))
                .flatMap(migration -> migration.files().stream())
                .map(BranchFile::path)
                .collect(Collectors.toSet());
        return theirs.stream().filter(file -> !waiting.contains(file.path())).toList();
    }

    private List<BranchFile> ourFiles(String mine) {
        return switch (this.state.kind()) {
            case NOTHING -> this.trees.onDisk();
            case MERGE, UNMERGED -> this.toSettle ? withOwnSide(mine) : this.trees.of(mine);
            case REBASE -> this.toSettle ? withOwnSide(commit(2)) : this.trees.of(mine);
            case CHERRY_PICK, REVERT, MERGE_OF_A_BUILD -> this.trees.of(mine);
        };
    }

    /** What is on disk; of a migration with a conflict, the files that a commit has, and no other. */
    private List<BranchFile> withOwnSide(String commit) {
        Set<String> unmerged = this.repository.unmerged();
        BranchTree own = BranchTree.of("own", this.trees.of(commit));
        List<BranchMigration> conflicted = own.migrations().stream()
                .filter(migration -> migration.files().stream().anyMatch(file -> unmerged.contains(file.path())))
                .toList();
        Map<String, BranchFile> files = new LinkedHashMap<>();
        this.trees.onDisk().stream()
                .filter(file -> !unmerged.contains(file.path()))
                // Git has taken it from the other branch: it is no down file of ours.
                .filter(file -> conflicted.stream().noneMatch(migration -> isOf(file, migration)))
                .forEach(file -> files.put(file.path(), file));
        conflicted.stream()
                .flatMap(migration -> migration.files().stream())
                .forEach(file -> files.put(file.path(), file));
        own.repeatables().values().stream()
                .filter(file -> unmerged.contains(file.path()))
                .forEach(file -> files.put(file.path(), file));
        return List.copyOf(files.values());
    }

    private static boolean isOf(BranchFile file, BranchMigration migration) {
        return MigrationFileName.read(file.fileName())
                .filter(read -> read.version().equals(migration.version())
                        && read.name().equals(migration.name()))
                .isPresent();
    }

    /** The files on disk, without those that wait for somebody to settle a conflict. */
    public List<BranchFile> settledFiles() {
        Set<String> unmerged = this.repository.unmerged();
        return this.trees.onDisk().stream()
                .filter(file -> !unmerged.contains(file.path()))
                .toList();
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

    private void sparse() {
        int left = this.trees.notCheckedOut().size();
        if (left > 0) {
            this.untried.add(new Untried(
                            "changes on disk of " + left + " files",
                            "a sparse checkout leaves them out; they were read from git's index",
                            "git sparse-checkout add " + String.join(" ", this.folders))
                    .forbidding());
        }
    }

    private void unseen() {
        this.trees
                .unseen()
                .forEach(path -> this.untried.add(new Untried(
                                path,
                                "it is a link, a submodule, or changed by a filter of git",
                                "Compare it by hand; in a submodule, run the command there")
                        .forbidding()));
    }

    private void misnamed(Collection<BranchComparison> comparisons) {
        Set<String> paths = comparisons.stream()
                .flatMap(comparison -> Stream.of(comparison.ours(), comparison.theirs()))
                .flatMap(tree -> tree.misnamed().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        paths.forEach(path -> this.untried.add(
                new Untried(path, "it is not named like a migration", "Name it <version>_<name>.up.sql")));
    }

    private BranchComparison seen(BranchComparison all) {
        Set<String> unseen = this.trees.unseen();
        return unseen.isEmpty()
                ? all
                : new BranchComparison(
                        all.base().without(unseen),
                        all.ours().without(unseen),
                        all.theirs().without(unseen),
                        all.taken().without(unseen));
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
