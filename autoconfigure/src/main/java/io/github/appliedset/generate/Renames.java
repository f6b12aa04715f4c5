package io.github.appliedset.generate;

import io.github.appliedset.declared.Rename;
import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.QualifiedName;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.change.RenameChange;
import io.github.appliedset.schema.change.SchemaChange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Renamed objects. A schema does not tell a rename from a drop and an addition: somebody says so, or says that it is none.
 */
final class Renames {

    /** A new table that has at least this share of an old one's columns may be the old one. */
    private static final double ALIKE = 0.5;

    private static final Set<ObjectKind> ROUTINES =
            Set.of(ObjectKind.FUNCTION, ObjectKind.PROCEDURE, ObjectKind.AGGREGATE);

    private final Schema before;
    private final Schema after;
    private final List<Rename> told;

    Renames(Schema before, Schema after, List<Rename> told) {
        this.before = before;
        this.after = after;
        this.told = told;
    }

    /** The changes that somebody has asked for: parts before what they belong to, since they are told by old names. */
    List<SchemaChange> changes() {
        List<SchemaChange> changes = new ArrayList<>();
        for (Rename rename : this.told) {
            find(rename).ifPresent(id -> changes.add(RenameChange.of(id, QualifiedName.unquoted(rename.to()))));
        }
        changes.sort(Comparator.comparing((SchemaChange change) -> -depth(change.object())));
        return changes;
    }

    private static int depth(ObjectId id) {
        return id.parent() == null ? 0 : 1 + depth(id.parent());
    }

    /** Another sequence of the same column goes on with its numbers. */
    static List<SchemaChange> ofOwnedSequences(Schema before, Schema after) {
        List<SchemaChange> changes = new ArrayList<>();
        for (SchemaObject gone : before.objects().values()) {
            if (isOwnedSequence(gone) && after.find(gone.id()).isEmpty()) {
                List<SchemaObject> successors = after.objects().values().stream()
                        .filter(Renames::isOwnedSequence)
                        .filter(sequence -> before.find(sequence.id()).isEmpty())
                        .filter(sequence ->
                                Objects.equals(sequence.id().parent(), gone.id().parent()))
                        .filter(sequence -> sequence.text(Attribute.OWNED_BY).equals(gone.text(Attribute.OWNED_BY)))
                        .toList();
                if (successors.size() == 1) {
                    changes.add(
                            RenameChange.of(gone.id(), successors.get(0).id().name()));
                }
            }
        }
        return changes;
    }

    private static boolean isOwnedSequence(SchemaObject object) {
        return object.id().kind() == ObjectKind.SEQUENCE
                && object.text(Attribute.OWNED_BY).isPresent();
    }

    private Optional<ObjectId> find(Rename rename) {
        return this.before.objects().keySet().stream()
                .filter(id -> isMeant(id, rename.from()))
                .filter(id -> this.after.find(id).isEmpty())
                .findFirst();
    }

    /** An index is known without its table too, and a routine without its arguments. */
    private static boolean isMeant(ObjectId id, String name) {
        String qualified = id.qualifiedName();
        ObjectId table = id.parent();
        return qualified.equals(name)
                || ROUTINES.contains(id.kind()) && qualified.startsWith(name + "(")
                || id.kind() == ObjectKind.INDEX
                        && table != null
                        && table.parent() != null
                        && name.equals(table.parent().qualifiedName()
                                + qualified.substring(table.qualifiedName().length()));
    }

    /** What was asked for by name and cannot be: each with the reason. */
    List<String> mistakes() {
        return this.told.stream()
                .filter(Rename::mustExist)
                .filter(rename -> find(rename).isEmpty())
                .map(rename ->
                        rename.place() + ": there is no " + rename.from() + " that is gone from the declared schema")
                .toList();
    }

    /**
     * Two objects that may be one under two names.
     *
     * @param gone the old one
     * @param added the new one
     */
    record Candidate(ObjectId gone, ObjectId added) {

        String question() {
            return this.gone + " is gone and " + this.added + " is new. Is it the same "
                    + this.gone.kind().label() + " under a new name?";
        }

        /** With the ways to decide. */
        String reason() {
            return this.gone + " is gone and " + this.added + " is new: renamed with --applied-set.renames="
                    + this.gone.qualifiedName() + "=" + this.added.name()
                    + ", or dropped and added with --applied-set.renames=none";
        }

        Rename rename() {
            return new Rename(this.gone.qualifiedName(), this.added.name(), "the answer", true);
        }

        boolean concerns(Candidate other) {
            return this.gone.equals(other.gone) || this.added.equals(other.added);
        }
    }

    /** Objects that may have been renamed, as far as anybody can see. */
    List<Candidate> candidates() {
        Set<ObjectId> decided = new HashSet<>();
        this.told.forEach(rename -> find(rename).ifPresent(decided::add));
        List<Candidate> candidates = new ArrayList<>();
        for (SchemaObject gone : this.before.objects().values()) {
            if (this.after.find(gone.id()).isEmpty() && !decided.contains(gone.id())) {
                for (SchemaObject added : this.after.objects().values()) {
                    if (this.before.find(added.id()).isEmpty() && isAlike(gone, added)) {
                        candidates.add(new Candidate(gone.id(), added.id()));
                    }
                }
            }
        }
        return candidates;
    }

    private boolean isAlike(SchemaObject gone, SchemaObject added) {
        boolean samePlace = gone.id().kind() == added.id().kind()
                && gone.id().parent() != null
                && gone.id().parent().equals(added.id().parent());
        if (!samePlace) {
            return false;
        }
        return switch (gone.id().kind()) {
            case COLUMN -> gone.text(Attribute.TYPE).equals(added.text(Attribute.TYPE));
            case TABLE -> {
                Set<String> columns = new HashSet<>(gone.items(Attribute.COLUMNS));
                int all = columns.size();
                columns.retainAll(added.items(Attribute.COLUMNS));
                yield all > 0
                        && columns.size() >= all * ALIKE
                        && columns.size() >= added.items(Attribute.COLUMNS).size() * ALIKE;
            }
            default -> false;
        };
    }
}
