package io.github.appliedset.migration;

import io.github.appliedset.Internal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Every recorded execution of repeatable migrations.
 *
 * @param rows in the order of execution
 * @param gone objects of current rows that no longer exist
 */
@Internal
public record RepeatableHistory(List<AppliedRepeatable> rows, Set<String> gone) {

    /** Nothing was executed. */
    public static final RepeatableHistory NONE = new RepeatableHistory(List.of(), Set.of());

    public RepeatableHistory {
        rows = rows.stream()
                .sorted(Comparator.comparingLong(AppliedRepeatable::seq))
                .toList();
        gone = Set.copyOf(gone);
    }

    /** The last execution of each name, by name. */
    public Map<String, AppliedRepeatable> current() {
        Map<String, AppliedRepeatable> current = new TreeMap<>();
        this.rows.forEach(row -> current.put(row.name(), row));
        return current;
    }

    /** The last execution under a name. */
    Optional<AppliedRepeatable> current(String name) {
        return Optional.ofNullable(current().get(name));
    }

    /** Whether a content was ever executed under a name. */
    boolean has(String name, Checksum checksum) {
        return this.rows.stream().anyMatch(row -> row.name().equals(name) && checksum.equals(row.checksum()));
    }

    /** The objects of a row that no longer exist. */
    List<String> goneOf(AppliedRepeatable row) {
        return row.objects().stream().filter(this.gone::contains).toList();
    }
}
