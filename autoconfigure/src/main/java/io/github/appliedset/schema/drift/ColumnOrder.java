package io.github.appliedset.schema.drift;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.AttributeValue.Items;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.drift.Difference.Change;
import io.github.appliedset.schema.drift.Difference.Different;
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

    /** What it is taken for. */
    public enum Mode {
        /** Nothing. */
        IGNORE,
        /** Something to mention. */
        INFO,
        /** A difference like any other. */
        FAIL
    }

    public ColumnOrder {
        expected = List.copyOf(expected);
        found = List.copyOf(found);
    }

    Different difference() {
        return new Different(
                this.table, List.of(new Change(Attribute.COLUMNS, new Items(this.expected), new Items(this.found))));
    }
}
