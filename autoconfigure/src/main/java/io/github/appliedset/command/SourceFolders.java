package io.github.appliedset.command;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Where the sources of migrations are: in this module, or in the one module below that has them. */
final class SourceFolders {

    /** How far below the working directory a module may be. */
    private static final int DEEPEST = 8;

    private static final Set<String> NOT_SOURCES = Set.of("target", "build", "out", "node_modules");

    private SourceFolders() {}

    /**
     * The folders of a migrator, whether they exist or not.
     *
     * @param expected relative to the working directory
     * @throws WrongUsageException if several modules have one of them
     */
    static List<Path> of(List<Path> expected, Path workingDirectory) {
        return expected.stream()
                .map(folder -> in(folder, workingDirectory))
                .distinct()
                .toList();
    }

    private static Path in(Path folder, Path workingDirectory) {
        if (folder.isAbsolute() || Files.isDirectory(workingDirectory.resolve(folder))) {
            return workingDirectory.resolve(folder);
        }
        List<Path> found = below(workingDirectory, folder);
        if (found.size() > 1) {
            throw WrongUsageException.ofLines("Several modules have a folder " + folder + ":\n"
                    + found.stream().map(Path::toString).collect(Collectors.joining("\n"))
                    + "\nName one: --applied-set.folder=...");
        }
        return found.isEmpty() ? workingDirectory.resolve(folder) : found.get(0);
    }

    private static List<Path> below(Path root, Path wanted) {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(root, Set.of(), DEEPEST + wanted.getNameCount(), new SimpleFileVisitor<>() {

                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    String name = String.valueOf(folder.getFileName());
                    if (!folder.equals(root) && (name.startsWith(".") || NOT_SOURCES.contains(name))) {
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    if (folder.endsWith(wanted)) {
                        found.add(folder);
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    return FileVisitResult.CONTINUE;
                }

                /** The deepest folders are visited as if they were files. */
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isDirectory() && file.endsWith(wanted)) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException unreadable) {
            return List.of();
        }
        found.sort(null);
        return found;
    }
}
