package io.github.appliedset.branch;

import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.source.MigrationFileName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The migrations of one tree.
 *
 * @param name what people call it: {@code origin/main}
 * @param migrations ascending by version; several of one version are possible, in the order in which they were given
 * @param repeatables repeatable migrations by name
 * @param loneDowns down files without an up file
 * @param misnamed paths of SQL files that are not named like a migration
 */
public record BranchTree(
        String name,
        List<BranchMigration> migrations,
        Map<String, BranchFile> repeatables,
        List<BranchFile> loneDowns,
        List<String> misnamed) {

    private static final Comparator<BranchMigration> ORDER = Comparator.comparing(BranchMigration::version);

    public BranchTree {
        migrations = migrations.stream().sorted(ORDER).toList();
        repeatables = Map.copyOf(repeatables);
        loneDowns = List.copyOf(loneDowns);
        misnamed = List.copyOf(misnamed);
    }

    private record Half(MigrationFileName name, BranchFile file) {}

    /** Pairs up and down files: a down file belongs to the up file of its version and, where several are, of its name. */
    public static BranchTree of(String name, Collection<BranchFile> files) {
        Map<MigrationVersion, List<Half>> ups = new TreeMap<>();
        Map<MigrationVersion, List<Half>> downs = new TreeMap<>();
        Map<String, BranchFile> repeatables = new TreeMap<>();
        List<String> misnamed = new ArrayList<>();
        for (BranchFile file : files) {
            if (!MigrationFileName.isSql(file.fileName())) {
                continue;
            }
            if (MigrationFileName.isRepeatable(file.fileName())) {
                repeatables.put(file.fileName(), file);
                continue;
            }
            MigrationFileName.read(file.fileName())
                    .ifPresentOrElse(
                            read -> (read.direction().equals("up") ? ups : downs)
                                    .computeIfAbsent(read.version(), version -> new ArrayList<>())
                                    .add(new Half(read, file)),
                            () -> misnamed.add(file.path()));
        }
        List<BranchMigration> migrations = new ArrayList<>();
        ups.forEach((version, halves) -> {
            List<Half> candidates = downs.getOrDefault(version, List.of());
            halves.forEach(up -> migrations.add(new BranchMigration(
                    version, up.name().name(), up.file(), downOf(up, halves.size() == 1, candidates))));
        });
        Set<BranchFile> taken = migrations.stream()
                .flatMap(migration -> migration.files().stream())
                .collect(Collectors.toSet());
        List<BranchFile> loneDowns = downs.values().stream()
                .flatMap(List::stream)
                .map(Half::file)
                .filter(file -> !taken.contains(file))
                .toList();
        return new BranchTree(name, migrations, repeatables, loneDowns, misnamed);
    }

    private static @Nullable BranchFile downOf(Half up, boolean alone, List<Half> candidates) {
        List<Half> named = candidates.stream()
                .filter(down -> down.name().name().equals(up.name().name()))
                .sorted(Comparator.comparing(
                        down -> !down.file().folder().equals(up.file().folder())))
                .toList();
        if (!named.isEmpty()) {
            return named.get(0).file();
        }
        return alone && candidates.size() == 1 ? candidates.get(0).file() : null;
    }

    /** All of one version. */
    Stream<BranchMigration> at(MigrationVersion version) {
        return this.migrations.stream().filter(each -> each.version().equals(version));
    }

    /** The migration with this up file. */
    Optional<BranchMigration> atPath(String path) {
        return this.migrations.stream()
                .filter(each -> each.up().path().equals(path))
                .findFirst();
    }

    /** The same without some files, and what is below some folders. */
    public BranchTree without(Set<String> paths) {
        Map<String, BranchFile> others = new TreeMap<>(this.repeatables);
        others.values().removeIf(file -> isBelow(file, paths));
        return new BranchTree(
                this.name,
                this.migrations.stream()
                        .filter(migration -> !isBelow(migration.up(), paths))
                        .toList(),
                others,
                this.loneDowns,
                this.misnamed);
    }

    private static boolean isBelow(BranchFile file, Set<String> paths) {
        return paths.stream()
                .anyMatch(path -> file.path().equals(path) || file.path().startsWith(path + "/"));
    }

    /** The highest version; empty if there is none. */
    public Optional<MigrationVersion> highest() {
        return this.migrations.isEmpty()
                ? Optional.empty()
                : Optional.of(this.migrations.get(this.migrations.size() - 1).version());
    }
}
