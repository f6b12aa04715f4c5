package io.github.appliedset.schema.drift;

import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.drift.Difference.Different;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How a schema differs from what was expected.
 *
 * @param differences one for each object, in order; none for what belongs to an object that exists only on one side
 * @param wordedDifferently objects with texts that are worded differently and probably mean the same; each has those attributes
 * @param columnOrder tables that differ in the order of their columns
 * @param partitions unexpected partitions of expected tables, created as rows come in
 * @param notTold how many objects were found of kinds that are not compared, by their names
 */
public record SchemaDrift(
        List<Difference> differences,
        List<Different> wordedDifferently,
        List<ColumnOrder> columnOrder,
        List<ObjectId> partitions,
        NavigableMap<String, Integer> notTold) {

    public static final SchemaDrift NONE =
            new SchemaDrift(List.of(), List.of(), List.of(), List.of(), Collections.emptyNavigableMap());

    public SchemaDrift {
        differences = List.copyOf(differences);
        wordedDifferently = List.copyOf(wordedDifferently);
        columnOrder = List.copyOf(columnOrder);
        partitions = List.copyOf(partitions);
        notTold = Collections.unmodifiableNavigableMap(new TreeMap<>(notTold));
    }

    /** The same, with column order treated according to a mode. */
    public SchemaDrift with(ColumnOrder.Mode mode) {
        return switch (mode) {
            case INFO -> this;
            case IGNORE ->
                new SchemaDrift(this.differences, this.wordedDifferently, List.of(), this.partitions, this.notTold);
            case FAIL -> {
                NavigableMap<ObjectId, Difference> all = new TreeMap<>();
                this.differences.forEach(difference -> all.put(difference.id(), difference));
                this.columnOrder.forEach(order -> all.merge(order.table(), order.difference(), Different::and));
                yield new SchemaDrift(
                        List.copyOf(all.values()), this.wordedDifferently, List.of(), this.partitions, this.notTold);
            }
        };
    }

    /** Whether there is no difference; wordings, column order and partitions created at run time do not count. */
    public boolean isEmpty() {
        return this.differences.isEmpty();
    }

    /** How many differences there are with this {@linkplain Difference#word() word}. */
    public int count(String word) {
        return (int) this.differences.stream()
                .filter(difference -> difference.word().equals(word))
                .count();
    }
}
