package io.github.appliedset.branch.git;

import io.github.appliedset.branch.BranchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The files of a snapshot on disk. */
final class SnapshotFolder {

    private SnapshotFolder() {}

    /** By their paths below the folder; none if there is no such folder. */
    static Map<String, byte[]> read(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Map.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            Map<String, byte[]> files = new HashMap<>();
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
            return files;
        } catch (IOException | UncheckedIOException unreadable) {
            throw BranchException.git(folder + " cannot be read", String.valueOf(unreadable));
        }
    }
}
