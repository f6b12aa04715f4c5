package io.github.appliedset.schema.drift;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.AttributeValue.Items;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.drift.Difference.Change;
import io.github.appliedset.schema.drift.Difference.Different;
import java.util.List;

/**
 * A table whose columns are in a different order. That is not a fault: two databases that applied the same migrations in
 * different orders never agree on it.
 *
 * @param table which table
 * @param expected the common columns in the expected order
 * @param found the common columns in their actual order
 */
public record ColumnOrder(ObjectId table, List<String> expected, List<String> found) {

    /** How to treat it. */
    public enum Mode {
        /** Not mentioned. */
        IGNORE,
        /** Mentioned, but not a difference. */
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
