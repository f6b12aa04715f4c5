package io.github.appliedset.source;

import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.FileProblem.InvalidFile;
import io.github.appliedset.migration.MigrationFile;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.List;

/** Lists the SQL files below a folder of the file system. What cannot be looked into is a problem, never skipped. */
final class FolderListing extends SimpleFileVisitor<Path> {

    private final Path root;
    private final String prefix;
    private final String realPrefix;
    private final String shownAs;
    private final List<FoundFile> found;
    private final List<FileProblem> problems;

    private FolderListing(Path root, Path realRoot, String shownAs, List<FoundFile> found, List<FileProblem> problems) {
        this.root = root;
        this.prefix = asPrefix(root);
        this.realPrefix = asPrefix(realRoot);
        this.shownAs = shownAs;
        this.found = found;
        this.problems = problems;
    }

    /**
     * Adds what is found and what is wrong.
     *
     * @param shownAs the folder as its location names it
     */
    static void list(Path root, String shownAs, List<FoundFile> found, List<FileProblem> problems) {
        try {
            FolderListing listing = new FolderListing(root, root.toRealPath(), shownAs, found, problems);
            Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, listing);
        } catch (IOException unreadable) {
            problems.add(unreadable(root, unreadable));
        }
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        if (!folder.equals(this.root)
                && MigrationFileName.isSql(folder.getFileName().toString())) {
            this.problems.add(unreadable(folder, new IOException("it is a folder")));
            return FileVisitResult.SKIP_SUBTREE;
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        String name = file.getFileName().toString();
        if (MigrationFileName.isSql(name)) {
            String below = below(file);
            this.found.add(new FoundFile(
                    name,
                    new MigrationFile(
                            this.shownAs + "/" + below.replace('\\', '/'),
                            "file:" + file.toAbsolutePath(),
                            () -> Files.newInputStream(file)),
                    this.realPrefix + below));
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
        this.problems.add(unreadable(file, unreadable));
        return FileVisitResult.CONTINUE;
    }

    private static String asPrefix(Path folder) {
        String separator = folder.getFileSystem().getSeparator();
        return folder.toString().endsWith(separator) ? folder.toString() : folder + separator;
    }

    /** A path that is made anew for each of ten thousand files costs more than the walk. */
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
