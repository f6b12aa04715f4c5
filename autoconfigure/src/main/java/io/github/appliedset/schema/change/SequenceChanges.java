package io.github.appliedset.schema.change;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.QualifiedName;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.drift.Difference.Different;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sequences that do not belong to an identity column. */
final class SequenceChanges implements Changes {

    private static final int FOLLOWS_ITS_TABLE_SINCE = 15;

    private final Context context;

    SequenceChanges(Context context) {
        this.context = context;
    }

    /** Without its owner, which may be created later. */
    String createStatement(SchemaObject sequence) {
        return "CREATE " + (isUnlogged(sequence) ? "UNLOGGED " : "") + "SEQUENCE "
                + SqlName.of(sequence.id())
                + sequence.text(Attribute.TYPE).map(type -> " AS " + type).orElse("") + options(sequence);
    }

    private static String options(SchemaObject sequence) {
        return number(sequence, Attribute.INCREMENT, " INCREMENT ")
                + number(sequence, Attribute.MINIMUM, " MINVALUE ")
                + number(sequence, Attribute.MAXIMUM, " MAXVALUE ")
                + number(sequence, Attribute.START, " START ")
                + number(sequence, Attribute.CACHE, " CACHE ")
                + (sequence.is(Attribute.CYCLE) ? " CYCLE" : "");
    }

    private static String number(SchemaObject sequence, Attribute attribute, String words) {
        return sequence.is(attribute) ? words + sequence.attributes().get(attribute) : "";
    }

    /** One that belongs to a table is as durable as that, unless it says otherwise. */
    private boolean isUnlogged(SchemaObject sequence) {
        return sequence.is(Attribute.UNLOGGED)
                || !sequence.is(Attribute.LOGGED)
                        && this.context.major() >= FOLLOWS_ITS_TABLE_SINCE
                        && this.context.after().objects().values().stream()
                                .filter(table -> table.id().kind() == ObjectKind.TABLE)
                                .filter(table -> table.is(Attribute.UNLOGGED))
                                .anyMatch(table -> isOwnedBy(table.id(), sequence));
    }

    static Optional<String> ownedBy(SchemaObject sequence) {
        return sequence.text(Attribute.OWNED_BY)
                .map(column -> "ALTER SEQUENCE " + SqlName.of(sequence.id()) + " OWNED BY " + column);
    }

    static boolean isOwnedBy(ObjectId table, SchemaObject sequence) {
        return sequence.text(Attribute.OWNED_BY)
                .filter(column -> QualifiedName.folded(column).startsWith(table.qualifiedName() + "."))
                .isPresent();
    }

    @Override
    public List<SchemaChange> create(SchemaObject sequence) {
        if (comesWithItsTable(sequence)) {
            return List.of();
        }
        ObjectId id = sequence.id();
        List<SchemaChange> changes = new ArrayList<>();
        List<String> statements = new ArrayList<>(List.of(createStatement(sequence)));
        statements.addAll(Comments.of(sequence));
        changes.add(
                SchemaChange.of(Rank.SEQUENCE, id, "create_sequence_" + SqlName.plain(id), "Create " + id, statements));
        ownedBy(sequence)
                .ifPresent(owned -> changes.add(SchemaChange.of(
                        Rank.OPTION,
                        id,
                        "alter_sequence_" + SqlName.plain(id),
                        "Let " + id + " go with its column",
                        owned)));
        return changes;
    }

    private boolean comesWithItsTable(SchemaObject sequence) {
        return this.context.after().objects().keySet().stream()
                .filter(id -> id.kind().isRelation())
                .filter(id -> isOwnedBy(id, sequence))
                .anyMatch(this.context::isNew);
    }

    @Override
    public List<SchemaChange> drop(SchemaObject sequence) {
        ObjectId id = sequence.id();
        return List.of(SchemaChange.of(
                        Rank.DROP_SEQUENCE,
                        id,
                        "drop_sequence_" + SqlName.plain(id),
                        "Drop " + id,
                        "DROP SEQUENCE " + SqlName.of(id))
                .with(Hazard.BREAKS_OLD_CODE));
    }

    /** All options in one statement: bounds may pass each other. */
    @Override
    public List<SchemaChange> alter(SchemaObject before, SchemaObject after, Different different) {
        ObjectId id = after.id();
        List<SchemaChange> changes = new ArrayList<>();
        String alter = "ALTER SEQUENCE " + SqlName.of(id);
        List<String> statements = new ArrayList<>();
        if (Context.changes(different, Attribute.UNLOGGED) || Context.changes(different, Attribute.LOGGED)) {
            statements.add(alter + (isUnlogged(after) ? " SET UNLOGGED" : " SET LOGGED"));
        }
        if (Context.changes(different, Attribute.OWNED_BY)) {
            statements.add(alter + " OWNED BY " + after.text(Attribute.OWNED_BY).orElse("NONE"));
        }
        boolean turns = descends(before) != descends(after);
        String options = (Context.changes(different, Attribute.TYPE)
                        ? " AS " + after.text(Attribute.TYPE).orElse("bigint")
                        : "")
                + changed(different, after, Attribute.INCREMENT, " INCREMENT ", "1")
                + (turns ? bound(after, Attribute.MINIMUM) : changed(different, after, Attribute.MINIMUM))
                + (turns ? bound(after, Attribute.MAXIMUM) : changed(different, after, Attribute.MAXIMUM))
                + (start(before).equals(start(after)) ? "" : " START " + start(after))
                + changed(different, after, Attribute.CACHE, " CACHE ", "1")
                + (Context.changes(different, Attribute.CYCLE)
                        ? after.is(Attribute.CYCLE) ? " CYCLE" : " NO CYCLE"
                        : "");
        String name = "alter_sequence_" + SqlName.plain(id);
        SchemaChange change = SchemaChange.of(Rank.OPTION, id, name, "Alter " + id, statements);
        if (!options.isEmpty()) {
            changes.add(numbered(change, before, after, options));
        } else if (!statements.isEmpty()) {
            changes.add(change);
        }
        if (Context.changes(different, Attribute.COMMENT)) {
            changes.add(Comments.change(after));
        }
        return changes;
    }

    private static SchemaChange numbered(SchemaChange change, SchemaObject before, SchemaObject after, String options) {
        String alter = "ALTER SEQUENCE " + SqlName.of(after.id());
        BoundsChange bounds =
                new BoundsChange(SequenceBounds.of(before), SequenceBounds.of(after), SqlName.of(after.id()));
        return bounds.plain(change.then(List.of(alter + options)))
                .or(bounds.restarting(change, alter + " INCREMENT " + increment(before), alter + options)
                        .orElse(null));
    }

    private static String increment(SchemaObject sequence) {
        return sequence.is(Attribute.INCREMENT)
                ? String.valueOf(sequence.attributes().get(Attribute.INCREMENT))
                : "1";
    }

    static String usualStart(SchemaObject sequence) {
        boolean descends = descends(sequence);
        Attribute bound = descends ? Attribute.MAXIMUM : Attribute.MINIMUM;
        return sequence.is(bound) ? String.valueOf(sequence.attributes().get(bound)) : descends ? "-1" : "1";
    }

    private static boolean descends(SchemaObject sequence) {
        return increment(sequence).startsWith("-");
    }

    /** A new bound does not move a start that was never set. */
    private static String start(SchemaObject sequence) {
        return sequence.is(Attribute.START)
                ? String.valueOf(sequence.attributes().get(Attribute.START))
                : usualStart(sequence);
    }

    private static String changed(
            Different different, SchemaObject after, Attribute attribute, String words, String usual) {
        return Context.changes(different, attribute)
                ? words + (after.is(attribute) ? after.attributes().get(attribute) : usual)
                : "";
    }

    private static String changed(Different different, SchemaObject after, Attribute bound) {
        return Context.changes(different, bound) ? bound(after, bound) : "";
    }

    private static String bound(SchemaObject after, Attribute bound) {
        String word = bound == Attribute.MINIMUM ? "MINVALUE" : "MAXVALUE";
        return after.is(bound) ? " " + word + " " + after.attributes().get(bound) : " NO " + word;
    }
}
