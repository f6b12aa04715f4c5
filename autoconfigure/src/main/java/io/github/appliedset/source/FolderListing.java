package io.github.appliedset.source;

import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.FileProblem.InvalidFile;
import io.github.appliedset.migration.MigrationFile;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

/**
 * Lists the SQL files below a folder of the file system. A folder that cannot be read is a problem, never skipped.
 *
 * <p>Looks only at the names of SQL files: reading their attributes would take most of the time of a walk. A name that
 * belongs to a folder or a broken link fails later, when it is read.
 */
final class FolderListing {

    /** A folder that a file system keeps at the root of a volume and that only the superuser may read. */
    private static final String LOST_AND_FOUND = "lost+found";

    private final Path root;
    private final String separator;
    private final String prefix;
    private final String realPrefix;
    private final boolean isReal;
    private final String shownAs;
    private final List<FoundFile> found;
    private final List<FileProblem> problems;
    private final Deque<Path> above = new ArrayDeque<>();

    private FolderListing(Path root, Path realRoot, String shownAs, List<FoundFile> found, List<FileProblem> problems) {
        this.root = root;
        this.separator = root.getFileSystem().getSeparator();
        this.prefix = asPrefix(root);
        this.realPrefix = asPrefix(realRoot);
        this.isReal = this.realPrefix.equals(this.prefix);
        this.shownAs = shownAs + "/";
        this.found = found;
        this.problems = problems;
    }

    /**
     * Adds the files and the problems found.
     *
     * @param shownAs the folder as its location names it
     */
    static void list(Path root, String shownAs, List<FoundFile> found, List<FileProblem> problems) {
        try {
            new FolderListing(root, root.toRealPath(), shownAs, found, problems).list(root);
        } catch (IOException unreadable) {
            problems.add(unreadable(root, unreadable));
        }
    }

    private void list(Path folder) {
        try {
            Path real = folder.toRealPath();
            if (this.above.contains(real)) {
                throw new FileSystemLoopException(folder.toString());
            }
            this.above.push(real);
            listEntries(folder);
            this.above.pop();
        } catch (IOException unreadable) {
            this.problems.add(unreadable(folder, unreadable));
        }
    }

    private void listEntries(Path folder) {
        try {
            // A ConfigMap or Secret is mounted as links through this link.
            boolean mounted = Files.isSymbolicLink(folder.resolve("..data"));
            for (Path entry : entries(folder)) {
                String below = below(entry);
                String name = below.substring(below.lastIndexOf(this.separator) + 1);
                if (mounted && name.startsWith("..")) {
                    // The target of the links next to it. While the volume is updated, there are two such folders.
                    continue;
                }
                if (name.equals(LOST_AND_FOUND) && folder.equals(this.root)) {
                    continue;
                }
                if (MigrationFileName.isSql(name)) {
                    add(entry, name, below);
                } else if (isFolder(entry)) {
                    list(entry);
                }
            }
        } catch (DirectoryIteratorException unreadable) {
            this.problems.add(unreadable(folder, Objects.requireNonNull(unreadable.getCause())));
        } catch (IOException unreadable) {
            this.problems.add(unreadable(folder, unreadable));
        }
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            List<Path> all = new ArrayList<>();
            entries.forEach(all::add);
            return all;
        }
    }

    private boolean isFolder(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).isDirectory();
        } catch (NoSuchFileException leadsNowhere) {
            return false;
        } catch (IOException unreadable) {
            this.problems.add(unreadable(path, unreadable));
            return false;
        }
    }

    private void add(Path file, String name, String below) {
        this.found.add(new FoundFile(
                name,
                new MigrationFile(
                        this.shownAs.concat(below.replace('\\', '/')),
                        "file:".concat(file.toAbsolutePath().toString()),
                        new FileContent(file)),
                this.isReal ? file.toString() : this.realPrefix.concat(below),
                file));
    }

    private String asPrefix(Path folder) {
        return folder.toString().endsWith(this.separator) ? folder.toString() : folder + this.separator;
    }

    /** A part of its path: creating a relative path for each of ten thousand files costs more than the walk. */
    private String below(Path file) {
        String path = file.toString();
        return path.startsWith(this.prefix)
                ? path.substring(this.prefix.length())
                : this.root.relativize(file).toString();
    }

    private static InvalidFile unreadable(Path path, IOException cause) {
        return InvalidFile.unreadable("file:" + path.toAbsolutePath(), cause);
    }
}
