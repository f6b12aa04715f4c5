package io.github.appliedset.generate;

import io.github.appliedset.generate.Detour.Obstacle;
import io.github.appliedset.generate.IndexAttachments.Attachment;
import io.github.appliedset.postgres.SqlState;
import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.change.Rank;
import io.github.appliedset.schema.change.SchemaChange;
import io.github.appliedset.schema.change.SchemaChanges;
import io.github.appliedset.schema.drift.Difference;
import io.github.appliedset.schema.drift.Difference.Different;
import io.github.appliedset.schema.drift.DriftText;
import io.github.appliedset.schema.drift.SchemaComparison;
import io.github.appliedset.schema.drift.SchemaDrift;
import io.github.appliedset.session.DatabaseErrors;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the way from one schema to another by walking it: every change is tried, in the order of ranks, on a database that
 * has the first schema; one that PostgreSQL refuses is tried again after the others. The database is the judge of order, and
 * a comparison at the end is the judge of completeness.
 */
final class Planner {

    /** Each round begins with a fresh comparison, which sees what a change took along without being asked. */
    private static final int ROUNDS = 8;

    /** What a detour goes around, the least first. */
    private static final List<Set<Obstacle>> OBSTACLES = List.of(
            Set.of(), Set.of(Obstacle.KEYS), Set.of(Obstacle.EXPRESSIONS), Set.of(Obstacle.KEYS, Obstacle.EXPRESSIONS));

    private final Rehearsal rehearsal;
    private final Schema target;
    private final Set<Attachment> attached;
    private final boolean online;
    private final List<PlannedChange> planned = new ArrayList<>();
    private final Map<ObjectId, String> refused = new LinkedHashMap<>();
    private final List<String> interrupted = new ArrayList<>();
    private final Set<ObjectId> unfilled = new LinkedHashSet<>();
    private Schema state;

    private Planner(Rehearsal rehearsal, Schema start, Schema target, Set<Attachment> attached, boolean online) {
        this.rehearsal = rehearsal;
        this.state = start;
        this.target = target;
        this.attached = attached;
        this.online = online;
    }

    /**
     * A plan.
     *
     * @param changes in their order
     * @param leftovers what they do not reach, each with PostgreSQL's reason if there is one; empty if they reach it all
     */
    record Plan(List<PlannedChange> changes, List<String> leftovers) {

        Plan {
            changes = List.copyOf(changes);
            leftovers = List.copyOf(leftovers);
        }
    }

    /**
     * Plans, and leaves the rehearsal's database where the plan ends.
     *
     * @param start the schema of the rehearsal's database
     * @param attached indexes of partitions that are parts of those of their parents in the end
     * @param online whether to take the form that blocks least
     */
    static Plan plan(Rehearsal rehearsal, Schema start, Schema target, Set<Attachment> attached, boolean online)
            throws SQLException {
        return new Planner(rehearsal, start, target, attached, online).plan();
    }

    private Plan plan() throws SQLException {
        int rounds = ROUNDS;
        for (int round = 0; round < rounds; round++) {
            List<SchemaChange> changes = IndexAttachments.partsFirst(
                    SchemaChanges.between(this.state, this.target, this.online), this.attached);
            // A round takes one detour at most, and each change may need one.
            rounds = round == 0 ? ROUNDS + changes.size() : rounds;
            if (changes.isEmpty() || !carryOut(changes)) {
                break;
            }
        }
        attach();
        return new Plan(
                this.planned,
                Stream.concat(leftovers().stream(), unfitBodies().stream()).toList());
    }

    /** What was not there when a body was taken unchecked is there now; a result that it does not fit will not be. */
    private List<String> unfitBodies() throws SQLException {
        Set<ObjectId> unchecked = new LinkedHashSet<>();
        this.planned.stream()
                .map(PlannedChange::change)
                .filter(SchemaChange::leavesABodyUnchecked)
                .map(SchemaChange::object)
                .forEach(unchecked::add);
        List<String> unfit = new ArrayList<>();
        for (ObjectId id : unchecked) {
            Optional<String> definition = this.state.find(id).flatMap(routine -> routine.text(Attribute.DEFINITION));
            SQLException refusal = definition.isPresent() ? this.rehearsal.refusal(definition.get()) : null;
            if (refusal != null
                    && DatabaseErrors.is(refusal, SqlState.INVALID_FUNCTION_DEFINITION, SqlState.DATATYPE_MISMATCH)) {
                unfit.add(id + " would not fit the schema that the migrations make\n    PostgreSQL: "
                        + String.valueOf(refusal.getMessage()).replace("\n", "\n    "));
            }
        }
        return unfit;
    }

    /** What a schema does not tell, and no order of its changes has led to. */
    private void attach() throws SQLException {
        if (this.attached.isEmpty()) {
            return;
        }
        Set<Attachment> missing = new LinkedHashSet<>(this.attached);
        missing.removeAll(IndexAttachments.of(this.rehearsal.connection()));
        for (Attachment attachment : missing) {
            Optional<SchemaChange> change = this.state.find(attachment.key()).isPresent()
                    ? new DetachedPartitions(this.rehearsal.connection()).with(attachment)
                    : Optional.empty();
            if (change.isPresent()) {
                carryOut(change.get(), true);
            }
        }
    }

    /** Whether there was any progress. */
    private boolean carryOut(List<SchemaChange> changes) throws SQLException {
        int before = this.planned.size();
        List<SchemaChange> waiting = changes;
        while (!waiting.isEmpty()) {
            List<SchemaChange> stillWaiting = new ArrayList<>();
            for (SchemaChange change : waiting) {
                if (!carryOut(change)) {
                    stillWaiting.add(change);
                }
            }
            if (stillWaiting.size() == waiting.size()) {
                break;
            }
            waiting = stillWaiting;
        }
        if (carryOutDetached(waiting)) {
            return true;
        }
        for (SchemaChange change : waiting) {
            if (carryOutOtherwise(change)) {
                break;
            }
        }
        return this.planned.size() > before;
    }

    /** The indexes of parents first: then nothing is built for them when a partition is attached again. */
    private boolean carryOutDetached(List<SchemaChange> changes) throws SQLException {
        DetachedPartitions detached = new DetachedPartitions(this.rehearsal.connection());
        for (Rank rank : List.of(Rank.DROP_INDEX, Rank.DROP_CONSTRAINT)) {
            for (SchemaChange change : changes) {
                Optional<SchemaChange> form = change.rank() == rank ? detached.around(change) : Optional.empty();
                if (form.isPresent() && carryOutAsItIs(form.get())) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean carryOut(SchemaChange change) throws SQLException {
        return this.online && carryOutSteps(GentlerForm.of(this.rehearsal, change, this.state))
                || carryOutAsItIs(change);
    }

    /** Whether there was any progress. A way that ends halfway leads nowhere, and is said. */
    private boolean carryOutSteps(List<SchemaChange> steps) throws SQLException {
        for (SchemaChange step : steps) {
            if (!carryOutAsItIs(step)) {
                if (step != steps.get(0)) {
                    this.interrupted.add(step.summary() + reason(step.object()));
                }
                return step != steps.get(0);
            }
        }
        return !steps.isEmpty();
    }

    private boolean carryOutAsItIs(SchemaChange wanted) throws SQLException {
        return carryOut(wanted, wanted.changesRows());
    }

    private boolean carryOut(SchemaChange wanted, boolean leavesTheSchema) throws SQLException {
        SchemaChange change = probed(wanted);
        Rehearsal.Result result = this.rehearsal.attempt(change);
        SQLException refusal = result.refusal();
        if (refusal != null) {
            this.refused.put(change.object(), Objects.requireNonNullElse(refusal.getMessage(), refusal.toString()));
            return false;
        }
        Schema after = this.rehearsal.read(this.target.coverage());
        if (after.equals(this.state) && !leavesTheSchema) {
            // What it was for needs something else first.
            return false;
        }
        Map<ObjectId, String> cut = ConvertedSamples.lost(this.rehearsal.connection(), change, this.state, after);
        this.planned.add(new PlannedChange(change, result.hazards(), this.state, after, cut));
        if (this.state.find(change.object()).isEmpty() && lacksItsDefault(change.object(), after)) {
            this.unfilled.add(change.object());
        }
        this.state = after;
        fill();
        return true;
    }

    /** Rows that are there get their values as soon as a column has its default. */
    private void fill() throws SQLException {
        for (ObjectId column : List.copyOf(this.unfilled)) {
            if (!lacksItsDefault(column, this.state)) {
                this.unfilled.remove(column);
                SchemaChange fill = SchemaChanges.fill(this.state, this.target, column);
                if (!carryOutAsItIs(fill)) {
                    this.interrupted.add(fill.summary() + reason(column));
                }
            }
        }
    }

    /** Whether rows that are there lack the value of a column that was added before its default. */
    private boolean lacksItsDefault(ObjectId id, Schema in) {
        return id.kind() == ObjectKind.COLUMN
                && this.target
                        .find(id)
                        .flatMap(column -> column.text(Attribute.DEFAULT))
                        .isPresent()
                && in.find(id)
                        .filter(column -> column.text(Attribute.DEFAULT).isEmpty())
                        .isPresent();
    }

    /** Without its query, if that does not run. */
    private SchemaChange probed(SchemaChange change) {
        String query = change.probe();
        return query == null || this.rehearsal.answers(query) ? change : change.probedBy(null);
    }

    /** A different form, then each form without what stands in its way. */
    private boolean carryOutOtherwise(SchemaChange change) throws SQLException {
        List<SchemaChange> forms = new ArrayList<>(List.of(change));
        for (SchemaChange form = change.otherwise(); form != null; form = form.otherwise()) {
            forms.add(form);
        }
        for (SchemaChange form : forms.subList(1, forms.size())) {
            if (carryOut(form)) {
                return true;
            }
        }
        boolean isOfColumns = Blockers.isOfColumns(change.object());
        for (Set<Obstacle> obstacles : isOfColumns ? OBSTACLES : OBSTACLES.subList(0, 1)) {
            for (SchemaChange form : forms) {
                Optional<SchemaChange> detour = Detour.of(this.rehearsal, form, this.state, this.target, obstacles);
                if (detour.isPresent() && carryOut(detour.get())) {
                    return true;
                }
            }
        }
        return false;
    }

    private List<String> leftovers() {
        SchemaDrift drift = SchemaComparison.between(this.target, this.state);
        return Stream.concat(
                        this.interrupted.stream(),
                        drift.differences().stream().map(difference -> DriftText.of(difference) + reason(difference)))
                .toList();
    }

    private String reason(Difference difference) {
        boolean wasOwn = difference instanceof Different different
                && different.changes().stream()
                        .anyMatch(change -> change.attribute() == Attribute.INHERITED && change.expected() != null);
        return wasOwn
                ? " (PostgreSQL leaves a column that a table has of its own as it is; declare it in the table as well as"
                        + " in its parent)"
                : reason(difference.id());
    }

    private String reason(ObjectId id) {
        String reason = this.refused.get(id);
        return reason == null
                ? " (this kind of change is not supported yet)"
                : "\n    PostgreSQL: " + reason.replace("\n", "\n    ");
    }
}
