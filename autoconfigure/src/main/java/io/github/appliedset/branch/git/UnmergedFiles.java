package io.github.appliedset.branch.git;

import io.github.appliedset.branch.BranchFile;
import io.github.appliedset.branch.BranchMigration;
import io.github.appliedset.branch.BranchTree;
import io.github.appliedset.source.MigrationFileName;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Files that wait for somebody to settle a conflict, and what this branch's own side of them is. */
final class UnmergedFiles {

    private static final Pattern MARK =
            Pattern.compile("^(<<<<<<<|\\|\\|\\|\\|\\|\\|\\||=======\\R|>>>>>>>)", Pattern.MULTILINE);

    private final GitRepository repository;
    private final GitTrees trees;
    private final Set<String> byHand = new TreeSet<>();

    UnmergedFiles(GitRepository repository, GitTrees trees) {
        this.repository = repository;
        this.trees = trees;
    }

    /** What is on disk, without them. */
    List<BranchFile> others() {
        Set<String> unmerged = this.repository.unmerged();
        return this.trees.onDisk().stream()
                .filter(file -> !unmerged.contains(file.path()))
                .toList();
    }

    /**
     * What is on disk; of a migration with a conflict, the files that a commit has, and no other. A file that somebody has
     * edited since is taken as it is now, and so is one that git has moved, because the other branch moved its folder.
     *
     * @param own the commit of this branch
     * @param other that of the other branch
     */
    List<BranchFile> ownSide(String own, String other) {
        Set<String> unmerged = this.repository.unmerged();
        BranchTree tree = BranchTree.of("own", this.trees.of(own));
        Map<String, BranchFile> theirs = byPath(this.trees.of(other));
        Map<String, BranchFile> now = byPath(this.trees.onDisk());
        List<BranchMigration> conflicted = with(unmerged, tree);
        Map<String, BranchFile> files = new LinkedHashMap<>();
        now.values().stream()
                .filter(file -> !unmerged.contains(file.path()))
                // Git has taken it from the other branch: it is no down file of ours.
                .filter(file -> conflicted.stream().noneMatch(migration -> isOf(file, migration)))
                .forEach(file -> files.put(file.path(), file));
        for (BranchMigration migration : conflicted) {
            for (BranchFile file : migration.files()) {
                BranchFile present = now.get(file.path());
                boolean edited = present != null && isEdited(present, file, theirs.get(file.path()));
                if (edited) {
                    this.byHand.add(file.path());
                }
                files.put(file.path(), edited ? present : file);
            }
        }
        now.values().stream()
                .filter(file -> unmerged.contains(file.path()) && !theirs.containsKey(file.path()))
                .filter(file -> !MARK.matcher(file.text()).find())
                .forEach(file -> files.putIfAbsent(file.path(), file));
        tree.repeatables().values().stream()
                .filter(file -> unmerged.contains(file.path()))
                .forEach(file -> files.put(file.path(), file));
        return List.copyOf(files.values());
    }

    /**
     * The files of a commit that is picked. One that it brings and that somebody has edited since git stopped is taken as it
     * is on disk, staged or not.
     *
     * @param before those of its parent
     * @param theirs those of the commit that it is put upon
     */
    List<BranchFile> picked(List<BranchFile> own, List<BranchFile> before, List<BranchFile> theirs) {
        Map<String, BranchFile> was = byPath(before);
        Map<String, BranchFile> there = byPath(theirs);
        Map<String, BranchFile> now = byPath(this.trees.onDisk());
        return own.stream()
                .map(file -> {
                    BranchFile present = now.get(file.path());
                    BranchFile parent = was.get(file.path());
                    boolean brought = parent == null || !parent.checksum().equals(file.checksum());
                    if (!brought || present == null || !isEdited(present, file, there.get(file.path()))) {
                        return file;
                    }
                    this.byHand.add(file.path());
                    return present;
                })
                .toList();
    }

    /** The paths that {@link #ownSide} and {@link #picked} have taken from the disk, because somebody has edited them after git stopped. */
    Set<String> editedByHand() {
        return this.byHand;
    }

    private static boolean isEdited(BranchFile now, BranchFile own, @Nullable BranchFile theirs) {
        return !now.checksum().equals(own.checksum())
                && (theirs == null || !now.checksum().equals(theirs.checksum()))
                && !MARK.matcher(now.text()).find();
    }

    /** Of another branch's files, all those of migrations that do not wait. */
    List<BranchFile> settled(List<BranchFile> theirs) {
        Set<String> waiting = with(this.repository.unmerged(), BranchTree.of("theirs", theirs)).stream()
                .flatMap(migration -> migration.files().stream())
                .map(BranchFile::path)
                .collect(Collectors.toSet());
        return theirs.stream().filter(file -> !waiting.contains(file.path())).toList();
    }

    private static List<BranchMigration> with(Set<String> unmerged, BranchTree tree) {
        return tree.migrations().stream()
                .filter(migration -> migration.files().stream().anyMatch(file -> unmerged.contains(file.path())))
                .toList();
    }

    private static boolean isOf(BranchFile file, BranchMigration migration) {
        return MigrationFileName.read(file.fileName())
                .filter(read -> read.version().equals(migration.version())
                        && read.name().equals(migration.name()))
                .isPresent();
    }

    private static Map<String, BranchFile> byPath(Collection<BranchFile> files) {
        return files.stream()
                .collect(Collectors.toMap(
                        BranchFile::path, Function.identity(), (one, same) -> one, LinkedHashMap::new));
    }
}
