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
 * Files that belong together.
 *
 * @param files in the order in which they are written
 */
public record NewFiles(List<NewFile> files) {

    private static final String ANCHOR = "files-not-written";

    public NewFiles {
        files = List.copyOf(files);
    }

    /**
     * Writes all of them, with the folders that are missing, or none. A file that exists is never overwritten.
     *
     * @throws InvalidMigrationException if one cannot be written; those before it are removed again
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
                ? new InvalidFile(path.toString(), "exists already", "Rename it, or name another folder.", ANCHOR)
                : new InvalidFile(
                        path.toString(),
                        "cannot be written: " + failure,
                        "Make the folder writable, or name another.",
                        ANCHOR);
    }

    /** Removes what was made, the last one first; the files that remain. */
    private static List<InvalidFile> remove(Deque<Path> made) {
        List<InvalidFile> leftBehind = new ArrayList<>();
        for (Path path : made) {
            try {
                Files.delete(path);
            } catch (IOException failure) {
                leftBehind.add(
                        new InvalidFile(path.toString(), "cannot be removed again: " + failure, "Remove it.", ANCHOR));
            }
        }
        return leftBehind;
    }
}
