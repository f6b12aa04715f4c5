package io.github.appliedset.migration;

import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Immutable set of migrations, one per version, in ascending order of version.
 *
 * <p>Membership is by version alone, so that a set of files and a set of rows can be compared:
 * {@code pending = onDisk.minus(applied)}, {@code orphans = applied.minus(onDisk)}.
 *
 * @param <T> {@link Migration} for the set on disk, {@link AppliedMigration} for the applied set
 */
public final class VersionSet<T extends Versioned> implements Iterable<T> {

    private final NavigableMap<MigrationVersion, T> byVersion;

    private VersionSet(NavigableMap<MigrationVersion, T> byVersion) {
        this.byVersion = Collections.unmodifiableNavigableMap(byVersion);
    }

    /**
     * Makes a set of the given elements.
     *
     * @throws IllegalArgumentException if two of them have one version
     */
    public static <T extends Versioned> VersionSet<T> of(Collection<T> elements) {
        TreeMap<MigrationVersion, T> byVersion = new TreeMap<>();
        for (T element : elements) {
            if (byVersion.put(element.version(), element) != null) {
                throw new IllegalArgumentException("version " + element.version() + " is there twice");
            }
        }
        return new VersionSet<>(byVersion);
    }

    public static <T extends Versioned> VersionSet<T> empty() {
        return of(List.of());
    }

    /** The elements of this set whose version is not in the other one. */
    public VersionSet<T> minus(VersionSet<?> other) {
        return only(element -> !other.contains(element.version()));
    }

    /** The elements of this set whose version is in the other one too. */
    public VersionSet<T> intersect(VersionSet<?> other) {
        return only(element -> other.contains(element.version()));
    }

    private VersionSet<T> only(Predicate<T> condition) {
        return of(stream().filter(condition).toList());
    }

    public boolean contains(MigrationVersion version) {
        return this.byVersion.containsKey(version);
    }

    public Optional<T> find(MigrationVersion version) {
        return Optional.ofNullable(this.byVersion.get(version));
    }

    /** The element with the highest version. */
    public Optional<T> last() {
        return Optional.ofNullable(this.byVersion.lastEntry()).map(entry -> entry.getValue());
    }

    public boolean isEmpty() {
        return this.byVersion.isEmpty();
    }

    public int size() {
        return this.byVersion.size();
    }

    @Override
    public Iterator<T> iterator() {
        return this.byVersion.values().iterator();
    }

    public Stream<T> stream() {
        return this.byVersion.values().stream();
    }

    public List<T> toList() {
        return List.copyOf(this.byVersion.values());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VersionSet<?> set && this.byVersion.equals(set.byVersion);
    }

    @Override
    public int hashCode() {
        return this.byVersion.hashCode();
    }

    @Override
    public String toString() {
        return this.byVersion.values().toString();
    }
}
