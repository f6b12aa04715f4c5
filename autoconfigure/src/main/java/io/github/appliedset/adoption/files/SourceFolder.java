package io.github.appliedset.adoption.files;

import io.github.appliedset.migration.FileProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the files of another tool. */
final class SourceFolder {

    private SourceFolder() {}

    /** Every file below the folder with one of the suffixes, sorted by path. */
    static List<SourceFile> read(Path folder, List<String> suffixes, List<FileProblem> problems) {
        if (!Files.isDirectory(folder)) {
            problems.add(ImportProblem.of(folder, "is not a folder", "Name the folder with the files to import."));
            return List.of();
        }
        try {
            List<Path> paths = new ArrayList<>();
            addBelow(folder, folder, paths);
            return paths.stream()
                    .filter(path -> suffixes.stream().anyMatch(path.toString()::endsWith) && Files.isRegularFile(path))
                    .sorted((one, other) -> relative(folder, one).compareTo(relative(folder, other)))
                    .map(path -> read(folder, path, problems))
                    .filter(Objects::nonNull)
                    .toList();
        } catch (IOException | UncheckedIOException unreadable) {
            problems.add(ImportProblem.of(
                    folder, "cannot be read: " + unreadable, "Make the folder and its files readable."));
            return List.of();
        }
    }

    private static void addBelow(Path root, Path folder, List<Path> found) throws IOException {
        List<Path> entries;
        try (Stream<Path> listed = Files.list(folder)) {
            entries = listed.toList();
        }
        for (Path entry : entries) {
            if (!Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                found.add(entry);
            } else if (!isHidden(root, entry)) {
                addBelow(root, entry, found);
            }
        }
    }

    /**
     * Whether a folder holds no sources: an editor's history, the target of a mounted volume's links, or what a file system
     * keeps at its root.
     */
    static boolean isHidden(Path root, Path folder) {
        String name = folder.getFileName().toString();
        return name.startsWith(".") || name.equals("lost+found") && root.equals(folder.getParent());
    }

    /** A ConfigMap or Secret is mounted as links through this link. */
    static boolean isKubernetesData(Path entry) {
        return entry.getFileName().toString().equals("..data") && Files.isSymbolicLink(entry);
    }

    private static @Nullable SourceFile read(Path folder, Path path, List<FileProblem> problems) {
        try {
            String text = Files.readString(path, StandardCharsets.UTF_8);
            return new SourceFile(
                    relative(folder, path),
                    text.startsWith("\uFEFF") ? text.substring(1) : text,
                    configuration(path.resolveSibling(path.getFileName() + ".conf")));
        } catch (CharacterCodingException malformed) {
            problems.add(ImportProblem.of(
                    path, "is not UTF-8", "Save it as UTF-8 in a copy of the folder, and import the copy."));
        } catch (IOException unreadable) {
            problems.add(ImportProblem.of(path, "cannot be read: " + unreadable, "Make it readable."));
        }
        return null;
    }

    private static Map<String, String> configuration(Path path) throws IOException {
        Map<String, String> configuration = new LinkedHashMap<>();
        if (Files.isRegularFile(path)) {
            for (String line : Files.readAllLines(path, StandardCharsets.UTF_8)) {
                int equals = line.indexOf('=');
                if (equals > 0 && !line.strip().startsWith("#")) {
                    String key = line.substring(0, equals).strip();
                    configuration.put(
                            key.substring(key.lastIndexOf('.') + 1),
                            line.substring(equals + 1).strip());
                }
            }
        }
        return configuration;
    }

    private static String relative(Path folder, Path path) {
        return folder.relativize(path).toString().replace('\\', '/');
    }
}
