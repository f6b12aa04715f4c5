package io.github.appliedset.generate;

import io.github.appliedset.generate.IndexAttachments.Attachment;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.change.Hazard;
import io.github.appliedset.schema.change.SchemaChange;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The way back of each change, walked from the last one to the first. */
final class Downs {

    private Downs() {}

    /**
     * The way back of one change.
     *
     * @param changes in the order of the down file
     * @param leftovers what it does not bring back; the change is irreversible if there is something
     */
    record Down(List<SchemaChange> changes, List<String> leftovers) {

        boolean isComplete() {
            return this.leftovers.isEmpty();
        }

        boolean isTransactional() {
            return this.changes.stream().allMatch(SchemaChange::transactional)
                    && (this.changes.size() == 1 || !addsAnEnumValue());
        }

        /** What follows in the same transaction could not use it. */
        boolean addsAnEnumValue() {
            return this.changes.stream().anyMatch(SchemaChange::addsAnEnumValue);
        }
    }

    /**
     * Plans the way back of a change, in a database where it was the last one.
     *
     * @param attached indexes of partitions that are parts of those of their parents, before the change
     * @param online whether to take the form that blocks least, if that is a single statement
     */
    static Down plan(Rehearsal rehearsal, PlannedChange change, Set<Attachment> attached, boolean online)
            throws SQLException {
        Schema target = change.before();
        List<SchemaChange> changes = new ArrayList<>();
        Schema start = change.after();
        SchemaChange inverse = change.change().inverse();
        if (inverse != null && rehearsal.attempt(inverse).refusal() == null) {
            changes.add(inverse);
            start = rehearsal.read(target.coverage());
        }
        // Several statements of one file share a transaction, which the forms that block least cannot.
        boolean alone = online && !change.change().transactional();
        Planner.Plan plan = Planner.plan(rehearsal, start, target, attached, alone);
        plan.changes().forEach(planned -> changes.add(withLoss(planned)));
        return new Down(List.copyOf(changes), plan.leftovers());
    }

    private static SchemaChange withLoss(PlannedChange planned) {
        return planned.cut().isEmpty() ? planned.change() : planned.change().with(Hazard.DATA_LOSS);
    }
}
