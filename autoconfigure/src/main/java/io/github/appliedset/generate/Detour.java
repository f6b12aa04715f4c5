package io.github.appliedset.generate;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.change.Rank;
import io.github.appliedset.schema.change.SchemaChange;
import io.github.appliedset.schema.change.SchemaChanges;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A change between dropping what stands in its way and creating it again. PostgreSQL says what that is, by taking it along
 * where it may; then each is dropped on its own, so that nothing unknown can go with it.
 */
final class Detour {

    /** What stands in the way of a column, or of the columns of a type or a collation, only if nothing else does. */
    enum Obstacle {
        /** Foreign keys of them and to them. */
        KEYS,
        /** Their indexes, checks, exclusions and statistics. */
        EXPRESSIONS
    }

    private final Rehearsal rehearsal;
    private final Connection connection;
    private final Schema state;
    private final Schema target;
    private final Set<Obstacle> also;

    private Detour(Rehearsal rehearsal, Schema state, Schema target, Set<Obstacle> also) {
        this.rehearsal = rehearsal;
        this.connection = rehearsal.connection();
        this.state = state;
        this.target = target;
        this.also = also;
    }

    /**
     * The change with its detour.
     *
     * @param also what else stands in the way of a column, or of the columns of a type or a collation
     * @return empty if nothing stands in its way, or something does that holds rows
     */
    static Optional<SchemaChange> of(
            Rehearsal rehearsal, SchemaChange change, Schema state, Schema target, Set<Obstacle> also)
            throws SQLException {
        return change.transactional() ? new Detour(rehearsal, state, target, also).around(change) : Optional.empty();
    }

    private Optional<SchemaChange> around(SchemaChange change) throws SQLException {
        List<String> cascades = cascades(change);
        if (cascades.isEmpty()) {
            return Optional.empty();
        }
        this.connection.setAutoCommit(false);
        try {
            Savepoint start = this.connection.setSavepoint();
            Optional<Schema> without = without(cascades, change.object());
            this.connection.rollback(start);
            return without.isEmpty() ? Optional.empty() : around(change, without.get());
        } finally {
            this.connection.rollback();
            this.connection.setAutoCommit(true);
        }
    }

    private Optional<SchemaChange> around(SchemaChange change, Schema without) throws SQLException {
        List<SchemaChange> dropped = walk(SchemaChanges.between(this.state, without, false));
        if (!run(change.statements())) {
            return Optional.empty();
        }
        Schema changed = this.rehearsal.readWithin(this.state.coverage());
        Set<ObjectId> lost = lost(without);
        List<SchemaChange> created = new ArrayList<>(again(changed, lost, this.target));
        Schema then = created.isEmpty() ? changed : this.rehearsal.readWithin(this.state.coverage());
        // What cannot be as it should yet is as it was until then.
        lost.removeIf(id -> then.find(id).isPresent() || this.target.find(id).isEmpty());
        created.addAll(again(then, lost, this.state));
        return Optional.of(change.between(statements(dropped), statements(created)));
    }

    private List<String> cascades(SchemaChange change) throws SQLException {
        ObjectId object = change.object();
        boolean isDrop = change.rank() == Rank.DROP_TYPE || change.rank() == Rank.DROP_COLUMN;
        if (Blockers.isOfColumns(object) && !isDrop) {
            List<String> cascades = new ArrayList<>(Blockers.of(this.connection, object));
            if (this.also.contains(Obstacle.KEYS)) {
                cascades.addAll(Blockers.keysOf(this.connection, object));
            }
            if (this.also.contains(Obstacle.EXPRESSIONS)) {
                cascades.addAll(Blockers.expressionsOf(this.connection, object));
            }
            return cascades;
        }
        return SchemaChanges.drop(this.state, object).stream()
                .flatMap(drop -> drop.statements().stream())
                .filter(statement -> statement.startsWith("DROP ") || statement.contains(" DROP "))
                .map(statement -> statement + " CASCADE")
                .toList();
    }

    /** The schema without what stands in the way; the object itself stays in it, with all that it has. */
    private Optional<Schema> without(List<String> cascades, ObjectId object) throws SQLException {
        for (String cascade : cascades) {
            // One may have gone with another.
            run(List.of(cascade));
        }
        Schema left = this.rehearsal.readWithin(this.state.coverage());
        NavigableMap<ObjectId, SchemaObject> objects = new TreeMap<>(left.objects());
        this.state.objects().forEach((id, was) -> {
            if (id.equals(object) || id.isWithin(object)) {
                objects.put(id, was);
            }
        });
        boolean losesRows = this.state.objects().values().stream()
                .filter(was -> !objects.containsKey(was.id()))
                .anyMatch(was -> holdsRows(was, objects));
        return losesRows
                ? Optional.empty()
                : Optional.of(new Schema(left.postgresMajor(), left.coverage(), left.notTold(), objects));
    }

    private boolean holdsRows(SchemaObject gone, NavigableMap<ObjectId, SchemaObject> left) {
        ObjectId parent = gone.id().parent();
        return switch (gone.id().kind()) {
            case TABLE -> gone.text(Attribute.KIND).filter("foreign"::equals).isEmpty();
            case SEQUENCE -> this.target.find(gone.id()).isPresent();
            case COLUMN ->
                parent != null
                        && parent.kind() == ObjectKind.TABLE
                        && left.containsKey(parent)
                        && !gone.is(Attribute.GENERATED)
                        && !gone.is(Attribute.INHERITED);
            default -> false;
        };
    }

    /** What is gone, or differs: a default goes without its column. */
    private Set<ObjectId> lost(Schema without) {
        Set<ObjectId> lost = new TreeSet<>();
        this.state.objects().forEach((id, was) -> {
            if (!without.find(id).filter(was::equals).isPresent()) {
                lost.add(id);
            }
        });
        return lost;
    }

    /** Brings back what was lost, as a schema has it. */
    private List<SchemaChange> again(Schema now, Set<ObjectId> lost, Schema as) throws SQLException {
        NavigableMap<ObjectId, SchemaObject> wanted = new TreeMap<>(now.objects());
        for (ObjectId id : lost) {
            as.find(id).ifPresent(object -> wanted.put(id, object));
        }
        // Parts that the target adds to something that comes back come with it.
        as.objects().forEach((id, object) -> {
            if (id.parent() != null
                    && lost.contains(id.parent())
                    && id.parent().kind().isRelation()) {
                wanted.put(id, object);
            }
        });
        return walk(SchemaChanges.between(
                now, new Schema(now.postgresMajor(), now.coverage(), now.notTold(), wanted), false));
    }

    /** Carries out as many changes as PostgreSQL takes, in the order in which it takes them. */
    private List<SchemaChange> walk(List<SchemaChange> changes) throws SQLException {
        List<SchemaChange> done = new ArrayList<>();
        List<SchemaChange> waiting = changes;
        while (!waiting.isEmpty()) {
            List<SchemaChange> stillWaiting = new ArrayList<>();
            for (SchemaChange change : waiting) {
                if (change.transactional() && run(change.statements())) {
                    done.add(change);
                } else {
                    stillWaiting.add(change);
                }
            }
            if (stillWaiting.size() == waiting.size()) {
                break;
            }
            waiting = stillWaiting;
        }
        return done;
    }

    private boolean run(List<String> statements) throws SQLException {
        Savepoint before = this.connection.setSavepoint();
        try (Statement statement = this.connection.createStatement()) {
            statement.setEscapeProcessing(false);
            for (String sql : statements) {
                statement.execute(sql);
            }
            this.connection.releaseSavepoint(before);
            return true;
        } catch (SQLException refused) {
            this.connection.rollback(before);
            return false;
        }
    }

    private static List<String> statements(List<SchemaChange> changes) {
        return changes.stream().flatMap(change -> change.statements().stream()).toList();
    }
}
