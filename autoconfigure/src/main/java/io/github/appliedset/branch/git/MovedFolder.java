package io.github.appliedset.branch.git;

import io.github.appliedset.source.MigrationFileName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Follows a folder by the contents of its files: what has been merged is not edited. */
final class MovedFolder {

    private MovedFolder() {}

    /**
     * The folder that has, in another tree, most of the files of a folder. Files that both trees have at one path are none of
     * them: another module may have a copy.
     *
     * @param folder in the first tree
     * @return empty if there is none, or if it is the root
     */
    static Optional<String> of(String folder, List<TreeEntry> tree, List<TreeEntry> other) {
        Set<String> paths = tree.stream().map(TreeEntry::path).collect(Collectors.toSet());
        Map<String, Set<String>> names = tree.stream()
                .filter(entry -> entry.isBelow(folder) && MigrationFileName.isSql(entry.path()))
                .collect(Collectors.groupingBy(
                        TreeEntry::blob,
                        Collectors.mapping(
                                entry -> entry.path().substring(folder.isEmpty() ? 0 : folder.length() + 1),
                                Collectors.toCollection(TreeSet::new))));
        return other.stream()
                .filter(entry -> names.containsKey(entry.blob()) && MigrationFileName.isSql(entry.path()))
                .filter(entry -> !paths.contains(entry.path()))
                .collect(Collectors.groupingBy(
                        entry -> place(entry.path(), names.getOrDefault(entry.blob(), Set.of())),
                        TreeMap::new,
                        Collectors.counting()))
                .entrySet()
                .stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .filter(place -> !place.isEmpty());
    }

    /** Of a file in a folder below, the folder that it is below, where that has kept its name. */
    private static String place(String path, Set<String> names) {
        return names.stream()
                .filter(name -> path.endsWith("/" + name))
                .findFirst()
                .map(name -> path.substring(0, path.length() - name.length() - 1))
                .orElseGet(() -> path.substring(0, Math.max(path.lastIndexOf('/'), 0)));
    }
}
