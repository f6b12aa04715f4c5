package io.github.appliedset.migration;

import io.github.appliedset.migration.MigrationConflict.RenumberedMigration;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows whose migration has a different number on disk now: the version's own file is gone or has other
 * content, and a file that no row accounts for has the recorded checksum. Reads files, but only where a row may be one.
 */
final class Renumberings {

    private final VersionSet<Migration> onDisk;
    private final VersionSet<Migration> pending;
    private final VersionSet<AppliedMigration> recorded;
    private final Map<Checksum, List<AppliedMigration>> rows = new HashMap<>();
    private final Set<Checksum> looking;
    private final Map<Migration, Optional<Checksum>> checksums = new HashMap<>();
    private final Checksum.Reader reader = new Checksum.Reader();

    /**
     * Prepares a search.
     *
     * @param suspects the rows that may belong to a different file
     */
    Renumberings(
            VersionSet<Migration> onDisk, VersionSet<AppliedMigration> recorded, Stream<AppliedMigration> suspects) {
        this.onDisk = onDisk;
        this.pending = onDisk.minus(recorded);
        this.recorded = recorded;
        for (AppliedMigration row : recorded) {
            if (row.checksum() != null) {
                this.rows
                        .computeIfAbsent(row.checksum(), checksum -> new ArrayList<>())
                        .add(row);
            }
        }
        this.looking = suspects.map(AppliedMigration::checksum)
                .flatMap(Stream::ofNullable)
                .collect(Collectors.toSet());
    }

    /**
     * Searches the pending files and the given ones, and follows chains: if the row of 3 belongs to 4, the row of 4
     * may belong to 5.
     *
     * @return in an order in which each can be settled
     */
    List<RenumberedMigration> among(Collection<Migration> files) {
        if (this.looking.isEmpty()) {
            return List.of();
        }
        Map<MigrationVersion, List<Migration>> found = new TreeMap<>();
        Deque<Migration> queue = new ArrayDeque<>(this.pending.toList());
        queue.addAll(files);
        Set<Migration> seen = new HashSet<>();
        while (!queue.isEmpty()) {
            Migration file = queue.poll();
            AppliedMigration row = seen.add(file) ? rowOf(file) : null;
            if (row != null) {
                found.computeIfAbsent(row.version(), version -> new ArrayList<>())
                        .add(file);
                this.onDisk.find(row.version()).ifPresent(queue::add);
            }
        }
        found.values().forEach(those -> those.sort(Comparator.comparing(Migration::version)));
        return inOrder(found);
    }

    /** The row that belongs to the file instead of to its own version; null if there is none, or it is not known. */
    private @Nullable AppliedMigration rowOf(Migration file) {
        Checksum checksum = checksum(file).filter(this.looking::contains).orElse(null);
        if (checksum == null) {
            return null;
        }
        List<AppliedMigration> sameContent = this.rows.getOrDefault(checksum, List.of());
        if (sameContent.stream().anyMatch(row -> row.version().equals(file.version()))) {
            return null;
        }
        List<AppliedMigration> candidates = sameContent.stream()
                .filter(row -> !hasItsFile(row))
                // Content that several versions ran does not tell them apart, but the name does.
                .filter(row -> sameContent.size() == 1 || row.name().equals(file.name()))
                .toList();
        return candidates.size() == 1 && !isBlank(file) ? candidates.get(0) : null;
    }

    private boolean hasItsFile(AppliedMigration row) {
        return this.onDisk
                .find(row.version())
                .flatMap(this::checksum)
                .filter(found -> found.equals(row.checksum()))
                .isPresent();
    }

    /** Empty for a Java class, and for a file that cannot be read: that is reported before anything runs. */
    private Optional<Checksum> checksum(Migration migration) {
        return this.checksums.computeIfAbsent(migration, file -> {
            try {
                return Optional.ofNullable(file.up().checksum(this.reader));
            } catch (InvalidMigrationException unreadable) {
                return Optional.empty();
            }
        });
    }

    /** Whether all lines are empty or comments: such files look alike, and to run one twice changes nothing. */
    private static boolean isBlank(Migration migration) {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(migration.up().content().open(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String text = line.replace("\uFEFF", "").strip();
                if (!text.isEmpty() && !text.startsWith("--")) {
                    return false;
                }
            }
            return true;
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** A row whose new number is taken by another of these rows comes after that one. What is left is circles. */
    private List<RenumberedMigration> inOrder(Map<MigrationVersion, List<Migration>> found) {
        List<RenumberedMigration> ordered = new ArrayList<>();
        Map<MigrationVersion, List<Migration>> left = new TreeMap<>(found);
        boolean moved = true;
        while (moved) {
            moved = false;
            for (MigrationVersion version : List.copyOf(left.keySet())) {
                List<Migration> files = Objects.requireNonNull(left.get(version));
                if (files.size() > 1 || !left.containsKey(files.get(0).version())) {
                    ordered.add(renumbered(version, files, false));
                    left.remove(version);
                    moved = true;
                }
            }
        }
        left.forEach((version, files) -> ordered.add(renumbered(version, files, true)));
        return ordered;
    }

    private RenumberedMigration renumbered(MigrationVersion version, List<Migration> files, boolean exchanged) {
        return new RenumberedMigration(
                this.recorded.find(version).orElseThrow(),
                files,
                this.onDisk.find(version).orElse(null),
                exchanged);
    }
}
