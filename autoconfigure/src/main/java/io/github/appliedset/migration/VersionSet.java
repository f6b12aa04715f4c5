package io.github.appliedset.migration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
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

    private final List<T> inOrder;

    /** Expects elements in strictly ascending order. */
    private VersionSet(List<T> inOrder) {
        this.inOrder = Collections.unmodifiableList(inOrder);
    }

    /**
     * Creates a set of the given elements.
     *
     * @throws IllegalArgumentException if two elements have the same version
     */
    public static <T extends Versioned> VersionSet<T> of(Collection<T> elements) {
        List<T> sorted = new ArrayList<>(elements);
        sorted.sort(Comparator.comparing(Versioned::version));
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i - 1).version().compareTo(sorted.get(i).version()) == 0) {
                throw new IllegalArgumentException("version " + sorted.get(i).version() + " occurs twice");
            }
        }
        return new VersionSet<>(sorted);
    }

    public static <T extends Versioned> VersionSet<T> empty() {
        return of(List.of());
    }

    /** The elements of this set whose version is not in the other one. */
    public VersionSet<T> minus(VersionSet<?> other) {
        return split(other, false);
    }

    /** The elements of this set whose version is in the other one too. */
    public VersionSet<T> intersect(VersionSet<?> other) {
        return split(other, true);
    }

    /** Walks both sets in parallel. */
    private VersionSet<T> split(VersionSet<?> other, boolean inBoth) {
        List<T> chosen = new ArrayList<>();
        int next = 0;
        for (T element : this.inOrder) {
            int order = -1;
            while (next < other.size()
                    && (order = other.inOrder.get(next).version().compareTo(element.version())) < 0) {
                next++;
            }
            if ((order == 0) == inBoth) {
                chosen.add(element);
            }
        }
        return new VersionSet<>(chosen);
    }

    public boolean contains(MigrationVersion version) {
        return find(version).isPresent();
    }

    public Optional<T> find(MigrationVersion version) {
        int low = 0;
        int high = this.inOrder.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            T element = this.inOrder.get(middle);
            int order = element.version().compareTo(version);
            if (order == 0) {
                return Optional.of(element);
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return Optional.empty();
    }

    /** The element with the highest version. */
    public Optional<T> last() {
        return isEmpty() ? Optional.empty() : Optional.of(this.inOrder.get(size() - 1));
    }

    public boolean isEmpty() {
        return this.inOrder.isEmpty();
    }

    public int size() {
        return this.inOrder.size();
    }

    @Override
    public Iterator<T> iterator() {
        return this.inOrder.iterator();
    }

    public Stream<T> stream() {
        return this.inOrder.stream();
    }

    public List<T> toList() {
        return this.inOrder;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VersionSet<?> set && this.inOrder.equals(set.inOrder);
    }

    @Override
    public int hashCode() {
        return this.inOrder.hashCode();
    }

    @Override
    public String toString() {
        return this.inOrder.toString();
    }
}
