package io.github.appliedset.authoring;

import io.github.appliedset.migration.FileProblem.InvalidFile;
import io.github.appliedset.migration.InvalidMigrationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Files that are written together or not at all.
 *
 * @param files in the order of writing
 */
public record NewFiles(List<NewFile> files) {

    private static final String ANCHOR = "files-not-written";

    public NewFiles {
        files = List.copyOf(files);
    }

    /**
     * Writes all files and their missing folders, or none. An existing file is never overwritten.
     *
     * @throws InvalidMigrationException if one cannot be written; those already written are removed
     */
    public void write() {
        Deque<Path> made = new ArrayDeque<>();
        for (NewFile file : this.files) {
            try {
                write(file, made);
            } catch (IOException failure) {
                throw InvalidMigrationException.notWritten(problem(file.path(), failure), remove(made));
            }
        }
    }

    private static void write(NewFile file, Deque<Path> made) throws IOException {
        createFolder(file.path().toAbsolutePath().getParent(), made);
        Files.createFile(file.path());
        made.push(file.path());
        Files.writeString(file.path(), file.text(), StandardCharsets.UTF_8);
    }

    private static void createFolder(@Nullable Path folder, Deque<Path> made) throws IOException {
        if (folder != null && !Files.isDirectory(folder)) {
            createFolder(folder.getParent(), made);
            Files.createDirectory(folder);
            made.push(folder);
        }
    }

    private static InvalidFile problem(Path path, IOException failure) {
        return failure instanceof FileAlreadyExistsException
                ? new InvalidFile(path.toString(), "already exists", "Rename it, or name a different folder.", ANCHOR)
                : new InvalidFile(
                        path.toString(),
                        "cannot be written: " + failure,
                        "Make the folder writable, or name a different one.",
                        ANCHOR);
    }

    /** Removes the files and folders created, last first; returns a problem for each that remains. */
    private static List<InvalidFile> remove(Deque<Path> made) {
        List<InvalidFile> leftBehind = new ArrayList<>();
        for (Path path : made) {
            try {
                Files.delete(path);
            } catch (IOException failure) {
                leftBehind.add(new InvalidFile(
                        path.toString(), "cannot be removed: " + failure, "Remove it by hand.", ANCHOR));
            }
        }
        return leftBehind;
    }
}
