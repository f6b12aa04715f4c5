package io.github.appliedset.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Identity of an object: its kind, its parent, and its name within the parent.
 *
 * @param kind its kind
 * @param parent the object that it belongs to; null if it belongs to the database
 * @param name as PostgreSQL stores it, without quotes; for a routine, with the types of its arguments
 */
public record ObjectId(ObjectKind kind, @Nullable ObjectId parent, String name) implements Comparable<ObjectId> {

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

    /** By their parents, none first; then by kind and by name. Without a comparator: large schemas compare ids most of the time. */
    @Override
    public int compareTo(ObjectId other) {
        int order = compare(this.parent, other.parent);
        if (order == 0) {
            order = this.kind.compareTo(other.kind);
        }
        return order == 0 ? this.name.compareTo(other.name) : order;
    }

    private static int compare(@Nullable ObjectId one, @Nullable ObjectId other) {
        if (one == null || other == null) {
            return Boolean.compare(one != null, other != null);
        }
        return one == other ? 0 : one.compareTo(other);
    }

    @Override
    public String toString() {
        return this.kind.label() + " " + qualifiedName();
    }
}
