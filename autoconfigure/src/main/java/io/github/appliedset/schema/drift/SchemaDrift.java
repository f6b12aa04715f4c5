package io.github.appliedset.schema.drift;

import io.github.appliedset.schema.ObjectId;
import java.util.List;

/**
 * How a schema differs from what was expected.
 *
 * @param differences one for each object, in order; none for what belongs to an object that is there only on one side
 * @param columnOrder tables that differ in the order of their columns
 * @param partitions partitions that nobody expected, of tables that were expected: made as rows come in
 */
public record SchemaDrift(List<Difference> differences, List<ColumnOrder> columnOrder, List<ObjectId> partitions) {

    public static final SchemaDrift NONE = new SchemaDrift(List.of(), List.of(), List.of());

    public SchemaDrift {
        differences = List.copyOf(differences);
        columnOrder = List.copyOf(columnOrder);
        partitions = List.copyOf(partitions);
    }

    /** Whether there is no difference; the order of columns and partitions made at run time are none. */
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
