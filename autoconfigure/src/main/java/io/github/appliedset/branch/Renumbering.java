package io.github.appliedset.branch;

import io.github.appliedset.authoring.NextVersions;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.source.MigrationFileName;
import java.time.Clock;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * New numbers for new migrations of this branch: only where one must change, above all of the other branch, in the order
 * that they have.
 *
 * @param numbers the number of each that changes, as it will be written; in ascending order of the old ones
 */
public record Renumbering(Map<BranchMigration, String> numbers) {

    public Renumbering {
        numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
    }

    /**
     * Decides.
     *
     * @param branches the branches
     * @param candidates this branch's new migrations that stay, ascending
     * @param keep those that keep their numbers, whatever happens
     * @param elsewhere migrations that are in no tree: their numbers are not free. One with the number of a file that another
     *     module ships gets a new one; a class in Java is given another by hand
     * @param late whether those below the other branch's highest one get new numbers, too
     */
    public static Renumbering of(
            BranchComparison branches,
            List<BranchMigration> candidates,
            Set<BranchMigration> keep,
            Collection<Migration> elsewhere,
            boolean late,
            Clock clock) {
        Set<MigrationVersion> theirs = versions(branches.theirs());
        Set<MigrationVersion> used = new HashSet<>(theirs);
        used.addAll(versions(branches.ours()));
        elsewhere.forEach(migration -> used.add(migration.version()));
        Stream.of(branches.ours(), branches.theirs())
                .flatMap(Renumbering::ofLoneDowns)
                .forEach(used::add);
        Map<MigrationVersion, Migration> shipped = elsewhere.stream()
                .filter(migration -> !migration.up().isCode())
                .collect(Collectors.toMap(Migration::version, Function.identity()));
        long highest = branches.theirs().highest().map(MigrationVersion::value).orElse(-1L);
        long last = -1;
        Set<MigrationVersion> kept = candidates.stream()
                .filter(keep::contains)
                .map(BranchMigration::version)
                .collect(Collectors.toCollection(HashSet::new));
        Map<BranchMigration, String> numbers = new LinkedHashMap<>();
        for (BranchMigration mine : candidates) {
            long version = mine.version().value();
            boolean must = theirs.contains(mine.version())
                    || kept.contains(mine.version())
                    || isAnother(shipped.get(mine.version()), mine)
                    || version <= last
                    || late && version < highest;
            if (keep.contains(mine) || !must) {
                kept.add(mine.version());
                last = Math.max(last, version);
                continue;
            }
            String number = next(branches, Math.max(version, Math.max(highest, last)), used, clock);
            MigrationVersion assigned = MigrationVersion.parse(number);
            numbers.put(mine, number);
            used.add(assigned);
            last = assigned.value();
        }
        return new Renumbering(numbers);
    }

    private static boolean isAnother(@Nullable Migration shipped, BranchMigration mine) {
        return shipped != null && !mine.checksum().equals(shipped.up().checksum());
    }

    private static String next(BranchComparison branches, long last, Set<MigrationVersion> used, Clock clock) {
        NextVersions versions = NextVersions.after(MigrationVersion.of(last), width(branches), clock);
        String number = versions.next();
        while (used.contains(MigrationVersion.parse(number))) {
            number = versions.next();
        }
        return number;
    }

    /** Leading zeros stay where there are some. */
    private static int width(BranchComparison branches) {
        return Stream.of(branches.ours(), branches.theirs())
                .flatMap(tree -> tree.migrations().stream())
                .map(BranchMigration::number)
                .filter(number -> number.length() > 1 && number.startsWith("0"))
                .mapToInt(String::length)
                .max()
                .orElse(0);
    }

    private static Set<MigrationVersion> versions(BranchTree tree) {
        return tree.migrations().stream().map(BranchMigration::version).collect(Collectors.toSet());
    }

    /** A new up file would be paired with such a down file. */
    private static Stream<MigrationVersion> ofLoneDowns(BranchTree tree) {
        return tree.loneDowns().stream()
                .flatMap(file -> MigrationFileName.read(file.fileName()).stream())
                .map(MigrationFileName::version);
    }

    /** The new number of a migration; empty if it keeps the old one. */
    public Optional<String> of(BranchMigration migration) {
        return Optional.ofNullable(this.numbers.get(migration));
    }

    public boolean isEmpty() {
        return this.numbers.isEmpty();
    }
}
