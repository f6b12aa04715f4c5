package io.github.appliedset.branch.git;

import io.github.appliedset.branch.BranchComparison;
import io.github.appliedset.branch.BranchFile;
import io.github.appliedset.branch.BranchMigration;
import io.github.appliedset.branch.BranchSides;
import io.github.appliedset.branch.BranchSnapshots;
import io.github.appliedset.branch.BranchTree;
import io.github.appliedset.branch.Untried;
import io.github.appliedset.migration.MigrationVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the three trees of a branch and of the one that it meets, also where git has stopped in between. */
public final class BranchReader {

    private final GitRepository repository;
    private final List<String> folders;
    private final Onto onto;
    private final ProtectedRefs protectedRefs;
    private final GitTrees trees;
    private final GitState state;
    private final UnmergedFiles unmerged;
    private final RefNames names;
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
        this.names = new RefNames(repository, onto);
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
            case INCOMING -> List.of(between(commit(0), this.repository.branch().orElse("HEAD")));
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
                this.names.standing(comparisons),
                comparisons.stream().map(notSeen::leftOutOf).toList(),
                comparisons.size() == this.snapshots.size()
                        ? this.snapshots
                        : comparisons.stream().map(any -> BranchSnapshots.NONE).toList(),
                this.protectedRefs.having(added, joined(), this.repository),
                this.untried);
    }

    /** Where this branch will end, and where branches usually do. What is picked is a copy, which may have another number. */
    private Set<String> joined() {
        return this.state.kind() == GitState.Kind.CHERRY_PICK
                ? Set.of()
                : Stream.of(this.onto, this.onto.byDefault())
                        .distinct()
                        .flatMap(each -> each.in(this.repository).stream())
                        .collect(Collectors.toSet());
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
                            "Name it: --applied-set.onto=BRANCH; or fetch it first; or ask for the default branch: git remote"
                                    + " set-head origin --auto")
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
        String fork =
                bases.isEmpty() ? "" : this.repository.forkPoint(mine, other).orElse(bases.get(0));
        if (!bases.isEmpty()) {
            this.trees.follow(fork, this.state.kind() == GitState.Kind.NOTHING ? List.of() : List.of(mine, other));
        }
        List<BranchFile> ourFiles = ourFiles(mine, other);
        List<BranchFile> theirFiles = this.trees.of(other);
        String name = this.names.of(theirs, other);
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
            return BranchComparison.of(common, BranchTree.of(ourName(), ourFiles), BranchTree.of(name, theirFiles));
        }
        this.snapshots.add(snapshots(bases.get(0), mine, other));
        BranchTree base = BranchTree.of("their common ancestor", this.trees.of(fork));
        theirFiles = Stream.concat(theirFiles.stream(), this.trees.moved(fork, other).stream())
                .toList();
        return new BranchComparison(
                base,
                BranchTree.of(ourName(), ourFiles),
                BranchTree.of(name, theirFiles),
                BranchTree.of(
                        name + " as taken",
                        this.toSettle && this.state.isUponTheirs() ? this.unmerged.settled(theirFiles) : union(bases)));
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

    private String ourName() {
        return this.state.kind() == GitState.Kind.INCOMING ? "the merged branch" : "this branch";
    }

    /** Of one number, what was committed first comes first: a rebase may have stopped between them. */
    private List<BranchFile> ourFiles(String mine, String other) {
        List<BranchFile> files = filesOf(mine, other);
        Set<MigrationVersion> versions = new HashSet<>();
        boolean differ = BranchTree.of("ours", files).migrations().stream()
                .allMatch(migration -> versions.add(migration.version()));
        if (differ) {
            return files;
        }
        Map<String, Integer> places = new HashMap<>();
        this.repository.addedSince(other, this.folders).forEach(path -> places.putIfAbsent(path, places.size()));
        return files.stream()
                .sorted(Comparator.comparingInt(file -> places.getOrDefault(file.path(), places.size())))
                .toList();
    }

    private List<BranchFile> filesOf(String mine, String other) {
        return switch (this.state.kind()) {
            case NOTHING -> this.trees.onDisk();
            case MERGE, INCOMING, UNMERGED -> this.toSettle ? this.unmerged.ownSide(mine, other) : this.trees.of(mine);
            case REBASE -> this.toSettle ? this.unmerged.ownSide(commit(2), other) : this.trees.of(mine);
            case CHERRY_PICK, REVERT, MERGE_OF_A_BUILD -> this.trees.of(mine);
        };
    }

    /** The files on disk, without those that wait for somebody to settle a conflict. */
    public List<BranchFile> settledFiles() {
        return this.unmerged.others();
    }

    /** What this branch and what it meets have committed lately: a run that was stopped may have taken it from the disk. */
    public List<BranchMigration> committed() {
        Set<String> commits = new LinkedHashSet<>(this.state.commits());
        this.repository.commit("HEAD").ifPresent(head -> {
            commits.add(head);
            commits.addAll(this.repository.parents(head));
        });
        return BranchTree.of("committed", union(commits)).migrations();
    }

    /**
     * Whether this branch or one that it meets has migrations in a folder.
     *
     * @param location the end of its path, with slashes
     */
    public boolean has(String location) {
        Set<String> commits = new LinkedHashSet<>(this.state.commits());
        commits.add("HEAD");
        commits.addAll(this.onto.in(this.repository).stream().toList());
        return commits.stream()
                .flatMap(name -> this.repository.commit(name).stream())
                .distinct()
                .flatMap(commit -> this.trees.of(commit).stream())
                .anyMatch(file -> ("/" + file.path()).contains("/" + location + "/"));
    }

    /** The migrations of this branch that a rebase has not brought back yet. */
    public List<BranchMigration> stillToCome() {
        return this.state.kind() == GitState.Kind.REBASE
                ? new RebaseToCome(this.repository, this.trees).migrations(commit(0))
                : List.of();
    }

    /** Paths with a conflict that somebody has edited since: the text on disk is this branch's. */
    public Set<String> editedByHand() {
        return this.unmerged.editedByHand();
    }

    /** Whether the other branch's files are, or will be, in this work tree. */
    public boolean isMeeting() {
        return switch (this.state.kind()) {
            case MERGE, INCOMING, REBASE, CHERRY_PICK, UNMERGED -> true;
            case NOTHING, REVERT, MERGE_OF_A_BUILD -> false;
        };
    }

    /** Why nothing may be written now; empty if nothing forbids it. */
    public List<String> refusals() {
        List<String> reasons = new ArrayList<>(this.state.refusals(this.repository));
        boolean gone =
                this.folders.stream().map(this.repository.root()::resolve).noneMatch(Files::isDirectory);
        if (gone
                && this.repository
                        .commit("HEAD")
                        .filter(head -> !this.trees.of(head).isEmpty())
                        .isPresent()) {
            reasons.add("There is no folder " + String.join(", ", this.folders)
                    + " here any more. Name the one where the migrations are now: --applied-set.folder=FOLDER.");
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

    /** The paths of migrations and of the snapshot that wait for somebody to settle a conflict, ascending. */
    public List<String> unmerged() {
        Stream<String> snapshot = Stream.ofNullable(this.snapshotFolder).map(this.repository::relative);
        List<String> places = Stream.concat(this.folders.stream(), snapshot).toList();
        return this.repository.unmerged().stream()
                .filter(path -> places.stream().anyMatch(folder -> folder.isEmpty() || path.startsWith(folder + "/")))
                .sorted()
                .toList();
    }

    private static String key(BranchFile file) {
        return file.checksum() + " " + file.path();
    }

    private List<BranchFile> union(Collection<String> commits) {
        Map<String, BranchFile> files = new LinkedHashMap<>();
        commits.stream().map(this.trees::of).flatMap(List::stream).forEach(file -> files.put(key(file), file));
        return List.copyOf(files.values());
    }

    /** What is picked is new here, whatever else its branch has. */
    private BranchComparison picked(String commit) {
        List<String> parents = this.repository.parents(commit);
        parents.forEach(parent -> this.trees.follow(parent, List.of("HEAD")));
        List<BranchFile> before = parents.isEmpty() ? List.of() : this.trees.of(parents.get(0));
        List<BranchFile> head = this.trees.of("HEAD");
        List<BranchFile> files = this.trees.of(commit);
        return BranchComparison.of(
                BranchTree.of("its parent", before),
                BranchTree.of("the picked commit", this.toSettle ? this.unmerged.picked(files, before, head) : files),
                BranchTree.of("HEAD", head));
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
}
