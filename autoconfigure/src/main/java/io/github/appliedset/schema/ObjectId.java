package io.github.appliedset.schema;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Identity of an object: its kind, its parent, and its name within the parent.
 *
 * @param kind its kind
 * @param parent the object that it belongs to; null if it belongs to the database
 * @param name as PostgreSQL stores it, without quotes; for a routine, with the types of its arguments
 */
public record ObjectId(ObjectKind kind, @Nullable ObjectId parent, String name) implements Comparable<ObjectId> {

    private static final Comparator<ObjectId> ORDER = Comparator.comparing(ObjectId::parentOrNone, ObjectId::compare)
            .thenComparing(ObjectId::kind)
            .thenComparing(ObjectId::name);

    public ObjectId {
        boolean fits = parent == null ? kind.place() == ObjectKind.Place.DATABASE : kind.mayBelongTo(parent.kind());
        if (!fits) {
            throw new IllegalArgumentException("a " + kind.label() + " does not belong to " + parent);
        }
    }

    /** A schema, an extension, or another object that belongs to the database. */
    public static ObjectId of(ObjectKind kind, String name) {
        return new ObjectId(kind, null, name);
    }

    /** An object that belongs to this one. */
    public ObjectId part(ObjectKind kind, String name) {
        return new ObjectId(kind, this, name);
    }

    private Optional<ObjectId> parentOrNone() {
        return Optional.ofNullable(this.parent);
    }

    private static int compare(Optional<ObjectId> one, Optional<ObjectId> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return Boolean.compare(one.isPresent(), other.isPresent());
        }
        return one.get().compareTo(other.get());
    }

    /** Whether it belongs to another object, directly or not. */
    public boolean isWithin(ObjectId other) {
        return this.parent != null && (this.parent.equals(other) || this.parent.isWithin(other));
    }

    /** Its name qualified with its parents' names, quoted where SQL requires it. */
    public String qualifiedName() {
        String own = this.kind.isNamedBySignature() ? this.name : QualifiedName.quoted(this.name);
        return this.parent == null ? own : this.parent.qualifiedName() + "." + own;
    }

    /**
     * Parses the result of {@link #qualifiedName}.
     *
     * @param kinds the kinds of its parents, outermost first, and its own
     * @throws IllegalArgumentException if the text is not such a name
     */
    public static ObjectId parse(List<ObjectKind> kinds, String qualifiedName) {
        QualifiedName rest = new QualifiedName(qualifiedName);
        ObjectId id = null;
        for (ObjectKind kind : kinds) {
            if (id != null) {
                rest.dot();
            }
            id = new ObjectId(kind, id, kind.isNamedBySignature() ? rest.all() : rest.identifier());
        }
        rest.end();
        if (id == null) {
            throw new IllegalArgumentException("no kind");
        }
        return id;
    }

    @Override
    public int compareTo(ObjectId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return this.kind.label() + " " + qualifiedName();
    }
}
