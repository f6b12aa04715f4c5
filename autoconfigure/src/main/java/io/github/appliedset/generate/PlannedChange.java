package io.github.appliedset.generate;

import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.change.Hazard;
import io.github.appliedset.schema.change.SchemaChange;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * A change that was tried.
 *
 * @param change the statements that PostgreSQL accepted
 * @param hazards known and seen
 * @param before the schema that it found
 * @param after the schema that it left
 * @param cut columns and domains whose values a new type cuts, each with a sample in words
 */
record PlannedChange(SchemaChange change, Set<Hazard> hazards, Schema before, Schema after, Map<ObjectId, String> cut) {

    PlannedChange(SchemaChange change, Set<Hazard> hazards, Schema before, Schema after) {
        this(change, hazards, before, after, Map.of());
    }

    PlannedChange {
        Set<Hazard> all = EnumSet.noneOf(Hazard.class);
        all.addAll(hazards);
        if (!cut.isEmpty()) {
            all.add(Hazard.DATA_LOSS);
        }
        hazards = Set.copyOf(all);
    }
}
