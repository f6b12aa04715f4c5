package io.github.appliedset.generate;

import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.change.Hazard;
import io.github.appliedset.schema.change.SchemaChange;
import java.util.Set;

/**
 * A change that was tried.
 *
 * @param change the statements that PostgreSQL accepted
 * @param hazards known and seen
 * @param before the schema that it found
 * @param after the schema that it left
 */
record PlannedChange(SchemaChange change, Set<Hazard> hazards, Schema before, Schema after) {}
