package io.github.appliedset.schema.drift;

import io.github.appliedset.schema.ObjectId;
import java.util.List;

/**
 * A table whose columns stand in another order. That is no fault: two databases that applied the same migrations in another
 * order differ in it for ever.
 *
 * @param table which table
 * @param expected the columns that both have, as they should stand
 * @param found the same, as they do
 */
public record ColumnOrder(ObjectId table, List<String> expected, List<String> found) {

    public ColumnOrder {
        expected = List.copyOf(expected);
        found = List.copyOf(found);
    }
}
