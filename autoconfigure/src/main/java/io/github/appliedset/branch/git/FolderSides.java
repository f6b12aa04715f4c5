package io.github.appliedset.branch.git;

import io.github.appliedset.branch.BranchComparison;
import io.github.appliedset.branch.BranchException;
import io.github.appliedset.branch.BranchFile;
import io.github.appliedset.branch.BranchSides;
import io.github.appliedset.branch.BranchSnapshots;
import io.github.appliedset.branch.BranchTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Three folders instead of a repository. */
public final class FolderSides {

    private FolderSides() {}

    private static final String SNAPSHOT = "snapshot";

    /**
     * Reads them, and the folders {@code snapshot} beside them.
     *
     * @throws BranchException if one cannot be read
     */
    public static BranchSides of(Path base, Path ours, Path theirs) {
        return new BranchSides(
                "",
                "",
                List.of(BranchComparison.of(tree("base", base), tree("this branch", ours), tree("theirs", theirs))),
                List.of(new BranchSnapshots(snapshot(base), snapshot(ours), snapshot(theirs))),
                Set.of(),
                List.of());
    }

    private static Map<String, byte[]> snapshot(Path migrations) {
        Path folder = migrations.toAbsolutePath().normalize().resolveSibling(SNAPSHOT);
        return folder.equals(migrations.toAbsolutePath().normalize()) ? Map.of() : SnapshotFolder.read(folder);
    }

    private static BranchTree tree(String name, Path folder) {
        if (!Files.isDirectory(folder)) {
            throw BranchException.unreadable(
                    "There is no folder " + folder.toAbsolutePath() + ".",
                    "Name the folders of the migrations as they were where the branches parted, on this branch and on the"
                            + " other: --applied-set.base=FOLDER --applied-set.ours=FOLDER --applied-set.theirs=FOLDER.",
                    null);
        }
        try (Stream<Path> all = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            List<BranchFile> files = new ArrayList<>();
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                files.add(new BranchFile(
                        folder.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file)));
            }
            return BranchTree.of(name, files);
        } catch (IOException | UncheckedIOException unreadable) {
            throw BranchException.git(folder + " cannot be read", String.valueOf(unreadable));
        }
    }
}
