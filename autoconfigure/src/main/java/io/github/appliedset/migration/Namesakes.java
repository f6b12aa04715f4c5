package io.github.appliedset.migration;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the rows whose migration probably has a different number on disk now, where no checksum proves it: a file that has
 * not run bears the name of a row that has lost its own file. Reads no file.
 */
final class Namesakes {

    private Namesakes() {}

    /**
     * Searches the pending files, and follows chains: if the row of 4 belongs to 5, the row of 3 may belong to the file of
     * 4.
     *
     * @param suspects the rows that have no file, or one with a different name
     * @return the files for each version, ascending; in an order in which each can be settled
     */
    static Map<MigrationVersion, List<Migration>> of(
            VersionSet<Migration> onDisk, Collection<Migration> pending, Collection<AppliedMigration> suspects) {
        Map<MigrationVersion, List<Migration>> found = new LinkedHashMap<>();
        Deque<Migration> queue = new ArrayDeque<>(pending);
        Set<MigrationVersion> seen = new HashSet<>();
        while (!queue.isEmpty()) {
            Migration file = queue.poll();
            if (!seen.add(file.version())) {
                continue;
            }
            for (AppliedMigration row : suspects) {
                if (row.name().equals(file.name()) && !row.version().equals(file.version())) {
                    found.computeIfAbsent(row.version(), version -> new ArrayList<>())
                            .add(file);
                    onDisk.find(row.version()).ifPresent(queue::add);
                }
            }
        }
        found.values().forEach(files -> files.sort(Comparator.comparing(Migration::version)));
        return found;
    }
}
