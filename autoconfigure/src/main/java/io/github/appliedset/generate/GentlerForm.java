package io.github.appliedset.generate;

import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.change.Hazard;
import io.github.appliedset.schema.change.SchemaChange;
import java.sql.SQLException;
import java.util.List;

/**
 * Steps that lead where a single change would, without blocking others for as long as it takes to read or write a table. Whether
 * there is a need for them is seen by carrying out the change and taking it back.
 */
final class GentlerForm {

    private GentlerForm() {}

    /**
     * The steps.
     *
     * @param state the schema now
     * @return the steps in their order; empty if the change blocks nobody, or there is no other way
     */
    static List<SchemaChange> of(Rehearsal rehearsal, SchemaChange change, Schema state) throws SQLException {
        if (!change.transactional()) {
            return List.of();
        }
        if (!change.gentler().isEmpty()) {
            boolean rewrites = rehearsal
                    .trial(change, (connection, watch) -> watch.end().contains(Hazard.REWRITE))
                    .orElse(false);
            return rewrites ? change.gentler() : List.of();
        }
        if (PartitionBounds.isMetBy(change)) {
            return new PartitionBounds(rehearsal, change).steps();
        }
        return IndexByPartition.isMetBy(change, state)
                ? new IndexByPartition(rehearsal, change, state).steps()
                : List.of();
    }
}
