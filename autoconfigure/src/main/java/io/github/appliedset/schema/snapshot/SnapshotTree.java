package io.github.appliedset.schema.snapshot;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.SnapshotException;
import io.github.appliedset.schema.Coverage;
import io.github.appliedset.schema.Schema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A snapshot as a folder of small files, the form that is committed. Other files in the folder are left alone.
 */
@Internal
public final class SnapshotTree {

    private static final String CR_LF = "\r\n";

    /** Git's settings for the folder. */
    static final String ATTRIBUTES = ".gitattributes";

    /** Two snapshots are not merged line by line: the result would be a schema that nobody has created. */
    private static final String NOT_MERGED = "# Taken again after a merge.\n** -merge\n";

    private final Path root;

    private SnapshotTree(Path root) {
        this.root = root;
    }

    /** The snapshot in a folder, which need not exist yet. */
    public static SnapshotTree at(Path root) {
        return new SnapshotTree(root);
    }

    /** The folder. */
    public Path root() {
        return this.root;
    }

    /** Whether there is a snapshot. */
    public boolean exists() {
        return Files.exists(this.root.resolve(SnapshotFiles.HEADER));
    }

    /**
     * Reads the snapshot.
     *
     * @return {@link Schema#EMPTY} if there is none
     * @throws SnapshotException with every problem, if there is one that cannot be read
     */
    public Schema load() {
        Map<String, byte[]> files = new TreeMap<>();
        List<SnapshotProblem> problems = new ArrayList<>();
        try {
            for (String path : paths()) {
                files.put(path, content(path, problems));
            }
        } catch (IOException unreadable) {
            throw SnapshotException.inaccessible(unreadable);
        }
        if (!problems.isEmpty()) {
            throw SnapshotFiles.invalid(problems);
        }
        if (exists()) {
            return SnapshotFiles.read(files, path -> this.root.resolve(path).toString());
        }
        if (files.isEmpty()) {
            return Schema.EMPTY;
        }
        throw SnapshotFiles.invalid(List.of(new SnapshotProblem(
                this.root.resolve(SnapshotFiles.HEADER).toString(),
                0,
                "the file is missing, but other snapshot files exist")));
    }

    /**
     * Reads a snapshot that is in no folder.
     *
     * @param files by their paths below the folder; those that do not belong to a snapshot are left out
     * @return {@link Schema#EMPTY} if there is none
     * @throws SnapshotException with every problem, if it cannot be read
     */
    public static Schema read(Map<String, byte[]> files) {
        Map<String, byte[]> own = new TreeMap<>(files);
        own.keySet().removeIf(path -> !path.endsWith(ObjectPath.SUFFIX));
        return own.containsKey(SnapshotFiles.HEADER) ? SnapshotFiles.read(own, path -> path) : Schema.EMPTY;
    }

    /**
     * The coverage of the snapshot; reads only its header.
     *
     * @return {@link Coverage#DEFAULT} if there is no snapshot
     * @throws SnapshotException if its {@code snapshot.json} cannot be read
     */
    public Coverage coverage() {
        if (!exists()) {
            return Coverage.DEFAULT;
        }
        Path header = this.root.resolve(SnapshotFiles.HEADER);
        try {
            return SnapshotFiles.read(
                            Map.of(SnapshotFiles.HEADER, Files.readAllBytes(header)), any -> header.toString())
                    .coverage();
        } catch (IOException unreadable) {
            throw SnapshotException.inaccessible(unreadable);
        }
    }

    /**
     * Writes exactly this schema to the folder. Unchanged files are not rewritten; files of removed objects are deleted.
     *
     * @return the changes
     * @throws SnapshotException if the folder contains something else; nothing is changed then
     */
    public SavedSnapshot save(Schema schema) {
        NavigableMap<String, String> files = SnapshotFiles.of(schema);
        int written = 0;
        int removed = 0;
        try {
            List<String> stale = new ArrayList<>(paths());
            requireOurs(stale);
            stale.removeAll(files.keySet());
            boolean isNew = !exists();
            for (Map.Entry<String, String> file : files.entrySet()) {
                written += write(this.root.resolve(file.getKey()), file.getValue()) ? 1 : 0;
            }
            if (isNew && !Files.exists(this.root.resolve(ATTRIBUTES))) {
                write(this.root.resolve(ATTRIBUTES), NOT_MERGED);
            }
            for (String path : stale) {
                remove(this.root.resolve(path));
                removed++;
            }
        } catch (IOException failure) {
            throw SnapshotException.unwritable(
                    "The snapshot cannot be written to " + this.root + ": " + failure,
                    "Use a folder that can be written to.",
                    failure);
        }
        return new SavedSnapshot(this.root, schema.size(), written, removed);
    }

    private byte[] content(String path, List<SnapshotProblem> problems) throws IOException {
        Path file = this.root.resolve(path);
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException leadsNowhere) {
            problems.add(new SnapshotProblem(file.toString(), 0, "the link leads to a file that does not exist"));
            return new byte[0];
        }
    }

    /** The files of the snapshot, below the root, with slashes. Links are followed. */
    private List<String> paths() throws IOException {
        List<String> paths = new ArrayList<>();
        List<SnapshotProblem> broken = new ArrayList<>();
        if (exists()) {
            paths.add(SnapshotFiles.HEADER);
        }
        for (String folder : SnapshotFiles.ownFolders()) {
            Path below = this.root.resolve(folder);
            if (Files.isDirectory(below)) {
                try {
                    int begin = below.toString().length() - folder.length();
                    Files.walkFileTree(
                            below,
                            Set.of(FileVisitOption.FOLLOW_LINKS),
                            Integer.MAX_VALUE,
                            new FilesBelow(begin, paths, broken));
                } catch (FileSystemLoopException circle) {
                    throw SnapshotFiles.invalid(List.of(new SnapshotProblem(
                            String.valueOf(circle.getFile()), 0, "the link leads to a folder that contains it")));
                }
            } else if (Files.isSymbolicLink(below)) {
                broken.add(leadsNowhere(below));
            }
        }
        if (!broken.isEmpty()) {
            throw SnapshotFiles.invalid(broken);
        }
        return paths;
    }

    private static SnapshotProblem leadsNowhere(Path link) {
        return new SnapshotProblem(link.toString(), 0, "the link leads to a folder that does not exist");
    }

    /** Adds the names of files, relative to the root, and asks the file system only once for each. */
    private static final class FilesBelow extends SimpleFileVisitor<Path> {

        private final int begin;
        private final List<String> paths;
        private final List<SnapshotProblem> broken;

        FilesBelow(int begin, List<String> paths, List<SnapshotProblem> broken) {
            this.begin = begin;
            this.paths = paths;
            this.broken = broken;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = file.toString();
            if (name.endsWith(ObjectPath.SUFFIX)) {
                this.paths.add(name.substring(this.begin).replace('\\', '/'));
            } else if (name.toLowerCase(Locale.ROOT).endsWith(ObjectPath.SUFFIX)) {
                this.broken.add(new SnapshotProblem(
                        name, 0, "the name of a snapshot file ends in " + ObjectPath.SUFFIX + ", in lower case"));
            } else if (attributes.isSymbolicLink()) {
                this.broken.add(leadsNowhere(file));
            }
            return FileVisitResult.CONTINUE;
        }
    }

    private void requireOurs(List<String> paths) throws IOException {
        if (exists() || !Files.exists(this.root)) {
            return;
        }
        try (Stream<Path> others = Files.list(this.root)) {
            if (!paths.isEmpty() || others.anyMatch(file -> !file.endsWith(ATTRIBUTES))) {
                throw SnapshotException.unwritable(
                        "The folder " + this.root + " is not empty and has no " + SnapshotFiles.HEADER
                                + ", so it may not be a snapshot. Nothing was written.",
                        "Use an empty folder, or one with a snapshot. If only that file was lost, restore it from"
                                + " version control.",
                        null);
            }
        }
    }

    /** A working copy may have different line ends; they are kept. */
    private static boolean write(Path file, String text) throws IOException {
        String lines = text;
        try {
            String present = Files.readString(file, StandardCharsets.ISO_8859_1);
            if (present.contains(CR_LF)) {
                lines = text.replace("\n", CR_LF);
            }
            if (present.equals(new String(lines.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))) {
                return false;
            }
        } catch (NoSuchFileException isNew) {
            Files.createDirectories(file.getParent());
        }
        Files.writeString(file, lines);
        return true;
    }

    private void remove(Path file) throws IOException {
        Files.delete(file);
        for (Path folder = file.getParent(); folder != null && !folder.equals(this.root); folder = folder.getParent()) {
            if (Files.isSymbolicLink(folder)) {
                return;
            }
            try {
                Files.delete(folder);
            } catch (DirectoryNotEmptyException stillUsed) {
                return;
            }
        }
    }
}
